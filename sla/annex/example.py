"""An example the reader can follow with a calendar at hand: its times come from the clocks themselves."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext

from core.choices import Impact, Urgency
from core.times import clock_time, exact
from sla.clock import Fact, read
from sla.promises import promise_of

from .occasions import occasion

LOOK_AHEAD = 28  # days in which an evening before a closed day is looked for
BEFORE_CLOSING = timedelta(minutes=90)


@dataclass(frozen=True)
class Example:
    """One person cannot work, reports it shortly before a weekend, and is answered and helped at the last moment."""

    reported: datetime
    answered: datetime | None
    solved: datetime | None
    zone: str

    @property
    def sentence(self):
        with timezone.override(ZoneInfo(self.zone)):
            words = {
                "what": occasion(Impact.ONE, Urgency.CANNOT_WORK),
                "reported": exact(self.reported),
                "answered": self._by(self.answered, self.reported),
                "solved": self._by(self.solved, self.answered or self.reported),
            }
        if self.answered and self.solved:
            form = gettext("%(what)s, reported %(reported)s: answered by %(answered)s, solved by %(solved)s.")
        elif self.solved:
            form = gettext("%(what)s, reported %(reported)s: solved by %(solved)s.")
        else:
            form = gettext("%(what)s, reported %(reported)s: answered by %(answered)s.")
        return form % words

    def _by(self, at, before):
        if at is None:
            return ""
        is_same_day = timezone.localtime(at).date() == timezone.localtime(before).date()
        return clock_time(at) if is_same_day else exact(at)


def example(version, *, now) -> Example | None:
    """Return the example of a tier version, in the zone of its calendar; None where it promises nothing for it."""
    hours = version.calendar.version_at(now)
    if hours is None:
        return None
    promise = promise_of(version)
    reported = _reported(promise.calendar, ZoneInfo(hours.time_zone), now)
    opened = {"promise": version.pk, "priority": version.priority_for(Impact.ONE, Urgency.CANNOT_WORK)}
    clocks = read([Fact(reported, 1, "opened", opened)], {version.pk: promise}, at=reported).clocks
    answered, solved = clocks["first_response"].due_at, clocks["resolution"].due_at
    return Example(reported, answered, solved, hours.time_zone) if answered or solved else None


def _reported(calendar, zone, now):
    """An hour and a half before closing on the evening before a closed day; where none is closed, tomorrow at ten."""
    today = timezone.localtime(now, zone).date()
    for number in range(1, LOOK_AHEAD):
        day, after, end = (datetime.combine(today + timedelta(days=number + n), time(), zone) for n in (0, 1, 2))
        if calendar.between(day, after) and not calendar.between(after, end):
            opened = [(a, b) for a, b, is_open, _name in calendar.segments(day, after) if is_open]
            starts, ends = opened[-1]
            return max(starts, ends - BEFORE_CLOSING)
    return datetime.combine(today + timedelta(days=1), time(10), zone)
