"""A calendar's line of versions as the administration draws and explains it: what is saved, and with the edit."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property

from django.utils import timezone

from sla.business_time import Calendar as Hours
from sla.business_time import Definition
from sla.clock_changes import clock_changes, openings

from .date_lines import Kind, kind_of

DAY = timedelta(days=1)
FAR = datetime.max.replace(tzinfo=UTC) - 2 * DAY
EVER = datetime.min.replace(tzinfo=UTC) + 2 * DAY


@dataclass(frozen=True)
class Part:
    """One version: its hours count from `start` (UTC) until the next part's."""

    start: datetime
    definition: Definition
    kinds: dict  # of the listed dates, by ISO date
    number: int | None  # None: the edit

    @classmethod
    def of(cls, version, number):
        kinds = {entry["date"]: kind_of(entry, version.weekly) for entry in version.holidays}
        return cls(version.valid_from or EVER, version.definition, kinds, number)


class HoursLine:
    """Versions in the order in which they begin, as one calendar."""

    def __init__(self, parts):
        self.parts = sorted(parts, key=lambda part: part.start)

    @classmethod
    def saved(cls, versions):
        """Of the counting versions, in their order; their numbers are their places."""
        return cls([Part.of(version, number) for number, version in enumerate(versions, 1)])

    def with_edit(self, version):
        """The line once `version`, not yet saved, begins; its end is the next planned one."""
        edit = Part.of(version, None)
        return HoursLine([*(part for part in self.parts if part.start != edit.start), edit])

    @cached_property
    def hours(self) -> Hours:
        return Hours([(part.start, part.definition) for part in self.parts])

    def at(self, instant) -> Part:
        """The version that counts at an instant; the first also before it begins."""
        return next((part for part in reversed(self.parts) if part.start <= instant), self.parts[0])

    def spans(self):
        """(from, to, part) over all time."""
        starts = [EVER, *(part.start for part in self.parts[1:]), FAR]
        return list(zip(starts, starts[1:], self.parts, strict=False))

    def openings(self, first, last):
        """(opening, kind of its date or None, from, to) on the dates from `first` to `last`, cut where versions end."""
        about = [datetime.combine(day, time(), UTC) for day in (first - 2 * DAY, last + 3 * DAY)]  # in any zone
        for begins, ends, part in self.spans():
            if ends < about[0] or about[1] < begins:
                continue
            for opening in openings(part.definition, first, last):
                start, end = max(opening.start, begins), min(opening.end, ends)
                if start < end:
                    yield opening, part.kinds.get(opening.day.isoformat()), start, end

    def changes(self, zone, first, last):
        """Clock changes on dates from `first` to `last` in which somebody is there."""
        found = clock_changes(zone, first - timedelta(days=1), last + timedelta(days=1))
        hit = [opening for opening, *_rest in self.openings(first - 2 * DAY, last) if opening.is_hit]
        return [
            change
            for change in found
            if first <= change.day <= last and any(o.start <= change.at <= o.end for o in hit)
        ]


def is_extra(kind) -> bool:
    return kind == Kind.EXTRA


def local(at, place):
    return timezone.localtime(at, place)
