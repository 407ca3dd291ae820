"""The result of a what-if as a table: by clock, priority and category, today's figures beside what they would be."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import BigIntegerField, Func, IntegerField

from sla.clock import CLOCKS
from tickets.models import Ticket, TicketClock

from .models import Outcome

CLOCK_LABELS = dict(TicketClock.Kind.choices)
WAS_KEPT = (Outcome.KEPT, Outcome.NEWLY_BREACHED)
WAS_LATE = (Outcome.BREACHED, Outcome.NEWLY_KEPT)
WOULD_BE_KEPT = (Outcome.KEPT, Outcome.NEWLY_KEPT, Outcome.FIRST_KEPT)
WOULD_BE_LATE = (Outcome.BREACHED, Outcome.NEWLY_BREACHED, Outcome.FIRST_BREACHED)


@dataclass(slots=True)
class Line:
    """Figures of one clock, or of one priority and category of it; each figure is tickets."""

    clock: str
    priority: str = ""  # empty: all
    category: str = ""
    counts: Counter = field(default_factory=Counter)  # by Outcome

    def _sum(self, outcomes):
        return sum(self.counts[outcome] for outcome in outcomes)

    @property
    def kept_today(self):
        return self._sum(WAS_KEPT)

    @property
    def late_today(self):
        return self._sum(WAS_LATE)

    @property
    def kept(self):
        return self._sum(WOULD_BE_KEPT)

    @property
    def late(self):
        return self._sum(WOULD_BE_LATE)

    @property
    def newly_breached(self):
        return self.counts[Outcome.NEWLY_BREACHED]

    @property
    def newly_kept(self):
        return self.counts[Outcome.NEWLY_KEPT]

    @property
    def share_today(self):
        return share(self.kept_today, self.late_today)

    @property
    def share(self):
        return share(self.kept, self.late)


@dataclass(slots=True)
class Block:
    """One clock: the sum, and its lines by priority and category."""

    total: Line
    lines: list[Line]


def share(kept, late) -> float | None:
    """Percent kept; None of nothing."""
    return 100 * kept / (kept + late) if kept + late else None


def table(groups) -> list[Block]:
    """Make the table of (clock, priority, category, outcome, tickets), the clocks in their order."""
    totals, lines = {}, defaultdict(dict)
    for clock, priority, category, outcome, tickets in groups:
        total = totals.setdefault(clock, Line(clock))
        line = lines[clock].setdefault((priority, category), Line(clock, priority, category))
        total.counts[outcome] += tickets
        line.counts[outcome] += tickets
    return [
        Block(totals[clock], [line for _key, line in sorted(lines[clock].items())])
        for clock in CLOCKS
        if clock in totals
    ]


def group_counts(what_if) -> list[tuple]:
    """What `table` takes, without the numbers of the tickets themselves."""
    counted = what_if.groups.annotate(tickets=Func("numbers", function="cardinality", output_field=IntegerField()))
    return list(counted.values_list("clock", "priority", "category", "outcome", "tickets"))


def tickets_behind(groups):
    """Return the tickets of `groups` as a queryset, each once."""
    numbers = groups.annotate(number=Func("numbers", function="unnest", output_field=BigIntegerField())).values(
        "number"
    )
    return Ticket.objects.filter(pk__in=numbers).select_related("organisation")
