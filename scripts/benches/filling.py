"""Many tickets in a database of the bench's own: one is opened by its verb, the others are copies with their own times.

Each has six facts, and four events that are none. Two in three are resolved. Clock rows come from `rebuild`.
"""

from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import connection

from accounts.models import AgentScope, Organisation, Team, User
from sla.activating import activate
from sla.models import Calendar, CalendarVersion, Target, Tier, TierVersion
from tickets.actions import open_ticket
from tickets.models import Event, Ticket
from tickets.rebuilding import compare

from .stories import OFFICE

BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
APART = timedelta(minutes=7)  # between one ticket and the next
HOURS = {"first_response": 1, "next_update": 4, "resolution": 40, "level_1": 8}
# Minutes after the opening, kind, data: facts first, then what is none.
LIFE = [
    (35, "answered", "{}"),
    (40, "status", '{"status": "open"}'),
    (95, "status", '{"status": "waiting_requester"}'),
    (1500, "status", '{"status": "open"}'),
    (2900, "status", '{"status": "resolved"}'),
    (5, "assigned", "{}"),
    (36, "message", "{}"),
    (1400, "message", "{}"),
    (2899, "classified", "{}"),
]
ENDING = 6  # the number of the fact that resolves; one ticket in three is answered once more instead


def fill(tickets: int) -> int:
    """Add `tickets` tickets with all that belongs to them; return the number of the first."""
    first = copy_one(tickets, open_one())
    compare(range(first, first + tickets), now=BEGIN, mend=True, told=nothing, went_on=nothing)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return first


def copy_one(tickets: int, ticket) -> int:
    """Add copies with their histories, without clock rows; return the number of the first."""
    with connection.cursor() as cursor:
        first = copy_ticket(cursor, ticket, tickets)
        add_events(cursor, ticket, first)
        cursor.execute("ANALYZE")
    return first


def nothing(_what):
    pass


def open_one(name="Office") -> Ticket:
    """Open a ticket of a customer of its own, under a tier of that name."""
    calendar = Calendar.objects.create(name=name)
    weekly, holidays = OFFICE["weekly"], OFFICE["holidays"]
    CalendarVersion.objects.create(calendar=calendar, time_zone="Europe/Berlin", weekly=weekly, holidays=holidays)
    Tier.objects.update(is_default=False)
    tier = Tier.objects.create(name=name, is_default=True)
    version = TierVersion.objects.create(tier=tier, number=1, calendar=calendar)
    row = partial(Target, version=version, warn_percent=75)
    Target.objects.bulk_create(
        row(clock=clock, priority=priority, seconds=number * hours * 3600)
        for number, priority in enumerate(("P1", "P2", "P3", "P4"), 1)
        for clock, hours in HOURS.items()
    )
    activate(version, now=BEGIN - timedelta(days=1))
    customer = Organisation.objects.create(name=f"Customer {name}")
    team = Team.objects.create(name=f"Service desk {name}", level=1)
    AgentScope.objects.create(team=team, organisation=customer)
    person = User.objects.create(email=f"{name.lower()}@example.com", last_name="Somebody")
    said = {"subject": "The printer does not print", "body": "It blinks.", "category": "hardware"}
    return open_ticket(
        by=person, now=BEGIN, requester=person, organisation=customer, impact="one", urgency="slowed", **said
    )


def copy_ticket(cursor, ticket, tickets) -> int:
    """Insert copies, APART from one another, numbered in one piece; return the first number."""
    own = {"number", "search", "opened_at", "status", "resolved_at", "last_seq", "last_event_at", "next_action_at"}
    same = [field.column for field in Ticket._meta.concrete_fields if field.column not in own]
    cursor.execute("SELECT max(number) + 1 FROM tickets_ticket")
    first = cursor.fetchone()[0]
    cursor.execute(
        f"""INSERT INTO tickets_ticket (number, {", ".join(same)}, status, opened_at, resolved_at, last_seq, last_event_at)
            SELECT %(first)s + n, {", ".join(same)},
                   CASE WHEN n %% 3 = 0 THEN 'open' ELSE 'resolved' END,
                   %(begin)s + n * %(apart)s,
                   CASE WHEN n %% 3 = 0 THEN NULL ELSE %(begin)s + n * %(apart)s + interval '2900 minutes' END,
                   10, %(begin)s + n * %(apart)s + interval '2900 minutes'
            FROM tickets_ticket, generate_series(0, %(count)s - 1) n WHERE number = %(ticket)s""",
        {"first": first, "begin": BEGIN, "apart": APART, "count": tickets, "ticket": ticket.pk},
    )
    cursor.execute("SELECT setval(pg_get_serial_sequence('tickets_ticket', 'number'), max(number)) FROM tickets_ticket")
    return first


def add_events(cursor, ticket, first):
    opened = Event.objects.get(ticket=ticket, kind="opened")
    cursor.execute(
        """INSERT INTO tickets_event (ticket_id, seq, at, kind, data)
           SELECT number, seq, opened_at + minutes * interval '1 minute',
                  CASE WHEN seq = %(ending)s AND status = 'open' THEN 'answered' ELSE kind END, data
           FROM tickets_ticket,
                (SELECT 1 AS seq, 0 AS minutes, 'opened' AS kind, data FROM tickets_event WHERE id = %(opened)s
                 UNION ALL
                 SELECT 1 + ordinality, minutes, kind, data::jsonb
                 FROM unnest(%(minutes)s, %(kinds)s, %(datas)s) WITH ORDINALITY life (minutes, kind, data)) life
           WHERE number >= %(first)s""",
        {
            "ending": ENDING,
            "opened": opened.pk,
            "minutes": [minutes for minutes, _kind, _data in LIFE],
            "kinds": [kind for _minutes, kind, _data in LIFE],
            "datas": [data for _minutes, _kind, data in LIFE],
            "first": first,
        },
    )
