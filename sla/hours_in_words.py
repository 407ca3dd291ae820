"""Opening hours in the words of the reader's language."""

from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from core.times import keep_together

from .business_time import Calendar
from .opening_hours import WEEKDAYS


def hours_at(calendar: Calendar, at) -> str:
    """The weekly hours in force at `at`, and where they count if the clocks there differ from the reader's."""
    definition = calendar.definition_at(at)
    words = "; ".join(weekly_lines(dict(zip(WEEKDAYS, definition.weekly, strict=True))))
    if at.astimezone(definition.zone).utcoffset() == timezone.localtime(at).utcoffset():
        return words
    place = definition.time_zone.rpartition("/")[2].replace("_", " ")
    return _("%(hours)s (%(place)s time)") % {"hours": words, "place": place}


def weekly_lines(weekly) -> list[str]:
    """Put weekly hours into as few lines as possible: days in a row with the same hours share one."""
    lines, run = [], []
    for number, day in enumerate(WEEKDAYS):
        windows = tuple(tuple(window) for window in weekly.get(day) or ())
        if run and run[-1][1] != windows:
            lines += _line(run)
            run = []
        run.append((number, windows))
    lines += _line(run)
    if len(lines) == 1 and len(run) == len(WEEKDAYS) and run[0][1] == (("00:00", "24:00"),):
        return [_("around the clock")]
    return lines


def _line(run):
    windows = run[0][1]
    if not windows:
        return []
    first, last = WEEKDAYS_ABBR[run[0][0]], WEEKDAYS_ABBR[run[-1][0]]
    days = str(first) if len(run) == 1 else f"{first}–{last}"
    spans = ", ".join(f"{opens}–{closes}" for opens, closes in windows)
    return [_("%(days)s, %(hours)s") % {"days": days, "hours": keep_together(spans)}]
