"""A ticket played on from an instant while nobody acts: the sweep's own questions, asked of a copy that is never saved.

Whom a step reaches is asked of the real shifts, absences and quiet hours of each instant.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.models import Team
from accounts.responsible import Responsibilities
from core.choices import Priority
from sla.clock import Fact
from tickets.clocks import read_clocks
from tickets.models import Ticket

from .audience import (
    Audience,
    holder_people,
    quiet_until,
    team_above,
    team_people,
    told_of_breach,
    told_of_no_team,
)
from .due import coming_steps
from .models import Firing, LadderStep
from .playing_owner import begin_anew, own

FURTHEST = timedelta(days=60)
MOST = 100  # steps


@dataclass(frozen=True)
class Played:
    """A step at its instant. `what`: as Step.what. `people`: whom it reaches; `held`: until when, by person's key."""

    at: datetime
    clock: str
    what: str
    people: list
    held: dict = field(default_factory=dict)
    skipped: str = ""  # as Firing.skipped
    team: Team | None = None  # to which the ticket goes
    key: tuple = ()
    is_away: bool = False  # it would have come, had somebody not acknowledged the clock


class Play:
    """`ticket`: a copy; `facts`, `standing`: its own, changed as the play goes on."""

    def __init__(self, ticket, facts, promises, standing):
        self.ticket, self.facts, self.promises, self.standing = ticket, facts, promises, standing
        self.responsible, self._done = Responsibilities(), set()

    def note(self, at, kind, **data):
        self.facts.append(Fact(at, self.facts[-1].seq + 1 if self.facts else 1, kind, data))

    def readings(self, at):
        return read_clocks(self.facts, self.promises, at=at)

    def play(self, start: datetime, acts: list[tuple[datetime, Callable[[datetime], None]]] = ()):
        """Yield what happens from `start` on, in order; `acts`: what people do meanwhile, and when, in order."""
        now, acts = start, list(acts)
        for _step in range(MOST):
            steps = self._coming(now)
            due = max(steps[0].due_at, now) if steps else None
            if acts and (due is None or acts[0][0] <= due):
                now, act = acts.pop(0)
                act(now)
            elif due is None or due > start + FURTHEST:
                return
            else:
                now = due
                yield self._fire(steps[0], now)

    def _coming(self, now):
        readings = self.readings(now)
        steps = coming_steps(self.ticket, readings, self.standing, facts=self.facts, promises=self.promises)
        return [step for step in steps if step.clock or _own_key(step) not in self._done]

    def _fire(self, step, now):
        if not step.clock:
            self._done.add(_own_key(step))
            return self._of_the_ticket(step, now)
        self.standing.fired.add(step.key)
        if step.is_of_owner:
            people = own(self.ticket, self.standing, step, now)
            held = {person.pk: until for person in people if (until := quiet_until(person, now))}
            return Played(now, step.clock, step.what, people, held, key=step.key)
        return self._climb(step, now) if step.rung is not None else self._built_in(step, now)

    def _built_in(self, step, now):
        if step.what == Firing.Step.MOVE:
            from_team, team = self.ticket.team, self._move(now)
            people = team_people(team) if team else told_of_no_team(from_team)
            return Played(now, step.clock, step.what, people, team=team, key=step.key)
        people = holder_people(self.ticket)
        if step.what == Firing.Step.BREACH:
            people = told_of_breach(self.ticket)
        return Played(now, step.clock, step.what, people, key=step.key)

    def _climb(self, step, now):
        """As escalation.actions.firing.climb."""
        rung, team, skipped = step.rung, None, ""
        people = Audience(now).reached_by(rung, self.ticket, self.responsible)
        if rung.action == LadderStep.Action.MOVE:
            team = self._move(now)
        elif rung.action == LadderStep.Action.RAISE:
            skipped = self._raise(now)
        elif not people:
            skipped = "nobody"
        held = {} if rung.in_quiet_hours or skipped else {p.pk: u for p in people if (u := quiet_until(p, now))}
        return Played(now, step.clock, step.what, [] if skipped else people, held, skipped, team, step.key)

    def _of_the_ticket(self, step, now):
        """What lies on no clock: the end of an offer or of a wait, the closing, a vendor who is late."""
        what, people, team = step.what, holder_people(self.ticket), None
        if what == "expire":
            team, people = self._expire(now), team_people(self.standing.offer.to_team)
            self.standing.offer = None
        elif what == "withdraw":
            self.standing.offer, people = None, []
        elif what == "return":
            what = self._end_the_wait(now)
            people = [self.ticket.requester] if what in ("remind", "give_up") else people
        elif what == "close":
            self._become(Ticket.Status.CLOSED, now)
            people = []
        elif what == "vendor_late":
            step.case.late_told_at = now
        elif what == "vendor_lead":
            lead = Audience(now).lead(self.ticket.team)
            people = [lead] if lead else people
        return Played(now, "", what, people, team=team, key=_own_key(step))

    def _expire(self, now):
        team = self.standing.offer.to_team
        if not team.is_active:
            return None
        self._goes_to(team, now)
        return team

    def _end_the_wait(self, now):
        """As escalation.actions.chasing.chase."""
        ticket, version = self.ticket, self.ticket.tier_version
        if ticket.status != Ticket.Status.WAITING_REQUESTER or not version.chases:
            self._become(Ticket.Status.OPEN, now)
            return "return"
        if ticket.chases >= version.chases:
            ticket.resolved_at = now
            self._become(Ticket.Status.RESOLVED, now)
            return "give_up"
        ticket.chases += 1
        calendar = self.promises[ticket.tier_version_id].calendar
        ticket.waiting_until = calendar.add(now, timedelta(minutes=version.chase_after_minutes))
        return "remind"

    def _become(self, status, now):
        self.ticket.status, self.ticket.waiting_until = status, None
        begin_anew(self.standing, now)
        self.note(now, "status", status=status)

    def answer(self, now):
        """Somebody of the team answers, and has the ticket from then on."""
        if self.ticket.assignee is None:
            self.ticket.assignee = next(iter(Audience(now).on_duty(self.ticket.team)), None)
        self.note(now, "answered")
        self._become(Ticket.Status.OPEN, now)

    def acknowledge(self, now):
        """Somebody has seen every clock that runs."""
        clocks = self.readings(now).clocks
        self.standing.acknowledged |= {(kind, reading.cycle) for kind, reading in clocks.items() if reading.due_at}

    def _move(self, now):
        """One level up; a team that was already offered the ticket gets it, as in escalation.actions.firing.move."""
        offer = self.standing.offer
        offered = offer is not None and offer.to_team.is_active and offer.to_team.level > self.ticket.level
        team = offer.to_team if offered else team_above(self.ticket, self.responsible)
        if team is not None:
            self.standing.offer = None
            self._goes_to(team, now)
        return team

    def _goes_to(self, team, now):
        self.ticket.team, self.ticket.level, self.ticket.assignee = team, team.level, None
        begin_anew(self.standing, now)
        self.note(now, "handed_over", level=team.level)

    def _raise(self, now):
        place = Priority.values.index(self.ticket.priority)
        if place == 0:
            return "highest"
        self.ticket.priority = Priority.values[place - 1]
        self.note(now, "priority", priority=self.ticket.priority, category=self.ticket.category)
        return ""


def _own_key(step):
    return "", step.what, step.due_at, step.case and step.case.pk
