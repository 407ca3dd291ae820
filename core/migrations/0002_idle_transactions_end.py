from django.db import migrations

SECONDS = 30
OWN = "DO $$ BEGIN EXECUTE format('ALTER ROLE %I IN DATABASE %I {}', current_user, current_database()); END $$"


class Migration(migrations.Migration):
    """A machine that is switched off in the middle of a transaction must not hold its tickets for hours.

    A setting of our role in this database, because a pooler between us takes none from the connection.
    """

    dependencies = [("core", "0001_extensions")]
    operations = [
        migrations.RunSQL(
            OWN.format(f"SET idle_in_transaction_session_timeout = ''{SECONDS}s''"),
            OWN.format("RESET idle_in_transaction_session_timeout"),
        )
    ]
