"""Offered hand-overs as their receiver sees them: what is asked for, what was tried, how long there is to answer."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from escalation.models import HandOver
from sla.promises import compiled_calendar
from tickets.models import Message, Ticket

from .clocks import Shown
from .packages import Package, package_of
from .rows import Row, rows_for


@dataclass(frozen=True)
class Offer:
    hand_over: HandOver
    row: Row
    clock: Shown  # the time to accept
    steps: list[Message] = field(default_factory=list)
    package: Package = field(default_factory=Package)

    @property
    def ticket(self):
        return self.row.ticket


def offers_for(user, *, now) -> list[Offer]:
    """All open offers to the person's teams; a fixed number of statements."""
    found = HandOver.objects.answerable_by(user).select_related("from_team", "to_team", "by").order_by("deadline", "pk")
    moves = {move.ticket_id: move for move in found[:100]}
    tickets = (
        Ticket.objects.workable_by(user)
        .filter(pk__in=moves)
        .for_list()
        .select_related("requester", "assignee", "team", "organisation", "tier_version")
    )
    steps = defaultdict(list)
    tried = Message.objects.filter(ticket__in=moves, kind=Message.Kind.STEP)  # all rows: of the offers in hand
    for step in tried.order_by("at", "pk"):
        steps[step.ticket_id].append(step)
    rows = {row.ticket.pk: row for row in rows_for(list(tickets), now=now)}
    return [
        Offer(move, rows[pk], _time_to_accept(move, rows[pk].ticket, now), steps[pk], package_of(move))
        for pk, move in moves.items()
        if pk in rows
    ]


def _time_to_accept(move, ticket, now) -> Shown:
    """The acceptance time as a clock: it runs in the tier's service hours and warns in its last third."""
    hours = compiled_calendar(ticket.tier_version.calendar_id)
    target = timedelta(minutes=ticket.tier_version.acceptance_minutes or 0)
    left = hours.between(now, move.deadline)
    said = {"kind": "level", "target": target, "left": left, "due_at": move.deadline, "warn_left": target / 3}
    if not hours.open_at(now):
        return Shown(state="outside", opens_at=hours.next_opening(now), window=timedelta(0), **said)
    return Shown(state="warned" if left <= target / 3 else "running", **said)
