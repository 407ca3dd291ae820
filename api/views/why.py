from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.response import Response

from tickets.checks import can_work
from tickets.explained import Explained
from tickets.models import Ticket

from ..explained import AgentsWhyShown, WhyShown, why_shown
from .base import Door

WhyAnswer = PolymorphicProxySerializer("Why", [WhyShown, AgentsWhyShown], resource_type_field_name=None, many=False)


class Why(Door):
    @extend_schema(
        operation_id="tickets_why",
        summary=_("Explain why a ticket is due when it is."),
        description="The seconds of a clock's lines add up to the way from its start to its due time or end.",
        responses=WhyAnswer,
    )
    def get(self, request, number):
        user = request.user
        tickets = Ticket.objects.visible_to(user).select_related("organisation", "team", "tier_version__tier")
        ticket = self.ticket(tickets, number)
        explained = Explained(ticket, now=timezone.now())
        # The sentences name times of day, which are the reader's; every instant beside them is as everywhere.
        language = translation.get_language() if "Accept-Language" in request.headers else user.language
        with translation.override(language), timezone.override(ZoneInfo(user.time_zone)):
            shown = why_shown(explained, works=can_work(user, ticket))
        return Response(shown)
