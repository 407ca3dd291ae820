from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from tickets.actions import open_ticket
from tickets.models import Ticket

from .. import inputs, shown
from ..errors import Refused
from ..filters import AgentsFilters, AllowedFilters, RequestersFilters
from ..verbs import VERBS
from .base import Door, show_ticket, with_all

TICKETS = [shown.RequestersTicket, shown.AgentsTicket]
TicketAnswer = PolymorphicProxySerializer("Ticket", TICKETS, resource_type_field_name=None, many=False)
TicketRows = PolymorphicProxySerializer("Ticket", TICKETS, resource_type_field_name=None, many=True)


class Tickets(Door, GenericAPIView):
    queryset = Ticket.objects.none()
    filter_backends = [AllowedFilters]
    orderings = {"number": "number", "opened_at": "opened_at", "updated_at": "last_event_at", "priority": "priority"}
    default_ordering = "-number"

    def filterset_class_for(self, user):
        return AgentsFilters if user is None or getattr(user, "is_agent", True) else RequestersFilters

    @extend_schema(operation_id="tickets_list", summary=_("List tickets."), responses=TicketRows)
    def get(self, request):
        tickets = self.filter_queryset(with_all(Ticket.objects.visible_to(request.user)))
        page = self.paginate_queryset(tickets)
        return self.get_paginated_response([show_ticket(ticket, request.user) for ticket in page])

    @extend_schema(
        operation_id="tickets_open",
        summary=_("Open a ticket."),
        request=PolymorphicProxySerializer(
            "OpenTicketInput",
            [inputs.OpenTicket, inputs.OpenTicketForSomebody],
            resource_type_field_name=None,
            many=False,
        ),
        responses={201: TicketAnswer},
    )
    def post(self, request):
        agent = request.user.is_agent
        fields = self.checked(inputs.OpenTicketForSomebody if agent else inputs.OpenTicket)
        return self.write(self._open, {**fields, "by": request.user}, made=True)

    def _open(self, **fields):
        external_id = fields.get("external_id")
        try:
            with transaction.atomic():
                return open_ticket(**fields)
        except IntegrityError:
            if external_id and Ticket.objects.filter(external_id=external_id).exists():  # all rows: unique
                sentence = _("There is a ticket with this external number already.")
                raise Refused(sentence, "external_id_taken", status.HTTP_409_CONFLICT) from None
            raise


class OneTicket(Door):
    @extend_schema(operation_id="tickets_show", summary=_("Show a ticket."), responses=TicketAnswer)
    def get(self, request, number):
        ticket = self.ticket(with_all(Ticket.objects.visible_to(request.user)), number)
        return Response(show_ticket(ticket, request.user))


def door_of(verb) -> type[Door]:
    """Make the end point of one verb on one ticket."""

    class VerbDoor(Door):
        @extend_schema(
            operation_id=f"tickets_{verb.name.replace('-', '_')}",
            summary=verb.summary,
            description=verb.description,
            request=verb.takes,
            responses=TicketAnswer,
        )
        def post(self, request, number):
            ticket = self.ticket(verb.tickets(request.user).select_related("organisation"), number)
            fields = self.checked(verb.takes, ticket=ticket)
            return self.write(lambda **said: verb.call(ticket, by=request.user, **said), fields)

    return VerbDoor


VERB_DOORS = {verb.name: door_of(verb) for verb in VERBS}
