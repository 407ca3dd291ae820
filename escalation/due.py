"""What the clock asks to be done with a ticket, and when it has to be looked at next. Pure, over loaded rows."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sla.business_time import TimeError
from tickets.clocks import PROMISES
from tickets.models import Ticket

from .late_vendors import INSTANT, vendor_steps
from .models import Firing, LadderStep, VendorCase
from .owner import ASSIGN, CLOCK, NOBODY, owner_steps

# Facts that leave a clock as it was: without this, what it let pass before a move would seem to fall due with the move.
OF_OTHERS = {
    "first_response": ("handed_over",),
    "next_update": ("handed_over",),
    "resolution": ("handed_over", "answered"),
    "level": ("answered",),
}
STOOD_STILL = ("resolution", "level")  # until an agreed date; the others run on through it (C3)


@dataclass(frozen=True)
class Step:
    """Something to do at `due_at`. Those of a clock are fired once per clock and cycle."""

    # warn | breach | move | expire | withdraw | return | close | vendor_late | vendor_lead | assign | the slot of a rung
    # | silent | absent | back | nobody of the owner timer
    what: str
    due_at: datetime
    clock: str = ""
    cycle: int = 0
    rung: LadderStep | None = None  # of the ladder
    case: VendorCase | None = None  # of a vendor who is late

    @property
    def key(self):
        return self.clock, self.cycle, self.what

    @property
    def is_of_owner(self):
        return self.clock == CLOCK

    @property
    def is_holdable(self):
        """Whether people can put it off."""
        return self.rung is not None or self.what == Firing.Step.MOVE or (self.is_of_owner and self.what != NOBODY)

    @property
    def is_move(self):
        return self.what == Firing.Step.MOVE or (self.rung is not None and self.rung.action == LadderStep.Action.MOVE)


def coming_steps(ticket, readings, standing, *, facts, promises) -> list[Step]:
    """Return everything that has to happen to the ticket by itself and has not yet, in the order in which it is due.

    `facts` and `promises`: what `readings` were read from. A step that somebody put off is due when that time is over.
    """
    steps = steps_of_clocks(ticket, readings, standing, facts=facts)
    steps += _of_owner(ticket, readings, standing, promises[readings.promise].calendar)
    if standing.offer is not None:
        offer = standing.offer
        steps.append(Step("withdraw", offer.at) if ticket.is_finished else Step("expire", offer.deadline))
    if ticket.is_waiting and ticket.waiting_until:
        steps.append(Step("return", ticket.waiting_until))
    late = vendor_steps(ticket, standing.vendor_cases, promises[readings.promise].calendar)
    steps += [Step(what, due_at, case=case) for what, due_at, case in late]
    days = ticket.tier_version.close_after_days
    if ticket.status == Ticket.Status.RESOLVED and days is not None:
        steps.append(Step("close", ticket.resolved_at + timedelta(days=days)))
    return in_order(steps)


def steps_of_clocks(ticket, readings, standing, *, facts) -> list[Step]:
    """Those of the coming steps that lie on a clock, in no order: all that a history by itself can be asked for."""
    steps = [*_clock_steps(ticket, readings), *_rungs(ticket, readings, standing, facts)]
    return [_held(step, standing) for step in steps if step.key not in standing.fired]


def _of_owner(ticket, readings, standing, calendar):
    for what, due_at in owner_steps(ticket, standing, calendar, now=readings.at):
        step = Step(what, due_at) if what == ASSIGN else Step(what, due_at, CLOCK, standing.silence.seq)
        if step.what == ASSIGN or step.key not in standing.fired:
            yield _held(step, standing)


def in_order(steps) -> list[Step]:
    return sorted(steps, key=lambda step: (step.due_at, step.rung.position if step.rung else 0, step.what))


def _held(step, standing):
    until = standing.holds.get(step.key)
    return replace(step, due_at=max(step.due_at, until)) if until else step


def _clock_steps(ticket, readings):
    for kind in PROMISES:
        reading = readings.clocks[kind]
        if reading.warn_at is not None:
            yield Step(Firing.Step.WARN, reading.warn_at, kind, reading.cycle)
        if reading.due_at is not None:
            # `breaks_at` lies later than an instant where the target is reached at closing time. It is None where the
            # clock was broken before; a next update then breaks once more in each cycle.
            yield Step(Firing.Step.BREACH, reading.breaks_at or reading.due_at + INSTANT, kind, reading.cycle)
    level = readings.clocks["level"]
    if level.due_at is not None and level.target is not None and ticket.level < 3:
        yield Step(Firing.Step.MOVE, level.due_at, "level", level.cycle)


def _rungs(ticket, readings, standing, facts):
    """The steps of the ladder that lie on a running clock. One that stands still takes its steps with it."""
    for rung in standing.rungs:
        reading = readings.clocks[rung.clock]
        if reading.due_at is None or (rung.action == LadderStep.Action.MOVE and ticket.level == 3):
            continue
        if rung.not_once_acknowledged and (rung.clock, reading.cycle) in standing.acknowledged:
            continue
        if (rung.clock, reading.cycle, rung.slot) in standing.fired:
            continue
        due_at = _instant(rung, ticket, readings, facts)
        if due_at is not None:
            yield Step(rung.slot, due_at, rung.clock, reading.cycle, rung)


def _instant(rung, ticket, readings, facts) -> datetime | None:
    """When a rung is reached if the clock runs on; None where that lies beyond the horizon."""
    reading = readings.clocks[rung.clock]
    minutes = timedelta(minutes=rung.offset_minutes or 0)
    try:
        if rung.at_percent is not None:
            return _reached(ticket, readings, rung.clock, facts, reading.target * rung.at_percent / 100)
        if rung.basis == rung.Basis.REAL:
            return reading.due_at + minutes
        if minutes < timedelta():
            return _reached(ticket, readings, rung.clock, facts, reading.target + minutes)
        return reading.calendar.add(reading.due_at, minutes)
    except (TimeError, OverflowError):
        return None


def _reached(ticket, readings, kind, facts, amount):
    """When the clock had or will have used `amount`: it has run without a change since the newest fact of its own."""
    reading = readings.clocks[kind]
    if amount > reading.consumed:
        return reading.calendar.add(readings.at, amount - reading.consumed)
    others = OF_OTHERS[kind]
    since = next(fact.at for fact in reversed(facts) if fact.kind not in others)
    if kind in STOOD_STILL and ticket.status == Ticket.Status.PLANNED and ticket.waiting_until:
        since = max(since, ticket.waiting_until)
    since = min(since, readings.at)
    left = amount - (reading.consumed - reading.calendar.between(since, readings.at))
    return reading.calendar.add(since, max(left, timedelta()))


def values_of(reading, readings) -> dict:
    """The clock at one instant in whole seconds, so that it can be told why a step fired."""
    return {
        "consumed": int(reading.consumed.total_seconds()),
        "target": reading.target and int(reading.target.total_seconds()),
        "priority": readings.priority,
        "level": readings.level,
        "due": reading.due_at and reading.due_at.isoformat(),
    }
