"""Every move between teams and levels by people: up, down, sideways; offered, then accepted or given back."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core.errors import HandOverOver, HandOverPending, InvalidInput, NotAllowed
from core.text import clean_line
from sla.promises import compiled_calendar
from tickets.actions import reply, take
from tickets.changing import verb
from tickets.checks import require_unfinished
from tickets.models import Event, Message, Notice

from ..audience import lead_of, team_people
from ..models import HandOver
from ..package import assemble, changed, close_gaps
from .back_and_forth import call, leads_to_call


@verb
def hand_over(
    change,
    *,
    to_team,
    sentence,
    reason=HandOver.Reason.EXPERTISE,
    details=None,
    essentials=None,
    gaps=None,
    message="",
    acceptance=True,
    finished_too=False,
):
    """Hand the ticket to another team. It stays with the sender until the team accepts or its time runs out (C12).

    What is known goes with it as a package; `details` add to it (cause, look_first, more) or leave parts out (without).
    What the team cannot begin without, and no answer gives, is said in `essentials` {item: text}, or why it is missing
    in `gaps` {item: reason}; else EssentialsMissing. `message` is sent to the requester in the same change.
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
    package = changed(assemble(ticket, steps_of(change)), details or {})
    asked = change.by is not None and acceptance
    missing = close_gaps(to_team, package, essentials=essentials, gaps=gaps, asked=asked)
    if message:
        reply.inside(change, body=message)
        package["told"] = True
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
        package=package,
        gaps=missing,
    )
    minutes = ticket.tier_version.acceptance_minutes
    if acceptance and minutes and to_team.asks_acceptance:
        _offer(change, move, timedelta(minutes=minutes))
    else:
        move.status = HandOver.Status.AT_ONCE
        change.add(move)
        take_effect(change, move)


def steps_of(change) -> list[Message]:
    """What was tried so far, in order."""
    told = [] if change.is_new else Message.objects.filter(ticket=change.ticket, kind=Message.Kind.STEP)
    return [*told, *(message for message in change.messages if message.kind == Message.Kind.STEP)]


def _offer(change, move, time):
    calendar = compiled_calendar(change.ticket.tier_version.calendar_id)
    move.status, move.deadline = HandOver.Status.OFFERED, calendar.add(change.now, time)
    change.add(move)
    change.record(Event.Kind.OFFERED, team=move.to_team_id, level=move.to_level, sentence=move.sentence)
    for person in team_people(move.to_team):
        change.tell(person, Notice.Kind.OFFERED, sentence=move.sentence, deadline=move.deadline.isoformat())


def take_effect(change, move, *, moves=None, **data):
    """The one place where a ticket changes team and level: its level clock starts anew (C12).

    It gets the level at which the team works by now, whatever that was when it was offered. `moves`: the EarlierMoves
    of many tickets; read for this one where they are not given.
    """
    ticket = change.ticket
    if move.to_level != move.to_team.level:
        move.to_level = move.to_team.level
        change.update(move, "to_level")
    leads = leads_to_call(change, move, moves)
    if leads:
        data["leads"] = [lead.pk for lead in leads]
    # A team that works at the next level by now goes up with its ticket, and whoever has it keeps it.
    stays = move.to_team_id == ticket.team_id
    ticket.team, ticket.level, ticket.assignee = move.to_team, move.to_level, ticket.assignee if stays else None
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
    for person in [] if stays else team_people(move.to_team):
        change.tell(person, Notice.Kind.MOVED, sentence=move.sentence, reason=move.reason)
    call(change, leads, move)


def open_offer(ticket) -> HandOver | None:
    return HandOver.objects.offered().filter(ticket=ticket).select_related("to_team", "from_team", "by").first()


def _offer_of(change):
    """The open offer, one made a moment ago in the same batch included."""
    for row in change.added:
        if isinstance(row, HandOver) and row.status == HandOver.Status.OFFERED:
            return row
    offer = None if change.is_new else open_offer(change.ticket)
    return None if offer is None or offer.pk in _closed_in(change.batch) else offer


def _closed_in(batch) -> set:
    """The offers answered in this batch already, which the database does not know yet."""
    rows = (row for (model, _fields), rows in batch.updated.items() if model is HandOver for row in rows)
    return {row.pk for row in rows if row.status != HandOver.Status.OFFERED}


@verb
def accept(change):
    """Accept the offered ticket: it moves to the team, and to the person who accepts.

    Where the acceptance time ran out a moment ago, it is with the team already: then the person takes it.
    """
    if _came_by_itself(change):
        take.inside(change)
        return
    move = _answer(change, HandOver.Status.ACCEPTED)
    if move is not None:
        _accepted(change, move)


def _came_by_itself(change):
    """Whether the ticket is with the person's team because its acceptance time ran out, and nobody else has taken it."""
    last = _latest(change)
    expired = last is not None and last.status == HandOver.Status.EXPIRED and last.to_team_id == change.ticket.team_id
    free = change.ticket.assignee_id in (None, change.by.pk) and not change.ticket.is_finished
    return expired and free and last.to_team_id in change.by.team_ids


def _accepted(change, move):
    take_effect(change, move, offered=move.at.isoformat())
    if not change.ticket.is_finished:
        take.inside(change)
    change.tell(move.by, Notice.Kind.ACCEPTED)


def accept_by_working(change):
    """Accept the open offer if the person is of the receiving team: who begins to work has accepted.

    Of somebody who is in both teams it does not tell for which of them he works; he has to accept it himself.
    """
    person, ticket = change.by, change.ticket
    move = _offer_of(change) if person is not None and person != ticket.requester else None
    if move is None or move.to_team_id not in person.team_ids or ticket.team_id in person.team_ids:
        return
    if move.to_team.is_active:
        close_offer(change, move, HandOver.Status.ACCEPTED)
        _accepted(change, move)


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
def withdraw(change):
    """Take back the open offer of a ticket that is finished: there is nothing left to accept."""
    move = _offer_of(change) if change.ticket.is_finished else None
    if move is not None:
        recall(change, move)


def recall(change, move, **data):
    close_offer(change, move, HandOver.Status.TAKEN_BACK)
    change.record(Event.Kind.TAKEN_BACK, team=move.to_team_id, **data)


@verb
def take_back(change):
    """Withdraw an offer that nobody has answered yet."""
    move = _offer_of(change)
    if move is None:
        raise HandOverOver(_("This offer has been answered already."))
    recall(change, move)


def _latest(change):
    return HandOver.objects.filter(ticket=change.ticket).order_by("-pk").first()


def _answer(change, status, **fields):
    """Close the open offer to one of the person's teams; None when the same answer was given already."""
    move = _offer_of(change)
    if move is None:
        last = _latest(change)
        if last and last.status == status and last.answered_by == change.by:
            return None
        raise HandOverOver(_("This offer has been answered already."))
    if move.to_team_id not in change.by.team_ids:
        raise NotAllowed(_("Only the team it is offered to can answer."))
    if status == HandOver.Status.ACCEPTED and not move.to_team.is_active:
        raise NotAllowed(_("Your team is not active any more, so it can only give the ticket back."))
    close_offer(change, move, status, **fields)
    return move


def close_offer(change, move, status, **fields):
    move.status, move.answered_by, move.answered_at = status, change.by, change.now
    for name, value in fields.items():
        setattr(move, name, value)
    change.update(move, "status", "answered_by", "answered_at", *fields)
