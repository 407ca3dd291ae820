"""Many tickets in a database of the bench's own: three are led through the verbs, the others are copies with their own times.

Each has six facts among ten events. Two in three are resolved. The copies lie at any hour, so their clock rows are
worked out anew.
"""

from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import connection, transaction

from accounts.models import AgentScope, Organisation, Team, User
from helpdesk.seeding import Copying, quick_inserts
from helpdesk.seeding.world import World, make_calendar
from sla.activating import activate
from sla.models import Target, Tier, TierVersion
from tickets.actions import assign, note, open_ticket, reply, resolve, resume, wait_for_requester
from tickets.models import Ticket
from tickets.rebuilding import compare

from .stories import OFFICE

BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
APART = 7 * MINUTE  # between one ticket and the next
HOURS = {"first_response": 1, "next_update": 4, "resolution": 40, "level_1": 8}
SOLVED = {"problem": "It blinked.", "cause": "A sheet was stuck.", "solution": "Took it out."}


def fill(tickets: int):
    """Add `tickets` tickets with all that belongs to them."""
    lives = lead_lives()
    copy_all(tickets - len(lives), lives)
    compare(None, now=BEGIN, mend=True, told=nothing, went_on=nothing)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def copy_all(tickets: int, lives: list[Ticket]):
    """Add copies of `lives` with their histories; their clock rows are those of the original."""
    ticket = lives[0]
    world = World([ticket.tier_version], {ticket.tier_version_id: [(ticket.organisation, ticket.requester)]})
    with transaction.atomic(), quick_inserts(tickets):
        Copying([life.pk for life in lives], world, apart=APART).fill(tickets)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def nothing(_what):
    pass


def lead_lives(name="Office") -> list[Ticket]:
    """Three tickets of a customer of its own, under a tier of that name; the last one is not resolved."""
    version = make_tier(name)
    customer = Organisation.objects.create(name=f"Customer {name}")
    team = Team.objects.create(name=f"Service desk {name}", level=1)
    AgentScope.objects.create(team=team, organisation=customer)
    person, agent = (User.objects.create(email=f"{name.lower()}{n}@example.com", last_name="Somebody") for n in (1, 2))
    agent.teams.add(team)
    return [lead(version, customer, person, agent, is_solved=is_solved) for is_solved in (True, True, False)]


def make_tier(name) -> TierVersion:
    calendar = make_calendar(
        name, OFFICE["weekly"], since=BEGIN, time_zone="Europe/Berlin", holidays=OFFICE["holidays"]
    )
    Tier.objects.update(is_default=False)
    tier = Tier.objects.create(name=name, is_default=True)
    version = TierVersion.objects.create(tier=tier, number=1, calendar=calendar)
    row = partial(Target, version=version, warn_percent=75)
    Target.objects.bulk_create(
        row(clock=clock, priority=priority, seconds=number * hours * 3600)
        for number, priority in enumerate(("P1", "P2", "P3", "P4"), 1)
        for clock, hours in HOURS.items()
    )
    return activate(version, now=BEGIN - timedelta(days=1))


def lead(version, customer, person, agent, *, is_solved) -> Ticket:
    """A life of six facts: opened, in progress, asked, waiting, in progress again, solved or answered."""
    said = {"subject": "The printer does not print", "body": "It blinks.", "category": "hardware"}
    ticket = open_ticket(
        by=person, now=BEGIN, requester=person, organisation=customer, impact="one", urgency="slowed", **said
    )
    at = partial(_after, BEGIN)
    ticket = assign(ticket, by=agent, now=at(5), assignee=agent)
    ticket = note(ticket, by=agent, now=at(35), body="Not the first time.")
    ticket = wait_for_requester(ticket, by=agent, now=at(95), reason="Which lamp blinks?")
    ticket = resume(ticket, by=agent, now=at(1500))
    ticket = note(ticket, by=agent, now=at(1505), body="The left one, as ever.")
    if is_solved:
        return resolve(ticket, by=agent, now=at(2900), **SOLVED)
    return reply(ticket, by=agent, now=at(2900), body="A part is ordered.")


def _after(begin, minutes):
    return begin + minutes * MINUTE
