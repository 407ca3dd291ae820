"""What was missing when tickets were handed over, and why they were given back: by sending and receiving team, a month.

Teams are counted, not people. Read-only; a month is one of the reader's time zone.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from escalation.models import HandOver

GAP, GIVEN_BACK = "gap", "given_back"
KINDS = {GAP: _("Missing"), GIVEN_BACK: _("Given back")}
MONTHS = 12  # that can be chosen
MOST = 200  # hand-overs listed


@dataclass(frozen=True)
class Line:
    """How often something was missing, or given back for a reason, from one team to another.

    `what`: the item as the receiving team calls it, or a code of HandOver.GiveBackReason.
    """

    what: str
    from_team: int
    from_name: str
    to_team: int
    to_name: str
    count: int


@dataclass(frozen=True)
class Month:
    year: int
    month: int

    @classmethod
    def of(cls, now: datetime) -> "Month":
        local = timezone.localtime(now)
        return cls(local.year, local.month)

    @classmethod
    def parse(cls, text, now) -> "Month":
        """The month of `text` (2026-03) if it can be chosen, else this one."""
        return next((month for month in cls.choices(now) if str(month) == text), cls.of(now))

    @classmethod
    def choices(cls, now) -> list["Month"]:
        """The latest MONTHS, the newest first."""
        found = [cls.of(now)]
        while len(found) < MONTHS:
            found.append(found[-1].before)
        return found

    @property
    def before(self):
        return Month(self.year - 1, 12) if self.month == 1 else Month(self.year, self.month - 1)

    @property
    def after(self):
        return Month(self.year + 1, 1) if self.month == 12 else Month(self.year, self.month + 1)

    @property
    def begins_at(self):
        return datetime(self.year, self.month, 1, tzinfo=timezone.get_current_timezone())

    def __str__(self):
        return f"{self.year:04d}-{self.month:02d}"


def lines(user, kind, month) -> list[Line]:
    """What was counted in `month` on tickets `user` works, most often first; one statement."""
    teams = ("from_team_id", "from_team__name", "to_team_id", "to_team__name")
    counts = Counter()
    for *key, value in _counted(user, kind, month).values_list(*teams, "gaps" if kind == GAP else "give_back_reason"):
        counts.update((what, *key) for what in ([item for item, _why in value] if kind == GAP else [value]))
    found = [Line(*key, count) for key, count in counts.items()]
    return sorted(found, key=lambda line: (-line.count, line.what, line.from_name, line.to_name))


def behind(user, kind, month, *, what, from_team, to_team) -> list[HandOver]:
    """The hand-overs that a line counts, the newest first, at most MOST; one statement."""
    found = _counted(user, kind, month).filter(from_team=from_team, to_team=to_team)
    # A gap is [item, why]: the item stands first in one of the pairs.
    found = found.filter(gaps__contains=[[what]]) if kind == GAP else found.filter(give_back_reason=what)
    found = found.select_related("ticket__organisation", "from_team", "to_team").order_by("-at", "-pk")[: 2 * MOST]
    return [move for move in found if kind != GAP or why_missing(move, what) is not None][:MOST]


def why_missing(move, what) -> str | None:
    """The reason given for what was missing, "" where the clock moved the ticket; None where it was not missing."""
    return next((why for item, why in move.gaps if item == what), None)


def _counted(user, kind, month):
    moves = HandOver.objects.visible_to(user)
    if kind == GAP:
        return moves.filter(at__gte=month.begins_at, at__lt=month.after.begins_at).exclude(gaps=[])
    answered = {"answered_at__gte": month.begins_at, "answered_at__lt": month.after.begins_at}
    return moves.filter(status=HandOver.Status.GIVEN_BACK, **answered)
