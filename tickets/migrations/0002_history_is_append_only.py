from django.db import migrations

REFUSE = """
CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'History is only added to: % of % is refused.', TG_OP, TG_TABLE_NAME;
END
$$;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON tickets_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
"""
ALLOW = """
DROP TRIGGER event_append_only ON tickets_event;
DROP FUNCTION refuse_change_of_history();
"""


class Migration(migrations.Migration):
    """The database itself keeps events as they were written, whoever asks."""

    dependencies = [("tickets", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
