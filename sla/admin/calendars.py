"""Calendars in the administration: what is in force, and the next version of it. Nothing is edited in place."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin import RoomAdmin
from core.errors import DomainError
from sla.auditing import Action, audited
from sla.models import Calendar, CalendarVersion, HolidayYear

from .audit import WithAudit
from .calendar_form import CalendarForm
from .calendar_moves import moves_of
from .calendar_page import page
from .what_if import CalendarWhatIf
from .windows import hours_text


class CalendarAdmin(CalendarWhatIf, WithAudit, RoomAdmin):
    hint = _("Service hours, holidays, extra shifts")
    list_display = ["name", "week", "zone", "place", "planned"]
    search_fields = ["name"]
    form = CalendarForm
    fieldsets = [(None, {"fields": ["name"]})]
    change_form_template = add_form_template = "admin/sla/calendar/change_form.html"

    def get_queryset(self, request):
        counting = Prefetch("versions", CalendarVersion.objects.counting(), to_attr="line")
        return super().get_queryset(request).prefetch_related(counting)

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
        return next((v.valid_from for v in calendar.line if v.valid_from and v.valid_from > now), None)

    # The page

    def get_form(self, request, obj=None, change=False, **kwargs):
        now = timezone.now()
        version = obj.version_at(now) if obj else None
        return type(
            "CalendarForm", (CalendarForm,), {"version": version, "now": now, "moves_of": staticmethod(moves_of)}
        )

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        context.update(page(form, obj, now=form.now))
        name = form.initial.get("name") or ""
        context.update(title=gettext("Add a calendar") if obj is None else name, subtitle=None)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        """Nothing yet: name, version and confirmation are one entry in the audit list, and are saved together below."""

    def save_related(self, request, form, formsets, change):
        version, year = form.next_version(), form.cleaned_data["confirm_year"]
        action = Action.CONFIRMED if year and version is None else None
        with audited(form.instance, by=request.user, door="admin", now=form.now, action=action):
            form.instance.save()
            if version is not None:
                version.save()
                _forget_other_places_years(form, version)
            if year:
                confirmed = {"confirmed_by": request.user, "confirmed_at": form.now}
                HolidayYear.objects.get_or_create(calendar=form.instance, year=year, defaults=confirmed)
        form.saved_version, form.saved_year = version, year
        super().save_related(request, form, formsets, change)

    def delete_model(self, request, obj):
        with audited(obj, by=request.user, door="admin", now=timezone.now()):
            super().delete_model(request, obj)

    def construct_change_message(self, request, form, formsets, add=False):
        if add or form.saved_version is None:
            return super().construct_change_message(request, form, formsets, add)
        return str(_("New version of the hours"))

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_change(request, obj)

    def response_change(self, request, obj):
        messages.success(request, _("“%(calendar)s” is saved.") % {"calendar": obj})
        return redirect("admin:sla_calendar_change", obj.pk)

    # A planned version is taken back

    def get_urls(self):
        take_back = path(
            "<int:pk>/withdraw/<int:version>/", self.admin_site.admin_view(self.withdraw), name="sla_calendar_withdraw"
        )
        return [take_back, *super().get_urls()]

    def withdraw(self, request, pk, version):
        """Take a version back before it begins."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        calendar = get_object_or_404(Calendar, pk=pk)
        if not self.has_change_permission(request, calendar):
            raise PermissionDenied
        planned, now = get_object_or_404(calendar.versions, pk=version), timezone.now()
        try:
            with audited(calendar, by=request.user, door="admin", now=now, action=Action.TAKEN_BACK):
                planned.withdraw(now=now)
        except DomainError as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("The planned version is taken back. The hours stay as they are."))
        return redirect("admin:sla_calendar_change", pk)


def _forget_other_places_years(form, version):
    """What was confirmed for one place says nothing about another's holidays; years gone by stay as they were."""
    before = form.version
    if before is not None and (before.country, before.state) != (version.country, version.state):
        form.instance.confirmed_years.filter(year__gte=form.now.year).delete()


def _in_force(calendar, now):
    """As Calendar.version_at, over versions already loaded and in their order."""
    past = [v for v in calendar.line if v.valid_from is None or v.valid_from <= now]
    return past[-1] if past else None
