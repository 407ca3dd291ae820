"""What the clock asks to be done with a ticket, and when it has to be looked at next. Pure, over loaded rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets.clocks import PROMISES
from tickets.models import Ticket

from .models import Firing

# Exactly at its target a promise is kept (C9): it is broken one instant later.
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Step:
    """Something to do at `due_at`. Those of a clock are fired once per clock and cycle."""

    what: str  # warn | breach | move | expire | return | close
    due_at: datetime
    clock: str = ""
    cycle: int = 0

    @property
    def key(self):
        return self.clock, self.cycle, self.what


def coming_steps(ticket, readings, *, fired, offer) -> list[Step]:
    """Return everything that has to happen to the ticket by itself, done or not yet, in the order in which it is due.

    `fired`: keys of the steps already taken. `offer`: its open hand-over, or None.
    """
    steps = [step for step in _clock_steps(ticket, readings) if step.key not in fired]
    if offer is not None:
        steps.append(Step("expire", offer.deadline))
    if ticket.is_waiting and ticket.waiting_until:
        steps.append(Step("return", ticket.waiting_until))
    days = ticket.tier_version.close_after_days
    if ticket.status == Ticket.Status.RESOLVED and days is not None:
        steps.append(Step("close", ticket.resolved_at + timedelta(days=days)))
    return sorted(steps, key=lambda step: (step.due_at, step.what))


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
