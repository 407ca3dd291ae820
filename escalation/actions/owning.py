"""What happens to a ticket because of who has it, or because nobody has: reminding, taking it from him, giving it."""

from datetime import timedelta

from tickets.actions.assigning import give, put_back
from tickets.checks import can_work
from tickets.models import Event, Notice

from ..audience import deputy_of, each_once, is_gone, quiet_until
from ..models import Ladder
from ..owner import BACK, NOBODY


def own(change, step, *, duty, standing, instants) -> list:
    """Carry out a step of the owner timer within a batch; return whom it reached. `instants`: when it was due."""
    if step.what == NOBODY:
        return _call_lead(change, duty, instants)
    if step.what == BACK:
        return _take_back(change, duty, standing.ladder, instants)
    return _remind(change, duty, standing.ladder, instants)


def give_to_somebody(change, *, duty, standing):
    """To whoever of the team has least to do; asked only where somebody is there."""
    choice = duty.pools.choose(change.ticket, besides=standing.silence.before)
    give(change, choice.person, **choice.data)
    duty.pools.gave(change.ticket, choice.person)


def _remind(change, duty, ladder, instants):
    """The agent hears that nothing was heard of him; of one who is away his deputy and the lead do."""
    agent, ticket = change.ticket.assignee, change.ticket
    is_away = is_gone(agent, change.now)
    people = each_once(deputy_of(agent, change.now), _lead(change, duty)) if is_away else [agent]
    people = people or duty.audience.reached(["service_manager"], ticket, next_team=None)
    calendar = change.batch.promises[change.readings.promise].calendar
    back = calendar.add(change.now, timedelta(minutes=ladder.silent_minutes))
    said = {"person": agent.pk, "away": is_away, "minutes": ladder.silent_minutes}
    change.record(Event.Kind.SILENT, people=[person.pk for person in people], **said, **instants)
    _tell(change, people, Notice.Kind.SILENT, **said, back=back.isoformat(), then=ladder.silent_action)
    return people


def _take_back(change, duty, ladder, instants):
    """The ticket leaves the agent: to his deputy, if the tier says so and he is there, else to the team."""
    agent, ticket = change.ticket.assignee, change.ticket
    is_away = is_gone(agent, change.now)
    why = {"why": "away" if is_away else "silent", "minutes": ladder.silent_minutes, **instants}
    deputy = deputy_of(agent, change.now) if ladder.silent_action == Ladder.Silent.DEPUTY else None
    if deputy is not None and deputy != agent and can_work(deputy, ticket):
        give(change, deputy, before=agent.pk, **why)
        people = each_once(_lead(change, duty))
    else:
        put_back(change, **why)
        people = each_once(
            _lead(change, duty), *([] if ticket.team.assigns_itself else duty.audience.on_duty(ticket.team))
        )
    people = each_once(None if is_away else agent, *people)
    people = people or duty.audience.reached(["service_manager"], ticket, next_team=None)
    said = {"person": agent.pk, "away": is_away, "to": ticket.assignee_id}
    _tell(change, people, Notice.Kind.SILENT, **said, taken=True)
    return people


def _call_lead(change, duty, instants):
    """Nobody of the team can be given the ticket."""
    people = each_once(_lead(change, duty))
    people = people or duty.audience.reached(["service_manager"], change.ticket, next_team=None)
    change.record(Event.Kind.NOBODY, team=change.ticket.team_id, people=[person.pk for person in people], **instants)
    _tell(change, people, Notice.Kind.NOBODY)
    return people


def _tell(change, people, kind, **said):
    for person in people:
        change.tell(person, kind, not_before=quiet_until(person, change.now), **said)


def _lead(change, duty):
    return duty.audience.lead(change.ticket.team)
