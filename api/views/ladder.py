from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from escalation.comparing import compare
from escalation.dry_run import dry_run_of
from sla.business_time import TimeError
from tickets.explained import Explained
from tickets.models import Event, Ticket

from ..laddered import AskedOfLadder, LadderShown
from .base import Door


class LadderOfTicket(Door):
    @extend_schema(
        operation_id="tickets_ladder",
        summary=_(
            "Say what the ladder did with a ticket, what today's would have done, and what comes if nobody acts."
        ),
        parameters=[AskedOfLadder],
        responses=LadderShown,
    )
    def get(self, request, number):
        tickets = Ticket.objects.workable_by(request.user)
        tickets = tickets.select_related("organisation", "team", "assignee", "service", "tier_version__tier")
        ticket, now = self.ticket(tickets, number), timezone.now()
        asked = AskedOfLadder(data=request.query_params)
        asked.is_valid(raise_exception=True)
        events = Event.objects.filter(ticket=ticket)  # all rows: of a ticket he works
        explained = Explained(ticket, now=now, events=list(events.select_related("by").order_by("at", "seq")))
        until = explained.readings.at
        shown = {
            "number": ticket.pk,
            "as_of": until,
            "fired": compare(ticket, explained.events, explained.promises, until=until),
            "coming": _coming(explained, asked.validated_data.get("acknowledged_after"), now=until),
        }
        return Response(LadderShown(shown).data)


def _coming(explained, minutes, *, now):
    after = None if minutes is None else timedelta(minutes=minutes)
    try:
        return dry_run_of(explained.ticket, explained.facts, explained.promises, now=now, acknowledged_after=after)
    except TimeError:
        return None
