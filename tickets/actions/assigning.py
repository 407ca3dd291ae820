from ..changing import verb
from ..checks import require_agent_for, require_unfinished
from ..models import Event, Notice, Ticket


@verb
def assign(change, *, assignee):
    """Give the ticket to a person, who is told; a new ticket is in progress from then on."""
    ticket = change.ticket
    require_unfinished(ticket)
    if ticket.assignee_id == assignee.pk:
        return
    require_agent_for(ticket, assignee)
    give(change, assignee)


def give(change, person, **why):
    """Make `person`, who may work the ticket, its agent; `why`: what the history keeps of the reason."""
    change.ticket.assignee = person
    change.record(Event.Kind.ASSIGNED, to=person.pk, **why)
    start_work(change)
    change.tell(person, Notice.Kind.ASSIGNED)


@verb
def take(change):
    """Take the ticket oneself."""
    assign.inside(change, assignee=change.by)


@verb
def release(change):
    """Put the ticket back to its team, with nobody's name on it."""
    ticket = change.ticket
    require_unfinished(ticket)
    if ticket.assignee_id is not None:
        put_back(change)


def put_back(change, **why):
    """The ticket is its team's again; who had it is kept, lest he be given it at once."""
    before, change.ticket.assignee = change.ticket.assignee_id, None
    change.record(Event.Kind.ASSIGNED, to=None, before=before, **why)


def start_work(change):
    """A new ticket that somebody works on is in progress."""
    if change.ticket.status == Ticket.Status.NEW:
        change.ticket.status = Ticket.Status.OPEN
        change.record(Event.Kind.STATUS, status=Ticket.Status.OPEN)
