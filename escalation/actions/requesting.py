"""What a requester may ask of the clock: that a wait is not right, or that it has become more urgent."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from core.errors import AnsweredAlready, InvalidInput, NotAllowed
from core.text import clean_line
from tickets.actions import resume, set_priority
from tickets.changing import verb
from tickets.checks import can_work, require_decider, require_unfinished
from tickets.models import Event, Notice

from ..audience import holder_people, lead_of, team_people
from ..models import UrgencyRequest
from .handing_over import accept_by_working


@verb
def object_to_wait(change):
    """The requester says that a wait is not right: the ticket goes on at once, and a lead is told. Twice is once."""
    ticket = change.ticket
    _require_side_of_requester(change)
    require_unfinished(ticket)
    if not ticket.is_waiting:
        return
    change.record(Event.Kind.OBJECTED, status=ticket.status, reason=ticket.waiting_reason)
    resume.inside(change)
    for person in _leads_or_team(ticket) | {person for person in [ticket.assignee] if person}:
        change.tell(person, Notice.Kind.OBJECTED)


@verb
def ask_urgency(change, *, reason):
    """The requester, or his manager, says that it has become more urgent; a lead decides. Twice is once."""
    ticket = change.ticket
    _require_side_of_requester(change)
    require_unfinished(ticket)
    reason = clean_line(reason or "")[:500]
    if not reason:
        raise InvalidInput(_("Say in a sentence what has become more urgent."))
    if open_request(ticket) is not None:
        return
    change.add(UrgencyRequest(ticket=ticket, by=change.by, at=change.now, reason=reason))
    change.record(Event.Kind.URGENCY, asked=reason)
    for person in _leads_or_team(ticket) | set(holder_people(ticket)):
        change.tell(person, Notice.Kind.URGENCY_ASKED, sentence=reason)


@verb
def decide_urgency(change, *, accepted, answer="", priority=None):
    """A lead accepts or declines; all are told. With `priority` it is set at the same time.

    Raises NotAllowed for anybody but leads and administrators of promises, AnsweredAlready when nothing is asked any
    more, InvalidInput for a refusal without a word of why.
    """
    ticket = change.ticket
    require_decider(change.by, ticket)
    accept_by_working(change)
    asked = open_request(ticket)
    if asked is None:
        raise AnsweredAlready(_("This has been decided already."))
    answer = clean_line(answer or "")[:500]
    if not accepted and not answer:
        raise InvalidInput(_("Say why it stays as it is; the requester reads it."))
    asked.is_accepted, asked.answer = accepted, answer
    asked.decided_by, asked.decided_at = change.by, change.now
    change.update(asked, "is_accepted", "answer", "decided_by", "decided_at")
    change.record(Event.Kind.URGENCY, accepted=accepted, answer=answer)
    if accepted and priority and priority != ticket.priority:
        set_priority.inside(change, priority=priority, reason=asked.reason)
    change.tell_requester(Notice.Kind.URGENCY_DECIDED, accepted=accepted, answer=answer)
    told = {person.pk: person for person in holder_people(ticket)}
    if can_work(asked.by, ticket):  # he asked for the requester, by telephone
        told[asked.by.pk] = asked.by
    else:
        change.tell(asked.by, Notice.Kind.URGENCY_DECIDED, accepted=accepted, answer=answer)
    for person in told.values():
        change.tell(person, Notice.Kind.URGENCY_ASKED, sentence=answer or asked.reason, accepted=accepted)


def may_ask(person, ticket) -> bool:
    """The requester himself, or a manager of his organisation; somebody who only reads along may not."""
    if person == ticket.requester:
        return True
    return person.memberships.filter(organisation=ticket.organisation_id, role=Membership.Role.MANAGER).exists()


def _require_side_of_requester(change):
    if not may_ask(change.by, change.ticket) and not can_work(change.by, change.ticket):  # for him, by telephone
        raise NotAllowed(_("Only the person who reported this, or a manager of the organisation, can ask for that."))


def open_request(ticket) -> UrgencyRequest | None:
    return UrgencyRequest.objects.filter(ticket=ticket, decided_at=None).select_related("by").first()


def _leads_or_team(ticket):
    lead = lead_of(ticket.team)
    return {lead} if lead else set(team_people(ticket.team))
