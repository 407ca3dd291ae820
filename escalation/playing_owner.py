"""The owner timer in a play: as escalation.actions.owning, without writing anything."""

from tickets.checks import can_work

from .audience import Audience, is_gone, stand_in
from .models import Ladder
from .owner import BACK, NOBODY, Silence


def begin_anew(standing, now, *, before=None):
    """From now on it is counted anew since when nothing was heard of who has the ticket."""
    seq = standing.silence.seq + 1 if standing.silence else 0
    standing.silence = Silence(seq, now, before)


def own(ticket, standing, step, now) -> list:
    """Do with the copies `ticket` and `standing` what the step does; return whom it reaches."""
    standing.told_at[step.key] = now
    audience = Audience(now)
    lead, agent = audience.lead(ticket.team), ticket.assignee
    if step.what == NOBODY:
        people = [lead]
    elif step.what == BACK:
        people = _leave(ticket, standing, agent, lead, audience)
    else:
        people = [_deputy(agent, now), lead] if is_gone(agent, now) else [agent]
    found = {person.pk: person for person in people if person is not None}
    return list(found.values()) or audience.reached(["service_manager"], ticket, next_team=None)


def _leave(ticket, standing, agent, lead, audience):
    now = audience.now
    deputy = _deputy(agent, now) if standing.ladder.silent_action == Ladder.Silent.DEPUTY else None
    to_deputy = deputy is not None and deputy != agent and can_work(deputy, ticket)
    ticket.assignee = deputy if to_deputy else None
    begin_anew(standing, now, before=agent.pk)
    others = [] if to_deputy or ticket.team.assigns_itself else audience.on_duty(ticket.team)
    return [None if is_gone(agent, now) else agent, lead, *others]


def _deputy(person, now):
    return stand_in(person.deputy, now)
