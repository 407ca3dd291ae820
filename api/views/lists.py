"""What one has to know to use the verbs: teams, services, organisations, and who one is."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from accounts.models import Organisation, Team
from catalogue.models import Service

from .. import shown
from ..filters import AllowedFilters
from .base import Door


def listed(operation_id, summary):
    return extend_schema_view(get=extend_schema(operation_id=operation_id, summary=summary))


class ListDoor(Door, GenericAPIView):
    filter_backends = [AllowedFilters]
    filterset_class_for = None
    orderings = {"name": "name", "id": "pk"}
    default_ordering = "name"

    def rows(self, user):
        raise TypeError("each list says which rows a person may see")

    def get(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.rows(request.user)))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


@listed("teams_list", _("List the teams that work for the organisations you serve."))
class Teams(ListDoor):
    queryset = Team.objects.none()
    serializer_class = shown.TeamShown

    def rows(self, user):
        active = Team.objects.filter(is_active=True)
        if user.serves_all:
            return active
        if not user.is_agent:
            return active.none()
        serving = Q(serves_all=True) | Q(scopes__organisation__in=user.served_organisation_ids)
        return active.filter(serving | Q(pk__in=user.team_ids)).distinct()


@listed("services_list", _("List what can be reported or ordered."))
class Services(ListDoor):
    queryset = Service.objects.none()
    serializer_class = shown.ServiceShown

    def rows(self, user):
        return Service.objects.filter(is_active=True)


@listed("organisations_list", _("List the organisations you belong to or serve."))
class Organisations(ListDoor):
    queryset = Organisation.objects.none()
    serializer_class = shown.OrganisationShown

    def rows(self, user):
        return Organisation.objects.visible_to(user).filter(is_active=True).prefetch_related("sites")


class Me(Door):
    @extend_schema(operation_id="me", summary=_("Show who you are."), responses=shown.MeShown)
    def get(self, request):
        return Response(shown.MeShown(request.user).data)
