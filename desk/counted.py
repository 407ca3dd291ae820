"""Figures of hand-overs as a lead reads them: each line in words, with the way to the hand-overs behind its number."""

from dataclasses import dataclass
from urllib.parse import urlencode

from core.text import clean_line
from escalation.models import HandOver
from escalation.package import GAPS
from reports.hand_overs import GAP, KINDS, Line, behind, why_missing

BACK = dict(HandOver.GiveBackReason.choices)


@dataclass(frozen=True)
class Counted:
    """One table; `kind`: what is counted in it."""

    kind: str
    found: list[Line]

    @property
    def is_of_gaps(self):
        return self.kind == GAP

    @property
    def total(self):
        return sum(line.count for line in self.found)

    @property
    def lines(self):
        """(line, what in words, its query)."""
        return [(line, in_words(self.kind, line.what), self._query(line)) for line in self.found]

    def _query(self, line):
        return urlencode({"kind": self.kind, "what": line.what, "from": line.from_team, "to": line.to_team})


def in_words(kind, what) -> str:
    return what if kind == GAP else str(BACK.get(what, what))


@dataclass(frozen=True)
class Chosen:
    kind: str
    what: str
    from_team: int
    to_team: int

    @property
    def words(self):
        return in_words(self.kind, self.what)

    def moves(self, user, month):
        """(hand-over, the reason that was given) of each."""
        keys = {"what": self.what, "from_team": self.from_team, "to_team": self.to_team}
        return [(move, self._why(move)) for move in behind(user, self.kind, month, **keys)]

    def _why(self, move):
        if self.kind != GAP:
            return move.give_back_sentence
        why = why_missing(move, self.what)
        return str(GAPS.get(why, why))


def chosen_line(given) -> Chosen | None:
    """The line that an address names; None where it names none."""
    kind, what, teams = (
        given.get("kind"),
        clean_line(given.get("what", "")),
        (given.get("from", ""), given.get("to", "")),
    )
    if kind not in KINDS or not what or not all(team.isascii() and team.isdigit() and len(team) < 10 for team in teams):
        return None
    return Chosen(kind, what[:500], *map(int, teams))
