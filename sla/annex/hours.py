"""Service hours in words: the week, the zone, half days and holidays."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_timezone_name
from django.utils import timezone
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy

from core.times import day as day_words
from sla.opening_hours import WEEKDAYS
from sla.public_holidays import proposals, states

ALL_DAY = [["00:00", "24:00"]]
_SAME_DAY = pgettext_lazy("hours of a day", "%(start)s to %(end)s")
_NEXT_DAY = pgettext_lazy("hours of a day", "%(start)s to %(end)s the next day")


@dataclass(frozen=True)
class Hours:
    """`since`: the day on which other hours begin, "" for those of today. `closed`: (date, name), the next ones."""

    since: str
    lines: list[str]
    closed: list[tuple[str, str]]


def service_hours(calendar, *, now, until=None) -> list[Hours]:
    """Return what the calendar says now, and what it is planned to say later; dates up to the day `until`."""
    current = calendar.version_at(now)
    if current is None:
        return []
    later = calendar.versions.counting().filter(valid_from__gt=now).order_by("valid_from")
    starts = [("", current, now), *((_start(version), version, version.valid_from) for version in later)]
    return [_hours(*start, until.isoformat() if until else "9999") for start in starts]


def service_day(calendar, *, now) -> int | None:
    """How many seconds an ordinary day of service has; None where the days of the week differ, or never end."""
    version = calendar.version_at(now)
    lengths = (
        {sum(_length(*window) for window in version.weekly.get(day, [])) for day in WEEKDAYS} if version else set()
    )
    lengths -= {0}
    return lengths.pop() if len(lengths) == 1 and lengths != {24 * 3600} else None


def _start(version):
    return long_day(timezone.localtime(version.valid_from, ZoneInfo(version.time_zone)).date())


def long_day(day: date) -> str:
    """1 January 2026, 1. Januar 2026."""
    return date_format(day, pgettext("date format", "j F Y"), use_l10n=False)


def _hours(since, version, now, until):
    today = timezone.localtime(now, ZoneInfo(version.time_zone)).date()
    ahead = [entry for entry in version.holidays if today.isoformat() <= entry["date"] <= until]
    missing = [entry for entry in ahead if not entry.get("hours") and _opens_on(version, entry)]
    lines = [*_week(version.weekly), *_zone(version), *_own_hours(ahead), *_closing(version, missing)]
    spoken = _spoken(version, today.year)
    closed = [
        (day_words(date.fromisoformat(entry["date"])), spoken.get((entry["date"], entry["name"]), entry["name"]))
        for entry in missing
    ]
    return Hours(since, lines, closed)


def _spoken(version, first_year):
    """The names of public holidays in the sheet's language, by date and the name under which they are kept."""
    language = (get_language() or "en")[:2]
    known = proposals(version.country, version.state, first_year=first_year, language=language)
    return {(holiday.date.isoformat(), holiday.local_name): holiday.name for holiday in known}


def _week(weekly):
    """Monday to Friday 07:00 to 19:00."""
    runs = []
    for number, day in enumerate(WEEKDAYS):
        windows = [list(window) for window in weekly.get(day, [])]
        if runs and runs[-1][2] == windows:
            runs[-1][1] = number
        else:
            runs.append([number, number, windows])
    if len(runs) == 1 and runs[0][2] == ALL_DAY:
        yield gettext("every day, around the clock")
        return
    for first, last, windows in runs:
        if windows:
            yield f"{_days(first, last)} {_windows(windows)}"


def _days(first, last):
    if first == last:
        return str(DAY_NAMES[first])
    form = gettext("%(first)s and %(second)s") if last == first + 1 else pgettext("days", "%(first)s to %(second)s")
    return form % {"first": DAY_NAMES[first], "second": DAY_NAMES[last]}


def _windows(windows):
    if windows == ALL_DAY:
        return gettext("around the clock")
    words = ""
    for opens, closes in windows:
        form = _SAME_DAY if closes > opens else _NEXT_DAY
        text = str(form) % {"start": opens, "end": closes}
        words = gettext("%(first)s and %(second)s") % {"first": words, "second": text} if words else text
    return words


def _zone(version):
    if any(version.weekly.get(day, []) != ALL_DAY for day in WEEKDAYS):
        yield gettext("in %(zone)s") % {"zone": zone_words(version.time_zone)}


def zone_words(name) -> str:
    """Central European Time (Europe/Berlin)."""
    if "/" not in name:
        return name
    words = get_timezone_name(ZoneInfo(name), width="long", locale=_locale(), zone_variant="generic")
    return f"{words} ({name})"


def _own_hours(ahead):
    """24 December and 31 December 07:00 to 12:00; with the year where it is not said for every year."""
    by_hours = {}
    for entry in ahead:
        if entry.get("hours"):
            by_hours.setdefault(_windows([list(window) for window in entry["hours"]]), []).append(entry["date"])
    years = {entry["date"][:4] for entry in ahead}
    for windows, dates in by_hours.items():
        yield f"{_either_day(dates, years)} {windows}"


def _either_day(dates, years):
    recurring = {day[5:] for day in dates if {other[:4] for other in dates if other[5:] == day[5:]} == years}
    texts = []
    for day in dates:
        form = pgettext("date format", "j F") if day[5:] in recurring else pgettext("date format", "j F Y")
        if (text := date_format(date.fromisoformat(day), form, use_l10n=False)) not in texts:
            texts.append(text)
    *first, last = texts
    return gettext("%(first)s and %(second)s") % {"first": ", ".join(first), "second": last} if first else last


def _closing(version, missing):
    if missing and version.country:
        yield gettext("closed on public holidays in %(place)s") % {"place": place_words(version.country, version.state)}
    elif missing:
        yield gettext("closed on the days listed below")


def place_words(country, state="") -> str:
    """Bavaria, Germany: the state as its own country calls it."""
    name = Locale.parse(_locale()).territories.get(country, country)
    if not state:
        return name
    return f"{dict(states(country)).get(state, state)}, {name}"


def _opens_on(version, entry):
    return bool(version.weekly.get(WEEKDAYS[date.fromisoformat(entry["date"]).weekday()]))


def _length(opens, closes):
    start, end = (int(text[:2]) * 3600 + int(text[3:]) * 60 for text in (opens, closes))
    return end - start if end > start else end - start + 24 * 3600


def _locale():
    return (get_language() or "en").replace("-", "_")
