"""A step that the clock asks for, carried out."""

from core.choices import Level
from tickets.actions import close, resume
from tickets.models import Event, Notice

from ..audience import holder_people, lead_of, team_people
from ..models import Firing, HandOver
from .handing_over import close_offer, take_effect

# A step is called late when it comes this much after it was due: the sweep stood still meanwhile.
LATE_SECONDS = 60


def fire(change, step, *, responsible, offer):
    """Do what is due: warn, report a breach, move up a level, end an acceptance time, return from a wait, or close.

    Within a batch only; `responsible` knows every team, `offer` is the ticket's open hand-over. Steps of a clock leave
    a Firing, whose uniqueness in the database keeps "once".
    """
    _CARRY_OUT[step.what](change, step, responsible, offer)
    change.look_again = True
    if step.clock:
        change.add(
            Firing(
                ticket=change.ticket,
                clock=step.clock,
                cycle=step.cycle,
                step=step.what,
                due_at=step.due_at,
                fired_at=change.now,
            )
        )


def _instants(change, step):
    late = (change.now - step.due_at).total_seconds() > LATE_SECONDS
    return {"due": step.due_at.isoformat(), **({"late": True} if late else {})}


def _warn(change, step, _responsible, _offer):
    change.record(Event.Kind.WARNED, clock=step.clock, **_instants(change, step))
    reading = change.readings.clocks[step.clock]
    for person in holder_people(change.ticket):
        change.tell(person, Notice.Kind.WARNED, clock=step.clock, due=reading.due_at and reading.due_at.isoformat())


def _breach(change, step, _responsible, _offer):
    change.record(Event.Kind.BREACHED, clock=step.clock, **_instants(change, step))
    people = {person.pk: person for person in [*holder_people(change.ticket), lead_of(change.ticket.team)] if person}
    for person in people.values():
        change.tell(person, Notice.Kind.BREACHED, clock=step.clock, due=step.due_at.isoformat())


def _move(change, step, responsible, offer):
    """One level up, at once (C12). A team that was already offered the ticket gets it; the sender chose it."""
    ticket = change.ticket
    if offer is not None and offer.to_level > ticket.level:
        close_offer(change, offer, HandOver.Status.EXPIRED)
        take_effect(change, offer, **_instants(change, step))
        return
    team = responsible.team_for(
        level=Level(ticket.level + 1),
        category=ticket.category,
        skill=ticket.service.skill if ticket.service else "",
        organisation_id=ticket.organisation_id,
    )
    if team is None:
        change.record(Event.Kind.NOT_MOVED, level=ticket.level + 1, **_instants(change, step))
        for person in [lead_of(ticket.team)] if lead_of(ticket.team) else team_people(ticket.team):
            change.tell(person, Notice.Kind.NOT_MOVED)
        return
    if offer is not None:
        close_offer(change, offer, HandOver.Status.TAKEN_BACK)
    move = HandOver(
        ticket=ticket,
        status=HandOver.Status.AT_ONCE,
        from_team=ticket.team,
        from_level=ticket.level,
        to_team=team,
        to_level=team.level,
        reason=HandOver.Reason.CLOCK,
        at=change.now,
    )
    change.add(move)
    take_effect(change, move, **_instants(change, step))


def _expire(change, step, _responsible, offer):
    """The acceptance time ran out unanswered: the hand-over takes effect (C12)."""
    close_offer(change, offer, HandOver.Status.EXPIRED)
    take_effect(change, offer, **_instants(change, step))


def _return(change, _step, _responsible, _offer):
    resume.inside(change)
    for person in holder_people(change.ticket):
        change.tell(person, Notice.Kind.CAME_BACK)


def _close(change, _step, _responsible, _offer):
    close.inside(change)


_CARRY_OUT = {
    Firing.Step.WARN: _warn,
    Firing.Step.BREACH: _breach,
    Firing.Step.MOVE: _move,
    "expire": _expire,
    "return": _return,
    "close": _close,
}
