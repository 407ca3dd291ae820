"""Copies of tickets by INSERT … SELECT, with everything that belongs to them.

A copy is earlier by whole weeks of local time, so all its clocks read as the original's do, and comes from another person
of another customer with the same promise. What events tell in text form, instants and keys of messages, is moved too.
"""

from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, models, transaction

from escalation.models import Acknowledgement, Firing, HandOver
from tickets.models import Commitment, Event, Message, Ticket, TicketClock

ZONE = "Europe/Berlin"  # of all seeded calendars
AT_ONCE = 100_000  # tickets in a statement
BELONGING = [Message, Event, TicketClock, Commitment, HandOver, Firing, Acknowledgement]
DATES_IN_EVENTS = ("until", "due")


class Copying:
    """Of the tickets with the numbers `lives`; copies lie up to `weeks` weeks before them, and each `apart` before the last one.

    Other than whole weeks is right only for clocks that always run.
    """

    def __init__(self, lives, world, *, weeks=0, apart=timedelta()):
        self.lives, self.world = lives, world
        self.weeks, self.apart = weeks, apart

    def _prepare(self):
        with connection.cursor() as cursor:
            cursor.execute(
                """DROP TABLE IF EXISTS seed_life, seed_customer, seed_copy;
                   CREATE TEMP TABLE seed_life ON COMMIT DROP AS
                     SELECT number, tier_version_id, requester_id, row_number() OVER (ORDER BY number) - 1 AS place
                     FROM tickets_ticket WHERE number = ANY(%s);
                   CREATE TEMP TABLE seed_customer
                     (tier_version_id bigint, place int, organisation_id bigint, requester_id bigint) ON COMMIT DROP;
                   CREATE TEMP TABLE seed_copy
                     (life bigint, number bigint, organisation_id bigint, was bigint, requester_id bigint,
                      earlier interval) ON COMMIT DROP""",
                [self.lives],
            )
            for table in (model._meta.db_table for model in BELONGING):
                cursor.execute(
                    f"DROP TABLE IF EXISTS seed_{table}; CREATE TEMP TABLE seed_{table} ON COMMIT DROP AS "
                    f"SELECT * FROM {table} WHERE ticket_id = ANY(%s); ANALYZE seed_{table}",
                    [self.lives],
                )
            for version, pairs in self.world.customers.items():
                rows = [
                    (version, place, organisation.pk, person.pk) for place, (organisation, person) in enumerate(pairs)
                ]
                cursor.executemany("INSERT INTO seed_customer VALUES (%s, %s, %s, %s)", rows)

    def fill(self, count, *, told=lambda line: None):
        """Add `count` copies. Of very many, within quick_inserts()."""
        self._prepare()
        for done in range(0, count, AT_ONCE):
            self._add(min(AT_ONCE, count - done), seed=done)
            told(f"{min(done + AT_ONCE, count)} copied")

    def _add(self, count, *, seed):
        with connection.cursor() as cursor:
            first = _next_keys(cursor, Ticket, count)
            cursor.execute(
                """TRUNCATE seed_copy;
                   INSERT INTO seed_copy
                   SELECT life.number, %(first)s + n, customer.organisation_id, life.requester_id,
                          customer.requester_id, make_interval(weeks => ((n + %(seed)s) * 7919::bigint %% (%(weeks)s + 1))::int)
                            + (n + %(seed)s) * %(apart)s
                   FROM generate_series(0, %(count)s - 1) n
                   JOIN seed_life life ON life.place = n %% (SELECT count(*) FROM seed_life)
                   JOIN seed_customer customer ON customer.tier_version_id = life.tier_version_id AND customer.place =
                        (n * 31 + %(seed)s) %% (SELECT count(*) FROM seed_customer c
                                                WHERE c.tier_version_id = life.tier_version_id)
                   ORDER BY n;
                   ANALYZE seed_copy""",
                {"first": first, "count": count, "seed": seed, "weeks": self.weeks, "apart": self.apart},
            )
            _copy_tickets(cursor)
            for model in BELONGING:
                _copy_rows(cursor, model)


def _next_keys(cursor, model, count):
    """Take `count` keys of a table's sequence at once; return the first."""
    table, key = model._meta.db_table, model._meta.pk.column
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, key])
    (sequence,) = cursor.fetchone()
    cursor.execute("SELECT nextval(%s)", [sequence])
    (first,) = cursor.fetchone()
    cursor.execute("SELECT setval(%s, %s)", [sequence, first + count - 1])
    return first


def _copy_tickets(cursor):
    own = {"number": "copy.number", "organisation_id": "copy.organisation_id", "requester_id": "copy.requester_id"}
    fields = [field for field in Ticket._meta.concrete_fields if not field.generated]
    columns = ", ".join(field.column for field in fields)
    values = ", ".join(own.get(field.column) or _value(field) for field in fields)
    cursor.execute(
        f"INSERT INTO tickets_ticket ({columns}) SELECT {values} FROM seed_copy copy "
        "JOIN tickets_ticket row ON row.number = copy.life ORDER BY copy.number"
    )


def _copy_rows(cursor, model):
    """Rows of a table that name a ticket. A message's key is its place from the copy's number, as `_message` has it."""
    fields = [field for field in model._meta.concrete_fields if not field.generated and not field.primary_key]
    columns = [field.column for field in fields]
    values = ["copy.number" if field.column == "ticket_id" else _value(field) for field in fields]
    table = model._meta.db_table
    if model is Message:
        _number_messages(cursor)
        columns, values = ["id", *columns], ["copied.key", *values]
    joined = ""
    if model in (Message, Event):
        key = "row.id" if model is Message else "(row.data->>'message')::bigint"
        joined = f"{'' if model is Message else 'LEFT '}JOIN seed_message copied"
        joined += f" ON copied.number = copy.number AND copied.message = {key}"
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM seed_copy copy "
        f"JOIN seed_{table} row ON row.ticket_id = copy.life {joined} ORDER BY copy.number, row.id"
    )


def _number_messages(cursor):
    cursor.execute(
        """DROP TABLE IF EXISTS seed_message;
           CREATE TEMP TABLE seed_message ON COMMIT DROP AS
             SELECT copy.number, row.id AS message, nextval(pg_get_serial_sequence('tickets_message', 'id')) AS key
             FROM seed_copy copy JOIN seed_tickets_message row ON row.ticket_id = copy.life ORDER BY copy.number, row.id;
           ANALYZE seed_message"""
    )


def _value(field):
    column = f"row.{field.column}"
    if isinstance(field, models.DateTimeField):
        return _earlier(column)
    if field.is_relation and field.related_model._meta.label == "accounts.User":
        return f"CASE WHEN {column} = copy.was THEN copy.requester_id ELSE {column} END"
    if field.model is Event and field.column == "data":
        return _event_data(column)
    return column


def _earlier(instant):
    return f"(({instant} AT TIME ZONE '{ZONE}') - copy.earlier) AT TIME ZONE '{ZONE}'"


def _event_data(column):
    value = f"{column} || CASE WHEN copied.key IS NULL THEN '{{}}'::jsonb ELSE jsonb_build_object('message', copied.key) END"
    for name in DATES_IN_EVENTS:
        instant = _earlier(f"({column}->>'{name}')::timestamptz")
        text = f"to_char({instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"+00:00\"')"
        value += f" || CASE WHEN {column}->>'{name}' IS NULL THEN '{{}}' ELSE jsonb_build_object('{name}', {text}) END"
    return value


@contextmanager
def quick_inserts(tickets):
    """For adding `tickets` tickets where there are fewer so far: without keeping indexes row by row, which takes longest.

    And without asking for each key whether it is there. That needs a right that not everybody has; without it, it takes
    longer.
    """
    if tickets < _about(Ticket):
        yield
        return
    tables = [model._meta.db_table for model in (Ticket, *BELONGING)]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        try:
            with transaction.atomic():
                cursor.execute("SET LOCAL session_replication_role = replica")
        except Exception as error:
            if not is_refusal(error):
                raise
        dropped = _drop_indexes(cursor, tables)
        yield
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for definition in dropped:
            cursor.execute(definition)
        cursor.execute("SET LOCAL session_replication_role = origin")


def _about(model) -> int:
    """About how many rows there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table])
        return cursor.fetchone()[0]


def is_refusal(error):
    return getattr(error.__cause__, "pgcode", None) == "42501"


def _drop_indexes(cursor, tables):
    """Drop all indexes but those of constraints; return the statements that make them again."""
    cursor.execute(
        """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
           WHERE i.indrelid::regclass::text = ANY(%s) AND NOT i.indisunique
             AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)""",
        [tables],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]
