"""The roster in the administration: who is on duty for which team, or on call, from when to when."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.admin import RoomAdmin

from .models import Shift

MOST_WEEKS = 52
LONGEST = timedelta(days=31)


class ShiftForm(forms.ModelForm):
    """A shift; a new one may be entered for the following weeks too, at the same hours of the day."""

    weeks = forms.IntegerField(
        label=_("the same in so many following weeks"),
        required=False,
        min_value=0,
        max_value=MOST_WEEKS,
        help_text=_("Empty: only this one."),
    )

    class Meta:
        model = Shift
        fields = ["team", "person", "starts_at", "ends_at", "on_call"]

    def clean(self):
        data = super().clean()
        team, person = data.get("team"), data.get("person")
        if team and person and not team.members.filter(pk=person.pk).exists():
            words = {"person": person, "team": team}
            self.add_error("person", _("%(person)s is no member of %(team)s. Choose somebody of the team.") % words)
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends - starts > LONGEST:
            self.add_error("ends_at", _("A shift of more than a month is too long. Enter several."))
        return data


@admin.register(Shift)
class ShiftAdmin(RoomAdmin):
    menu_name = _("Roster")
    hint = _("Who is on duty, or on call, for which team")
    form = ShiftForm
    list_display = ["team", "person", "starts_at", "ends_at", "on_call"]
    list_filter = ["team", "on_call"]
    list_select_related = ["team", "person"]
    search_fields = ["person__first_name", "person__last_name", "team__name"]
    autocomplete_fields = ["team", "person"]
    ordering = ["-starts_at", "team"]

    def get_fields(self, request, obj=None):
        fields = ["team", "person", "starts_at", "ends_at", "on_call"]
        return fields if obj is not None else [*fields, "weeks"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        weeks = 0 if change else form.cleaned_data.get("weeks") or 0
        Shift.objects.bulk_create(_later(obj, number) for number in range(1, weeks + 1))


def _later(shift, weeks):
    """The same shift so many weeks later, at the same hours by the clock on the wall."""
    starts_at, ends_at = (_moved(at, weeks) for at in (shift.starts_at, shift.ends_at))
    return Shift(team=shift.team, person=shift.person, starts_at=starts_at, ends_at=ends_at, on_call=shift.on_call)


def _moved(at, weeks):
    return timezone.make_aware(timezone.make_naive(at) + timedelta(weeks=weeks))
