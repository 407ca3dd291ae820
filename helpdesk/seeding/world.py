"""Customers, people, teams of three levels, and tiers with ladders, for seeded tickets. Made once, then found again."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import AgentScope, Membership, Organisation, Team, User
from core.choices import Level
from escalation.models import Ladder, LadderStep
from sla.activating import activate
from sla.models import Calendar, CalendarVersion, Contract, Target, Tier, TierVersion

DOMAIN = "seeded.example"  # no mail can ever arrive there
MINUTES = {"first_response": 60, "next_update": 240, "resolution": 1440, "level_1": 300, "level_2": 480}
# Name, opening and closing time on working days, factor on MINUTES for P3.
TIERS = [
    ("Seeded Gold", "07:00", "19:00", 0.5),
    ("Seeded Silver", "08:00", "17:00", 1),
    ("Seeded Basic", "08:00", "16:00", 2),
]
BY_PRIORITY = {"P1": 0.25, "P2": 0.5, "P3": 1, "P4": 2}
STEPS = [
    {"clock": "resolution", "at_percent": 50, "audience": ["assignee"]},
    {"clock": "resolution", "at_percent": 90, "audience": ["assignee", "lead"]},
    {"clock": "resolution", "offset_minutes": 60, "audience": ["lead"], "action": "call_lead"},
    {"clock": "level", "at_percent": 80, "audience": ["assignee"]},
]
CUSTOMERS, PEOPLE, AGENTS = 12, 25, 5
FIRST = ["Anna", "Ben", "Clara", "David", "Emma", "Finn", "Greta", "Hakan", "Ida", "Jonas", "Klara", "Lars", "Mia"]
LAST = ["Adler", "Berg", "Conrad", "Demir", "Ebert", "Fuchs", "Graf", "Huber", "Ilic", "Jung", "Kern", "Lang", "Maier"]
TEAMS = [
    ("Service desk", Level.FIRST, []), ("Service desk north", Level.FIRST, ["software"]),
    ("Workplaces", Level.SECOND, []), ("Applications", Level.SECOND, ["software"]),
    ("Infrastructure", Level.THIRD, []), ("Development", Level.THIRD, ["software"]),
]  # fmt: skip


@dataclass
class World:
    """`customers`: of each tier version by its id, pairs of organisation and requester."""

    versions: list
    customers: dict[int, list]


def make_world(*, now) -> World:
    if Tier.objects.filter(name=TIERS[0][0]).exists():
        return _find_world()
    versions = [_make_tier(*tier, now=now) for tier in TIERS]
    for number in range(CUSTOMERS):
        _make_customer(number, versions[number % len(versions)])
    for number, (name, level, categories) in enumerate(TEAMS):
        _make_team(number, name, level, categories)
    return _find_world()


def _find_world():
    versions = list(TierVersion.objects.filter(tier__name__in=[name for name, *_rest in TIERS]).order_by("pk"))
    customers = {}
    for version in versions:
        members = Membership.objects.filter(organisation__contracts__tier=version.tier, user__email__endswith=DOMAIN)
        customers[version.pk] = [
            (member.organisation, member.user)
            for member in members.select_related("organisation", "user").order_by("pk")
        ]
    return World(versions, customers)


def _make_tier(name, opens, closes, factor, *, now):
    begun = now - timedelta(days=1200)
    weekly = {day: [[opens, closes]] for day in ("mon", "tue", "wed", "thu", "fri")}
    calendar = make_calendar(name, weekly, since=begun)
    tier = Tier.objects.create(name=name)
    version = TierVersion.objects.create(tier=tier, number=1, calendar=calendar, close_after_days=5)
    targets_of(version, factor)
    ladder = Ladder.objects.create(version=version)
    for position, step in enumerate(STEPS, 1):
        LadderStep.objects.create(ladder=ladder, position=position, **step)
    return activate(version, now=begun)


def make_calendar(name, weekly, *, since, **zone):
    """A calendar whose hours were entered at `since`: of those entered a moment ago, the sweep reads all tickets anew."""
    calendar = Calendar.objects.create(name=name)
    CalendarVersion.objects.create(calendar=calendar, weekly=weekly, **zone)
    calendar.versions.update(created_at=since)
    return calendar


def targets_of(version, factor):
    """Give a draft its targets: MINUTES for P3, times `factor`."""
    Target.objects.bulk_create(
        Target(version=version, clock=clock, priority=priority, seconds=60 * minutes * factor * share, warn_percent=75)
        for clock, minutes in MINUTES.items()
        for priority, share in BY_PRIORITY.items()
    )


def _make_customer(number, version):
    organisation = Organisation.objects.create(name=f"Seeded customer {number + 1}")
    Contract.objects.create(organisation=organisation, tier=version.tier, valid_from=date(2020, 1, 1))
    people = [_person(f"customer{number + 1}-{place}", place + number) for place in range(PEOPLE)]
    User.objects.bulk_create(people)
    roles = [Membership.Role.MANAGER, *[Membership.Role.EMPLOYEE] * (PEOPLE - 1)]
    Membership.objects.bulk_create(
        Membership(user=person, organisation=organisation, role=role)
        for person, role in zip(people, roles, strict=True)
    )


def _make_team(number, name, level, categories):
    agents = User.objects.bulk_create(
        _person(f"agent{number + 1}-{place}", 5 * number + place) for place in range(AGENTS)
    )
    team = Team.objects.create(name=f"{name} (seeded)", level=level, categories=categories, lead=agents[0])
    team.members.set(agents)
    customers = Organisation.objects.filter(name__startswith="Seeded customer ")
    AgentScope.objects.bulk_create(AgentScope(team=team, organisation=customer) for customer in customers)


def _person(name, place):
    first, last = FIRST[place % len(FIRST)], LAST[(3 * place + place // len(FIRST)) % len(LAST)]
    return User(email=f"{name}@{DOMAIN}", first_name=first, last_name=last, password="!")
