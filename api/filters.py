"""By what tickets can be filtered: these names and no others, each bound to its field."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend

from core.choices import Category, Level, Priority
from core.times import is_storable
from tickets.models import Ticket

from .errors import Refused

PAGING = {"cursor", "page_size", "ordering", "format"}


class KeyFilter(filters.Filter):
    """A row's id."""

    field_class = forms.IntegerField

    def __init__(self, *args, **options):
        super().__init__(*args, **{"min_value": 1, "max_value": 2**63 - 1, **options})


class InstantField(filters.fields.IsoDateTimeField):
    def clean(self, value):
        instant = super().clean(value)
        if instant is not None and not is_storable(instant):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return instant


class InstantFilter(filters.Filter):
    field_class = InstantField


class Choices(filters.BaseInFilter, filters.ChoiceFilter):
    """One code, or several separated by commas."""


class RequestersFilters(filters.FilterSet):
    status = Choices(choices=Ticket.Status.choices)
    priority = Choices(choices=Priority.choices)
    category = Choices(choices=Category.choices)
    organisation = KeyFilter(field_name="organisation_id")
    requester = KeyFilter(field_name="requester_id")
    external_id = filters.CharFilter(max_length=100)
    opened_after = InstantFilter(field_name="opened_at", lookup_expr="gte")
    opened_before = InstantFilter(field_name="opened_at", lookup_expr="lt")
    updated_after = InstantFilter(field_name="last_event_at", lookup_expr="gte")
    updated_before = InstantFilter(field_name="last_event_at", lookup_expr="lt")


class AgentsFilters(RequestersFilters):
    level = filters.ChoiceFilter(choices=Level.choices)
    team = KeyFilter(field_name="team_id")
    assignee = KeyFilter(field_name="assignee_id")


class AllowedFilters(DjangoFilterBackend):
    """Refuses a name it does not know: ignoring it would answer another question than was asked."""

    def filter_queryset(self, request, queryset, view):
        known = set(view.filterset_class_for(request.user).base_filters) if view.filterset_class_for else set()
        if unknown := sorted(set(request.query_params) - known - PAGING):
            sentence = _("It cannot be filtered by %(name)s. Possible: %(names)s.")
            allowed = ", ".join(sorted(known | {"cursor", "page_size", "ordering"}))
            raise Refused(sentence % {"name": unknown[0][:50], "names": allowed}, "unknown_filter")
        return super().filter_queryset(request, queryset, view) if known else queryset

    def get_filterset_class(self, view, queryset=None):
        if view.filterset_class_for is None:
            return None
        # The description of the API is drawn without anybody asking; it shows all names.
        user = getattr(getattr(view, "request", None), "user", None)
        return view.filterset_class_for(user)
