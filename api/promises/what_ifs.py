"""How closed tickets would have fared under a draft or other hours: asked, followed, cancelled, and read."""

import django_filters as filters
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from core.choices import Category, Priority
from reports.models import MOST_MONTHS, Outcome, WhatIf, WhatIfGroup
from reports.table import group_counts, table, tickets_behind
from reports.tasks import ask_worker
from reports.whatif import ask, cancel
from sla.models import Calendar, TierVersion
from tickets.models import TicketClock

from ..fields import Input, Visible
from ..inputs import Nothing
from .base import PromiseDoor, PromiseList
from .inputs import CalendarHours

MODELS = ("tier", "calendar")


class OtherHours(CalendarHours):
    """Holidays of the time before the first one listed are the calendar's own."""

    country = state = add_public_holidays = None


class AskWhatIf(Input):
    version = Visible(
        lambda _user, _context: TierVersion.objects.all(),
        required=False,
        help_text="Id of a tier's version, a draft for example: replays the tickets of its tier.",
    )
    calendar = Visible(
        lambda _user, _context: Calendar.objects.all(),
        required=False,
        help_text="Replays the tickets counted in this calendar in other hours: those in “hours” or “instead”.",
    )
    hours = OtherHours(required=False)
    instead = Visible(
        lambda _user, _context: Calendar.objects.all(),
        required=False,
        help_text="Another calendar, with all its versions.",
    )
    months = serializers.IntegerField(min_value=1, max_value=MOST_MONTHS, default=3)

    def validate(self, fields):
        if ("version" in fields) == ("calendar" in fields):
            self._refuse("version", _("Name either a version of a tier or a calendar."))
        if "calendar" in fields and ("hours" in fields) == ("instead" in fields):
            self._refuse("hours", _("Give either hours or another calendar."))
        if "version" in fields and ("hours" in fields or "instead" in fields):
            self._refuse("hours", _("Hours belong to a calendar; a tier's version has its own."))
        if "hours" in fields:
            fields["hours"] = dict(fields["hours"])
        return fields

    def _refuse(self, name, sentence):
        raise serializers.ValidationError({name: [serializers.ErrorDetail(sentence, "invalid")]})


class WhatIfKeptShown(serializers.Serializer):
    kept = serializers.IntegerField()
    late = serializers.IntegerField()


class WhatIfLineShown(serializers.Serializer):
    clock = serializers.ChoiceField(TicketClock.Kind.choices)
    priority = serializers.CharField()
    category = serializers.CharField()
    today = serializers.SerializerMethodField()
    then = serializers.SerializerMethodField()
    outcomes = serializers.SerializerMethodField(help_text="Tickets by outcome; none are left out.")

    def get_today(self, line) -> WhatIfKeptShown:
        return {"kept": line.kept_today, "late": line.late_today}

    def get_then(self, line) -> WhatIfKeptShown:
        return {"kept": line.kept, "late": line.late}

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_outcomes(self, line):
        return {outcome: count for outcome, count in sorted(line.counts.items()) if count}


class WhatIfShown(serializers.ModelSerializer):
    error = serializers.CharField(source="error_text")
    result = serializers.SerializerMethodField(help_text="By clock, priority and category; empty until it is done.")

    class Meta:
        model = WhatIf
        fields = ("id", "version", "calendar", "instead", "hours", "months", "since", "until", "state")
        fields += ("done", "total", "created_at", "begun_at", "finished_at", "error", "result")

    @extend_schema_field(WhatIfLineShown(many=True))
    def get_result(self, what_if):
        lines = [line for block in table(group_counts(what_if)) for line in block.lines]
        return WhatIfLineShown(lines, many=True).data


class TicketBehindShown(serializers.Serializer):
    ticket = serializers.IntegerField(source="number")
    subject = serializers.CharField()
    organisation = serializers.CharField(source="organisation.name")
    closed_at = serializers.DateTimeField()


class GroupFilters(filters.FilterSet):
    clock = filters.ChoiceFilter(choices=TicketClock.Kind.choices)
    priority = filters.ChoiceFilter(choices=Priority.choices)
    category = filters.ChoiceFilter(choices=Category.choices)
    outcome = filters.ChoiceFilter(choices=Outcome.choices)


class WhatIfs(PromiseDoor):
    models = MODELS

    @extend_schema(
        operation_id="what_if_ask",
        summary="Ask how the closed tickets of the last months would have fared under a draft or other hours.",
        description="A worker answers; follow “state” and “done”. Nothing is written on tickets.",
        request=AskWhatIf,
        responses={201: WhatIfShown},
    )
    def post(self, request):
        fields = self.checked(AskWhatIf)

        def put(now):
            what_if = ask(by=request.user, now=now, **fields)
            transaction.on_commit(lambda: ask_worker(what_if.pk))
            return WhatIfShown(what_if).data

        return self.change(put, made=True)


class OneWhatIf(PromiseDoor):
    models = MODELS

    @extend_schema(operation_id="what_if_show", summary="Follow a question; its result.", responses=WhatIfShown)
    def get(self, request, pk):
        return Response(WhatIfShown(get_object_or_404(WhatIf, pk=pk)).data)


class CancelWhatIf(PromiseDoor):
    models = MODELS

    @extend_schema(
        operation_id="what_if_cancel",
        summary="Stop a question that is not answered yet.",
        request=Nothing,
        responses=WhatIfShown,
    )
    def post(self, request, pk):
        what_if = get_object_or_404(WhatIf, pk=pk)
        self.checked(Nothing)
        return self.change(lambda now: WhatIfShown(cancel(what_if, by=request.user, now=now)).data)


class WhatIfTickets(PromiseList):
    models = MODELS
    queryset = WhatIfGroup.objects.none()
    serializer_class = TicketBehindShown
    orderings = {"number": "pk"}
    default_ordering = "number"

    def filterset_class_for(self, user):
        return GroupFilters

    @extend_schema(operation_id="what_if_tickets", summary="List the tickets behind the figures of a question.")
    def get(self, request, pk):
        groups = self.filter_queryset(get_object_or_404(WhatIf, pk=pk).groups.order_by())
        page = self.paginate_queryset(tickets_behind(groups))
        return self.get_paginated_response(TicketBehindShown(page, many=True).data)
