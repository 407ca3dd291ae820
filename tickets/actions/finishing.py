from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core.errors import ReopeningOver, TicketFinished, TicketNotFinished
from core.text import clean_line

from ..changing import verb
from ..checks import require_text
from ..models import Event, Message, Notice, Ticket
from .waiting import end_wait


@verb
def resolve(change, *, problem, cause, solution, message="", attachments=()):
    """Say that it is solved, and how: problem, cause, solution. The requester is told in the words of `message`.

    Resolving counts as the first answer if there was none (C5). Raises TicketFinished for a closed ticket.
    """
    ticket = change.ticket
    if ticket.status == Ticket.Status.RESOLVED:
        return
    if ticket.status == Ticket.Status.CLOSED:
        raise TicketFinished(_("This ticket is closed. Reopen it first."))
    ticket.problem = require_text(problem, _("Say what the problem was."))
    ticket.cause = require_text(cause, _("Say what caused it; “unknown” is an answer too."))
    ticket.solution = require_text(solution, _("Say what solved it, so that the next one need not search."))
    said = None
    if message or attachments:
        text = require_text(message, _("Write to the requester what was done."))
        said = change.say(
            Message.Kind.REPLY, text, direction=Message.Direction.OUT, is_public=True, attachments=attachments
        )
        change.record(Event.Kind.ANSWERED, message=said, kind=said.kind)
    end_wait(ticket)
    ticket.status, ticket.resolved_at = Ticket.Status.RESOLVED, change.now
    change.record(Event.Kind.STATUS, status=Ticket.Status.RESOLVED)
    change.tell_requester(Notice.Kind.RESOLVED, message=said)


@verb
def reopen(change, *, reason=""):
    """Take up a finished ticket again; its clocks go on where they stood (C7).

    Raises TicketNotFinished, and ReopeningOver when the tier's days after closing have passed.
    """
    ticket = change.ticket
    if not ticket.is_finished:
        raise TicketNotFinished(_("This ticket is open already."))
    if ticket.closed_at and change.now > ticket.closed_at + timedelta(days=ticket.tier_version.reopen_days):
        raise ReopeningOver(_("This ticket was closed too long ago to be reopened. Please open a new one."))
    ticket.status, ticket.resolved_at, ticket.closed_at = Ticket.Status.OPEN, None, None
    change.record(Event.Kind.STATUS, status=Ticket.Status.OPEN, reopened=True, reason=clean_line(reason)[:500])
    change.tell(ticket.assignee, Notice.Kind.REOPENED)
    if change.by != ticket.requester:
        change.tell_requester(Notice.Kind.REOPENED)


@verb
def close(change, *, reason=""):
    """Put the ticket away. One that was not resolved is closed without a solution."""
    ticket = change.ticket
    if ticket.status == Ticket.Status.CLOSED:
        return
    end_wait(ticket)
    ticket.status, ticket.closed_at = Ticket.Status.CLOSED, change.now
    change.record(Event.Kind.STATUS, status=Ticket.Status.CLOSED, reason=clean_line(reason)[:500])
