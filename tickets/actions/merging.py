"""Two reports of one trouble become one ticket."""

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput, TicketFinished

from ..changing import changing
from ..models import Event, Follower, Notice, Ticket
from .finishing import reopen
from .waiting import end_wait


def merge(ticket, *, into, by, now) -> Ticket:
    """Close `ticket` as part of `into`, which goes on and whose clocks do not move (C18).

    The merged one's requester follows the other from now on. Raises InvalidInput for tickets of different customers,
    TicketFinished where the other is closed. Twice is once.
    """
    if ticket.pk == into.pk:
        raise InvalidInput(_("A ticket cannot be merged into itself. Choose another one."))
    with changing([ticket, into], by=by, now=now) as batch:
        by_number = {change.ticket.pk: change for change in batch}
        _merge(by_number[ticket.pk], by_number[into.pk])
    return by_number[ticket.pk].ticket


def _merge(merged, survivor):
    ticket, into = merged.ticket, survivor.ticket
    if ticket.merged_into_id == into.pk:
        return
    if ticket.merged_into_id or into.merged_into_id:
        raise InvalidInput(_("One of the two is merged already. Choose the ticket that goes on."))
    if ticket.organisation_id != into.organisation_id:
        raise InvalidInput(_("The tickets belong to different customers, and each may read his own only."))
    if into.status == Ticket.Status.CLOSED:
        raise TicketFinished(_("The other ticket is closed. Reopen it first."))
    end_wait(ticket)
    ticket.merged_into, ticket.closed_at = into, ticket.closed_at or merged.now
    if ticket.status != Ticket.Status.CLOSED:
        ticket.status = Ticket.Status.CLOSED
        merged.record(Event.Kind.STATUS, status=Ticket.Status.CLOSED, merged_into=into.pk)
    merged.record(Event.Kind.MERGED, into=into.pk)
    survivor.record(Event.Kind.MERGED, merged=ticket.pk)
    followers = {into.requester_id, *(person.pk for person in survivor.batch.followers[into.pk])}
    if ticket.requester_id not in followers:
        survivor.add(Follower(ticket=into, user=ticket.requester))
    merged.tell_requester(Notice.Kind.MERGED, into=into.pk)


def unmerge(ticket, *, by, now) -> Ticket:
    """Make it a ticket of its own again, open, with its clocks going on where they stood (C7). Twice is once."""
    with changing(ticket, by=by, now=now) as batch:
        [change] = batch
        if change.ticket.merged_into_id is not None:
            change.record(Event.Kind.MERGED, undone=change.ticket.merged_into_id)
            change.ticket.merged_into = None
            reopen.inside(change)
    return change.ticket
