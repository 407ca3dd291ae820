"""Opening hours as administrators type them: 08:00–12:00, 13:00–17:00."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

_WINDOW = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*[-–—]\s*([0-9]{1,2}):([0-9]{2})")


def hours_text(windows) -> str:
    return ", ".join(f"{opens}–{closes}" for opens, closes in windows)


class HoursField(forms.Field):
    """Windows as lists of "HH:MM" pairs, as sla.business_time takes them; nothing is closed.

    Only the form is read here. Whether the hours make a calendar, its definition says.
    """

    default_error_messages = {
        "unreadable": _("“%(part)s” cannot be read. Write from–to, for example 08:00–12:00, 13:00–17:00."),
    }

    def to_python(self, value):
        windows = []
        for part in filter(None, (part.strip() for part in re.split("[,;]", value or ""))):
            if not (found := _WINDOW.fullmatch(part)):
                raise forms.ValidationError(
                    self.error_messages["unreadable"], code="unreadable", params={"part": part[:30]}
                )
            from_hour, from_minute, to_hour, to_minute = found.groups()
            windows.append([f"{int(from_hour):02}:{from_minute}", f"{int(to_hour):02}:{to_minute}"])
        return windows

    def prepare_value(self, value):
        return value if isinstance(value, str) else hours_text(value or [])

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != [list(window) for window in initial or []]
        except forms.ValidationError:
            return True
