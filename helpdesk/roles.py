"""Roles of the administration, written into the database after each migration so that a new model is never forgotten.

A superuser needs none. Nobody else sees more than the models named here.
"""

from django.utils.translation import gettext_lazy as _

SLA_ADMINISTRATOR = "SLA administrator"

# role -> its name for readers, the models it may view, add, change and delete, and those it may only view
ROLES = {
    SLA_ADMINISTRATOR: (
        _("SLA administrator"),
        ["sla.calendar", "sla.calendarversion", "sla.contract", "sla.target", "sla.tier", "sla.tierversion"],
        ["sla.activation", "sla.auditentry", "sla.holidayyear"],
    ),
}


def sync_roles(sender, using="default", apps=None, **kwargs):
    """Give each role exactly its permissions. Runs after every room's permissions were made."""
    from django.contrib.auth.models import Group, Permission

    for role, (_name, models, only_viewed) in ROLES.items():
        group, _made = Group.objects.using(using).get_or_create(name=role)
        wanted = Permission.objects.using(using).none()
        for model in [*models, *only_viewed]:
            room, _dot, name = model.partition(".")
            allowed = Permission.objects.using(using).filter(content_type__app_label=room, content_type__model=name)
            wanted |= allowed.filter(codename=f"view_{name}") if model in only_viewed else allowed
        group.permissions.set(wanted)
