"""A ticket's explanations, read from the database once."""

from functools import cached_property

from sla.models import TierVersion
from sla.promises import promises_for

from .clocks import fact_of, read_clocks
from .explaining import Explanation, explain, status_of
from .models import Event


class Explained:
    """`events` in the order in which they count, with who did it; without them the facts are read."""

    def __init__(self, ticket, *, now, events=None):
        self.ticket, self.now = ticket, now
        if events is not None:
            self.events = events

    @cached_property
    def events(self):
        return list(self.ticket.events.facts().select_related("by"))

    @cached_property
    def promises(self):
        named = {event.data["promise"] for event in self.events if event.data.get("promise")}
        return promises_for(named | {self.ticket.tier_version_id})

    @cached_property
    def versions(self) -> dict[int, TierVersion]:
        """The tier versions the ticket was ever promised, by id: the names of what `promises` holds."""
        return TierVersion.objects.select_related("tier").in_bulk(list(self.promises))

    @cached_property
    def readings(self):
        facts = [fact_of(event) for event in self.events if event.kind in Event.FACTS]
        at = max(self.now, self.ticket.last_event_at)
        return read_clocks(facts, self.promises, at=at, segments=True)

    def of(self, clock) -> Explanation:
        return explain(clock, self.readings, self.events, self.promises)

    def since(self, *statuses):
        """When the ticket last came into one of `statuses` and stayed; None if it is in none of them."""
        found = None
        for event in self.events:
            if status := status_of(event):
                found = (found or event.at) if status in statuses else None
        return found
