"""Opening hours as fields: any number of windows, each a pair of times; an empty pair is none."""

import re
from itertools import zip_longest

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from sla.clock_changes import minutes

_TIME = re.compile(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?")
_TYPED = re.compile(r"\s*[-–—]\s*")
MOST = 24  # windows of one day that are read


def hours_text(windows) -> str:
    """Return 08:00–12:00, 13:00–17:00."""
    return ", ".join(f"{opens}–{closes}" for opens, closes in windows)


def window_minutes(windows) -> int:
    """How long well-formed windows are open, by the clock, in minutes."""
    return sum(closes - opens for opens, closes in map(minutes, windows))


class WindowsInput(forms.Widget):
    """Two fields for each window, all named alike, so that any number of them can be sent.

    `was` are the windows before the edit, `next_day` how the following day is called; both only for what is shown.
    """

    was = None
    next_day = ""
    is_single = False  # one window is always shown, since the line says by its kind whether it is open

    def value_from_datadict(self, data, files, name):
        opens, closes = (_all(data, f"{name}-{end}")[:MOST] for end in ("from", "to"))
        return [[start.strip(), end.strip()] for start, end in zip_longest(opens, closes, fillvalue="")]

    def value_omitted_from_data(self, data, files, name):
        return False

    def id_for_label(self, id_):
        return f"{id_}-0-from"

    def get_context(self, name, value, attrs):
        windows = [_shown(window) for window in value or []]
        known = None if self.was is None else [list(window) for window in self.was]
        filled = [window for window in windows if any(window)]
        return {
            "name": name,
            "id": attrs["id"],
            "label": self.attrs.get("aria-label", name),
            "windows": [
                {
                    "from": start,
                    "to": end,
                    "is_new": known is not None and [start, end] not in known,
                    "is_night": _is_night(start, end),
                }
                for start, end in windows or ([["", ""]] if self.is_single else [])
            ],
            "next_day": self.next_day,
            "was": hours_text(known) or _("closed") if known is not None and filled != known else "",
            "faulty": attrs.get("aria-invalid") == "true",
            "described_by": attrs.get("aria-describedby", ""),
            "is_single": self.is_single,
        }

    def render(self, name, value, attrs=None, renderer=None):
        return render_to_string("admin/sla/calendar/_windows.html", self.get_context(name, value, attrs or {}))


class WindowsField(forms.Field):
    """Windows as lists of "HH:MM" pairs, as sla.business_time takes them; nothing is closed.

    Only the form is read here. Whether the hours make a calendar, its definition says.
    """

    widget = WindowsInput
    default_error_messages = {
        "unreadable": _("“%(part)s” is no time. Write hours and minutes, for example 08:00."),
        "half": _("A window needs both its times, from and to. Empty both to remove it."),
    }

    def to_python(self, value):
        return [[self._time(start), self._time(end)] for start, end in _pairs(value)]

    def _time(self, text):
        if not text:
            raise forms.ValidationError(self.error_messages["half"], code="half")
        if not (clean := clean_time(text)):
            raise forms.ValidationError(
                self.error_messages["unreadable"], code="unreadable", params={"part": text[:20]}
            )
        return clean

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != [list(window) for window in initial or []]
        except forms.ValidationError:
            return True


def clean_time(text: str) -> str | None:
    """Return 08:00 for 8, 8:00, 8.00 and 0800; None for what is no time. Its range is not looked at."""
    if not (found := _TIME.fullmatch(text)):
        return None
    hour, minute = found.groups()
    return f"{int(hour):02}:{minute or '00'}"


def _pairs(value):
    """The windows that say anything. “08:00–12:00, 13:00–17:00” typed or pasted into one field is understood too."""
    for start, end in value or []:
        parts = [_TYPED.split(part.strip()) for part in re.split("[,;]", start)]
        if not end and _are_ranges(parts):
            yield from parts
        elif start or end:
            yield start, end


def _are_ranges(parts):
    return all(len(part) == 2 and all(part) for part in parts)


def _all(data, name):
    return data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])


def _shown(window):
    return [clean_time(text) or text for text in window]


def _is_night(start, end):
    """Whether a window that can be read runs into the next day."""
    return bool(re.fullmatch("[0-9]{2}:[0-9]{2}", start) and re.fullmatch("[0-9]{2}:[0-9]{2}", end)) and end < start
