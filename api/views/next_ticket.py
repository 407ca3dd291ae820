from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from core import times
from escalation.actions import given_as_next, take_next, why_next_in_words
from tickets.models import Event

from .. import inputs, shown
from ..idempotency import once
from .base import Door


class NextTicketShown(serializers.Serializer):
    ticket = shown.AgentsTicket(allow_null=True, help_text="Null where nothing is left.")
    why = serializers.CharField(help_text="Why this one, in the reader's language; or that nothing is left.")


class NextTicket(Door):
    """The most urgent ticket of one's teams that nobody has becomes one's own; who is in no team is given none."""

    @extend_schema(
        operation_id="next_ticket",
        summary=_("Take the most urgent ticket one can do; no two agents get the same one."),
        request=inputs.Nothing,
        responses=NextTicketShown,
    )
    def post(self, request):
        self.checked(inputs.Nothing)
        now = timezone.now()
        return once(request, lambda: self._taken(request.user, now), now=now)

    def _taken(self, person, now):
        ticket = take_next(person, now=now)
        if ticket is None:
            return Response({"ticket": None, "why": gettext("Every ticket of your teams has an agent, or waits.")})
        events = Event.objects.filter(ticket=ticket).order_by("seq")  # all rows: of the ticket given to him
        event = given_as_next(list(events), person)
        due = event.data.get("due")
        why = why_next_in_words(event.data, due=due and times.near(datetime.fromisoformat(due), now))
        return Response({"ticket": self.show(ticket.pk), "why": why})
