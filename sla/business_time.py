"""Business time: how much opening time lies between two instants, and when so much of it has passed.

The rules are B1–B16 of sla-semantics. A calendar is compiled, as far as it was ever asked about, into the sorted
starts and ends of its open stretches with running sums; both questions are then a bisection, whatever the distance.
Pure: no Django, no database. Inside, instants are whole microseconds since 1970 in UTC.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from threading import Lock

from sla.opening_hours import DAY, EPOCH, EPOCH_ORDINAL, CalendarError, Definition

__all__ = ["ALWAYS", "HORIZON", "Calendar", "CalendarError", "Definition", "TimeError", "from_us", "to_us"]

HORIZON = timedelta(days=3660)
HORIZON_US = 3660 * DAY
_MARGIN = 60 * DAY  # Compiled beyond what was asked, so that the next question rarely compiles again.
_FAR = 20 * 366 * DAY
_FOREVER = 1 << 62
_MICROSECOND = timedelta(microseconds=1)
# `date` ends here; a night shift of the last date would need one more.
_FIRST_DAY, _LAST_DAY = date.min.toordinal() + 1, date.max.toordinal() - 2


class TimeError(ValueError):
    """A question that has no answer. `code` is naive_datetime, negative_duration or beyond_horizon."""

    def __init__(self, code: str, detail: str = ""):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


def to_us(at: datetime) -> int:
    """The instant in microseconds since 1970. Raises TimeError for a naive one."""
    try:
        return (at - EPOCH) // _MICROSECOND
    except TypeError:
        if not isinstance(at, datetime):
            raise
        raise TimeError("naive_datetime", at.isoformat()) from None


def from_us(at: int) -> datetime:
    """The instant as a datetime in UTC."""
    return EPOCH + timedelta(microseconds=at)


class Calendar:
    """When somebody is there: a line of versions, each valid from an instant on (C15).

    The first version counts for all time before it too. May be shared by all threads of a process.
    """

    def __init__(self, versions: Sequence[tuple[datetime | None, Definition]]):
        if not versions:
            raise CalendarError("no_opening_hours")
        line = [(-_FOREVER if valid_from is None else to_us(valid_from), version) for valid_from, version in versions]
        line.sort(key=lambda entry: entry[0])
        starts = [-_FOREVER, *(valid_from for valid_from, _ in line[1:]), _FOREVER]
        self._versions = [
            (start, end, version) for (start, end), (_, version) in zip(pairwise(starts), line, strict=True)
        ]
        self._always = all(version.is_always_open for _, _, version in self._versions)
        self._compiled: _Compiled | None = None
        self._lock = Lock()

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """The earliest instant (UTC) at or after `start` with `amount` of open time between.

        Raises TimeError: naive_datetime, negative_duration, or beyond_horizon when 3,660 × 24 hours are not enough.
        """
        begin = to_us(start)
        needed = amount // _MICROSECOND
        if needed < 0:
            raise TimeError("negative_duration", str(amount))
        reached = self.reach_us(begin, needed, begin + HORIZON_US)
        try:
            if reached is not None:
                return from_us(reached)
        except OverflowError:
            pass  # After the last year a datetime can name.
        raise TimeError("beyond_horizon", f"{amount} from {start.isoformat()}")

    def between(self, a: datetime, b: datetime) -> timedelta:
        """The open time in [a, b); nothing if `b` is not after `a`. Raises TimeError for a naive instant."""
        return timedelta(microseconds=self.open_us(to_us(a), to_us(b)))

    def definition_at(self, at: datetime) -> Definition:
        """The version in force at `at`; before the first one begins, the first."""
        instant = to_us(at)
        return next(version for start, end, version in self._versions if start <= instant < end)

    def open_at(self, at: datetime) -> bool:
        """Whether somebody is there at this very instant; at closing time nobody is."""
        instant = to_us(at)
        return self._always or self.open_us(instant, instant + 1) == 1

    def next_opening(self, at: datetime) -> datetime | None:
        """The earliest open instant (UTC) at or after `at`; None if there is none within the horizon."""
        begin = to_us(at)
        first = self.reach_us(begin, 1, begin + HORIZON_US)
        return None if first is None else from_us(first - 1)

    def segments(self, a: datetime, b: datetime) -> Iterator[tuple[datetime, datetime, bool, str | None]]:
        """[a, b) cut at every opening, closing and listed date: (from, to, open, name of the exception or None).

        The name is given, "" where it has none, on the whole of a listed date, open or closed.
        """
        for start, end, is_open, name in self.segments_us(to_us(a), to_us(b)):
            yield from_us(start), from_us(end), is_open, name

    def open_us(self, a: int, b: int) -> int:
        """`between` in microseconds."""
        if b <= a:
            return 0
        if self._always:
            return b - a
        compiled = self._compiled
        if compiled is None or a < compiled.start or compiled.end < b:
            compiled = self._covering(a, b)
        return compiled.between(a, b)

    def reach_us(self, start: int, needed: int, limit: int) -> int | None:
        """`add` in microseconds: the earliest instant with `needed` of open time since `start`; None after `limit`."""
        if needed <= 0 or self._always or start + needed > limit:
            reached = start + max(needed, 0)
            return reached if reached <= limit else None
        until = start + needed
        while True:
            compiled = self._compiled
            if compiled is None or start < compiled.start or compiled.end < until:
                compiled = self._covering(start, until)
            reached = compiled.instant(compiled.passed(start) + needed)
            if reached is not None:
                return reached if reached <= limit else None
            if compiled.end >= limit:
                return None
            until = min(limit, compiled.end + DAY)

    def segments_us(self, a: int, b: int) -> Iterator[tuple[int, int, bool, str | None]]:
        """`segments` in microseconds."""
        if b <= a:
            return
        listed = list(self._exception_days(a, b))
        for start, end, is_open in self._covering(a, b).stretches(a, b):
            done = start
            for midnight, next_midnight, name in listed:
                if midnight < end and done < next_midnight:
                    if done < midnight:
                        yield done, midnight, is_open, None
                    yield max(done, midnight), min(end, next_midnight), is_open, name
                    done = min(end, next_midnight)
            if done < end:
                yield done, end, is_open, None

    def _exception_days(self, a: int, b: int) -> Iterator[tuple[int, int, str]]:
        for valid_from, valid_to, version in self._versions:
            start, end = max(a, valid_from), min(b, valid_to)
            if start < end:
                for midnight, next_midnight, name in version.exception_days(start, end):
                    yield max(midnight, start), min(next_midnight, end), name

    def _covering(self, a: int, b: int) -> "_Compiled":
        """The compiled calendar, extended to hold all of [a, b]. A reader never waits for one who extends."""
        compiled = self._compiled
        if compiled is not None and compiled.start <= a and b <= compiled.end:
            return compiled
        with self._lock:
            compiled = self._compiled
            start, end = a - _MARGIN, b + _MARGIN
            is_near = compiled is not None and a < compiled.end + _FAR and compiled.start - _FAR < b
            if is_near:  # Else one mistyped year would have the centuries between compiled, and kept.
                known = compiled.end - compiled.start  # Doubling keeps the cost of extending within that of compiling.
                start = compiled.start if compiled.start <= a else min(start, compiled.start - known)
                end = compiled.end if b <= compiled.end else max(end, compiled.end + known)
            compiled = _Compiled(start, end, self._open_stretches(start, end))
            self._compiled = compiled
            return compiled

    def _open_stretches(self, start: int, end: int) -> list[tuple[int, int]]:
        stretches = []
        for valid_from, valid_to, version in self._versions:
            lower, upper = max(start, valid_from), min(end, valid_to)
            if lower < upper:
                # An opening may begin up to two days before the UTC date it reaches into.
                openings = version.openings(_day(lower, -3), _day(upper, 2))
                stretches += [(max(a, lower), min(b, upper)) for a, b in openings if a < upper and lower < b]
        return stretches


class _Compiled:
    """Open stretches within [start, end], disjoint and sorted, with the open time before each."""

    __slots__ = ("closes", "end", "opens", "start", "sums")

    def __init__(self, start: int, end: int, stretches: list[tuple[int, int]]):
        self.start, self.end = start, end
        self.opens, self.closes = [], []
        for opens, closes in sorted(stretches):
            if self.closes and opens <= self.closes[-1]:
                self.closes[-1] = max(self.closes[-1], closes)
            else:
                self.opens.append(opens)
                self.closes.append(closes)
        self.sums = [0]
        for opens, closes in zip(self.opens, self.closes, strict=True):
            self.sums.append(self.sums[-1] + closes - opens)

    def passed(self, at: int) -> int:
        """The open time from `start` to `at`."""
        number = bisect_right(self.opens, at) - 1
        if number < 0:
            return 0
        closes = self.closes[number]
        return self.sums[number] + (at if at < closes else closes) - self.opens[number]

    def between(self, a: int, b: int) -> int:
        """The open time in [a, b); one search where both lie in one stretch, as most neighbours in a history do."""
        number = bisect_right(self.opens, a) - 1
        if number >= 0:
            closes = self.closes[number]
            if b <= closes:
                return b - a
            before = self.sums[number] + (a if a < closes else closes) - self.opens[number]
        else:
            before = 0
        return self.passed(b) - before

    def instant(self, passed: int) -> int | None:
        """The earliest instant at which `passed` (more than 0) has been open; None if that lies after `end`."""
        if passed > self.sums[-1]:
            return None
        number = bisect_left(self.sums, passed) - 1
        return self.opens[number] + passed - self.sums[number]

    def stretches(self, a: int, b: int) -> Iterator[tuple[int, int, bool]]:
        """[a, b) cut into open and closed stretches."""
        number = max(bisect_right(self.opens, a) - 1, 0)
        while a < b:
            if number < len(self.opens) and self.closes[number] <= a:
                number += 1
            if number == len(self.opens):
                yield a, b, False
                return
            is_open = self.opens[number] <= a
            until = min(b, self.closes[number] if is_open else self.opens[number])
            yield a, until, is_open
            a = until


def _day(at: int, shift: int) -> date:
    return date.fromordinal(min(max(at // DAY + EPOCH_ORDINAL + shift, _FIRST_DAY), _LAST_DAY))


ALWAYS = Calendar([(None, Definition("UTC", ((("00:00", "24:00"),),) * 7))])
