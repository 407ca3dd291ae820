"""What a ladder does with a history that is there already: the sweep's own question, asked between any two facts.

The history stays as it was. A step that would have changed something (level, priority) is named with its instant; what
people would have done afterwards is not imagined, so the facts that follow are those that followed. Built-in steps
(warning, breach, the move at the end of a level's time) are in it too. Pure, over loaded rows.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from core.choices import Priority
from sla.clock import Fact, Readings
from tickets.clocks import fact_of, read_clocks
from tickets.models import Event, Ticket

from .due import Step, in_order, steps_of_clocks, values_of
from .models import LadderStep
from .standing import Standing


@dataclass(frozen=True)
class Word:
    """What somebody said to the ladder at `at`: that he has seen a clock, or that a step has to wait until `until`."""

    at: datetime
    clock: str
    step: str = ""  # empty: the clock is acknowledged
    until: datetime | None = None  # None with a step: it need not wait any more


@dataclass(frozen=True)
class Life:
    """A ticket's history as far as ladders care. `words` in order of time."""

    facts: list[Fact]
    promises: Mapping
    words: list[Word] = field(default_factory=list)
    is_stuck: bool = False  # a move found no team: the ticket stayed, and the next one tries again

    @classmethod
    def of(cls, events, promises) -> "Life":
        """`events` in the order in which they count; `promises` by tier version id, as sla.promises gives them."""
        facts = [fact_of(event) for event in events if event.kind in Event.FACTS]
        kinds = (Event.Kind.ACKNOWLEDGED, Event.Kind.HELD)
        words = [_word_of(event) for event in events if event.kind in kinds]
        return cls(facts, promises, words, any(event.kind == Event.Kind.NOT_MOVED for event in events))


def _word_of(event):
    until = event.data.get("until")
    return Word(event.at, event.data["clock"], event.data.get("step", ""), until and datetime.fromisoformat(until))


@dataclass(frozen=True)
class Taken:
    """A step and the clock at its instant, as Firing.values holds it."""

    step: Step
    values: dict

    @property
    def skipped(self) -> str:
        """As Firing.skipped, as far as a history tells."""
        raises = self.step.rung is not None and self.step.rung.action == LadderStep.Action.RAISE
        return "highest" if raises and self.values["priority"] == Priority.values[0] else ""


@dataclass
class _Then(Standing):
    rungs: Sequence[LadderStep] = ()


def retrace(life: Life, ladders: Mapping[int, Sequence[LadderStep]], *, until: datetime) -> Iterator[Taken]:
    """Yield what the ladders would have done up to `until`, in order.

    `ladders`: steps by the tier version the ticket was under; one that is not named has none. A step due at the very instant
    of a fact is asked again after it (C2): who answers in that second is in time. Of several moves while a level has
    the ticket, the first one counts: after it the ticket would have been gone.
    """
    standing, moved = _Then(), set()
    for at, end in pairwise([*_moments(life, until), until]):
        facts = life.facts[: bisect_right(life.facts, at, key=lambda fact: fact.at)]
        readings = read_clocks(facts, life.promises, at=at)
        standing.rungs = ladders.get(readings.promise, ())
        _hear([word for word in life.words if word.at == at], readings, standing)
        steps = steps_of_clocks(_ticket(readings, facts), readings, standing, facts=facts)
        for step in in_order(steps):
            if step.due_at < end:
                standing.fired.add(step.key)
                stay = readings.clocks["level"].cycle
                if step.is_move and stay in moved and not life.is_stuck:
                    continue
                moved |= {stay} if step.is_move else set()
                then = read_clocks(facts, life.promises, at=max(step.due_at, at))
                yield Taken(step, values_of(then.clocks[step.clock], then))


def _moments(life, until) -> list[datetime]:
    """When something changes that a step depends on. An agreed date is one: the clocks run on from it by themselves."""
    agreed = {fact.data["until"] for fact in life.facts if fact.kind == "planned"}
    instants = {fact.at for fact in life.facts} | {word.at for word in life.words} | agreed
    return sorted(at for at in instants if life.facts[0].at <= at < until)


def _hear(words, readings, standing):
    for word in words:
        cycle = readings.clocks[word.clock].cycle
        if not word.step:
            standing.acknowledged.add((word.clock, cycle))
        elif word.until is None:
            standing.holds.pop((word.clock, cycle, word.step), None)
        else:
            standing.holds[word.clock, cycle, word.step] = word.until


def _ticket(readings: Readings, facts) -> Ticket:
    """The ticket as it stood then, as far as its coming steps depend on it."""
    agreed = next((fact.data["until"] for fact in reversed(facts) if fact.kind == "planned"), None)
    is_planned = readings.status == Ticket.Status.PLANNED
    return Ticket(status=readings.status, level=readings.level, waiting_until=agreed if is_planned else None)
