from django.db import migrations


class Migration(migrations.Migration):
    """Four digits from the first ticket on: a number that is said on the telephone is recognised as one."""

    dependencies = [("tickets", "0002_history_is_append_only")]
    operations = [
        migrations.RunSQL("ALTER TABLE tickets_ticket ALTER COLUMN number RESTART WITH 1001", migrations.RunSQL.noop)
    ]
