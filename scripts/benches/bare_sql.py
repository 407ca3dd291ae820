"""What the sweep wrote, put back and written again by bare SQL: the measure of how long the sweep may take.

The statements are made from the rows as they stand in the tables, the plain way (INSERT … VALUES, UPDATE … FROM VALUES),
whatever statements the product wrote them with. So the measure does not move when the product gets slower.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection

from escalation.models import Firing, HandOver
from tickets.models import Commitment, Event, Message, Notice, Ticket, TicketClock

CHANGED = [Ticket, TicketClock, Commitment]
ADDED_TO = [Message, Event, HandOver, Commitment, Notice, Firing]  # a row after those it names


@dataclass(frozen=True)
class Table:
    name: str
    key: str
    of: str  # the column with the ticket's number
    columns: tuple[str, ...]  # all that are written

    @property
    def kept(self):
        return f"bench_{self.name}"

    @property
    def most(self):
        """A table with the highest key there was."""
        return f"bench_max_{self.name}"

    @classmethod
    def of_model(cls, model):
        columns = tuple(field.column for field in model._meta.concrete_fields if not field.generated)
        return cls(model._meta.db_table, model._meta.pk.column, "number" if model is Ticket else "ticket_id", columns)


def keep_state():
    """Note what the sweep changes, and where the keys of what it adds begin."""
    with connection.cursor() as cursor:
        for table in map(Table.of_model, CHANGED):
            cursor.execute(
                f"CREATE TABLE {table.kept} AS SELECT * FROM {table.name} WHERE {table.of} IN "
                "(SELECT t.number FROM tickets_ticket t JOIN sla_tierversion v ON v.id = t.tier_version_id "
                "JOIN sla_tier tier ON tier.id = v.tier_id WHERE tier.name = 'Due at once')"
            )
        for table in map(Table.of_model, ADDED_TO):
            cursor.execute(f"CREATE TABLE {table.most} AS SELECT coalesce(max(id), 0) AS id FROM {table.name}")


def put_back():
    """Make everything as `keep_state` found it."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # history only grows, otherwise
        for table in map(Table.of_model, ADDED_TO):
            cursor.execute(f"DELETE FROM {table.name} WHERE id > (SELECT id FROM {table.most})")
        for table in map(Table.of_model, CHANGED):
            changed = ", ".join(f"{column} = old.{column}" for column in table.columns if column != table.key)
            cursor.execute(
                f"UPDATE {table.name} row SET {changed} FROM {table.kept} old WHERE old.{table.key} = row.{table.key}"
            )
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("DELETE FROM escalation_sweeprun")
        cursor.execute("VACUUM ANALYZE")


def statements(at_once) -> list[list[str]]:
    """What writes all that was written since `keep_state`: for each `at_once` tickets a statement per table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number FROM {Table.of_model(Ticket).kept} ORDER BY number")
        batch_of = {number: place // at_once for place, (number,) in enumerate(cursor.fetchall())}
        parts = [_changes(cursor, Table.of_model(model), batch_of) for model in CHANGED]
        parts += [_additions(cursor, Table.of_model(model), batch_of) for model in ADDED_TO]
    return [[part[batch] for part in parts if batch in part] for batch in sorted(set(batch_of.values()))]


def _changes(cursor, table, batch_of):
    columns = [column for column in table.columns if column != table.key and _has_changed(cursor, table, column)]
    if not columns:
        return {}
    differs = " OR ".join(f"row.{column} IS DISTINCT FROM old.{column}" for column in columns)
    source = f"{table.name} row JOIN {table.kept} old ON old.{table.key} = row.{table.key} WHERE {differs}"
    rows = _rows(cursor, table, (table.key, *columns), source, batch_of)
    # The types of a list of values are not known from the table.
    changed = ", ".join(f"{column} = given.{column}::{_type(cursor, table, column)}" for column in columns)
    names = ", ".join((table.key, *columns))
    return {
        batch: f"UPDATE {table.name} row SET {changed} FROM (VALUES {', '.join(values)}) given ({names}) "
        f"WHERE row.{table.key} = given.{table.key}::bigint"
        for batch, values in rows.items()
    }


def _additions(cursor, table, batch_of):
    source = f"{table.name} row WHERE row.id > (SELECT id FROM {table.most})"
    rows = _rows(cursor, table, table.columns, source, batch_of)
    return {
        batch: f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES {', '.join(values)}"
        for batch, values in rows.items()
    }


def _rows(cursor, table, columns, source, batch_of):
    """By batch, the rows of `source` as lists of literals."""
    literals = " || ', ' || ".join(f"quote_nullable(row.{column}::text)" for column in columns)
    cursor.execute(f"SELECT row.{table.of}, '(' || {literals} || ')' FROM {source} ORDER BY row.{table.key}")
    rows = defaultdict(list)
    for number, values in cursor.fetchall():
        rows[batch_of[number]].append(values)
    return rows


def _has_changed(cursor, table, column):
    cursor.execute(
        f"SELECT bool_or(row.{column} IS DISTINCT FROM old.{column}) "
        f"FROM {table.name} row JOIN {table.kept} old ON old.{table.key} = row.{table.key}"
    )
    return cursor.fetchone()[0]


def _type(cursor, table, column):
    cursor.execute(
        "SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s",
        [table.name, column],
    )
    return cursor.fetchone()[0]
