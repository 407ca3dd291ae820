"""A machine that falls silent in the middle of a transaction loses it, and what it held is free again."""

from importlib import import_module

import pytest
from django.db import connection

migration = import_module("core.migrations.0002_idle_transactions_end")


@pytest.mark.django_db
def test_our_role_waits_half_a_minute_in_this_database():
    # Tests run in a copy of the migrated database, and settings of a database are not copied.
    [operation] = migration.Migration.operations
    with connection.cursor() as cursor:
        cursor.execute(operation.sql)
        cursor.execute(
            "SELECT setconfig FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase "
            "WHERE datname = current_database()"
        )
        assert cursor.fetchall() == [(["idle_in_transaction_session_timeout=30s"],)]
