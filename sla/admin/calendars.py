"""Calendars in the administration: what is in force, and the next version of it. Nothing is edited in place."""

from django.contrib import admin, messages
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin import RoomAdmin
from sla.models import CalendarVersion, TierVersion
from sla.opening_hours import WEEKDAYS
from sla.promises import compiled_calendar

from .calendar_form import CalendarForm
from .days import coming_days
from .hours_text import hours_text


class CalendarAdmin(RoomAdmin):
    hint = _("Service hours and holidays")
    list_display = ["name", "week", "zone", "place", "planned"]
    search_fields = ["name"]
    form = CalendarForm
    fieldsets = [(None, {"fields": ["name"]})]
    change_form_template = add_form_template = "admin/sla/calendar/change_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(Prefetch("versions", CalendarVersion.objects.all()))

    @admin.display(description=_("hours on Monday"))
    def week(self, calendar):
        version = _in_force(calendar, timezone.now())
        return (hours_text(version.weekly.get("mon", [])) or _("closed")) if version else ""

    @admin.display(description=_("time zone"))
    def zone(self, calendar):
        version = _in_force(calendar, timezone.now())
        return version.time_zone if version else ""

    @admin.display(description=_("holidays of"))
    def place(self, calendar):
        version = _in_force(calendar, timezone.now())
        return " ".join(filter(None, (version.country, version.state))) if version else ""

    @admin.display(description=_("changes on"))
    def planned(self, calendar):
        now = timezone.now()
        return next((v.valid_from for v in calendar.versions.all() if v.valid_from and v.valid_from > now), None)

    def get_form(self, request, obj=None, change=False, **kwargs):
        now = timezone.now()
        version = obj.version_at(now) if obj else None
        return type("CalendarForm", (CalendarForm,), {"version": version, "now": now})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        context.update(self._page(form, obj), title=gettext("Add a calendar") if obj is None else obj.name)
        context["subtitle"] = None
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _page(self, form, calendar):
        ticked = set(form["holidays"].value() or ())
        days, future = [], []
        if form.version is not None:
            days = coming_days(compiled_calendar(calendar.pk), form.version.time_zone, now=form.now)
            future = [v for v in calendar.versions.all() if v.valid_from and v.valid_from > form.now]
        return {
            "version": form.version,
            "week": [form[day] for day in WEEKDAYS],
            "holiday_years": _by_year(form.proposed, ticked),
            "faulty_dates": any(form.dates.errors) if form.is_bound else False,
            "days": days,
            "planned": future,
            "versions": calendar.versions.count() if calendar else 0,
            "tiers": _tiers(calendar),
        }

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.saved_version = form.save_version()

    def construct_change_message(self, request, form, formsets, add=False):
        if add or form.saved_version is None:
            return super().construct_change_message(request, form, formsets, add)
        return str(_("New version of the hours"))

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_change(request, obj)

    def response_change(self, request, obj):
        messages.success(request, _("“%(calendar)s” is saved.") % {"calendar": obj})
        return redirect("admin:sla_calendar_change", obj.pk)


def _in_force(calendar, now):
    """As Calendar.version_at, over versions already loaded and in their order."""
    past = [v for v in calendar.versions.all() if v.valid_from is None or v.valid_from <= now]
    return past[-1] if past else None


def _by_year(proposed, ticked):
    years = {}
    for holiday in proposed:
        years.setdefault(holiday.date.year, []).append((holiday, holiday.date.isoformat() in ticked))
    return list(years.items())


def _tiers(calendar):
    if calendar is None:
        return []
    versions = calendar.tier_versions.exclude(status=TierVersion.Status.RETIRED).select_related("tier")
    return sorted({version.tier for version in versions}, key=str)
