"""Opening hours as they are written down, and the instants they stand for (sla-semantics, B3–B10, B15).

A definition that exists is sound: whoever makes one gets a `CalendarError` instead of a calendar that keeps no promise.
Pure: no Django, no database.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from zoneinfo import ZoneInfo, available_timezones

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = EPOCH.toordinal()
SECOND = 1_000_000  # Instants inside this room's sums are whole microseconds since 1970 in UTC.
MINUTE = 60 * SECOND
DAY_MINUTES = 24 * 60
DAY = DAY_MINUTES * MINUTE

Window = tuple[str, str]
Minutes = tuple[int, int]  # Opening and closing in minutes after the opening date's midnight.

_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Names the time zone folder holds beside the IANA zones; what they mean differs from machine to machine.
_NOT_A_ZONE = {"localtime", "posixrules", "Factory"}


class CalendarError(ValueError):
    """A calendar that is refused. `code` says why, `detail` at which weekday, date or name."""

    def __init__(self, code: str, detail: str = ""):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Definition:
    """One version of a calendar: weekly opening hours in wall-clock time of `time_zone`, and dated exceptions.

    `weekly` has one tuple of ("HH:MM", "HH:MM") windows per weekday, Monday first; an exception is
    (date, windows, name), closed when it has no windows. Raises CalendarError.
    """

    time_zone: str
    weekly: tuple[tuple[Window, ...], ...]
    exceptions: tuple[tuple[date, tuple[Window, ...], str], ...] = ()

    def __post_init__(self):
        if not isinstance(self.time_zone, str) or self.time_zone not in known_time_zones():
            raise CalendarError("unknown_time_zone", str(self.time_zone))
        if len(self.weekly) != len(WEEKDAYS):
            raise CalendarError("unknown_weekday", f"{len(self.weekly)} weekdays")
        _refuse_overlap(self._week)
        if not any(self._week):
            raise CalendarError("no_opening_hours")
        if len(self._exceptions) != len(self.exceptions):
            seen = set()
            twice = next(day for day, *_ in self.exceptions if day in seen or seen.add(day))
            raise CalendarError("duplicate_holiday", twice.isoformat())

    @classmethod
    def from_json(cls, data: Mapping) -> "Definition":
        """Read {"time_zone", "weekly": {"mon": [["08:00", "17:00"]]}, "holidays": [{"date", "hours"?, "name"?}]}.

        Raises CalendarError, whatever the data looks like.
        """
        if not isinstance(data, Mapping):
            raise CalendarError("unknown_time_zone")
        weekly, holidays = data.get("weekly") or {}, data.get("holidays") or ()
        if not isinstance(weekly, Mapping):
            raise CalendarError("unknown_weekday", str(weekly))
        if not _is_list(holidays):
            raise CalendarError("invalid_date", str(holidays))
        for weekday in weekly:
            if weekday not in WEEKDAYS:
                raise CalendarError("unknown_weekday", str(weekday))
        return cls(
            time_zone=data.get("time_zone"),
            weekly=tuple(_windows(weekly.get(weekday), weekday) for weekday in WEEKDAYS),
            exceptions=tuple(_exception(entry) for entry in holidays),
        )

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def is_always_open(self) -> bool:
        """Hours that do not overlap and fill the week leave no gap, on days when the clocks change neither."""
        filled = sum(closes - opens for day in self._week for opens, closes in day)
        return filled == len(WEEKDAYS) * DAY_MINUTES and not self.exceptions

    def openings(self, first: date, last: date) -> Iterator[tuple[int, int]]:
        """The open stretches, in microseconds, of the dates from `first` to `last` inclusive.

        In the order of opening; they may overlap where an exception or a clock change makes them (B10).
        """
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            listed = self._exceptions.get(day)
            windows = self._week[day.weekday()] if listed is None else listed[0]
            for opens, closes in windows:
                is_cut = closes > DAY_MINUTES and date.fromordinal(ordinal + 1) in self._exceptions  # B9
                start, end = self.instant(day, opens), self.instant(day, DAY_MINUTES if is_cut else closes)
                if start < end:
                    yield start, end

    def exception_days(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """The listed dates that touch [start, end), as (midnight, next midnight, name), in order."""
        for day in sorted(self._exceptions):
            if abs((day.toordinal() - EPOCH_ORDINAL) * DAY - start) > end - start + 3 * DAY:
                continue  # Far away; sparing the sum also keeps the first and last dates there are out of it.
            midnight, next_midnight = self.instant(day, 0), self.instant(day, DAY_MINUTES)
            if midnight < end and start < next_midnight:
                yield midnight, next_midnight, self._exceptions[day][1]

    def instant(self, day: date, minutes: int) -> int:
        """The instant at which the wall clock shows `minutes` after midnight of `day` (B3)."""
        wall = datetime.combine(day, time(), self.zone) + timedelta(minutes=minutes)
        before, after = wall.utcoffset(), wall.replace(fold=1).utcoffset()
        shown = (day.toordinal() - EPOCH_ORDINAL) * DAY + minutes * MINUTE
        if after > before:  # Only a skipped time has more offset after the change than before it.
            return self._clock_change(shown, before, after)
        return shown - _microseconds(before)

    def _clock_change(self, shown: int, before: timedelta, after: timedelta) -> int:
        """The instant at which the clocks jump over the wall time `shown`."""
        early = (shown - _microseconds(after)) // SECOND
        late = (shown - _microseconds(before)) // SECOND
        while late - early > 1:
            middle = (early + late) // 2
            if (EPOCH + timedelta(seconds=middle)).astimezone(self.zone).utcoffset() == before:
                early = middle
            else:
                late = middle
        return late * SECOND

    @cached_property
    def _week(self) -> tuple[tuple[Minutes, ...], ...]:
        return tuple(
            tuple(_minutes(window, weekday) for window in windows)
            for weekday, windows in zip(WEEKDAYS, self.weekly, strict=True)
        )

    @cached_property
    def _exceptions(self) -> dict[date, tuple[tuple[Minutes, ...], str]]:
        return {
            day: (tuple(_minutes(window, day.isoformat()) for window in windows), name)
            for day, windows, name in self.exceptions
        }


@cache
def known_time_zones() -> frozenset[str]:
    """The IANA zones of this machine. Read once a process: it means opening some six hundred files."""
    return frozenset(available_timezones() - _NOT_A_ZONE)


def _is_list(value) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _windows(entries, where: str) -> tuple[Window, ...]:
    if entries is None:
        return ()
    if not _is_list(entries):
        raise CalendarError("invalid_time", where)
    return tuple(tuple(entry) if _is_list(entry) else entry for entry in entries)


def _exception(entry) -> tuple[date, tuple[Window, ...], str]:
    text = entry.get("date") if isinstance(entry, Mapping) else entry
    # `fromisoformat` alone would also take 20240229 and 2024-W09-4.
    if not isinstance(entry, Mapping) or not isinstance(text, str) or not _DATE.fullmatch(text):
        raise CalendarError("invalid_date", str(text))
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CalendarError("invalid_date", text) from None
    return day, _windows(entry.get("hours"), text), entry.get("name") or ""


def _minutes(window: Window, where: str) -> Minutes:
    if not _is_list(window) or len(window) != 2:
        raise CalendarError("invalid_time", where)
    opens, closes = window
    start = _minute_of_day(opens, where)
    end = DAY_MINUTES if closes == "24:00" else _minute_of_day(closes, where)
    if start == end:
        raise CalendarError("zero_length_interval", where)
    return start, end if end > start else end + DAY_MINUTES


def _minute_of_day(text: str, where: str) -> int:
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        raise CalendarError("invalid_time", where)
    return int(text[:2]) * 60 + int(text[3:])


def _refuse_overlap(week: Sequence[Sequence[Minutes]]) -> None:
    spans = sorted(
        (number * DAY_MINUTES + opens, number * DAY_MINUTES + closes, weekday)
        for number, (weekday, windows) in enumerate(zip(WEEKDAYS, week, strict=True))
        for opens, closes in windows
    )
    if not spans:
        return
    first_again = (spans[0][0] + len(WEEKDAYS) * DAY_MINUTES, None, spans[0][2])  # Sunday night meets Monday.
    for (_, closes, _), (opens, _, weekday) in zip(spans, [*spans[1:], first_again], strict=True):
        if opens < closes:
            raise CalendarError("overlapping_intervals", weekday)


def _microseconds(amount: timedelta) -> int:
    return (amount.days * 86_400 + amount.seconds) * SECOND + amount.microseconds
