"""Whom a step of the clock or a move reaches: people who are there, never somebody absent."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects

from accounts.models import Membership, Organisation, Shift
from core.choices import Level

from .models import LadderStep


def each_once(*people) -> list:
    """Those of `people` who are somebody, each once, in the order in which they come."""
    return list({person.pk: person for person in people if person is not None}.values())


def team_people(team) -> list:
    """The members of a team and its lead, each once. Teams of a batch are read together, see prefetch_teams."""
    return team.people if team else []


def lead_of(team):
    return team.lead if team else None


def team_above(ticket, responsible):
    """The team of the next level up that is responsible; None where there is none, or no level above."""
    if ticket.level >= max(Level.values):
        return None
    return responsible.team_for(
        level=Level(ticket.level + 1),
        category=ticket.category,
        skill=ticket.service.skill if ticket.service else "",
        organisation_id=ticket.organisation_id,
    )


def prefetch_teams(teams):
    """Read members and leads of many teams, and who stands in for them, in a fixed number of statements."""
    each = {id(team): team for team in teams if team is not None}
    prefetch_related_objects(list(each.values()), "members__deputy", "lead__deputy")


def holder_people(ticket) -> list:
    """Who has the ticket at the moment: its agent, or everybody of its team while nobody has taken it."""
    return [ticket.assignee] if ticket.assignee else team_people(ticket.team)


def told_of_breach(ticket) -> list:
    return each_once(*holder_people(ticket), lead_of(ticket.team))


def told_of_no_team(team) -> list:
    """Who hears that a ticket stays with `team`, because there is nobody above: its lead, else all of it."""
    return [lead_of(team)] if lead_of(team) else team_people(team)


def is_absent(person, now) -> bool:
    """Away at `now`; without an end, until further notice."""
    begun = person.absent_from is not None and person.absent_from <= now
    return begun and (person.absent_until is None or now < person.absent_until)


def stand_in(person, now):
    """The person, or the deputy while absent; None where the deputy is not there either."""
    if person is None or not person.is_active:
        return None
    if not is_absent(person, now):
        return person
    deputy = person.deputy
    return deputy if deputy is not None and deputy.is_active and not is_absent(deputy, now) else None


def deputy_of(person, now):
    """Who stands in for somebody, if he is there."""
    return stand_in(person.deputy, now)


def is_gone(person, now) -> bool:
    """Away at `now`, or with us no longer."""
    return not person.is_active or is_absent(person, now)


def present(people, now) -> list:
    """Whoever of `people` is there, or stands in for them; each once, in the order of their keys."""
    found = {there.pk: there for person in people if (there := stand_in(person, now)) is not None}
    return [found[pk] for pk in sorted(found)]


def quiet_until(person, now) -> datetime | None:
    """When the person's quiet hours of this moment end (UTC); None outside them."""
    start, end = person.quiet_from, person.quiet_until
    if start is None or end is None or start == end:
        return None
    local = now.astimezone(ZoneInfo(person.time_zone))
    is_quiet = start <= local.time() < end if start < end else (local.time() >= start or local.time() < end)
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=local.time() >= end)
    return datetime.combine(day, end, local.tzinfo).astimezone(now.tzinfo)


SHIFTS_READ = timedelta(days=28)  # before and after: a team with none in this time plans no shifts
HOURS_READ = timedelta(days=14)  # before and after: how much somebody works


@dataclass(frozen=True)
class Pool:
    """Who of a team can be given something. `instead_of`: by the deputy's key, for whom he stands in."""

    people: list = field(default_factory=list)
    instead_of: dict = field(default_factory=dict)
    is_on_call: bool = False


class Audience:
    """Who is on duty, and who leads, at one instant; read once for many tickets."""

    def __init__(self, now):
        self.now = now
        self._on_duty = {}

    @cached_property
    def _shifts(self):
        near = {"ends_at__gt": self.now - SHIFTS_READ, "starts_at__lt": self.now + SHIFTS_READ}
        return list(Shift.objects.filter(**near).select_related("person__deputy"))

    @cached_property
    def _on_shift(self):
        """The shifts of this moment by team, and the teams that plan shifts at all."""
        shifts, planned = defaultdict(list), set()
        for shift in self._shifts:
            planned.add(shift.team_id)
            if shift.starts_at <= self.now < shift.ends_at:
                shifts[shift.team_id].append(shift)
        return shifts, planned

    @cached_property
    def hours(self) -> Counter:
        """How many hours each person is at the desk in the four weeks around this moment, by key."""
        hours, first, last = Counter(), self.now - HOURS_READ, self.now + HOURS_READ
        for shift in self._shifts:
            time = min(shift.ends_at, last) - max(shift.starts_at, first)
            if not shift.on_call and time > timedelta():
                hours[shift.person_id] += time / timedelta(hours=1)
        return hours

    def pool(self, team) -> Pool:
        """Who of the team is at the desk, else on call; where it plans no shifts, whoever of its members is there."""
        shifts, planned = self._on_shift
        if team.pk not in planned:
            return self._present(team.members.all())
        at_desk = self._present([shift.person for shift in shifts[team.pk] if not shift.on_call])
        if at_desk.people:
            return at_desk
        return self._present([shift.person for shift in shifts[team.pk] if shift.on_call], is_on_call=True)

    def _present(self, people, **kind):
        people = list(people)
        found = present(people, self.now)
        own = {person.pk for person in people}
        stands = {there.pk: person for person in people if (there := stand_in(person, self.now)) is not None}
        return Pool(found, {pk: person for pk, person in stands.items() if pk not in own}, **kind)

    def on_duty(self, team) -> list:
        """Those on shift; of a team that plans no shifts, whoever of its members is there."""
        if team is None:
            return []
        if team.pk not in self._on_duty:
            shifts, planned = self._on_shift
            planned_in = [shift.person for shift in shifts[team.pk]]
            self._on_duty[team.pk] = present(planned_in if team.pk in planned else team.members.all(), self.now)
        return self._on_duty[team.pk]

    def lead(self, team):
        return stand_in(lead_of(team), self.now)

    def reached_by(self, rung, ticket, responsible) -> list:
        """Everybody a step of the ladder reaches at the moment, each once."""
        if rung.action == LadderStep.Action.CALL_LEAD and (lead := self.lead(ticket.team)):
            return [lead]
        above = team_above(ticket, responsible) if LadderStep.Audience.NEXT_LEAD in rung.audience else None
        return self.reached(rung.audience, ticket, next_team=above)

    def reached(self, roles, ticket, *, next_team) -> list:
        """Everybody the roles stand for at the moment, each once. `next_team`: the next level's, or None."""
        found = {}
        for role in roles:
            for person in self._of_role(role, ticket, next_team):
                found.setdefault(person.pk, person)
        return list(found.values())

    def _of_role(self, role, ticket, next_team):
        if role == "assignee":
            assignee = stand_in(ticket.assignee, self.now)
            return [assignee] if assignee else self.on_duty(ticket.team)
        if role == "team":
            return self.on_duty(ticket.team)
        if role in ("lead", "next_lead"):
            lead = self.lead(ticket.team if role == "lead" else next_team)
            return [lead] if lead else []
        if role == "service_manager":
            return present(self._managers[None], self.now)
        return present(self._managers[ticket.organisation_id], self.now)

    @cached_property
    def _managers(self):
        """Managers by organisation; those of our own under None."""
        found = defaultdict(list)
        managers = Membership.objects.filter(role=Membership.Role.MANAGER)
        for membership in managers.select_related("user__deputy", "organisation"):
            found[membership.organisation_id].append(membership.user)
            if membership.organisation.kind == Organisation.Kind.OWN:
                found[None].append(membership.user)
        return found
