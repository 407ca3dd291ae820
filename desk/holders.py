"""The bar on a ticket's page: who had it for how long, and how much of a level's part of the time that was."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team
from core import times
from core.choices import Level
from sla.budgets import budgets
from tickets.holders import NOTHING, OURS, PAUSES, Holder

OUTSIDE_NAMES = {
    "vendor": gettext_lazy("Waiting for the vendor"),
    "own_it": gettext_lazy("Waiting for the customer's own IT"),
    "requester": gettext_lazy("Waiting for the requester"),
    "planned": gettext_lazy("Until the agreed date"),
}
SHOWN = (*OURS, *PAUSES.values(), "planned")
THINNEST = 0.8  # percent of the bar's width: what is narrower is not seen


@dataclass(frozen=True)
class Piece:
    """A part of the bar, in percent of its width. `look`: l1, l2, l3, or the kind of holder."""

    look: str
    x: float
    width: float
    stands: bool  # does not count against the customer's time


@dataclass(frozen=True)
class Line:
    look: str
    name: str
    time: str
    words: str = ""
    is_over: bool = False


class HolderBar:
    """Per team; no person's time is named here."""

    def __init__(self, page):
        self.page = page

    @cached_property
    def stretches(self):
        return [s for s in self.page.explained.stretches if s.holder.kind in SHOWN and s.time]

    @cached_property
    def parts(self):
        """What each level may use of the time promised for the resolution; empty where none is."""
        readings = self.page.readings
        target = readings.clocks["resolution"].target
        if target is None:
            return {}
        promise = self.page.explained.promises[readings.promise]
        return budgets(promise, readings.priority, readings.category, target)

    @cached_property
    def used(self):
        """Service time that counted, by level."""
        used = defaultdict(lambda: NOTHING)
        for stretch in self.stretches:
            used[stretch.holder.level] += stretch.counted
        return used

    @property
    def pieces(self) -> list[Piece]:
        whole = sum((stretch.time for stretch in self.stretches), NOTHING)
        widths = [max(100 * (stretch.time / whole), THINNEST) for stretch in self.stretches]
        pieces, x, scale = [], 0.0, 100 / sum(widths) if widths else 1
        for stretch, width in zip(self.stretches, widths, strict=True):
            pieces.append(Piece(look_of(stretch.holder), x, width * scale, not stretch.counted))
            x += width * scale
        return pieces

    @cached_property
    def lines(self) -> list[Line]:
        """Each holder once, in the order in which he first had it."""
        sums = {}
        for stretch in self.stretches:
            holder = stretch.holder
            is_outside = holder.kind not in OURS
            key = Holder(holder.kind, 0 if is_outside else holder.level, None if is_outside else holder.team)
            counted, stood = sums.get(key, (NOTHING, NOTHING))
            sums[key] = counted + stretch.counted, stood + stretch.stood
        return [self._line(holder, *amounts) for holder, amounts in sums.items()]

    def _line(self, holder, counted, stood):
        time = times.length(counted + stood)
        if holder.kind == "nobody":
            words = _("not assigned, counts for %(team)s") % {"team": self._team(holder)}
            return Line("nobody", _("Nobody"), time, words)
        if holder.kind in OURS:
            words, is_over = self._of_part(holder.level)
            return Line(f"l{holder.level}", self._team(holder), time, words, is_over)
        words = _does_count(counted, stood)
        return Line(holder.kind, str(OUTSIDE_NAMES[holder.kind]), time, words)

    def _team(self, holder):
        if holder.team is None:
            return str(Level(holder.level).label)
        return self.page.names.of(Team, holder.team)

    def _of_part(self, level):
        """How much the level may use, and whether it used more. Several teams of a level share its part."""
        if level not in self.parts:
            return str(Level(level).label), False
        part, used = self.parts[level], self.used[level]
        words = {"level": Level(level).label, "part": times.length(part), "used": times.length(used)}
        if used > part:
            words["over"] = times.length(used - part)
            return _("%(level)s: %(used)s of %(part)s, %(over)s over") % words, True
        return _("%(level)s: %(used)s of %(part)s") % words, False


def look_of(holder) -> str:
    return f"l{holder.level}" if holder.kind == "level" else holder.kind


def _does_count(counted, stood):
    if not counted:
        return _("does not count against the customer's time")
    return _("counts in part against the customer's time") if stood else _("counts against the customer's time")


def whose_in_words(whose, names) -> tuple[str, str]:
    """Who used more than his part of the time, and how much; for colleagues: the requester is told nothing of it."""
    team = names.of(Team, whose.team) if whose.team else str(Level(whose.level).label)
    used = times.length(whose.used)
    if whose.kind == "vendor":
        return (_("Overrun by the vendor, asked by %(team)s") % {"team": team}, times.length(whose.team_used))
    if whose.kind == "own_it":
        words = _("Overrun by the customer's own IT, asked by %(team)s")
        return (words % {"team": team}, times.length(whose.team_used))
    if whose.budget is None or whose.used < whose.budget:
        return (_("No level used more than its part; it was with %(team)s") % {"team": team}, used)
    words = {"used": used, "part": times.length(whose.budget)}
    value = _("%(used)s of %(part)s") % words
    if whose.team_used < whose.used:
        said = {"team": team, "level": Level(whose.level).label, "time": times.length(whose.team_used)}
        return (_("Overrun by %(team)s: %(level)s, %(time)s of it there") % said, value)
    return (_("Overrun by %(team)s") % {"team": team}, value)
