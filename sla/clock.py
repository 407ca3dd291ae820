"""How a ticket's clocks run: from facts and promises to a reading (sla-semantics, 2: C1–C22).

Four clocks: first response, next update and resolution are promised to the customer, level is the time a level may
hold the ticket. What pauses a clock is decided in `_History.states`. Nothing is kept between two readings.
Pure: no Django, no database. Inside, instants and amounts are whole microseconds.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from sla.business_time import from_us, to_us
from sla.facts import (
    CLOCKS,
    FINISHED,
    LEVELS,
    DueByHand,
    Fact,
    HistoryError,
    Promise,
    PromiseError,
    Target,
    check_history,
)
from sla.stopwatch import DONE, IDLE, PAUSED, RUNNING, ForgetfulStopwatch, Reading, Segment, Stopwatch

__all__ = [
    "CLOCKS",
    "Fact",
    "HistoryError",
    "Promise",
    "PromiseError",
    "Reading",
    "Readings",
    "Segment",
    "Target",
    "read",
]


LEVEL_KEYS = {level: f"level_{level}" for level in LEVELS}  # The highest has no target: there is nowhere higher.
WARN_PERCENT = 75  # of a target set by hand where the promise has none


@dataclass(slots=True)
class Readings:
    """All clocks of a ticket at the instant `at`. `moves`: (at, from level, to level) of the simulation (C13)."""

    at: datetime
    status: str
    promise: Hashable
    priority: str
    category: str | None
    level: int
    clocks: dict[str, Reading]
    moves: list[tuple[datetime, int, int]]


def read(
    facts: Sequence[Fact],
    promises: Mapping[Hashable, Promise],
    *,
    at: datetime,
    auto_escalate: bool = False,
    segments: bool = False,
) -> Readings:
    """Read all clocks at `at`; facts at exactly `at` are in, later ones are checked and left out.

    `facts` in order of instant and sequence number. `auto_escalate` moves the ticket up whenever a level clock reaches
    its target. Raises HistoryError, or TimeError for a naive instant.
    """
    now = to_us(at)
    instants = check_history(facts, promises)
    if instants[0] > now:
        raise HistoryError("not_created", f"opened after {at.isoformat()}")
    history = _History(instants[0], promises, auto_escalate=auto_escalate, segments=segments)
    history.follow(facts, instants, now)
    history.pass_until(now)
    if auto_escalate:
        history.move_up(now)
    return history.readings(now)


class _History:
    """A ticket as far as its clocks care, on its way from fact to fact."""

    def __init__(self, at, promises, *, auto_escalate, segments, watch=Stopwatch):
        self.at = at
        self.promises, self.auto_escalate, self.segments = promises, auto_escalate, segments
        self.status = self.key = self.promise = self.priority = self.category = self.level = None
        self.is_answered = self.is_finished = False
        self.waits_for_own_it = False  # of waits for a third party: whether it is the customer's own IT
        self.planned_until = None  # while the agreed instant lies ahead
        self.highest = None  # the most urgent priority there was so far
        self.by_hand = {}  # targets set for this ticket, by clock
        self.facts = ()
        self.response, self.update, self.resolution, self.level_clock = self.clocks = tuple(
            watch(at, [] if segments else None) for _ in CLOCKS
        )
        self.moves = []

    def follow(self, facts, instants, limit):
        """Take every fact up to `limit`, which is included."""
        self.facts = facts
        for instant, fact in zip(instants, facts, strict=True):
            if instant > limit:
                break
            if instant > self.at:
                self.pass_until(instant)
            _TAKE[fact.kind](self, fact, fact.data)

    def pass_until(self, at):
        """Let time pass up to `at`; what happens by itself before that instant, happens."""
        if self.planned_until is not None and self.planned_until <= at:
            agreed, self.planned_until = self.planned_until, None
            self.turn(agreed, self.resolution.cause)
        if self.auto_escalate:
            self.move_up(at - 1)  # Facts at `at` come first (C2).
        self.at = at

    def opened(self, fact, data):
        self.priority, self.category, self.level = data["priority"], data.get("category"), data.get("level", 1)
        self.highest = self.priority
        self.promised(fact, data)
        self.change_status(fact, data.get("status", "new"), data.get("until"))

    def status_changed(self, fact, data):
        self.change_status(fact, data["status"], data.get("until"))

    def planned(self, fact, data):
        self.change_status(fact, "planned", data["until"])

    def answered(self, fact, data):
        if self.is_finished:
            return
        self.answer(fact)
        self.update.restart(self.at)
        self.turn(self.at, self.resolution.cause)
        if self.by_hand.pop("next_update", None):  # Agreed news have come; from here on the usual time counts.
            self.aim()

    def priority_changed(self, fact, data):
        self.priority = data.get("priority", self.priority)
        self.category = data.get("category", self.category)
        if self.priority < self.highest:
            self.highest = self.priority
            if self.promise.raise_restarts:
                self.start_anew()
        self.aim()

    def start_anew(self):
        """The ticket is more urgent than ever: what was used before does not count against the new times (C20)."""
        for name, clock in zip(CLOCKS, self.clocks, strict=True):
            if (clock.state is RUNNING or clock.state is PAUSED) and name not in self.by_hand:
                clock.restart(self.at)

    def promised(self, fact, data):
        self.key = data["promise"]
        self.promise = self.promises[self.key]
        if data.get("from_start"):
            self.read_again(fact)
        self.aim()
        if self.status is not None:
            self.turn(self.at, self.resolution.cause)  # Another tier may pause for third parties.

    def read_again(self, fact):
        """Read all that came before `fact` under its promise; results already reached stay as they are (C21)."""
        again = _History(
            self.response.opened, self.promises, auto_escalate=False, segments=self.segments, watch=ForgetfulStopwatch
        )
        earlier = [_under(before, self.key) for before in takewhile(lambda before: before is not fact, self.facts)]
        again.follow(earlier, [to_us(before.at) for before in earlier], self.at)
        again.pass_until(self.at)
        if self.update.was_breached_before:
            again.update.breached = self.update.breached
        clocks = [own if own.state is DONE else new for own, new in zip(self.clocks, again.clocks, strict=True)]
        self.response, self.update, self.resolution, self.level_clock = self.clocks = tuple(clocks)
        self.by_hand = again.by_hand

    def due_set(self, fact, data):
        """Somebody set, or took back, the instant at which a clock is due (C22)."""
        name, until = data["clock"], data.get("until")
        clock = self.clocks[CLOCKS.index(name)]
        if clock.state is DONE:
            return
        self.by_hand.pop(name, None)
        if until is not None:
            usual = self.target(name)
            calendar = usual.calendar if usual else self.promise.calendar
            clock.settle(self.at)
            amount = clock.consumed + calendar.open_us(self.at, to_us(until))
            self.by_hand[name] = DueByHand(max(amount, 1), calendar, usual.warn_percent if usual else WARN_PERCENT)
        self.aim()

    def handed_over(self, fact, data):
        self.hand_over(self.at, data["level"])

    def change_status(self, fact, status, until=None):
        was_finished, self.is_finished = self.is_finished, status in FINISHED
        self.status = status
        self.waits_for_own_it = status == "waiting_vendor" and bool(fact.data.get("own_it"))
        self.planned_until = to_us(until) if status == "planned" and to_us(until) > self.at else None
        if self.is_finished and not was_finished:
            self.answer(fact)  # C5
            self.update.empty(self.at)
        if was_finished and not self.is_finished:
            self.by_hand = {}
            self.update.restart(self.at)  # C7
        self.turn(self.at, (status, fact.seq))
        if was_finished:
            self.aim()  # C11: the targets of this instant, where those at the end were kept

    def answer(self, fact):
        self.is_answered = True
        self.response.turn(self.at, DONE, (self.status, fact.seq))

    def states(self):
        """What a status means for next update, and for resolution and level: the whole of what pauses (C3)."""
        if self.is_finished:
            return IDLE, DONE
        waits = self.status == "waiting_requester"
        stands = (
            waits
            or (self.status == "waiting_vendor" and self.third_party_pauses)
            or (self.status == "planned" and self.planned_until is not None)
        )
        update = IDLE if not self.is_answered else PAUSED if waits else RUNNING
        return update, PAUSED if stands else RUNNING

    @property
    def third_party_pauses(self):
        """The promise says whose clock runs meanwhile: a vendor's, and the customer's own IT's, apart."""
        return self.promise.own_it_pauses if self.waits_for_own_it else self.promise.vendor_pauses

    def turn(self, at, cause):
        """Bring every clock into the state that the ticket's status asks for."""
        update, work = self.states()
        if not self.is_answered:
            self.response.turn(at, RUNNING, cause)
        if update is not self.update.state or self.segments:
            self.update.turn(at, update, cause)
        if work is not self.resolution.state or self.segments:  # both clocks are always in the same state
            self.resolution.turn(at, work, cause)
            self.level_clock.turn(at, work, cause)

    def aim(self):
        """Bring the targets in force now to every clock that is not done."""
        for name, clock in zip(CLOCKS, self.clocks, strict=True):
            if clock.state is not DONE:
                clock.aim(self.at, self.target(name), self.promise)

    def target(self, name):
        if self.by_hand and (by_hand := self.by_hand.get(name)):
            return by_hand
        if name == "level":
            name = LEVEL_KEYS[self.level]
        return self.promise.target(name, self.priority, self.category)

    def hand_over(self, at, level):
        clock = self.level_clock
        self.level = level
        clock.restart(at)
        clock.breached = None  # It is another level's clock now.
        clock.aim(at, self.target("level"), self.promise)

    def move_up(self, limit):
        """Move the ticket up for every level clock that reaches its target by `limit`, which is included (C13)."""
        clock = self.level_clock
        while clock.state is RUNNING and clock.goal is not None and self.level < LEVELS[-1]:
            reached = clock.reached
            if reached is None:
                reached = clock.calendar.reach_us(clock.since, clock.goal - clock.consumed, limit)
            if reached is None or (moved := max(reached, clock.since)) > limit:
                return
            self.moves.append((from_us(moved), self.level, self.level + 1))
            self.hand_over(moved, self.level + 1)

    def readings(self, now) -> Readings:
        clocks = {name: clock.reading(now) for name, clock in zip(CLOCKS, self.clocks, strict=True)}
        return Readings(
            from_us(now), self.status, self.key, self.priority, self.category, self.level, clocks, self.moves
        )


def _under(fact, key):
    """The fact, naming the promise `key` where it named one."""
    if "promise" not in fact.data:
        return fact
    return Fact(fact.at, fact.seq, fact.kind, {**fact.data, "promise": key, "from_start": False})


_TAKE = {
    "opened": _History.opened,
    "status": _History.status_changed,
    "answered": _History.answered,
    "priority": _History.priority_changed,
    "promised": _History.promised,
    "handed_over": _History.handed_over,
    "planned": _History.planned,
    "due_set": _History.due_set,
}
