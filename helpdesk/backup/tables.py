"""The tables of the installation, their columns, their counters, and the migrations that made them."""

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from . import LEFT_OUT


def table_names() -> list[str]:
    return sorted(set(connection.introspection.django_table_names(only_existing=True)) - LEFT_OUT)


def columns_of(table) -> list[str]:
    """Those that are stored; what the database computes itself is computed again."""
    return [
        name
        for [name] in _rows(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
            "AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
    ]


def counters_of(table, columns) -> dict[str, list]:
    """column -> [last value, whether it was given out], for columns that count by themselves."""
    found = {}
    for column in columns:
        [[sequence]] = _rows("SELECT pg_get_serial_sequence(%s, %s)", [quoted(table), column])
        if sequence:
            [[last, is_called]] = _rows(f"SELECT last_value, is_called FROM {sequence}", [])
            found[column] = [last, is_called]
    return found


def set_counter(table, column, last, is_called):
    _rows("SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)", [quoted(table), column, last, is_called])


def copy_out(table, columns, file):
    names = ", ".join(map(quoted, columns))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {quoted(table)} ({names}) TO STDOUT", file)
        return cursor.rowcount


def copy_in(table, columns, file):
    names = ", ".join(map(quoted, columns))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {quoted(table)} ({names}) FROM STDIN", file)
        return cursor.rowcount


def applied_migrations() -> list[list[str]]:
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def quoted(name):
    return connection.ops.quote_name(name)


def _rows(question, values):
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()
