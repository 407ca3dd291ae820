"""Days as bars: what a calendar's hours mean on each date, with an edit not yet saved beside what is saved."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from core.times import exact, length
from sla.clock_changes import ClockChange, clock_changes

from .date_lines import Kind
from .hours_line import HoursLine

DAY_MINUTES = 24 * 60
DAY = timedelta(days=1)
LATER_DAYS, MOST_LATER = 400, 40


@dataclass(frozen=True)
class Bar:
    """A stretch of the day, in percent of it. `kind`: open, night, extra, gone or skip."""

    x: str
    width: str
    kind: str


@dataclass(frozen=True)
class Day:
    date: date
    bars: list[Bar]
    windows: str  # 08:00–17:00, in the calendar's zone
    hours: timedelta
    notes: str
    is_warning: bool
    is_listed: bool
    is_today: bool
    now: str = ""  # where the line of this very moment stands, in percent

    @property
    def is_weekend(self):
        return self.date.weekday() >= 5


class Drawing:
    """`line` as it would be with the edit; `saved` as it is, None where nothing is edited."""

    def __init__(self, line: HoursLine, zone: str, *, now: datetime, saved: HoursLine | None = None):
        self.line, self.saved, self.now = line, saved, now
        self.zone, self.place = zone, ZoneInfo(zone)
        self.today = timezone.localtime(now, self.place).date()

    def coming(self, count: int = 14) -> list[Day]:
        """`count` days from today on, as the wall clock of the zone has them."""
        return [self._day(self.today + number * DAY) for number in range(count)]

    def later(self, after: int = 14) -> list[Day]:
        """Days beyond that differ from the week: listed dates that matter, clock changes, another version."""
        first, last = self.today + after * DAY, self.today + LATER_DAYS * DAY
        wanted = {change.day for change in self.line.changes(self.zone, first, last)}
        for begins, ends, part in self.line.spans():
            starts, stops = self._day_of(begins), self._day_of(ends)
            wanted |= {day for day in _listed(part) if max(first, starts) <= day <= min(last, stops)}
            wanted |= {starts} if first <= starts <= last else set()
        days = [self._day(day) for day in sorted(wanted)]
        return [day for day in days if day.is_warning or day.hours or self._would_open(day.date)][:MOST_LATER]

    def _would_open(self, day):
        part = self.line.at(self._midnight(day))
        return bool(part.definition.weekly[day.weekday()])

    def _day(self, day):
        starts, ends = self._midnight(day), self._midnight(day + DAY)
        bars = [
            self._bar(max(a, starts), min(b, ends), day, _bar_kind(opening, kind))
            for opening, kind, a, b in self.line.openings(day - DAY, day)
            if a < ends and starts < b
        ]
        gone = self._gone(starts, ends)
        bars += [self._bar(a, b, day, "gone") for a, b in gone]
        change = next((c for c in clock_changes(self.zone, day - DAY, day + DAY) if c.day == day), None)
        is_met = change is not None and bool(self.line.changes(self.zone, day, day))
        if is_met:
            bars.append(_skip(change))
        opened = [(a, b) for a, b, is_open, _name in self._merged(starts, ends) if is_open]
        begins = self._begins(day)
        listed = self._listing(day)
        notes = [
            *listed,
            *self._nights(day),
            *([named(change)] if is_met else []),
            *self._edit_notes(begins, gone, day),
        ]
        return Day(
            date=day,
            bars=bars,
            windows=", ".join(f"{self._wall(a)}–{self._end(b, day)}" for a, b in opened),
            hours=sum((b - a for a, b in opened), timedelta()),
            notes="; ".join(notes),
            is_warning=is_met or begins is not None,
            is_listed=bool(listed) and not opened,
            is_today=day == self.today,
            now=_percent(self._minutes(self.now, day)) if day == self.today else "",
        )

    # What stands beside a day

    def _listing(self, day):
        part = self.line.at(self._midnight(day + DAY) - timedelta(microseconds=1))
        kind = part.kinds.get(day.isoformat())
        if kind is None:
            return []
        name = next(name for listed, _windows, name in part.definition.exceptions if listed == day)
        if kind == Kind.CLOSED:
            return [name or gettext("closed")]
        label = str(Kind(kind).label)
        return [f"{label}, {name}" if name else label]

    def _nights(self, day):
        for opening, _kind, _a, b in self.line.openings(day, day):
            if opening.is_night and self._day_of(b) > day:
                words = {"day": date_format(self._local(b), "D", use_l10n=False), "time": self._wall(b)}
                yield gettext("Night shift until %(day)s %(time)s") % words

    def _begins(self, day):
        """The version that begins on that day, where one does."""
        recent = (part for part in self.line.parts if part.start > self.now - DAY)
        return next((part for part in recent if self._day_of(part.start) == day), None)

    def _edit_notes(self, begins, gone, day):
        if begins is None:
            return
        if begins.number is None:
            yield gettext("The edit begins")
        else:
            yield gettext("Version %(number)s begins") % {"number": begins.number}
        for a, b in gone[:3]:
            yield gettext("no longer open %(start)s–%(end)s") % {"start": self._wall(a), "end": self._end(b, day)}

    # Stretches

    def _merged(self, starts, ends):
        """Open and closed stretches of the day; those that touch are one."""
        merged = []
        for a, b, is_open, name in self.line.hours.segments(starts, ends):
            if merged and merged[-1][2] == is_open and merged[-1][1] == a:
                merged[-1] = (merged[-1][0], b, is_open, name)
            else:
                merged.append((a, b, is_open, name))
        return merged

    def _gone(self, starts, ends):
        """Where somebody is there as saved, and nobody any more with the edit."""
        if self.saved is None:
            return []
        found = []
        for a, b, was_open, _name in self.saved.hours.segments(starts, ends):
            if was_open:
                found += [(c, d) for c, d, is_open, _ in self.line.hours.segments(a, b) if not is_open]
        return found

    def _bar(self, a, b, day, kind):
        starts, ends = self._minutes(a, day), self._minutes(b, day)
        return Bar(_percent(starts), _percent(max(ends - starts, 0)), kind)  # the hour that comes twice is drawn once

    def _midnight(self, day):
        return datetime.combine(day, time(), self.place).astimezone(UTC)

    def _local(self, at):
        return timezone.localtime(at, self.place)

    def _day_of(self, at):
        return self._local(at).date() if at.year > 1 else date.min

    def _minutes(self, at, day):
        here = self._local(at)
        return DAY_MINUTES if here.date() > day else here.hour * 60 + here.minute

    def _wall(self, at):
        return f"{self._local(at):%H:%M}"

    def _end(self, at, day):
        return "24:00" if self._day_of(at) > day else self._wall(at)


def named(change: ClockChange) -> str:
    return gettext("Clocks go from %(before)s to %(after)s") % {"before": change.before, "after": change.after}


def changed_length(opening, change: ClockChange, place) -> str:
    """What a clock change does to one opening: it ends as the clock says, and lasts shorter or longer."""
    words = {
        "end": exact_in(opening.end, place),
        "lasts": length(opening.lasts),
        "clock": length(opening.by_the_clock),
        "before": change.before,
        "after": change.after,
    }
    return gettext("Ends %(end)s. Lasts %(lasts)s, not %(clock)s: clocks go from %(before)s to %(after)s.") % words


def exact_in(at, place):
    with timezone.override(place):
        return exact(at)


def short_day(day: date) -> str:
    return date_format(day, pgettext("date format", "D j M"), use_l10n=False)


def _listed(part):
    return {day for day, _windows, _name in part.definition.exceptions}


def _bar_kind(opening, kind):
    return "night" if opening.is_night else "extra" if kind == Kind.EXTRA else "open"


def _skip(change):
    """The wall-clock time that is skipped, or comes twice."""
    at, by = int(change.before[:2]) * 60 + int(change.before[3:]), int(change.shift.total_seconds()) // 60
    start, end = max(min(at, at + by), 0), max(at, at + by)
    return Bar(_percent(start), _percent(end - start), "skip")


def _percent(minutes):
    return f"{100 * minutes / DAY_MINUTES:.3f}%"
