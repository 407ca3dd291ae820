"""The five steps of a ticket: received, in progress, a third that says what it waits for, solved, confirmed."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.choices import Level
from core.times import near
from tickets.explaining import status_of
from tickets.models import Ticket

STATUS = Ticket.Status


@dataclass(frozen=True)
class Step:
    number: int
    name: str
    note: str = ""
    state: str = ""  # past | now | nothing


def steps(reading, explained) -> list[Step]:
    ticket, now = reading.ticket, reading.now
    begun = explained.first(lambda event: status_of(event) in (STATUS.OPEN, *Ticket.WAITING))
    current = _current(ticket)
    third, note = _third(reading, explained)
    solved = ticket.resolved_at
    if solved:
        solved_note = near(solved, now)
    elif reading.expected.kind == "at":
        solved_note = _("by %(time)s") % {"time": near(reading.expected.at, now)}
    else:
        solved_note = ""
    texts = [
        (_("Received"), near(ticket.opened_at, now)),
        (pgettext("portal", "In progress"), _("since %(time)s") % {"time": near(begun, now)} if begun else ""),
        (third, note),
        (_("Solved"), solved_note),
        (_("Confirmed by you") if ticket.status != STATUS.CLOSED else _("Closed"), ""),
    ]
    return [
        Step(number, name, note, "past" if number < current else "now" if number == current else "")
        for number, (name, note) in enumerate(texts, start=1)
    ]


def _current(ticket):
    """The number of the step the ticket is in; 6 when all of them are past."""
    if ticket.status == STATUS.NEW:
        return 1
    if ticket.status == STATUS.RESOLVED:
        return 5
    if ticket.status == STATUS.CLOSED:
        return 6
    return 3 if ticket.is_waiting or ticket.level > Level.FIRST else 2


def _third(reading, explained):
    ticket, now = reading.ticket, reading.now
    since = explained.since(ticket.status)
    if ticket.status == STATUS.WAITING_REQUESTER:
        return _("Your answer"), _("since %(time)s") % {"time": near(since, now)} if since else ""
    if ticket.status == STATUS.PLANNED:
        return _("Agreed date"), near(ticket.waiting_until, now)
    if ticket.status == STATUS.WAITING_VENDOR:
        where = _("With your own IT") if ticket.waits_for_own_it else _("At the vendor")
        return where, _("since %(time)s") % {"time": near(since, now)} if since else ""
    if ticket.level > Level.FIRST:
        handed = explained.first(lambda event: event.kind == "handed_over")
        return _("With our specialists"), _("since %(time)s") % {"time": near(handed, now)} if handed else ""
    return _("With our specialists"), "" if ticket.is_finished else _("if needed")
