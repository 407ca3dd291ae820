from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView

from escalation.models import Consultation, HandOver
from tickets.models import Ticket

from .. import shown
from ..filters import AllowedFilters
from .base import Door


class HandOvers(Door, GenericAPIView):
    """A ticket's moves between teams, for who works it."""

    queryset = HandOver.objects.none()
    serializer_class = shown.HandOverShown
    filter_backends = [AllowedFilters]
    filterset_class_for = None
    orderings = {"at": "at"}
    default_ordering = "at"

    @extend_schema(operation_id="hand_overs_list", summary=_("List a ticket's hand-overs, with package and gaps."))
    def get(self, request, number):
        ticket = self.ticket(Ticket.objects.workable_by(request.user), number)
        moves = HandOver.objects.visible_to(request.user).filter(ticket=ticket)
        moves = moves.select_related("from_team", "to_team", "by", "answered_by")
        page = self.paginate_queryset(self.filter_queryset(moves))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class Consultations(Door, GenericAPIView):
    """Questions to colleagues about a ticket, for who works it."""

    queryset = Consultation.objects.none()
    serializer_class = shown.ConsultationShown
    filter_backends = [AllowedFilters]
    filterset_class_for = None
    orderings = {"at": "at"}
    default_ordering = "at"

    @extend_schema(operation_id="consultations_list", summary=_("List the questions to colleagues about a ticket."))
    def get(self, request, number):
        ticket = self.ticket(Ticket.objects.workable_by(request.user), number)
        asked = Consultation.objects.visible_to(request.user).filter(ticket=ticket)
        asked = asked.select_related("to_team", "to_person", "by", "answered_by")
        page = self.paginate_queryset(self.filter_queryset(asked))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
