"""The days that come, as bars: what a calendar's hours mean on each date."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from sla.business_time import Calendar

DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Bar:
    """An open stretch, in percent of the day."""

    x: str
    width: str
    is_listed: bool


@dataclass(frozen=True)
class Day:
    date: date
    bars: list[Bar]
    windows: str  # 08:00–17:00, in the calendar's zone
    hours: float
    name: str  # of the exception, where there is one
    is_today: bool

    @property
    def is_weekend(self):
        return self.date.weekday() >= 5


def coming_days(calendar: Calendar, zone: str, *, now: datetime, count: int = 14) -> list[Day]:
    """Return `count` days from today on, as the wall clock of `zone` has them."""
    place = ZoneInfo(zone)
    today = timezone.localtime(now, place).date()
    return [_day(calendar, place, today + timedelta(days=number), today) for number in range(count)]


def _day(calendar, place, day, today):
    starts, ends = (datetime.combine(day + timedelta(days=number), time(), place) for number in (0, 1))
    segments = list(calendar.segments(starts, ends))
    opened = [(a, b, name) for a, b, is_open, name in segments if is_open]
    bars = [_bar(a, b, place, day, is_listed=name is not None) for a, b, name in opened]
    return Day(
        date=day,
        bars=bars,
        windows=", ".join(f"{_wall(a, place)}–{_end(b, place, day)}" for a, b, _name in opened),
        hours=round(sum((b - a).total_seconds() for a, b, _name in opened) / 3600, 2),
        name=next((name for *_rest, name in segments if name), ""),
        is_today=day == today,
    )


def _bar(a, b, place, day, *, is_listed):
    starts, ends = _minutes(a, place, day), _minutes(b, place, day)
    width = max(ends - starts, 0)  # the hour that comes twice is drawn once
    return Bar(f"{100 * starts / DAY_MINUTES:.3f}%", f"{100 * width / DAY_MINUTES:.3f}%", is_listed)


def _minutes(at, place, day):
    local = timezone.localtime(at, place)
    return DAY_MINUTES if local.date() > day else local.hour * 60 + local.minute


def _wall(at, place):
    return f"{timezone.localtime(at, place):%H:%M}"


def _end(at, place, day):
    return "24:00" if timezone.localtime(at, place).date() > day else _wall(at, place)
