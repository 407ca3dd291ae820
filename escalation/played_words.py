"""What a dry run found, line by line and in sum, for the administration and for the ticket's page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, gettext_lazy

from core.times import exact

from .in_words import SKIPPED, clock_in_words, in_words, some_of
from .models import Firing, LadderStep
from .playing import Played

# What lies on no clock: (because of what, what happens).
OF_THE_TICKET = {
    "expire": (gettext_lazy("Acceptance time"), gettext_lazy("The hand-over takes effect")),
    "withdraw": (gettext_lazy("Solved"), gettext_lazy("The offer is taken back")),
    "return": (gettext_lazy("End of the wait"), gettext_lazy("Comes back")),
    "remind": (gettext_lazy("End of the wait"), gettext_lazy("The requester is reminded")),
    "give_up": (gettext_lazy("End of the wait"), gettext_lazy("Resolved for want of an answer")),
    "close": (gettext_lazy("Solved"), gettext_lazy("Closed")),
    "vendor_late": (gettext_lazy("Vendor"), gettext_lazy("The vendor is late")),
    "vendor_lead": (gettext_lazy("Vendor"), gettext_lazy("The vendor is still late")),
}


@dataclass(frozen=True)
class Line:
    """One step as a table shows it. `look`: is-due, is-none, is-held, is-away or nothing."""

    at: datetime
    because: str
    what: str
    whom: str = ""
    note: str = ""
    look: str = ""


@dataclass
class Lines:
    """A whole run, and how many steps of each kind are in it."""

    lines: list[Line]

    def count(self, *looks):
        return sum(line.look in looks for line in self.lines)

    @property
    def steps(self):
        return self.count("", "is-none", "is-held")

    @property
    def nobody(self):
        return self.count("is-none")

    @property
    def held(self):
        return self.count("is-held")

    @property
    def broken(self):
        return self.count("is-due")

    @property
    def away(self):
        return self.count("is-away")


def in_lines(run: list[Played]) -> list[Line]:
    return [_line(played) for played in run]


def _line(played):
    because, what = _because(played), _what(played)
    people = some_of([person.get_full_name() for person in played.people])
    if played.is_away:
        return Line(played.at, because, what, people, gettext("Falls away: somebody has seen it"), "is-away")
    if played.what == Firing.Step.BREACH:
        return Line(played.at, because, what, people, look="is-due")
    if played.skipped or _reaches_nobody(played):
        note = str(SKIPPED.get(played.skipped, ""))
        return Line(played.at, because, what, gettext("Nobody"), note, look="is-none")
    if played.held:
        until = min(played.held.values())
        note = gettext("Held back until %(time)s by quiet hours") % {"time": exact(until)}
        return Line(played.at, because, what, people, note, "is-held")
    return Line(played.at, because, what, people)


def _reaches_nobody(played):
    """Raising the priority and closing are done whoever is there; all else is for somebody's ears."""
    is_silent = in_words(played.what).action == LadderStep.Action.RAISE or played.what in ("close", "withdraw")
    return not played.people and not is_silent


def _because(played):
    if not played.clock:
        return str(OF_THE_TICKET.get(played.what, ("", ""))[0])
    words, clock = in_words(played.what), clock_in_words(played.clock)
    return clock if played.what == Firing.Step.BREACH else " ".join(part for part in (clock, words.when) if part)


def _what(played):
    if not played.clock:
        words = str(OF_THE_TICKET.get(played.what, ("", played.what))[1])
        return f"{words}: {played.team.name}" if played.team else words
    if played.what == Firing.Step.WARN:
        return gettext("Due soon: whoever has it is told")
    if played.what == Firing.Step.BREACH:
        return gettext("%(clock)s is late") % {"clock": clock_in_words(played.clock)}
    words = in_words(played.what)
    return _move(played) if words.is_move else words.what


def _move(played):
    if played.team is None:
        return gettext("To the next level: no team to go to")
    return gettext("To level %(level)s: %(team)s") % {"level": played.team.level, "team": played.team.name}
