"""Short makers of what tests need, with defaults that can be overridden. Instants are UTC."""

import itertools
from datetime import UTC, date, datetime, timedelta

from accounts.models import AgentScope, Membership, Organisation, Team, User
from sla.activating import activate
from sla.models import Calendar, CalendarVersion, Contract, Target, Tier, TierVersion
from tickets.actions import open_ticket
from tickets.models import Ticket

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
MONDAY_9AM = datetime(2026, 3, 2, 8, tzinfo=UTC)  # 9:00 in Berlin
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
WORKING_HOURS = {day: [["08:00", "17:00"]] for day in WEEKDAYS}
ALL_HOURS = {day: [["00:00", "24:00"]] for day in (*WEEKDAYS, "sat", "sun")}
TARGETS = {"first_response": HOUR, "next_update": 2 * HOUR, "resolution": 8 * HOUR}
PASSWORD = "correct horse battery"

_numbers = itertools.count(1)


def make_organisation(**fields):
    fields.setdefault("name", f"Customer {next(_numbers)}")
    return Organisation.objects.create(**fields)


def make_user(organisation=None, *, role=Membership.Role.EMPLOYEE, password=None, **fields):
    """A person; without a password nobody can sign in as him, which saves the time of hashing one."""
    number = next(_numbers)
    fields.setdefault("email", f"person{number}@example.com")
    fields.setdefault("first_name", f"Person{number}")
    fields.setdefault("language", "en")
    user = User.objects.create_user(password=password, **fields)
    if organisation:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def make_team(*members, level=1, serves=None, **fields):
    """A team that serves everybody, or only the organisations in `serves`."""
    fields.setdefault("name", f"Team {next(_numbers)}")
    fields.setdefault("serves_all", serves is None)
    team = Team.objects.create(level=level, **fields)
    team.members.set(members)
    AgentScope.objects.bulk_create([AgentScope(team=team, organisation=organisation) for organisation in serves or ()])
    return team


def make_agent(team=None, **fields):
    agent = make_user(**fields)
    (team or make_team()).members.add(agent)
    return agent


def make_calendar(weekly=WORKING_HOURS, *, time_zone="Europe/Berlin", holidays=(), **fields):
    fields.setdefault("name", f"Calendar {next(_numbers)}")
    calendar = Calendar.objects.create(**fields)
    CalendarVersion.objects.create(calendar=calendar, time_zone=time_zone, weekly=weekly, holidays=list(holidays))
    return calendar


def make_tier(
    *, targets=TARGETS, calendar=None, is_default=True, since=MONDAY_9AM - 365 * DAY, warn_percent=75, **fields
):
    """An active tier version with the same targets for every priority."""
    Tier.objects.filter(is_default=is_default).update(is_default=False)
    tier = Tier.objects.create(name=f"Tier {next(_numbers)}", is_default=is_default)
    version = TierVersion.objects.create(tier=tier, number=1, calendar=calendar or make_calendar(), **fields)
    Target.objects.bulk_create(
        [
            Target(
                version=version,
                clock=clock,
                priority=priority,
                seconds=time.total_seconds(),
                warn_percent=warn_percent,
            )
            for clock, time in targets.items()
            for priority in ("P1", "P2", "P3", "P4")
        ]
    )
    return activate(version, now=since)


def make_contract(organisation, tier_version, **fields):
    fields.setdefault("valid_from", date(2020, 1, 1))
    return Contract.objects.create(organisation=organisation, tier=tier_version.tier, **fields)


def make_ticket(*, now=MONDAY_9AM, organisation=None, requester=None, by=None, **fields) -> Ticket:
    """An opened ticket; makes a default tier and a first-level team where there is none."""
    if not TierVersion.objects.filter(tier__is_default=True).exists():
        make_tier()
    if not Team.objects.exists():
        make_team()
    organisation = organisation or make_organisation()
    requester = requester or make_user(organisation)
    fields = {
        "subject": "The printer does not print",
        "body": "It blinks and does nothing.",
        "category": "hardware",
        "impact": "one",
        "urgency": "slowed",
        **fields,
    }
    return open_ticket(by=by or requester, now=now, requester=requester, organisation=organisation, **fields)
