"""The message that gives a case to a third party, made ready: what is asked, and what its people may read."""

from django.utils.translation import gettext as _

from core import times
from escalation.models import VendorCase

SHARE = VendorCase.Share


def opening_words(case, ticket, *, contract, due_at) -> str:
    """In the language and the time zone of the moment."""
    lines = [case.what, "", _("Our number: %(number)s") % {"number": f"#{ticket.number}"}]
    lines += [_("Your number: %(reference)s") % {"reference": case.reference}] if case.reference else []
    lines += _of_contract(contract) if contract else []
    lines += _of_device(ticket.device) if SHARE.DEVICE in case.shares and ticket.device else []
    lines += _of_site(ticket) if SHARE.SITE in case.shares else []
    lines += _of_contact(ticket.requester) if SHARE.CONTACT in case.shares else []
    if due_at:
        lines.append(_("We count on it by %(time)s.") % {"time": times.exact(due_at)})
    else:
        lines.append(_("Please tell us by when it will be done."))
    return "\n".join(lines)


def _of_contract(contract):
    for label, value in (
        (_("Customer no."), contract.customer_number),
        (_("Line no."), contract.line_number),
    ):
        if value:
            yield f"{label}: {value}"


def _of_device(device):
    named = ", ".join(filter(None, (device.name, device.model)))
    yield f"{_('Device')}: {named}"
    if device.serial:
        yield f"{_('Serial number')}: {device.serial}"
    if device.warranty_until:
        yield f"{_('Warranty until')}: {times.day(device.warranty_until)}"


def _of_site(ticket):
    place = ticket.site and ", ".join(filter(None, (ticket.site.name, ticket.site.address)))
    yield f"{_('Customer')}: {ticket.organisation.name}"
    if place:
        yield f"{_('Site')}: {place}"


def _of_contact(person):
    reached = ", ".join(filter(None, (person.get_full_name(), person.room, person.phone, person.mobile)))
    yield f"{_('Contact')}: {reached}"
