from django.utils.translation import gettext_lazy as _

from core.choices import Priority
from core.errors import InvalidInput
from core.text import clean_line
from sla.choosing import OVERRIDE

from ..changing import verb
from ..checks import require_own_device, require_unfinished
from ..models import Event
from .promising import choose_again

UNCHANGED = object()


@verb
def classify(change, *, category=None, impact=None, urgency=None, service=UNCHANGED, device=UNCHANGED, subject=None):
    """Say what kind of trouble it is; the priority follows from the promise's matrix, unless it was set by hand."""
    ticket = change.ticket
    require_unfinished(ticket)
    before = {name: getattr(ticket, name) for name in _DETAILS}
    ticket.category = category or ticket.category
    ticket.impact = impact or ticket.impact
    ticket.urgency = urgency or ticket.urgency
    if service is not UNCHANGED:
        ticket.service = service
    if device is not UNCHANGED:
        require_own_device(device, ticket.organisation_id)
        ticket.device = device
    if subject and (subject := clean_line(subject)):
        ticket.subject = subject[:200]
    if not ticket.priority_reason and (impact or urgency):
        ticket.priority = ticket.tier_version.priority_for(ticket.impact, ticket.urgency)
    details = {name: getattr(ticket, name) for name in _DETAILS if getattr(ticket, name) != before[name]}
    if not details:
        return
    if "priority" in details or "category" in details:
        before = {f"{name}_before": before[name] for name in details}
        change.record(Event.Kind.PRIORITY, priority=ticket.priority, category=ticket.category, **before)
    else:
        change.record(Event.Kind.CLASSIFIED, **details)
    if "device_id" in details and ticket.tier_reason != OVERRIDE:
        choose_again(change)


_DETAILS = ("category", "impact", "urgency", "priority", "service_id", "device_id", "subject")


@verb
def set_priority(change, *, priority, reason):
    """Set another priority than the matrix gives; the reason stays on the ticket."""
    ticket = change.ticket
    require_unfinished(ticket)
    reason = clean_line(reason or "")
    if priority not in Priority.values:
        raise InvalidInput(_("There is no such priority. Choose P1 to P4."))
    if not reason:
        raise InvalidInput(_("Say why the priority differs from impact and urgency."))
    if ticket.priority == priority:
        return
    before, ticket.priority, ticket.priority_reason = ticket.priority, priority, reason[:500]
    change.record(
        Event.Kind.PRIORITY, priority=priority, category=ticket.category, reason=reason[:500], priority_before=before
    )
