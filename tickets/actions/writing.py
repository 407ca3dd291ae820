"""The conversation: replies in both directions, notes, calls, steps tried."""

from django.utils.translation import gettext_lazy as _

from core.errors import TicketFinished

from ..changing import verb
from ..checks import can_work, require_text
from ..models import Event, Message, Notice, Ticket
from .assigning import start_work
from .finishing import reopen
from .waiting import resume

EMPTY = _("Write something first.")


@verb
def reply(change, *, body, attachments=()):
    """Write a message both sides read; who writes decides which way it goes.

    From an agent: an answer (C4), the requester is told. From the requester's side: ends a wait for him, reopens what
    was resolved, and whoever works the ticket is told.
    """
    body = require_text(body, EMPTY)
    if change.ticket.merged_into_id:
        words = {"number": change.ticket.merged_into_id}
        raise TicketFinished(_("This ticket is part of #%(number)s now. Please write there.") % words)
    if writes_as_agent(change):
        _answer(change, body, attachments)
    else:
        _hear(change, body, attachments)


def writes_as_agent(change):
    return change.by != change.ticket.requester and can_work(change.by, change.ticket)


def _answer(change, body, attachments):
    if change.ticket.status == Ticket.Status.CLOSED:
        raise TicketFinished(_("This ticket is closed. Reopen it first."))
    say_answer(change, body, attachments, Notice.Kind.ANSWER)
    start_work(change)


def say_answer(change, body, attachments, notice):
    """Write to the requester: an answer for the clocks, and news for him."""
    message = change.say(
        Message.Kind.REPLY, body, direction=Message.Direction.OUT, is_public=True, attachments=attachments
    )
    change.record(Event.Kind.ANSWERED, message=message, kind=message.kind)
    change.tell_requester(notice, message=message)


def _hear(change, body, attachments):
    ticket = change.ticket
    message = change.say(
        Message.Kind.REPLY, body, direction=Message.Direction.IN, is_public=True, attachments=attachments
    )
    change.record(Event.Kind.MESSAGE, message=message, kind=message.kind)
    change.tell(ticket.assignee, Notice.Kind.REQUESTER_WROTE, message=message)
    if ticket.is_finished:
        reopen.inside(change)
    elif ticket.status == Ticket.Status.WAITING_REQUESTER:
        resume.inside(change)


@verb
def note(change, *, body, attachments=()):
    """Write something for colleagues only."""
    body = require_text(body, EMPTY)
    message = change.say(
        Message.Kind.NOTE, body, direction=Message.Direction.NONE, is_public=False, attachments=attachments
    )
    change.record(Event.Kind.MESSAGE, message=message, kind=message.kind)


@verb
def log_call(change, *, body, reached, minutes=None, outgoing=True, is_public=False):
    """Record a telephone call; one that reached the requester is an answer (C4)."""
    body = require_text(body, _("Say in a sentence what was said."))
    direction = Message.Direction.OUT if outgoing else Message.Direction.IN
    message = change.say(
        Message.Kind.CALL, body, direction=direction, is_public=is_public, minutes=minutes, reached=reached
    )
    change.record(Event.Kind.ANSWERED if reached else Event.Kind.MESSAGE, message=message, kind=message.kind)
    if reached and not change.ticket.is_finished:
        start_work(change)


@verb
def log_step(change, *, body, result):
    """Record what was tried and what it brought, so that nobody tries it again."""
    body = require_text(body, _("Say what you tried."))
    message = change.say(Message.Kind.STEP, body, direction=Message.Direction.NONE, is_public=False, result=result)
    change.record(Event.Kind.MESSAGE, message=message, kind=message.kind, result=result)
