"""For which tickets a drafted version comes into force, and when."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.text import clean_line
from sla.activating import FURTHEST
from sla.models import Activation

Mode = Activation.Mode
NOW, DATE = "now", "date"
PAST = _("That moment has passed already. Choose a later one.")


class ActivationForm(forms.Form):
    """`now` is read at the door. Sent by address to look, and by POST to decide."""

    mode = forms.ChoiceField(
        choices=Mode.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose for which tickets."),
            "invalid_choice": _("Choose for which tickets."),
        },
    )
    when = forms.ChoiceField(
        label=_("Takes effect"),
        choices=[(NOW, _("at the click")), (DATE, _("on a date"))],
        required=False,
    )
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is no date.")},
    )
    time = forms.TimeField(
        label=_("Time of day"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("This is no time.")},
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.now = now
        tomorrow = timezone.localtime(now).date() + timedelta(days=1)
        self.initial = {"mode": Mode.NEW, "when": NOW, "day": tomorrow, "time": time(0, 0), "reason": ""}
        self.fields["day"].widget.attrs["min"] = timezone.localtime(now).date().isoformat()
        for name in ("day", "time"):
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    def clean_reason(self):
        return clean_line(self.cleaned_data["reason"])

    def clean(self):
        data = super().clean()
        if data.get("mode") == Mode.START and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why their history is read again; it stands in the history of each ticket."))
        if data.get("when") == DATE and not {"day", "time"} & self.errors.keys():
            self._clean_instant(data)
        return data

    def _clean_instant(self, data):
        if not data.get("day"):
            self.add_error("day", _("Choose the day on which it takes effect."))
            return
        if not self.now.year <= data["day"].year <= (self.now + FURTHEST).year:
            is_past = data["day"].year < self.now.year
            self.add_error(
                "day", PAST if is_past else _("That date is more than ten years ahead. Choose an earlier one.")
            )
            return
        at = timezone.make_aware(datetime.combine(data["day"], data.get("time") or time()))
        if at <= self.now:
            self.add_error("day", PAST)
        elif at > self.now + FURTHEST:
            self.add_error("day", _("That date is more than ten years ahead. Choose an earlier one."))
        data["at"] = at

    @property
    def shown_mode(self):
        """What the preview is for: the mode asked for, even while a date or a reason is missing."""
        asked = self["mode"].value()
        return asked if asked in Mode.values else Mode.NEW

    @property
    def effective_at(self):
        """None: at the click."""
        return self.cleaned_data.get("at")
