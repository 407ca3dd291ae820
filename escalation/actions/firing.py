"""A step that the clock asks for, carried out."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext

from accounts.responsible import Responsibilities
from core.bulk import light
from core.choices import Priority
from tickets.actions import close, resume, set_priority
from tickets.models import Event, Notice

from ..audience import (
    Audience,
    each_once,
    holder_people,
    quiet_until,
    team_above,
    told_of_breach,
    told_of_no_team,
)
from ..due import values_of
from ..late_vendors import tell_of_late_vendor
from ..models import Firing, HandOver, Ladder, LadderStep
from ..owner import ASSIGN
from ..package import close_gaps
from ..packing import Packages
from ..pools import Pools
from .back_and_forth import EarlierMoves
from .chasing import chase
from .handing_over import close_offer, recall, take_effect
from .owning import give_to_somebody, own

FiringRow = light(Firing)
# With these a clock passes its target, and its row tells it. What else moves a clock is a fact, whoever brings it.
PASSING = (Firing.Step.BREACH, Firing.Step.MOVE)
# A step is called late when it comes this much after it was due: the sweep stood still meanwhile.
LATE_SECONDS = 60


@dataclass(frozen=True)
class Duty:
    """Who could take a ticket, and who is there to be told; read once for many tickets."""

    responsible: Responsibilities
    audience: Audience
    moves: EarlierMoves
    packages: Packages

    @cached_property
    def pools(self):
        """Who of the teams that give tickets to their people could be given one."""
        return Pools(self.audience, [team for team in self.responsible.teams if team.assigns_itself])


def fire(change, step, *, duty, standing, others=()):
    """Do what is due: warn, report a breach, climb the ladder, move up a level, end a wait or an acceptance time, close.

    Within a batch only. Steps of a clock leave a Firing, whose uniqueness in the database keeps "once"; one of the
    ladder that is not carried out leaves it too, with the reason. `others`: what is due besides.
    """
    values, skipped = _values(change, step), ""
    if step.case is not None:
        tell_of_late_vendor(change, step, duty)
    elif step.what == ASSIGN:
        give_to_somebody(change, duty=duty, standing=standing)
    elif step.is_of_owner:
        told = own(change, step, duty=duty, standing=standing, instants=_instants(change, step))
        values["people"] = [person.pk for person in told]
    elif step.rung is None:
        told = _CARRY_OUT[step.what](change, step, duty, standing.offer)
        if told is not None:
            values["people"] = [person.pk for person in told]
    else:
        skipped = climb(change, step, duty=duty, standing=standing, others=others, values=values)
    if step.what in PASSING:
        change.look_again = True
    if step.clock:
        change.add(
            FiringRow(
                ticket_id=change.ticket.pk,
                clock=step.clock,
                cycle=step.cycle,
                step=step.what,
                due_at=step.due_at,
                fired_at=change.now,
                late=is_late(change, step),
                skipped=skipped,
                values=values,
            )
        )


def _values(change, step):
    """The clock at this moment, in whole seconds, so that it can be told later why it fired."""
    if not step.clock:
        return {}
    if step.is_of_owner:
        ticket = change.ticket
        return {
            "person": ticket.assignee_id,
            "priority": ticket.priority,
            "level": ticket.level,
            "team": ticket.team_id,
        }
    return {**values_of(change.readings.clocks[step.clock], change.readings), "team": change.ticket.team_id}


def is_late(change, step):
    return (change.now - step.due_at).total_seconds() > LATE_SECONDS


def _instants(change, step):
    return {"due": step.due_at.isoformat(), **({"late": True} if is_late(change, step) else {})}


def _warn(change, step, _duty, _offer):
    change.record(Event.Kind.WARNED, clock=step.clock, **_instants(change, step))
    reading = change.readings.clocks[step.clock]
    people = holder_people(change.ticket)
    for person in people:
        change.tell(person, Notice.Kind.WARNED, clock=step.clock, due=reading.due_at and reading.due_at.isoformat())
    return people


def _breach(change, step, _duty, _offer):
    change.record(Event.Kind.BREACHED, clock=step.clock, **_instants(change, step))
    people = told_of_breach(change.ticket)
    for person in people:
        change.tell(person, Notice.Kind.BREACHED, clock=step.clock, due=step.due_at.isoformat())
    return people


def move(change, step, duty, offer):
    """One level up, at once (C12). A team that was already offered the ticket gets it; the sender chose it."""
    ticket = change.ticket
    if offer is not None and offer.to_team.is_active and offer.to_team.level > ticket.level:
        close_offer(change, offer, HandOver.Status.EXPIRED)
        take_effect(change, offer, moves=duty.moves, **_instants(change, step))
        return
    team = team_above(ticket, duty.responsible)
    if team is None:
        change.record(Event.Kind.NOT_MOVED, level=ticket.level + 1, **_instants(change, step))
        for person in told_of_no_team(ticket.team):
            change.tell(person, Notice.Kind.NOT_MOVED)
        return
    if offer is not None:
        close_offer(change, offer, HandOver.Status.TAKEN_BACK)
    package = duty.packages.of(ticket)
    move = HandOver(
        ticket=ticket,
        status=HandOver.Status.AT_ONCE,
        from_team=ticket.team,
        from_level=ticket.level,
        to_team=team,
        to_level=team.level,
        reason=HandOver.Reason.CLOCK,
        at=change.now,
        package=package,
        gaps=close_gaps(team, package, essentials=None, gaps=None, asked=False),
    )
    change.add(move)
    take_effect(change, move, moves=duty.moves, **_instants(change, step))


def _expire(change, step, duty, offer):
    """The acceptance time ran out unanswered: the hand-over takes effect (C12).

    A team that was given up meanwhile has nobody to work it: the ticket stays with its sender, who is told.
    """
    if not offer.to_team.is_active:
        recall(change, offer, inactive=True)
        for person in each_once(offer.by, *holder_people(change.ticket)):
            change.tell(person, Notice.Kind.NOT_MOVED, reason="inactive", team=offer.to_team.name)
        return
    close_offer(change, offer, HandOver.Status.EXPIRED)
    take_effect(change, offer, moves=duty.moves, **_instants(change, step))


def _withdraw(change, _step, _duty, offer):
    """The ticket was finished with an offer open: there is nothing left to accept."""
    recall(change, offer)


def _return(change, _step, _duty, _offer):
    if chase(change):
        return
    resume.inside(change)
    for person in holder_people(change.ticket):
        change.tell(person, Notice.Kind.CAME_BACK)


def _close(change, _step, _duty, _offer):
    close.inside(change)


def climb(change, step, *, duty, standing, others, values) -> str:
    """Carry out a step of the ladder; return why not, "" where it was. Whom it reached is put into `values`."""
    rung = step.rung
    reason = _reason_to_skip(change, step, standing, others)
    if reason:
        return reason
    people = duty.audience.reached_by(rung, change.ticket, duty.responsible)
    values["people"] = [person.pk for person in people]
    due_at = change.readings.clocks[step.clock].due_at  # before a move begins the level clock anew
    if rung.action == LadderStep.Action.MOVE:
        move(change, step, duty, standing.offer)
    elif rung.action == LadderStep.Action.RAISE and not _raise(change):
        return "highest"
    elif not people and rung.action != LadderStep.Action.RAISE:
        return "nobody"
    change.record(
        Event.Kind.STEP_FIRED, clock=step.clock, step=step.what, people=values["people"], **_instants(change, step)
    )
    _tell(change, step, people, due_at)
    return ""


def _tell(change, step, people, due_at):
    """Each one is told of the step, who else was, and by when the clock wants to be served."""
    kind = Notice.Kind.CALL_LEAD if step.rung.action == LadderStep.Action.CALL_LEAD else Notice.Kind.LADDER
    said = {"clock": step.clock, "step": step.what, "due": due_at and due_at.isoformat()}
    for person in people:
        held = None if step.rung.in_quiet_hours else quiet_until(person, change.now)
        others = [other.pk for other in people if other != person]
        change.tell(person, kind, not_before=held, people=others, **said)


def _reason_to_skip(change, step, standing, others):
    late = standing.ladder.late_steps
    if not is_late(change, step) or late == Ladder.Late.ALL:
        return ""
    overtaken = any(other.rung and other.clock == step.clock and other.due_at <= change.now for other in others)
    return "late" if late == Ladder.Late.NONE or overtaken else ""


def _raise(change):
    """One priority higher; nothing above the highest."""
    ticket = change.ticket
    place = Priority.values.index(ticket.priority)
    if place == 0:
        return False
    set_priority.inside(change, priority=Priority.values[place - 1], reason=gettext("Raised by the ladder"))
    return True


_CARRY_OUT = {
    Firing.Step.WARN: _warn,
    Firing.Step.BREACH: _breach,
    Firing.Step.MOVE: move,
    "expire": _expire,
    "withdraw": _withdraw,
    "return": _return,
    "close": _close,
}
