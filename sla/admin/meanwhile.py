"""Two administrators at one calendar: the second is told, and loses nothing of what he typed."""

from django.utils.translation import gettext

from core.times import exact
from sla.models import AuditEntry


def line_state(calendar) -> str:
    """Names the versions a calendar has: another text as soon as one is added or taken back."""
    if not calendar.pk:
        return ""
    versions = calendar.versions.values_list("pk", "withdrawn_at")
    return f"{max((pk for pk, _gone in versions), default=0)}-{sum(gone is not None for _pk, gone in versions)}"


def said_meanwhile(calendar) -> str:
    last = AuditEntry.objects.filter(kind="calendar", object_id=calendar.pk).select_related("by").first()
    if last is None or last.by is None:
        return gettext(
            "This calendar was changed meanwhile. What you typed is kept; what differs from the hours valid now is "
            "marked. Save again to put yours into force."
        )
    return gettext(
        "%(person)s changed this calendar on %(at)s. What you typed is kept; what differs from the hours valid now is "
        "marked. Save again to put yours into force."
    ) % {"person": last.by.get_full_name() or last.by, "at": exact(last.at)}
