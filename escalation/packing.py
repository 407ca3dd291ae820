"""What goes with tickets that the clock moves: put together from each, as when a person hands over."""

from collections import defaultdict
from functools import cached_property

from django.db.models import prefetch_related_objects

from tickets.models import Message

from .package import assemble


class Packages:
    """The packages of many tickets, read in a fixed number of statements when one of them is first asked for."""

    def __init__(self, tickets):
        self.tickets = tickets

    @cached_property
    def _steps(self):
        prefetch_related_objects(self.tickets, "site", "device")
        found = defaultdict(list)
        numbers = [ticket.pk for ticket in self.tickets]
        for step in Message.objects.filter(ticket__in=numbers, kind=Message.Kind.STEP).order_by("at", "pk"):
            found[step.ticket_id].append(step)
        return found

    def of(self, ticket) -> dict:
        return assemble(ticket, self._steps[ticket.pk])
