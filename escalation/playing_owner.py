"""The owner timer in a play: as escalation.actions.owning, without writing anything."""

from tickets.checks import can_work

from .audience import Audience, deputy_of, each_once, is_gone
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
        people = [deputy_of(agent, now), lead] if is_gone(agent, now) else [agent]
    return each_once(*people) or audience.reached(["service_manager"], ticket, next_team=None)


def _leave(ticket, standing, agent, lead, audience):
    now = audience.now
    deputy = deputy_of(agent, now) if standing.ladder.silent_action == Ladder.Silent.DEPUTY else None
    to_deputy = deputy is not None and deputy != agent and can_work(deputy, ticket)
    ticket.assignee = deputy if to_deputy else None
    begin_anew(standing, now, before=agent.pk)
    others = [] if to_deputy or ticket.team.assigns_itself else audience.on_duty(ticket.team)
    return [None if is_gone(agent, now) else agent, lead, *others]
