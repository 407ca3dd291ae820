"""Visits of vendors as appointments."""

from datetime import timedelta

from django.utils.translation import gettext as _

from core.ical import Appointment

from .models import VendorCase, VendorStep

LOOK_BACK = timedelta(days=14)
MOST = 500  # appointments in one calendar


def visits_of(ticket):
    """The visits on site that are agreed for a ticket and not done yet, the next one first."""
    steps = VendorStep.objects.filter(case__ticket=ticket, case__closed_at=None, kind=VendorCase.Kind.ON_SITE)
    agreed = steps.filter(done_at=None, asked_of="", starts_at__isnull=False, due_at__isnull=False)
    return agreed.select_related("case__vendor").order_by("starts_at", "pk")


def visits_for(user, *, now):
    """The agreed visits that concern somebody's teams: those not done yet, from two weeks ago on."""
    cases = VendorCase.objects.visible_to(user).open().filter(ticket__team__in=user.team_ids)
    steps = VendorStep.objects.filter(case__in=cases, kind=VendorCase.Kind.ON_SITE, asked_of="", done_at=None)
    agreed = steps.filter(starts_at__gte=now - LOOK_BACK, due_at__isnull=False)
    return agreed.select_related("case__vendor", "case__ticket__site").order_by("starts_at", "pk")[:MOST]


def appointment_for_party(step, case, *, url) -> Appointment:
    """The visit for the calendar of whoever comes: what they read of the case, no more."""
    ticket = case.ticket
    site = ticket.site if VendorCase.Share.SITE in case.shares else None
    lines = [case.what, f"#{ticket.number}"]
    if case.reference:
        lines.append(_("Reference number %(reference)s") % {"reference": case.reference})
    if step.who:
        lines.append(step.who)
    return Appointment(
        uid=f"visit-{step.uid}",
        starts_at=step.starts_at,
        ends_at=step.due_at,
        summary=f"{step.what} (#{ticket.number})",
        description="\n".join(lines),
        location=", ".join(filter(None, (site.name, site.address))) if site else "",
        url=url,
        revision=step.revision,
    )


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
