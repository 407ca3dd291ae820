"""One clock on its way through a ticket's history: what it consumes, and when target and warning were reached.

It is told when to run and what to aim at; the rules for that stand in `sla.clock`.
Pure: no Django, no database. Inside, instants and amounts are whole microseconds.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sla.business_time import HORIZON_US, Calendar, from_us
from sla.facts import DueByHand, Promise, Target

IDLE, RUNNING, PAUSED, DONE = "idle", "running", "paused", "done"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a clock's way. Time of earlier cycles of a clock that was started anew is `idle`."""

    from_: datetime
    to: datetime
    counted: timedelta
    cause: str  # open | closed | exception | paused | idle | done
    name: str | None = None  # of the exception
    status: str | None = None  # that paused or finished, and the number of its fact
    fact: int | None = None
    hours: Calendar | None = field(
        default=None, compare=False, repr=False
    )  # of a pause: those it would have counted in


@dataclass(slots=True)
class Reading:
    """One clock at one instant. Instants are UTC.

    due_at, warn_at: only while running; past where target or warning share were reached. None too when the calendar
    does not get there within the horizon. breached_at: the last instant at which it was kept, or the instant of the
    change that broke it. left: below zero when breached.
    """

    state: str  # idle | running | paused | done
    consumed: timedelta
    target: timedelta | None
    left: timedelta | None
    due_at: datetime | None
    warn_at: datetime | None
    warned_at: datetime | None
    breached_at: datetime | None
    finished_at: datetime | None
    cycle: int  # how often it was started
    warning: bool
    breached: bool
    breaks_at: datetime | None  # the first instant at which a running clock that is kept so far is breached
    segments: tuple[Segment, ...] = ()
    set_by_hand: bool = False  # the target was set for this ticket alone
    calendar: Calendar | None = None  # it counts in


class Stopwatch:
    """One clock, read up to the instant `since`. `stretches`: a list to note its way in, or None."""

    __slots__ = (
        *(
            "began",
            "breached",
            "calendar",
            "cause",
            "consumed",
            "cycle",
            "finished",
            "goal",
            "opened",
            "reached",
            "share",
        ),
        *("since", "state", "stretches", "target", "warned"),
    )

    def __init__(self, at, stretches):
        self.state, self.cycle, self.consumed = IDLE, 0, 0
        self.opened = self.since = self.began = at  # `began`: when the present cycle did
        self.target = self.calendar = None
        self.goal = self.share = None  # the target, and the part of it that warns
        self.reached = self.warned = None  # since when consumed is at least goal and share (C17)
        self.breached = self.finished = None
        self.cause = None  # the status and the number of the fact that brought the state
        self.stretches = stretches

    @property
    def was_breached_before(self):
        """Breached in a cycle that is over."""
        return self.breached is not None and self.breached <= self.began

    def settle(self, at):
        """Count what passed up to `at`. Has to come before every change."""
        since, self.since = self.since, at
        if at <= since:
            return
        if self.stretches is not None:
            self.stretches.append((since, at, self.state, self.calendar, self.cause))
        if self.state is not RUNNING:
            return
        before, calendar, goal = self.consumed, self.calendar, self.goal
        after = self.consumed = before + calendar.open_us(since, at)
        if goal is None or after == before:
            return
        if self.warned is None and after >= self.share:
            self.warned = calendar.reach_us(since, self.share - before, at)
        if self.reached is None and after >= goal:
            self.reached = calendar.reach_us(since, goal - before, at)
        if self.breached is None and after > goal:  # One microsecond more than the target, less that microsecond.
            self.breached = calendar.reach_us(since, goal - before + 1, at) - 1

    def aim(self, at, target: Target | DueByHand | None, promise: Promise):
        """Bring a target into force, keeping what was consumed (C10). Not for a done clock (C11)."""
        calendar = promise.calendar if target is None else target.calendar
        if target is self.target and calendar is self.calendar:
            return
        self.settle(at)
        goal, share = (None, None) if target is None else (target.amount_us, target.warn_us)
        if goal != self.goal:  # C17: the same value keeps the instant at which it was reached.
            self.reached = at if goal is not None and self.consumed >= goal else None
        if share != self.share:
            self.warned = at if share is not None and self.consumed >= share else None
        if goal is not None and self.consumed > goal and self.breached is None:
            self.breached = at
        self.target, self.calendar, self.goal, self.share = target, calendar, goal, share

    def turn(self, at, state, cause):
        if state is self.state and (self.stretches is None or state is not PAUSED):
            return
        self.settle(at)
        self.state, self.cause = state, cause
        self.finished = at if state is DONE else None
        if state is not IDLE and not self.cycle:
            self.cycle = 1

    def empty(self, at):
        """Nothing is consumed any more. What was, even a breach by a moment, is judged before."""
        self.settle(at)
        self.consumed = 0
        self.reached = self.warned = None
        if self.stretches:
            self.stretches[:] = [(self.opened, at, IDLE, None, None)]

    def restart(self, at):
        self.empty(at)
        self.began = at
        self.cycle += 1

    def due(self, reached, amount):
        """When `amount` is consumed if the clock runs on; `reached` if it is already. Settled, running, with target."""
        if reached is not None:
            return from_us(reached)
        try:
            due = self.calendar.reach_us(self.since, amount - self.consumed, self.since + HORIZON_US)
            return None if due is None else from_us(due)
        except OverflowError:  # After the last year a datetime can name.
            return None

    def reading(self, at) -> Reading:
        self.settle(at)
        goal, consumed, state = self.goal, self.consumed, self.state
        is_aiming = state is RUNNING and goal is not None
        return Reading(
            state,
            timedelta(microseconds=consumed),
            None if goal is None else self.target.amount,
            None if goal is None else timedelta(microseconds=goal - consumed),
            self.due(self.reached, goal) if is_aiming else None,
            self.due(self.warned, self.share) if is_aiming else None,
            None if self.warned is None else from_us(self.warned),
            None if self.breached is None else from_us(self.breached),
            None if self.finished is None else from_us(self.finished),
            self.cycle,
            goal is not None and consumed >= self.share and (state is RUNNING or state is PAUSED),
            self.breached is not None,
            self.due(None, goal + 1) if is_aiming and self.breached is None else None,
            _segments(self.stretches) if self.stretches is not None else (),
            type(self.target) is DueByHand,
            self.calendar,
        )


class ForgetfulStopwatch(Stopwatch):
    """Knows of a breach in its present cycle only."""

    __slots__ = ()

    def restart(self, at):
        super().restart(at)
        self.breached = None


def _segments(stretches) -> tuple[Segment, ...]:
    pieces = []
    for piece in _pieces(stretches):
        if pieces and pieces[-1][3:] == piece[3:]:
            start, _, counted, *_ = pieces[-1]
            pieces[-1] = (start, piece[1], counted + piece[2], *piece[3:])
        else:
            pieces.append(piece)
    return tuple(
        Segment(from_us(start), from_us(end), timedelta(microseconds=counted), *why)
        for start, end, counted, *why in pieces
    )


def _pieces(stretches):
    for start, end, state, calendar, cause in stretches:
        if state is RUNNING:
            for a, b, is_open, name in calendar.segments_us(start, end):
                why = "open" if is_open else "closed" if name is None else "exception"
                yield a, b, b - a if is_open else 0, why, name or None, None, None, None
        else:
            status, fact = cause or (None, None) if state is not IDLE else (None, None)
            yield start, end, 0, state, None, status, fact, calendar if state is PAUSED else None
