from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from core.errors import InvalidInput, NotAllowed

from ..changing import verb
from ..checks import can_work, require_unfinished
from ..models import Event, Notice
from .promising import choose_again


@verb
def set_requester(change, *, requester, organisation):
    """Say whose report it is: another person, maybe of another customer, whose promise then counts (C10).

    Raises InvalidInput for somebody who does not belong to `organisation`, or where the ticket's team does not work
    for it; NotAllowed where the person who does this does not.
    """
    ticket = change.ticket
    require_unfinished(ticket)
    if (ticket.requester_id, ticket.organisation_id) == (requester.pk, organisation.pk):
        return
    if not requester.memberships.filter(organisation=organisation).exists():
        raise InvalidInput(_("This person does not belong to that organisation. Choose somebody who does."))
    before = {"requester_before": ticket.requester_id, "organisation_before": ticket.organisation_id}
    if ticket.organisation_id != organisation.pk:
        _move(change, organisation)
    ticket.requester = requester
    change.record(Event.Kind.REQUESTER, requester=requester.pk, organisation=organisation.pk, **before)
    if before["organisation_before"] != organisation.pk:
        choose_again(change)
    change.tell(requester, Notice.Kind.RECEIVED)


def _move(change, organisation):
    ticket = change.ticket
    if not Team.objects.serving(organisation).filter(pk=ticket.team_id).exists():
        raise InvalidInput(_("The ticket's team does not work for that customer. Hand the ticket over first."))
    ticket.organisation, ticket.site = organisation, None
    if ticket.device is not None and ticket.device.organisation_id != organisation.pk:
        ticket.device = None
    if change.by is not None and not can_work(change.by, ticket):
        raise NotAllowed(_("You do not work for that customer."))
