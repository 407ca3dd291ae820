"""Dates that have hours of their own: a line each, with its kind, hours and reason."""

from datetime import date

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sla.content import MOST_DATES
from sla.opening_hours import WEEKDAYS

from .windows import WindowsField, window_minutes


class Kind(models.TextChoices):
    HALF = "half", _("Half day")
    EXTRA = "extra", _("Extra shift")
    CLOSED = "closed", _("Closed")


class DateForm(forms.Form):
    """One date that has hours of its own, or none at all."""

    date = forms.DateField(
        label=_("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the date this line is about, or empty the line.")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind, initial=Kind.HALF)
    hours = WindowsField(label=_("Open"), required=False)
    name = forms.CharField(label=_("Reason"), max_length=100, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        number = int(self.prefix.rpartition("-")[2]) + 1 if self.prefix[-1].isdigit() else ""
        for field in self.fields.values():
            words = {"field": field.label, "number": number}
            field.widget.attrs["aria-label"] = gettext("%(field)s of line %(number)s") % words
        hours = self.fields["hours"].widget
        hours.is_single, hours.next_day = True, gettext("the next day")

    def clean(self):
        cleaned = super().clean()
        kind, hours = cleaned.get("kind"), cleaned.get("hours")
        if hours is None or "kind" not in cleaned or "date" not in cleaned:
            return cleaned
        if kind == Kind.CLOSED and hours:
            self.add_error("hours", _("A closed day has no hours. Empty them, or choose another kind."))
        elif kind != Kind.CLOSED and not hours:
            self.add_error("hours", _("Enter from and to, or choose “Closed” as the kind."))
        return cleaned


Dates = forms.formset_factory(DateForm, extra=0, max_num=MOST_DATES, absolute_max=MOST_DATES)


def entry_of(line: dict, weekly: dict) -> dict:
    """What a version keeps of a clean line. The kind only where the hours would say another."""
    entry = {"date": line["date"].isoformat(), "name": line["name"]}
    if line["kind"] == Kind.CLOSED:
        return entry
    entry["hours"] = line["hours"]
    return entry if line["kind"] == kind_of(entry, weekly) else {**entry, "kind": line["kind"]}


def line_of(entry: dict, weekly: dict) -> dict:
    """What the form shows of an entry of a version."""
    return {**entry, "hours": entry.get("hours", []), "kind": kind_of(entry, weekly)}


def kind_of(entry: dict, weekly: dict) -> str:
    """Closed, or a half day where the weekday is open longer otherwise, else an extra shift."""
    if not entry.get("hours"):
        return Kind.CLOSED
    if entry.get("kind") in Kind.values:
        return entry["kind"]
    return Kind.HALF if window_minutes(entry["hours"]) < usual_minutes(entry["date"], weekly) else Kind.EXTRA


def usual_minutes(day: str, weekly: dict) -> int:
    """How long the weekday of an ISO date is open by the weekly hours."""
    return window_minutes(weekly.get(WEEKDAYS[date.fromisoformat(day).weekday()], []))
