import django_filters as filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema

from sla.models import AuditEntry

from ..filters import InstantFilter, KeyFilter
from . import shown
from .base import PromiseList

KINDS = [(kind, kind) for kind in ("tier", "calendar", "contract", "perperson")]
DOORS = [(door, door) for door in ("admin", "api", "sweep")]


class AuditFilters(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=KINDS)
    object_id = KeyFilter()
    by = KeyFilter(field_name="by_id")
    action = filters.ChoiceFilter(choices=AuditEntry.Action.choices)
    door = filters.ChoiceFilter(choices=DOORS)
    since = InstantFilter(field_name="at", lookup_expr="gte")
    until = InstantFilter(field_name="at", lookup_expr="lt")


class Audit(PromiseList):
    """Only ever added to; who may look at all three kinds of promises may read it."""

    models = ("tier", "calendar", "contract")
    queryset = AuditEntry.objects.none()
    serializer_class = shown.AuditShown
    orderings = {"at": "at"}
    default_ordering = "-at"

    def filterset_class_for(self, user):
        return AuditFilters

    @extend_schema(
        operation_id="audit_list",
        summary=_("List every change of a tier, calendar or contract, with its content before and after."),
    )
    def get(self, request):
        return self.page(AuditEntry.objects.select_related("by"), lambda entry: shown.AuditShown(entry).data)
