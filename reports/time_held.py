"""Time per holder: how long teams had tickets in a month, by level, and how many breaches were theirs.

Sums of what reports.held added up, so that no event is read; as old as that, ten minutes as a rule. A team's time is
service time of the customer's clock in which it had the ticket, assigned or not; waits stand beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Count, F, Max, Min, Q, Sum

from accounts.models import Team, User
from core.choices import Level
from sla.models import PerPerson
from tickets.holders import NOTHING, OURS, OUTSIDE
from tickets.models import Ticket

from .models import HeldSum, HeldTime, Overrun

# What a figure counts, and so which tickets stand behind it.
KINDS = {
    "tickets": OURS,
    "held": OURS,
    "nobody": ("nobody",),
    "outside": OUTSIDE,
    "requester": ("requester", "planned"),
}
OVERRUN = "overrun"
WHAT = (*KINDS, OVERRUN)


@dataclass
class Line:
    """The figures of a team at a level, or of a person in a team; of all where `team` is None."""

    team: Team | None
    level: int | None
    person: User | None = None
    tickets: int = 0
    held: timedelta = NOTHING
    nobody: timedelta = NOTHING
    outside: timedelta = NOTHING
    requester: timedelta = NOTHING
    overrun: int = 0

    @property
    def level_label(self):
        return Level(self.level).label if self.level else ""


class TimeHeld:
    """The question: of one month, of all teams or of those in `teams` (ids), of one level or all."""

    def __init__(self, *, month: date, teams: Iterable[int] | None = None, level: int | None = None):
        self.month, self.level = month, level
        self.teams = None if teams is None else list(teams)

    @cached_property
    def lines(self) -> list[Line]:
        """By team and level. Three statements, whatever the number of tickets."""
        return self._lines("team", "level")

    @cached_property
    def people(self) -> list[Line]:
        """By person; empty unless an administrator has switched that on."""
        if PerPerson.named_since() is None:
            return []
        return [line for line in self._lines("team", "level", "person") if line.person is not None]

    @property
    def total(self) -> Line:
        """The sum of the lines; a ticket that two teams had counts for both."""
        total = Line(None, None)
        for name in ("tickets", "held", "nobody", "outside", "requester", "overrun"):
            start = 0 if name in ("tickets", "overrun") else NOTHING
            setattr(total, name, sum((getattr(line, name) for line in self.lines), start))
        return total

    @cached_property
    def as_of(self):
        """Since when nothing is missing: the oldest sum of an open ticket; None where nothing was added up yet."""
        open_ones = HeldSum.objects.exclude(ticket__status__in=Ticket.FINISHED)
        found = open_ones.aggregate(at=Min("as_of"))["at"]
        return found or HeldSum.objects.aggregate(at=Max("as_of"))["at"]

    def behind(self, what, *, team, level, person=None):
        """Return [(ticket's number, time, instant of the breach)…] behind one figure as a queryset, the most first."""
        if what == OVERRUN:
            rows = self._of(Overrun).filter(team=team, level=level)
            rows = rows.filter(person=person) if person else rows
            return rows.order_by(F("over").desc(nulls_last=True), "ticket").values_list("ticket", "over", "at", "clock")
        rows = self._of(HeldTime).filter(team=team, level=level, kind__in=KINDS[what])
        rows = rows.filter(person=person) if person else rows
        return rows.values_list("ticket").annotate(time=Sum(F("counted") + F("stood"))).order_by("-time", "ticket")

    def _of(self, model):
        rows = model.objects.filter(month=self.month, team__isnull=False)
        rows = rows if self.teams is None else rows.filter(team__in=self.teams)
        return rows if self.level is None else rows.filter(level=self.level)

    def _lines(self, *keys):
        time = F("counted") + F("stood")
        sums = {name: Sum(time, filter=Q(kind__in=kinds)) for name, kinds in KINDS.items() if name != "tickets"}
        sums["tickets"] = Count("ticket", distinct=True, filter=Q(kind__in=OURS))
        lines = {}
        for row in self._of(HeldTime).values(*keys).annotate(**sums):
            lines[tuple(row[key] for key in keys)] = {name: row[name] for name in sums}
        for row in self._of(Overrun).values(*keys).annotate(overrun=Count("pk")):
            lines.setdefault(tuple(row[key] for key in keys), {})["overrun"] = row["overrun"]
        return self._named(lines)

    def _named(self, lines):
        teams = Team.objects.in_bulk({key[0] for key in lines})
        people = User.objects.in_bulk({key[2] for key in lines if len(key) == 3 and key[2]})
        made = [
            Line(teams[team], level, people.get(person[0]) if person else None, **_filled(figures))
            for (team, level, *person), figures in lines.items()
        ]
        return sorted(made, key=lambda line: (line.level, line.team.name, str(line.person or "")))


def _filled(figures):
    return {name: value for name, value in figures.items() if value is not None}


def months(now_month: date, *, most=24) -> list[date]:
    """The months there are figures of, the newest first."""
    first = HeldTime.objects.aggregate(first=Min("month"))["first"] or now_month
    found, month = [], now_month
    while month >= min(first, now_month) and len(found) < most:
        found.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return found
