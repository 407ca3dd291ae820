"""Spans of time as administrators type them: 6:00 are six hours, 0:00:20 twenty seconds."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

_SPAN = re.compile(r"([0-9]{1,4}):([0-5][0-9])(?::([0-5][0-9]))?")


def span_text(seconds: int | None) -> str:
    """Return 6:00 or, where seconds are left over, 0:00:20; nothing for no span."""
    if seconds is None:
        return ""
    hours, rest = divmod(int(seconds), 3600)
    minutes, over = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{over:02}" if over else f"{hours}:{minutes:02}"


class SpanField(forms.Field):
    """Hours and minutes, to whole seconds. Empty is None; zero is refused, since no clock can keep it."""

    default_error_messages = {
        "unreadable": _("“%(value)s” is no time. Write hours and minutes, for example 6:00."),
        "zero": _("A time of zero cannot be kept. Leave the field empty for none."),
    }
    widget = forms.TextInput(attrs={"class": "hd-time", "inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value):
        if isinstance(value, int):  # a disabled field is given what it shows
            return value
        value = (value or "").strip()
        if not value:
            return None
        if not (found := _SPAN.fullmatch(value)):
            raise forms.ValidationError(
                self.error_messages["unreadable"], code="unreadable", params={"value": value[:20]}
            )
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        if not (total := hours * 3600 + minutes * 60 + seconds):
            raise forms.ValidationError(self.error_messages["zero"], code="zero")
        return total

    def prepare_value(self, value):
        return span_text(value) if isinstance(value, int) else value

    def has_changed(self, initial, data):
        try:
            return not self.disabled and self.to_python(data) != initial
        except forms.ValidationError:
            return True
