"""Every move between teams and levels by people: up, down, sideways; offered, then accepted or given back."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core.errors import HandOverOver, HandOverPending, InvalidInput, NotAllowed
from core.text import clean_line
from sla.promises import compiled_calendar
from tickets.actions import take
from tickets.changing import verb
from tickets.checks import require_unfinished
from tickets.models import Event, Notice

from ..audience import lead_of, team_people
from ..models import HandOver


@verb
def hand_over(change, *, to_team, sentence, reason=HandOver.Reason.EXPERTISE, acceptance=True, finished_too=False):
    """Hand the ticket to another team. It stays with the sender until the team accepts or its time runs out (C12).

    Takes effect at once where the promise or the team asks for no acceptance, or with `acceptance=False`.
    `finished_too`: a history that is taken over may move a finished ticket; its clocks stay done.
    Raises HandOverPending while another team has not answered yet.
    """
    ticket = change.ticket
    if not finished_too:
        require_unfinished(ticket)
    sentence = clean_line(sentence or "")[:500]
    if not sentence:
        raise InvalidInput(_("Say in one sentence what the team should do."))
    if to_team.pk == ticket.team_id:
        raise InvalidInput(_("The ticket is with that team already. Choose another one."))
    if not to_team.is_active:
        raise InvalidInput(_("That team is not active. Choose another one."))
    if offer := _offer_of(change):
        if offer.to_team_id == to_team.pk:
            return
        raise HandOverPending(_("The ticket is offered to another team already. Take it back first."))
    move = HandOver(
        ticket=ticket,
        from_team=ticket.team,
        from_level=ticket.level,
        to_team=to_team,
        to_level=to_team.level,
        reason=reason,
        sentence=sentence,
        by=change.by,
        at=change.now,
    )
    minutes = ticket.tier_version.acceptance_minutes
    if acceptance and minutes and to_team.asks_acceptance:
        _offer(change, move, timedelta(minutes=minutes))
    else:
        move.status = HandOver.Status.AT_ONCE
        change.add(move)
        take_effect(change, move)


def _offer(change, move, time):
    calendar = compiled_calendar(change.ticket.tier_version.calendar_id)
    move.status, move.deadline = HandOver.Status.OFFERED, calendar.add(change.now, time)
    change.add(move)
    change.record(Event.Kind.OFFERED, team=move.to_team_id, level=move.to_level, sentence=move.sentence)
    for person in team_people(move.to_team):
        change.tell(person, Notice.Kind.OFFERED, sentence=move.sentence, deadline=move.deadline.isoformat())


def take_effect(change, move, **data):
    """The one place where a ticket changes team and level: its level clock starts anew (C12)."""
    ticket = change.ticket
    ticket.team, ticket.level, ticket.assignee = move.to_team, move.to_level, None
    change.record(
        Event.Kind.HANDED_OVER,
        level=move.to_level,
        team=move.to_team_id,
        from_level=move.from_level,
        from_team=move.from_team_id,
        reason=move.reason,
        sentence=move.sentence,
        **data,
    )
    for person in team_people(move.to_team):
        change.tell(person, Notice.Kind.MOVED, sentence=move.sentence, reason=move.reason)


def open_offer(ticket) -> HandOver | None:
    return HandOver.objects.offered().filter(ticket=ticket).select_related("to_team", "from_team", "by").first()


def _offer_of(change):
    """The open offer, one made a moment ago in the same batch included."""
    for row in change.added:
        if isinstance(row, HandOver) and row.status == HandOver.Status.OFFERED:
            return row
    return None if change.is_new else open_offer(change.ticket)


@verb
def accept(change):
    """Accept the offered ticket: it moves to the team, and to the person who accepts."""
    move = _answer(change, HandOver.Status.ACCEPTED)
    if move is None:
        return
    take_effect(change, move)
    if not change.ticket.is_finished:
        take.inside(change)
    change.tell(move.by, Notice.Kind.ACCEPTED)


@verb
def give_back(change, *, reason, sentence=""):
    """Give the offered ticket back; the sender, with whom it stayed, is told why."""
    sentence = clean_line(sentence or "")[:500]
    if reason == HandOver.GiveBackReason.OTHER and not sentence:
        raise InvalidInput(_("Say in a sentence why you give it back."))
    move = _answer(change, HandOver.Status.GIVEN_BACK, give_back_reason=reason, give_back_sentence=sentence)
    if move is None:
        return
    change.record(Event.Kind.GIVEN_BACK, team=move.to_team_id, reason=reason, sentence=sentence)
    for person in {move.by, lead_of(move.from_team)} - {None}:
        change.tell(person, Notice.Kind.GIVEN_BACK, reason=reason, sentence=sentence)


@verb
def take_back(change):
    """Withdraw an offer that nobody has answered yet."""
    move = _offer_of(change)
    if move is None:
        raise HandOverOver(_("This offer has been answered already."))
    close_offer(change, move, HandOver.Status.TAKEN_BACK)
    change.record(Event.Kind.TAKEN_BACK, team=move.to_team_id)


def _answer(change, status, **fields):
    """Close the open offer to one of the person's teams; None when the same answer was given already."""
    move = _offer_of(change)
    if move is None:
        last = HandOver.objects.filter(ticket=change.ticket).order_by("-pk").first()
        if last and last.status == status and last.answered_by == change.by:
            return None
        raise HandOverOver(_("This offer has been answered already."))
    if move.to_team_id not in change.by.team_ids:
        raise NotAllowed(_("Only the team it is offered to can answer."))
    close_offer(change, move, status, **fields)
    return move


def close_offer(change, move, status, **fields):
    move.status, move.answered_by, move.answered_at = status, change.by, change.now
    for name, value in fields.items():
        setattr(move, name, value)
    change.update(move, "status", "answered_by", "answered_at", *fields)
