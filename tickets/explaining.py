"""Why a clock is due when it is: its way from the start to its end, line by line, in codes that each door words itself.

The lines add up, to the microsecond: start + the durations of all lines = end. Pure: over the readings (with segments)
that the clocks show, the ticket's events and the promises; no database.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise

from sla.clock import Readings, Segment

from .aims import Aim, aims_of

NOTHING = timedelta(0)
FINISHED = ("resolved", "closed")


@dataclass(frozen=True)
class Line:
    """One step of the way. `duration` is what it adds to it; None: it says something and adds nothing.

    kind: started, earlier (time before the clock was started anew), target (what is promised), by_hand (a due time set
    for this ticket), used (what a clock that stands or has ended took), beyond (used above the target before it was
    lowered), replaced (a target that was in force before), reread (read again from the start under another promise),
    closed, holiday (`name`), pause (`status`), finished (resolved in between). `event` is what brought it.
    """

    kind: str
    duration: timedelta | None = None
    since: datetime | None = None
    to: datetime | None = None
    event: object = None
    stretches: tuple[tuple[datetime, datetime], ...] = ()
    status: str = ""
    name: str = ""
    aim: Aim | None = None


@dataclass
class Explanation:
    """The way of one clock.

    state: running, late (and still running), paused, met, missed, idle (before our first answer), ended (next update of
    a finished ticket), none (no target). `start` and `end` are None where there is no way: idle, ended and none. `end`
    is the due time of a running clock, the end of a finished one, and of a paused one the instant it was paused at.
    `due_at` is None for all but a running one, and for one that does not get there within ten years. `was_broken`: it
    was late once, whatever it is now. `pause` is the event that holds it, `until` when it comes back.
    """

    clock: str
    state: str
    start: datetime | None = None
    end: datetime | None = None
    lines: list[Line] = field(default_factory=list)
    aim: Aim | None = None
    target: timedelta | None = None
    used: timedelta = NOTHING
    left: timedelta | None = None
    due_at: datetime | None = None
    was_broken: bool = False
    broken_at: datetime | None = None
    pause: object = None
    until: datetime | None = None

    @property
    def total(self) -> timedelta:
        return sum((line.duration for line in self.lines if line.duration is not None), NOTHING)

    def of(self, *kinds) -> list[Line]:
        return [line for line in self.lines if line.kind in kinds]


def explain(clock, readings: Readings, events, promises) -> Explanation:
    """Explain `clock` as `readings` has it; `events` in the order in which they count, at least all facts."""
    reading = readings.clocks[clock]
    told = Explanation(
        clock,
        state_of(reading, readings),
        target=reading.target,
        used=reading.consumed,
        left=reading.left,
        due_at=reading.due_at,
        was_broken=reading.breached_at is not None,
        broken_at=reading.breached_at,
    )
    if told.state in ("idle", "ended"):
        return told
    until = reading.finished_at or readings.at
    told.start = _start(reading, readings.at)
    aims = aims_of(clock, [event for event in events if event.at <= until], promises, since=told.start)
    told.aim = aims[-1] if aims else None
    if told.state == "none":
        told.start = None
        return told
    if reading.state == "paused":
        told.pause = next((event for event in reversed(events) if status_of(event)), None)
        told.until = until_of(told.pause) if told.pause is not None else None
    told.end = reading.due_at or reading.finished_at or _stood_since(reading, readings.at)
    told.start = min(told.start, told.end)  # A level handed over after the solution has no way of its own.
    told.lines = _lines(told, reading, readings, events, aims)
    return told


def state_of(reading, readings) -> str:
    if reading.target is None:
        return "none"
    if reading.state == "idle":
        return "ended" if readings.status in FINISHED else "idle"
    if reading.state == "done":
        return "met" if reading.breached_at is None else "missed"
    if reading.state == "paused":
        return "paused"
    due = reading.due_at
    # One that reached its target at closing time still keeps it, until somebody could have worked on it.
    is_late = due is not None and due < readings.at and not (reading.breaks_at and reading.breaks_at > readings.at)
    return "late" if is_late else "running"


def _start(reading, at) -> datetime:
    """When the clock's present run began; what lies before belongs to earlier ones."""
    idle = [segment.to for segment in reading.segments if segment.cause == "idle"]
    return idle[-1] if idle else reading.segments[0].from_ if reading.segments else at


def _stood_since(reading, at) -> datetime:
    """The beginning of the pause a clock is in; of one that never falls due, the present."""
    since = at
    for segment in reversed(reading.segments):
        if segment.cause != "paused":
            break
        since = segment.from_
    return since


def _lines(told, reading, readings, events, aims):
    lines = [Line("started", since=told.start, event=starting_event(told.clock, events, told.start))]
    opened = reading.segments[0].from_ if reading.segments else told.start
    if opened < told.start:
        lines.append(Line("earlier", since=opened, to=told.start))
    way = list(_way(told, reading, readings))
    counted = sum((segment.counted for segment in way), NOTHING)
    lines += _target_lines(told, reading, counted, events, aims)
    if closed := [segment for segment in way if segment.cause == "closed"]:
        lines.append(_joined("closed", closed))
    holidays = {}
    for segment in way:
        if segment.cause == "exception":
            holidays.setdefault(segment.name, []).append(segment)
    lines += [_joined("holiday", segments, name=name or "") for name, segments in holidays.items()]
    return lines + _holds(way, events)


def _target_lines(told, reading, counted, events, aims):
    lines = []
    if (again := _reread(events, told)) is not None:
        lines.append(Line("reread", since=again.at, event=again))
    for aim, following in pairwise(aims):
        lines.append(Line("replaced", since=aim.at, to=following.at, event=following.event, aim=aim))
    by_hand = _due_set(told.clock, events) if reading.set_by_hand else None
    kind, event = ("by_hand", by_hand) if by_hand else ("target", told.aim and told.aim.event)
    if reading.due_at is None:  # It stands or has ended: what counts is what it took.
        lines.append(Line(kind, event=event, aim=told.aim))
        return [*lines, Line("used", counted)]
    lines.append(Line(kind, told.target, event=event, aim=told.aim))
    if beyond := counted - told.target:
        lines.append(Line("beyond", beyond))  # C17: the target in force came when more than it was used already.
    return lines


def _way(told, reading, readings):
    """The clock's segments from start to end; of a running one those to come too, if nothing else happens."""
    for segment in reading.segments:
        since, to = max(segment.from_, told.start), min(segment.to, told.end)
        if since < to:
            counted = to - since if segment.cause == "open" else NOTHING
            yield replace(segment, from_=since, to=to, counted=counted)
    if told.end <= readings.at:
        return
    for since, to, is_open, name in reading.calendar.segments(max(readings.at, told.start), told.end):
        cause = "open" if is_open else "closed" if name is None else "exception"
        yield Segment(since, to, to - since if is_open else NOTHING, cause, name or None)


def _joined(kind, segments, **said):
    stretches = []
    for segment in segments:
        if stretches and stretches[-1][1] == segment.from_:
            stretches[-1] = (stretches[-1][0], segment.to)
        else:
            stretches.append((segment.from_, segment.to))
    length = sum((segment.to - segment.from_ - segment.counted for segment in segments), NOTHING)
    return Line(kind, length, stretches[0][0], stretches[-1][1], stretches=tuple(stretches), **said)


def _holds(way, events):
    """Pauses, and times in which the ticket was finished, in their order; one after the other for one fact are one."""
    by_seq, lines = {event.seq: event for event in events}, []
    for segment in way:
        if segment.cause not in ("paused", "done"):
            continue
        kind = "pause" if segment.cause == "paused" else "finished"
        since, event = segment.from_, by_seq.get(segment.fact)
        if lines and (lines[-1].kind, lines[-1].event, lines[-1].to) == (kind, event, since):
            since = lines.pop().since
        lines.append(Line(kind, segment.to - since, since, segment.to, event, status=segment.status or ""))
    return lines


def starting_event(clock, events, start):
    """The event with which the run that began at `start` began: the one that tells most about it."""
    there = [event for event in events if event.at == start]
    kinds = {"next_update": ("answered", "status"), "level": ("handed_over",)}.get(clock, ())
    for kind in (*kinds, "opened", "priority", "promised", "status"):
        if found := [event for event in there if event.kind == kind]:
            return found[-1]
    return None


def _reread(events, told):
    """The latest event that had everything before it read again, if it did so for this run of the clock."""
    for event in reversed(events):
        if event.data.get("from_start") and event.at >= told.start:
            is_after = told.state in ("met", "missed") and event.at > told.end
            return None if is_after else event
    return None


def _due_set(clock, events):
    found = (event for event in reversed(events) if event.kind == "due_set" and event.data.get("clock") == clock)
    return next(found, None)


def status_of(event) -> str | None:
    """The status an event brings, or None."""
    if event.kind == "opened":
        return event.data.get("status", "new")
    if event.kind == "planned":
        return "planned"
    return event.data.get("status") if event.kind == "status" else None


def until_of(event) -> datetime | None:
    """The instant an event names, whether it holds it as one or as text."""
    until = event.data.get("until")
    return datetime.fromisoformat(until) if isinstance(until, str) else until
