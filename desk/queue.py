"""The agents' lists: which tickets a view holds, in which order, and a page of them.

Sorted by what is due next, those with a reached promise first. Pages go on from the last row shown, so the hundredth
page costs as much as the first, and nothing is counted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.times import is_storable
from tickets.models import Ticket

PAGE = 50
SOON = timedelta(hours=1)

ANY_REACHED = ~Q(breached_clocks=[])

VIEWS = {
    "mine": _("My tickets"),
    "open": _("Open tickets"),
    "unassigned": _("Unassigned"),
    "waiting": _("Waiting"),
    "risk": _("At risk"),
}
DEFAULT_VIEW = "open"


def tickets_in(view, user, *, now):
    """Open tickets of a view that `user` may work; nothing is said of their order."""
    tickets = Ticket.objects.workable_by(user).unfinished()
    if view == "mine":
        return tickets.filter(assignee=user)
    if view == "unassigned":
        return tickets.filter(assignee__isnull=True)
    if view == "waiting":
        return tickets.filter(status__in=Ticket.WAITING)
    if view == "risk":
        return tickets.filter(ANY_REACHED | Q(next_due_at__lte=now + SOON))
    return tickets


@dataclass(frozen=True)
class Mark:
    """The last row of a page: where the next one goes on."""

    reached: bool
    due_at: datetime | None
    number: int

    @classmethod
    def of(cls, ticket):
        return cls(bool(ticket.breached_clocks), ticket.next_due_at, ticket.number)

    @classmethod
    def parse(cls, text):
        """None for what is no mark: a list then begins at its start."""
        try:
            section, due, number = (text or "").split("_")
            due_at = datetime.fromisoformat(due) if due else None
            if section not in "rn" or (due_at and not _is_instant(due_at)) or not 0 < int(number) < 2**63:
                return None
            return cls(section == "r", due_at, int(number))
        except ValueError:
            return None

    def __str__(self):
        return f"{'r' if self.reached else 'n'}_{self.due_at.isoformat() if self.due_at else ''}_{self.number}"

    @property
    def further(self):
        """What comes after this row within its section; rows without a due time come last."""
        same = Q(next_due_at=self.due_at) if self.due_at else Q(next_due_at__isnull=True)
        after = same & Q(number__gt=self.number)
        return after | Q(next_due_at__gt=self.due_at) | Q(next_due_at__isnull=True) if self.due_at else after


def _is_instant(at):
    return at.utcoffset() is not None and is_storable(at)


def page_of(tickets, after: Mark | None) -> tuple[list[Ticket], Mark | None]:
    """Return the next page and the mark of its end, None where the list ends. Two statements, besides the clocks'."""
    ordered = tickets.order_by("next_due_at", "number").for_list()
    found = []
    if after is None or after.reached:
        reached = ordered.filter(ANY_REACHED)
        found = list(reached.filter(after.further)[: PAGE + 1] if after else reached[: PAGE + 1])
    if len(found) <= PAGE:
        others = ordered.filter(breached_clocks=[])
        if after is not None and not after.reached:
            others = others.filter(after.further)
        found += others[: PAGE + 1 - len(found)]
    return found[:PAGE], Mark.of(found[PAGE - 1]) if len(found) > PAGE else None
