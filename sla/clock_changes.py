"""When the clocks of a zone are put forward or back, and which opening hours that makes shorter or longer.

Pure: no Django, no database.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sla.business_time import from_us
from sla.opening_hours import DAY_MINUTES, Definition

DAY = timedelta(days=1)


@dataclass(frozen=True)
class ClockChange:
    """At the instant `at` (UTC) the wall clock jumps from `before` to `after` ("HH:MM")."""

    at: datetime
    day: date  # by the clock before
    before: str
    after: str
    shift: timedelta  # how far it jumps: an hour forward, half an hour back


@dataclass(frozen=True)
class Opening:
    """One opening of a definition: its date, the instants (UTC), and how long the wall clock says it lasts."""

    day: date
    start: datetime
    end: datetime
    by_the_clock: timedelta
    is_listed: bool
    is_night: bool  # runs beyond midnight

    @property
    def lasts(self) -> timedelta:
        return self.end - self.start

    @property
    def is_hit(self) -> bool:
        """Whether the clocks change in it: it lasts shorter or longer than the clock says."""
        return self.lasts != self.by_the_clock


@lru_cache(maxsize=256)
def clock_changes(zone: str, first: date, last: date) -> tuple[ClockChange, ...]:
    """The clock changes of `zone` on the dates from `first` to `last` (UTC), in order."""
    place = ZoneInfo(zone)
    found = []
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    for _number in range((last - first).days + 1):
        end = start + DAY
        if _offset(start, place) != _offset(end, place):
            found.append(_change(start, end, place))
        start = end
    return tuple(found)


def openings(definition: Definition, first: date, last: date) -> Iterator[Opening]:
    """What opens on the dates from `first` to `last`, as sla.opening_hours has it (B3–B9), with its own length."""
    listed = {day: windows for day, windows, _name in definition.exceptions}
    for number in range((last - first).days + 1):
        day = first + number * DAY
        windows = listed.get(day, definition.weekly[day.weekday()])
        is_next_listed = day + DAY in listed
        for window in windows:
            opens, closes = minutes(window)
            is_night = closes > DAY_MINUTES
            if is_night and is_next_listed:
                closes, is_night = DAY_MINUTES, False
            start, end = from_us(definition.instant(day, opens)), from_us(definition.instant(day, closes))
            if start < end:
                yield Opening(day, start, end, timedelta(minutes=closes - opens), day in listed, is_night)


def minutes(window) -> tuple[int, int]:
    """Opening and closing of ("HH:MM", "HH:MM") in minutes after midnight; an end at or before the start lies beyond."""
    opens, closes = (int(text[:2]) * 60 + int(text[3:]) for text in window)
    return opens, closes if closes > opens else closes + DAY_MINUTES


def _offset(at, place):
    return at.astimezone(place).utcoffset()


def _change(early, late, place):
    """The change between two instants that have different offsets, to the second."""
    before, after = _offset(early, place), _offset(late, place)
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        middle = middle.replace(microsecond=0)
        if _offset(middle, place) == before:
            early = middle
        else:
            late = middle
    wall = late + before
    return ClockChange(late, wall.date(), f"{wall:%H:%M}", f"{late + after:%H:%M}", after - before)
