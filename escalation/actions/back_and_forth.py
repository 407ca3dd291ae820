"""A ticket that moves to and fro between two teams: at the third move both leads are called."""

from collections import Counter, defaultdict
from functools import cached_property

from tickets.models import Notice

from ..audience import lead_of
from ..models import HandOver

CALLED_AT = 3


class EarlierMoves:
    """How often each of `tickets` moved between which teams; one statement, when first asked."""

    def __init__(self, tickets):
        self.tickets = tickets

    @cached_property
    def _found(self):
        found = defaultdict(Counter)
        numbers = [ticket.pk for ticket in self.tickets]
        moved = HandOver.objects.effective().filter(ticket__in=numbers)
        for ticket, *teams in moved.values_list("ticket_id", "from_team_id", "to_team_id"):
            found[ticket][frozenset(teams)] += 1
        return found

    def between(self, change, move) -> int:
        """How often the ticket has moved between the two teams of `move`, in either direction, with this one."""
        pair = frozenset((move.from_team_id, move.to_team_id))
        here = [row for row in change.added if isinstance(row, HandOver) and row is not move]
        here = [row for row in here if row.status in HandOver.EFFECTIVE and {row.from_team_id, row.to_team_id} == pair]
        return self._found[change.ticket.pk][pair] + len(here) + 1


def leads_to_call(change, move, moves) -> list:
    """Both leads at the third move between their teams; nobody else, and nobody twice."""
    if change.is_new or move.from_team_id == move.to_team_id:
        return []
    if (moves or EarlierMoves([change.ticket])).between(change, move) != CALLED_AT:
        return []
    leads = {lead.pk: lead for lead in (lead_of(move.from_team), lead_of(move.to_team)) if lead}
    return list(leads.values())


def call(change, leads, move):
    """Tell the leads; after the move is recorded."""
    teams = [move.from_team.name, move.to_team.name]
    for lead in leads:
        change.tell(lead, Notice.Kind.CALL_LEAD, reason="back_and_forth", teams=teams)
