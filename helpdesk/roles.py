"""Roles of the administration, written into the database after each migration so that a new model is never forgotten.

A superuser needs none. Nobody else sees more than the models named here.
"""

from django.utils.translation import gettext_lazy as _

SLA_ADMINISTRATOR = "SLA administrator"

# role -> its name for readers, and the models it may view, add, change and delete
ROLES = {
    SLA_ADMINISTRATOR: (
        _("SLA administrator"),
        ["sla.calendar", "sla.calendarversion", "sla.contract", "sla.target", "sla.tier", "sla.tierversion"],
    ),
}


def sync_roles(sender, using="default", apps=None, **kwargs):
    """Give each role exactly its permissions. Runs after every room's permissions were made."""
    from django.contrib.auth.models import Group, Permission

    for role, (_name, models) in ROLES.items():
        group, _made = Group.objects.using(using).get_or_create(name=role)
        wanted = Permission.objects.using(using).none()
        for model in models:
            room, _dot, name = model.partition(".")
            wanted |= Permission.objects.using(using).filter(content_type__app_label=room, content_type__model=name)
        group.permissions.set(wanted)
