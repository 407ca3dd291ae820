from django.db import migrations

REFUSE = """
CREATE FUNCTION refuse_change_of_audit_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit list is only added to: % of % is refused.', TG_OP, TG_TABLE_NAME;
END
$$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON sla_auditentry
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit_list();
"""
ALLOW = """
DROP TRIGGER audit_entry_append_only ON sla_auditentry;
DROP FUNCTION refuse_change_of_audit_list();
"""


class Migration(migrations.Migration):
    """The database itself keeps the entries as they were written, whoever asks."""

    dependencies = [("sla", "0002_activations_and_audit")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
