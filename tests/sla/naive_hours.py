"""Opening hours counted minute by minute: slow, plain, and sharing no code with what it judges.

A wall time is looked up by watching the clock on the wall go by, so repeated and skipped times need no rule of their own.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE = timedelta(minutes=1)


@lru_cache(maxsize=4096)
def watched(zone: str, day: date) -> list[tuple[datetime, datetime]]:
    """(instant, what the wall clock shows) for every minute from well before `day` to well after the next midnight."""
    begin = datetime.combine(day, time(), UTC) - timedelta(hours=15)
    instants = [begin + MINUTE * number for number in range(78 * 60)]
    return [(instant, instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)) for instant in instants]


def first_showing(zone: str, day: date, minutes: int) -> datetime:
    """The first minute at which the clock shows that time, or more because it skipped it."""
    wanted = datetime.combine(day, time()) + MINUTE * minutes
    return next(instant for instant, shown in watched(zone, day) if shown >= wanted)


def open_minutes(data: dict, first: date, days: int) -> set[datetime]:
    """All open minutes of the dates from `first` on."""
    listed = {entry["date"]: entry.get("hours", []) for entry in data["holidays"]}
    found = set()
    for number in range(days):
        day = first + timedelta(days=number)
        windows = listed.get(str(day), data["weekly"].get(WEEKDAYS[day.weekday()], []))
        for opens, closes in windows:
            start, end = minutes(opens), minutes(closes)
            if end <= start:
                end += 1440
            if end > 1440 and str(day + timedelta(days=1)) in listed:
                end = 1440
            minute, closing = first_showing(data["time_zone"], day, start), first_showing(data["time_zone"], day, end)
            while minute < closing:
                found.add(minute)
                minute += MINUTE
    return found


def minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def between(found: set[datetime], a: datetime, b: datetime) -> timedelta:
    total, minute = timedelta(), a.replace(second=0, microsecond=0)
    while minute < b:
        if minute in found:
            total += min(b, minute + MINUTE) - max(a, minute)
        minute += MINUTE
    return total


def add(found: set[datetime], start: datetime, amount: timedelta, until: datetime) -> datetime | None:
    """None when `until` comes first."""
    minute = start.replace(second=0, microsecond=0)
    if not amount:
        return start
    while minute < until:
        if minute in found:
            begin = max(start, minute)
            if minute + MINUTE - begin >= amount:
                return begin + amount
            amount -= minute + MINUTE - begin
        minute += MINUTE
    return None
