"""A ladder as lanes on a time line, one per clock, from nothing used to one and a half times the target."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext

from core.times import length
from sla.models import Target
from tickets.models import TicketClock

from ..in_words import InWords, in_words
from ..models import Firing, LadderStep
from ..owner import CLOCK

END = 150  # percent at the right edge
ROW, TOP = 28, 22  # pixels: steps at the same place stand below one another
TARGETS = {"level": Target.Clock.LEVEL_1}
NEAR = 14  # percent of the line that a step's words need


@dataclass(frozen=True)
class Mark:
    number: int
    x: str
    y: int
    words: InWords
    is_built_in: bool = False
    is_beyond: bool = False  # later than the line shows, or for want of a target nowhere on it

    @property
    def text_y(self):
        return self.y + 4

    @property
    def look(self):
        return "is-move" if self.words.is_move else "is-call" if self.words.is_call else ""


@dataclass(frozen=True)
class Lane:
    kind: str
    name: str
    target: Target | None
    marks: list

    @property
    def length(self):
        return length(timedelta(seconds=self.target.seconds)) if self.target else ""

    @property
    def height(self):
        return max([mark.y for mark in self.marks], default=TOP) + TOP

    @property
    def zone(self):
        return self.height - 16

    @property
    def line_end(self):
        return self.height - 2

    @property
    def amber(self):
        return percent(self.target.warn_percent)

    @property
    def amber_width(self):
        return percent(100 - self.target.warn_percent)


def percent(share):
    return f"{100 * min(share, END) / END:.2f}%"


def lanes(version, steps, priority) -> list[Lane]:
    """`steps`: mappings as of escalation.ladders.content. Minutes need the target of `priority` to have a place."""
    targets = {t.clock: t for t in version.targets.filter(priority=priority, category=None)}
    return [_lane(kind, targets.get(TARGETS.get(kind, kind)), steps) for kind in TicketClock.Kind]


def _lane(kind, target, steps):
    found = [(_share(step, target), in_words(_slot(step))) for step in steps if step["clock"] == kind]
    if kind == TicketClock.Kind.LEVEL and target:
        found.append((100.0, in_words("move")))
    marks, taken = [], []
    for number, (share, words) in enumerate(sorted(found, key=lambda pair: pair[0]), start=1):
        at = min(share, END)
        row = next(row for row in range(len(taken) + 1) if row == len(taken) or at - taken[row] >= NEAR)
        taken[row : row + 1] = [at]
        is_built_in = words.action == "move" and not words.when
        marks.append(Mark(number, percent(at), TOP + ROW * row, words, is_built_in, share > END))
    return Lane(kind.value, TicketClock.Kind(kind).label, target, marks)


@dataclass(frozen=True)
class Silence:
    """As long as an agent may say nothing until he loses the ticket; for the line as a target."""

    seconds: int
    warn_percent: int = 50
    around_the_clock: bool = False


def owner_lanes(silent_minutes, silent_action) -> list[Lane]:
    """The owner timer as a lane of its own, on which the ticket leaves the agent at 100 %; none where there is none."""
    if not silent_minutes:
        return []
    steps = [(50, silent_minutes, Firing.Step.SILENT), (100, 2 * silent_minutes, Firing.Step.BACK)]
    marks = [
        Mark(number, percent(share), TOP, InWords(length(timedelta(minutes=minutes)), step))
        for number, (share, minutes, step) in enumerate(steps, start=1)
    ]
    return [Lane(CLOCK, gettext("Silent agent"), Silence(2 * silent_minutes * 60), marks)]


def _share(step, target) -> float:
    """Where on the line, in percent of the target; beyond its end without a target."""
    if step["at_percent"] is not None:
        return float(step["at_percent"])
    if target is None:
        return END + 1.0
    return max(100 + 100 * step["offset_minutes"] * 60 / target.seconds, 0.0)


def _slot(step):
    return LadderStep(**{name: step[name] for name in ("at_percent", "offset_minutes", "basis", "action")}).slot
