"""Visits of vendors as appointments."""

from django.utils.translation import gettext as _

from core.ical import Appointment

from .models import VendorCase, VendorStep


def visits_of(ticket):
    """The visits on site that are agreed for a ticket and not done yet, the next one first."""
    steps = VendorStep.objects.filter(case__ticket=ticket, case__closed_at=None, kind=VendorCase.Kind.ON_SITE)
    agreed = steps.filter(done_at=None, starts_at__isnull=False, due_at__isnull=False)
    return agreed.select_related("case__vendor").order_by("starts_at", "pk")


def appointment_of(step, *, url) -> Appointment:
    """A visit for somebody's calendar; nothing in it is for agents only."""
    case, ticket = step.case, step.case.ticket
    lines = [f"#{ticket.number} {ticket.subject}", case.vendor.name]
    if case.reference:
        lines.append(_("Reference number %(reference)s") % {"reference": case.reference})
    if step.who:
        lines.append(step.who)
    site = ticket.site
    return Appointment(
        uid=f"visit-{step.uid}",
        starts_at=step.starts_at,
        ends_at=step.due_at,
        summary=f"{step.what} (#{ticket.number})",
        description="\n".join(lines),
        location=site.name if site else "",
        url=url,
        revision=step.revision,
    )
