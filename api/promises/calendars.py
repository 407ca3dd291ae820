from datetime import timedelta

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status

from reports.moving import CalendarChange
from sla.auditing import Action
from sla.business_time import HORIZON, TimeError
from sla.content import calendar_fault, place_fault, start_fault
from sla.models import Calendar, CalendarVersion, HolidayYear
from sla.opening_hours import WEEKDAYS
from sla.promises import compiled_calendar
from sla.public_holidays import proposals

from ..errors import FieldRefused, Refused
from . import inputs, shown
from .base import PromiseDoor, PromiseList, refused, with_revision
from .previews import PreviewShown, show_preview
from .sums import SumShown, lines_between

HOURS = ("time_zone", "weekly", "country", "state", "holidays")


class Calendars(PromiseList):
    models = ("calendar", "calendarversion")
    queryset = Calendar.objects.none()
    serializer_class = shown.CalendarRow

    @extend_schema(operation_id="calendars_list", summary=_("List the calendars."))
    def get(self, request):
        return self.page(Calendar.objects.all(), lambda calendar: shown.CalendarRow(calendar).data)

    @extend_schema(
        operation_id="calendars_add",
        summary=_("Add a calendar with its first version, valid since ever."),
        request=inputs.AddCalendar,
        responses={201: shown.CalendarShown},
    )
    def post(self, request):
        fields = self.checked(inputs.AddCalendar)

        def add(now):
            calendar = Calendar(name=fields["name"])
            version = sound_version(calendar, fields, now=now)
            with self.audited(calendar, now):
                calendar.full_clean()
                calendar.save()
                version.calendar = calendar
                version.save()
            return shown.CalendarShown(calendar).data

        return self.change(add, made=True)


class OneCalendar(PromiseDoor):
    models = ("calendar", "calendarversion")

    @extend_schema(
        operation_id="calendars_show",
        summary=_("Show a calendar with all its versions."),
        responses=shown.CalendarShown,
    )
    def get(self, request, pk):
        return with_revision(shown.CalendarShown(get_object_or_404(Calendar, pk=pk)).data)

    @extend_schema(
        operation_id="calendars_rename",
        summary=_("Rename a calendar."),
        request=inputs.RenameCalendar,
        responses=shown.CalendarShown,
    )
    def patch(self, request, pk):
        calendar = get_object_or_404(Calendar, pk=pk)
        fields = self.checked(inputs.RenameCalendar)
        seen = self.seen(fields)

        def rename(now):
            with self.audited(calendar, now):
                self.require_seen(calendar, seen)
                calendar.name = fields["name"]
                calendar.full_clean()
                calendar.save(update_fields=["name"])
            return shown.CalendarShown(calendar).data

        return self.change(rename)

    @extend_schema(
        operation_id="calendars_delete",
        summary=_("Delete a calendar no tier uses."),
        request=None,
        responses={204: None},
    )
    def delete(self, request, pk):
        calendar = get_object_or_404(Calendar, pk=pk)

        def delete(now):
            with self.audited(calendar, now):
                calendar.delete()

        return self.change(delete)


class CalendarVersions(PromiseDoor):
    models = ("calendar", "calendarversion")

    @extend_schema(
        operation_id="calendars_add_version",
        summary=_("Add a version, valid from now or later; or see first which due times would move."),
        request=inputs.AddCalendarVersion,
        responses={200: PreviewShown, 201: shown.CalendarShown},
    )
    def post(self, request, pk):
        calendar = get_object_or_404(Calendar, pk=pk)
        fields = self.checked(inputs.AddCalendarVersion)

        def add(now):
            with self.audited(calendar, now):
                version = sound_version(calendar, fields, now=now)
                if fields["preview"]:
                    return show_preview(CalendarChange(version, now=now), now=now)
                version.save()
            return shown.CalendarShown(calendar).data

        return self.change(add, made=not fields["preview"])


class WithdrawCalendarVersion(PromiseDoor):
    models = ("calendar", "calendarversion")

    @extend_schema(
        operation_id="calendars_withdraw_version",
        summary=_("Take a version back before it begins."),
        request=None,
        responses=shown.CalendarShown,
    )
    def post(self, request, pk, version):
        calendar = get_object_or_404(Calendar, pk=pk)
        version = get_object_or_404(calendar.versions, pk=version)

        def withdraw(now):
            with self.audited(calendar, now, Action.TAKEN_BACK):
                version.withdraw(now=now)
            return shown.CalendarShown(calendar).data

        return self.change(withdraw)


class ConfirmHolidays(PromiseDoor):
    models = ("calendar", "calendarversion")

    @extend_schema(
        operation_id="calendars_confirm_year",
        summary=_("Say that a year's holidays are looked through and right."),
        request=inputs.ConfirmYear,
        responses=shown.CalendarShown,
    )
    def post(self, request, pk):
        calendar = get_object_or_404(Calendar, pk=pk)
        fields = self.checked(inputs.ConfirmYear)

        def confirm(now):
            with self.audited(calendar, now, Action.CONFIRMED):
                said = {"confirmed_by": request.user, "confirmed_at": now}
                HolidayYear.objects.get_or_create(calendar=calendar, year=fields["year"], defaults=said)
            return shown.CalendarShown(calendar).data

        return self.change(confirm)


class Calculation(PromiseDoor):
    models = ("calendar", "calendarversion")

    @extend_schema(
        operation_id="calendars_calculate",
        summary=_("Add service time to an instant, or measure it between two, with each open and closed stretch."),
        request=inputs.Calculate,
        responses=SumShown,
    )
    def post(self, request, pk):
        calendar = get_object_or_404(Calendar, pk=pk)
        fields = self.checked(inputs.Calculate)
        return self.change(lambda now: calculate(compiled_calendar(calendar.pk), fields, now=now))


def sound_version(calendar, fields, *, now) -> CalendarVersion:
    """The version, not saved, that `fields` describe. Raises FieldRefused for what makes no calendar."""
    hours = {name: fields[name] for name in HOURS}
    if fault := place_fault(hours["country"], hours["state"]):
        raise refused(fault)
    if fields["add_public_holidays"]:
        hours["holidays"] = [*hours["holidays"], *_of_the_law(hours, now)]
    hours["holidays"] = sorted(hours["holidays"], key=lambda entry: entry["date"])
    hours["weekly"] = {day: windows for day, windows in hours["weekly"].items() if windows or day not in WEEKDAYS}
    if fault := calendar_fault(hours):
        raise refused(fault, _place(fault))
    version = CalendarVersion(**hours)
    if calendar.pk:
        version.calendar, version.valid_from = calendar, fields["valid_from"] or now
        if fault := start_fault(calendar, version.valid_from, now=now):
            raise refused(fault)
    return version


def _of_the_law(hours, now):
    listed = {entry["date"] for entry in hours["holidays"]}
    found = proposals(hours["country"], hours["state"], first_year=now.year, language="en")
    for holiday in found:
        if holiday.is_law and holiday.date.isoformat() not in listed:
            yield {"date": holiday.date.isoformat(), "name": holiday.local_name}


def _place(fault):
    """The field of the API in which the fault lies."""
    if fault.place in WEEKDAYS:
        return f"weekly.{fault.place}"
    if fault.code in ("unknown_time_zone", "unknown_weekday"):
        return "time_zone" if fault.place == "time_zone" else "weekly"
    return f"holidays.{fault.place}"


def calculate(hours, fields, *, now):
    start, until = fields["start"], fields.get("until")
    for name in ("start", "until"):
        if name in fields and abs(fields[name] - now) > HORIZON:
            raise FieldRefused(name, _("Choose an instant less than ten years from now."), "beyond_horizon")
    if until is None:
        try:
            until = hours.add(start, timedelta(seconds=fields["seconds"]))
        except TimeError as error:
            sentence = _("So much service time does not come within ten years.")
            raise Refused(sentence, error.code, status.HTTP_400_BAD_REQUEST) from None
    return {
        "start": start,
        "until": until,
        "seconds": hours.between(start, until).total_seconds(),
        **lines_between(hours, start, until),
    }
