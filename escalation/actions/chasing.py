"""A silent requester is reminded as often as the tier says; then the ticket is resolved, with a way to reopen it."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from sla.business_time import TimeError
from tickets.actions import resolve
from tickets.models import Event, Message, Notice, Ticket

from .handing_over import withdraw


def chase(change) -> bool:
    """Do what the end of a wait for the requester asks for; False where the ticket simply comes back.

    An automatic mail is no answer of ours (C4), so no clock moves by a reminder.
    """
    ticket, version = change.ticket, change.ticket.tier_version
    if ticket.status != Ticket.Status.WAITING_REQUESTER or not version.chases:
        return False
    if ticket.chases < version.chases:
        _remind(change)
    else:
        _give_up(change)
    return True


def _remind(change):
    ticket = change.ticket
    ticket.chases += 1
    ticket.waiting_until = _next_instant(change)
    with override(ticket.requester.language):
        body = _("We still need your answer to go on: %(question)s") % {"question": ticket.waiting_reason}
    message = _say(change, body)
    change.record(Event.Kind.CHASED, message=message, number=ticket.chases)
    change.tell_requester(Notice.Kind.CHASED, message=message)


def _next_instant(change):
    minutes = timedelta(minutes=change.ticket.tier_version.chase_after_minutes)
    calendar = change.batch.promises[change.ticket.tier_version_id].calendar
    try:
        return calendar.add(change.now, minutes)
    except TimeError:  # Nobody is there for ten years.
        return change.now + minutes


def _give_up(change):
    ticket = change.ticket
    with override(ticket.requester.language):
        body = _("We have heard nothing from you, so we take it as settled. If it is not, reopen the ticket.")
        cause, solution = _("Not known: the requester did not answer."), _("Closed for want of an answer.")
    _say(change, body)
    resolve.inside(change, problem=ticket.subject, cause=cause, solution=solution)
    withdraw.inside(change)
    change.tell(ticket.assignee, Notice.Kind.CAME_BACK)


def _say(change, body):
    return change.say(Message.Kind.SYSTEM, body, direction=Message.Direction.OUT, is_public=True)
