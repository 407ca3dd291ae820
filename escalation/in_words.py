"""A step of the ladder in words, known by its slot alone: that is what firings, events and news hold."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tickets.models import TicketClock

from .models import Firing, LadderStep
from .owner import CLOCK

NAMED = 3  # people of a step; of more, how many
SLOT = re.compile(r"(?:(?P<percent>\d+)%|(?P<minutes>[+-]\d+)(?P<basis>[sr])):(?P<action>\w+)")

SKIPPED = {
    "late": gettext_lazy("its time passed while nothing was watched"),
    "highest": gettext_lazy("the priority is the highest already"),
    "nobody": gettext_lazy("nobody was there to be told"),
}


@dataclass(frozen=True)
class InWords:
    """`when` is empty for what came with the clock itself."""

    when: str  # at 75 %, 60 minutes before, 30 minutes after in real time
    action: str

    @property
    def is_move(self):
        return self.action in (LadderStep.Action.MOVE, Firing.Step.MOVE)

    @property
    def is_call(self):
        return self.action == LadderStep.Action.CALL_LEAD

    @property
    def what(self):
        if self.action in LadderStep.Action.values:
            return str(LadderStep.Action(self.action).label)
        return str(Firing.Step(self.action).label) if self.action in Firing.Step.values else self.action


def in_words(slot: str) -> InWords:
    """`slot`: as Firing.step. One that came with the clock itself has no time of its own."""
    found = SLOT.fullmatch(slot)
    if found is None:
        return InWords("", slot)
    if found["percent"]:
        return InWords(_("at %(percent)s %%") % {"percent": found["percent"]}, found["action"])
    return InWords(minutes_in_words(int(found["minutes"]), found["basis"] == "r"), found["action"])


def clock_in_words(clock) -> str:
    """`clock`: as Firing.clock."""
    return _("Agent") if clock == CLOCK else str(TicketClock.Kind(clock).label)


def minutes_in_words(minutes, is_real) -> str:
    """`minutes` from the due time, below zero before it."""
    words = {"minutes": abs(minutes)}
    if minutes < 0:
        before = ngettext("%(minutes)d minute before", "%(minutes)d minutes before", -minutes) % words
        return _("%(time)s, real time") % {"time": before} if is_real else before
    after = ngettext("%(minutes)d minute after", "%(minutes)d minutes after", minutes) % words
    return _("%(time)s, real time") % {"time": after} if is_real else after


def some_of(names):
    """Anna, Ben, Cleo and 2 more."""
    if len(names) <= NAMED:
        return ", ".join(names)
    said = {"names": ", ".join(names[:NAMED]), "count": len(names) - NAMED}
    return _("%(names)s and %(count)d more") % said
