"""What a ladder would do with a ticket that does not exist: the sweep's own questions, asked of a made-up history.

Nothing is written. Shifts, absences and quiet hours are the real ones of each instant.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.models import Team
from accounts.responsible import Responsibilities
from core.choices import Level, Priority
from sla.clock import Fact
from sla.promises import promise_of
from tickets.actions.opening import first_team
from tickets.clocks import read_clocks
from tickets.models import Ticket

from .audience import Audience, holder_people, lead_of, quiet_until, team_people
from .due import coming_steps
from .models import Firing, LadderStep
from .standing import Standing

FURTHEST = timedelta(days=60)
MOST = 100  # steps


@dataclass(frozen=True)
class Example:
    """A ticket opened `at` (UTC). `answered_after`: until an agent writes to the requester; None: nobody acts."""

    organisation: object
    priority: str
    category: str
    at: datetime
    service: object = None
    answered_after: timedelta | None = None


@dataclass(frozen=True)
class Played:
    """A step at its instant. `what`: as Firing.step. `people`: whom it reaches; `held`: until when, by person's key."""

    at: datetime
    clock: str
    what: str
    people: list
    held: dict = field(default_factory=dict)
    skipped: str = ""  # as Firing.skipped
    team: Team | None = None  # to which the ticket goes


def dry_run(version, ladder, example) -> list[Played]:
    """Return what `ladder` (None: only what is built in) does under the tier version, a draft too, in order.

    Raises NoResponsibleTeam where nobody of first level is there for the customer, TimeError for a far instant.
    """
    run = _Run(version, ladder, example)
    return list(run.play())


class _Run:
    def __init__(self, version, ladder, example):
        self.example, self.responsible = example, Responsibilities()
        self.promises = {version.pk: promise_of(version)}
        team = first_team(example.category, example.service, example.organisation)
        self.ticket = Ticket(
            organisation=example.organisation,
            service=example.service,
            category=example.category,
            priority=example.priority,
            team=team,
            level=team.level,
            tier_version=version,
            opened_at=example.at,
        )
        self.facts = []
        self.standing = Standing(ladder=ladder)
        opened = {"promise": version.pk, "priority": example.priority, "category": example.category}
        self._note(example.at, "opened", **opened, level=team.level)

    def _note(self, at, kind, **data):
        self.facts.append(Fact(at, len(self.facts) + 1, kind, data))

    def play(self):
        now, answer = self.example.at, self.example.answered_after
        answer = None if answer is None else self.example.at + answer
        for _step in range(MOST):
            steps = self._coming(now)
            due = max(steps[0].due_at, now) if steps else None
            if answer is not None and (due is None or answer <= due):
                now, answer = answer, None
                self._note(now, "answered")
                self._note(now, "status", status=Ticket.Status.OPEN)
                self.ticket.status = Ticket.Status.OPEN
            elif due is None or due > self.example.at + FURTHEST:
                return
            else:
                now = due
                yield self._fire(steps[0], now)
                self.standing.fired.add(steps[0].key)

    def _coming(self, now):
        readings = read_clocks(self.facts, self.promises, at=now)
        steps = coming_steps(self.ticket, readings, self.standing, facts=self.facts, promises=self.promises)
        return [step for step in steps if step.clock]

    def _fire(self, step, now):
        if step.rung is not None:
            return self._climb(step, now)
        if step.what == Firing.Step.MOVE:
            team = self._move(now)
            told = team_people(team) if team else _lead_or_all(self.ticket.team)
            return Played(now, step.clock, step.what, told, team=team)
        people = holder_people(self.ticket)
        if step.what == Firing.Step.BREACH:
            people = list({person.pk: person for person in [*people, lead_of(self.ticket.team)] if person}.values())
        return Played(now, step.clock, step.what, people)

    def _climb(self, step, now):
        """As escalation.actions.firing.climb."""
        rung, audience, team, skipped = step.rung, Audience(now), None, ""
        people = audience.reached(rung.audience, self.ticket, next_team=self._next_team())
        if rung.action == LadderStep.Action.CALL_LEAD:
            lead = audience.lead(self.ticket.team)
            people = [lead] if lead else people
        if rung.action == LadderStep.Action.MOVE:
            team = self._move(now)
        elif rung.action == LadderStep.Action.RAISE:
            skipped = self._raise(now)
        elif not people:
            skipped = "nobody"
        held = {} if rung.in_quiet_hours or skipped else {p.pk: u for p in people if (u := quiet_until(p, now))}
        return Played(now, step.clock, step.what, [] if skipped else people, held, skipped, team)

    def _next_team(self):
        ticket = self.ticket
        if ticket.level >= max(Level.values):
            return None
        skill = ticket.service.skill if ticket.service else ""
        place = {"category": ticket.category, "skill": skill, "organisation_id": ticket.organisation_id}
        return self.responsible.team_for(level=ticket.level + 1, **place)

    def _move(self, now):
        team = self._next_team()
        if team is not None:
            self.ticket.team, self.ticket.level = team, team.level
            self._note(now, "handed_over", level=team.level)
        return team

    def _raise(self, now):
        place = Priority.values.index(self.ticket.priority)
        if place == 0:
            return "highest"
        self.ticket.priority = Priority.values[place - 1]
        self._note(now, "priority", priority=self.ticket.priority, category=self.ticket.category)
        return ""


def _lead_or_all(team):
    return [lead_of(team)] if lead_of(team) else team_people(team)
