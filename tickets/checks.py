"""What every verb asks before it decides. Each raises a DomainError whose sentence is said to the person."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from core.errors import InvalidInput, NotAllowed, TargetInPast, TicketFinished
from core.text import BODY_LIMIT, clean_text

from .models import Ticket

# Further ahead nothing is agreed; a date near the calendar's end would have none in some reader's zone.
FURTHEST = timedelta(days=3653)


def require_unfinished(ticket):
    if ticket.status == Ticket.Status.RESOLVED:
        raise TicketFinished(_("This ticket is resolved. Reopen it first."))
    if ticket.status == Ticket.Status.CLOSED:
        raise TicketFinished(_("This ticket is closed. Reopen it first."))


def require_text(text, sentence) -> str:
    """Return `text` fit to be stored; `sentence` is said where nothing is left of it."""
    text = clean_text(text or "")
    if not text:
        raise InvalidInput(sentence)
    if len(text) > BODY_LIMIT:
        raise InvalidInput(_("This text is too long. Shorten it to 100,000 characters, or attach it as a file."))
    return text


def require_later(instant, now):
    if instant is not None and instant <= now:
        raise TargetInPast(_("That date lies in the past. Choose a later one."))
    if instant is not None and instant > now + FURTHEST:
        raise InvalidInput(_("That date is more than ten years ahead. Choose an earlier one."))


def require_agent_for(ticket, person):
    if not can_work(person, ticket):
        raise NotAllowed(_("This person does not work for that customer. Choose somebody of a team that does."))


def require_decider(person, ticket):
    if not can_decide(person, ticket):
        raise NotAllowed(_("Only a lead of the teams of this customer, or an administrator of promises, can do that."))


def require_own_device(device, organisation_id):
    """A customer's ticket shows what that customer has; one of another's would tell who else is served, and with what."""
    if device is not None and device.organisation_id != organisation_id:
        raise InvalidInput(_("This device belongs to another organisation. Choose one of this customer."))


def can_work(person, ticket) -> bool:
    """What Ticket.objects.workable_by(person) answers, for a ticket already at hand."""
    return person.is_active and (
        person.serves_all
        or ticket.team_id in person.team_ids
        or ticket.organisation_id in person.served_organisation_ids
    )


def can_decide(person, ticket) -> bool:
    """Whether `person` may promise something else for the ticket than its tier does; the system itself (None) may."""
    if person is None:
        return True
    if not person.is_active or not can_work(person, ticket):
        return False
    leads = Team.objects.serving(ticket.organisation).filter(lead=person, is_active=True)
    return person.has_perm("sla.change_tier") or ticket.team.lead_id == person.pk or leads.exists()
