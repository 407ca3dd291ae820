"""The checklist of a service's process description."""

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput

from ..changing import verb
from ..models import Event
from ..process import items_of, ticks_of


@verb
def tick_process(change, *, item, done=True):
    """Tick an item of the service's checklist, or take the tick back: history says who did it, and when."""
    if item not in items_of(change.ticket.service):
        raise InvalidInput(_("There is no such step on the list."))
    events = Event.objects.filter(ticket=change.ticket, kind=Event.Kind.PROCESS)  # all rows: of the ticket in hand
    if done == (item in ticks_of(events.order_by("at", "seq"))):
        return
    change.record(Event.Kind.PROCESS, item=item, done=done)
