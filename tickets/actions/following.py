from django.utils.translation import gettext_lazy as _

from core.errors import NotAllowed

from ..changing import verb
from ..models import Event, Follower


@verb
def follow(change, *, person):
    """Add somebody of the ticket's organisation: he reads it and is told what the requester is told."""
    ticket = change.ticket
    if person == ticket.requester or person in change.batch.followers[ticket.pk]:
        return
    if not person.memberships.filter(organisation=ticket.organisation_id).exists():
        raise NotAllowed(_("Only people of the same customer can be added."))
    change.add(Follower(ticket=ticket, user=person))
    change.record(Event.Kind.FOLLOWED, person=person.pk)
