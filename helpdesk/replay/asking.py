"""What a ladder would have done with the incidents of a replayed log, beside what people did. Reads only.

The history stays as the log tells it: see escalation.retracing. So a move that would have come is held against the
next thing people really did with the incident, and nothing is said of what would have followed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from escalation.models import Firing, LadderStep
from escalation.retracing import Life, Taken, retrace
from tickets.histories import histories
from tickets.models import Ticket

from . import plausible

BATCH = 2000  # incidents whose numbers are asked for in one statement
UP, ASIDE, DONE, OPEN = "up", "aside", "done", "open"  # what people did next


@dataclass
class Ends:
    """How the stays at one level ended whose time was used up, and how much earlier the ladder would have moved."""

    stays: int = 0
    warned: int = 0
    used_up: int = 0
    earlier: dict[str, list[timedelta]] = field(default_factory=lambda: defaultdict(list))  # by what people did next
    open: int = 0

    def __add__(self, other):
        earlier = {did: self.earlier[did] + other.earlier[did] for did in (UP, ASIDE, DONE)}
        numbers = (getattr(self, name) + getattr(other, name) for name in ("stays", "warned", "used_up"))
        return Ends(*numbers, earlier, self.open + other.open)


@dataclass
class Steps:
    """Of the clock of the solution: how often each step would have fired, and how long before the next solution."""

    incidents: int = 0
    fired: Counter[str] = field(default_factory=Counter)  # by the step's slot
    calls: Counter[int] = field(default_factory=Counter)  # to the lead, by level of the incident
    before_the_end: list[timedelta] = field(default_factory=list)  # of those calls

    def __add__(self, other):
        numbers = self.incidents + other.incidents, self.fired + other.fired, self.calls + other.calls
        return Steps(*numbers, self.before_the_end + other.before_the_end)


@dataclass
class Answer:
    incidents: int = 0
    levels: dict[tuple[int, str], Ends] = field(default_factory=lambda: defaultdict(Ends))  # by level and priority
    solutions: dict[str, Steps] = field(default_factory=lambda: defaultdict(Steps))  # by priority


def ask(numbers: Iterable[str], went_on=lambda: None) -> Answer:
    """Ask the plausible ladder of the incidents with these external numbers. `went_on` hears of each."""
    answer, promise, steps = Answer(), plausible.promise(), plausible.ladder()
    for facts, last in _histories(list(numbers)):
        keys = {fact.data["promise"] for fact in facts if "promise" in fact.data}
        life = Life(facts, dict.fromkeys(keys, promise))
        taken = list(retrace(life, dict.fromkeys(keys, steps), until=last))
        answer.incidents += 1
        _count_levels(answer, facts, taken)
        _count_solution(answer, facts, taken)
        went_on()
    return answer


def _histories(numbers) -> Iterator[tuple[list, datetime]]:
    for start in range(0, len(numbers), BATCH):
        tickets = Ticket.objects.filter(external_id__in=numbers[start : start + BATCH])
        for (_number, last), facts in histories(tickets, "last_event_at"):
            yield facts, last


def _count_levels(answer, facts, taken):
    """A stay is the time between two hand-overs: a team of the same level begins anew, as its clock does."""
    priority = facts[0].data["priority"]
    for fact in facts:
        if fact.kind in ("opened", "handed_over"):
            answer.levels[fact.data.get("level", 1), priority].stays += 1
    for each in taken:
        ends = answer.levels[each.values["level"], each.values["priority"]]
        if each.step.clock == "level" and each.step.what == "75%:notify":
            ends.warned += 1
        if each.step.what == Firing.Step.MOVE:
            ends.used_up += 1
            did, at = _what_people_did(facts, each)
            if did == OPEN:
                ends.open += 1
            else:
                ends.earlier[did].append(at - each.step.due_at)


def _what_people_did(facts, taken: Taken) -> tuple[str, datetime | None]:
    """The first thing after the move that ended the stay, and when."""
    for fact in facts:
        if fact.at < taken.step.due_at:
            continue
        if fact.kind == "handed_over":
            return (UP if fact.data["level"] > taken.values["level"] else ASIDE), fact.at
        if _is_solution(fact):
            return DONE, fact.at
    return OPEN, None


def _count_solution(answer, facts, taken):
    answer.solutions[facts[0].data["priority"]].incidents += 1
    for each in taken:
        if each.step.clock == "resolution" and each.step.rung is not None and not each.skipped:
            steps = answer.solutions[each.values["priority"]]
            steps.fired[each.step.what] += 1
            if each.step.rung.action == LadderStep.Action.CALL_LEAD:
                steps.calls[each.values["level"]] += 1
                solved = (fact.at for fact in facts if fact.at >= each.step.due_at and _is_solution(fact))
                steps.before_the_end += [at - each.step.due_at for at in islice(solved, 1)]


def _is_solution(fact):
    return fact.kind == "status" and fact.data["status"] in ("resolved", "closed")
