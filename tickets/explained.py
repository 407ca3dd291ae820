"""A ticket's explanations, read from the database once."""

from functools import cached_property

from sla.models import TierVersion
from sla.promises import promises_for

from .attributing import ATTRIBUTED, Attribution, attribute
from .clocks import fact_of, read_clocks
from .explaining import Explanation, explain, status_of
from .holders import Stretch, stretches_of
from .models import Event, Ticket


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
        return self._read(max(self.now, self.ticket.last_event_at))

    def of(self, clock) -> Explanation:
        return explain(clock, self.readings, self.events, self.promises)

    def attribution(self, clock) -> Attribution | None:
        """Whose the breach of a clock was; None of one that was kept, or that is attributed to nobody."""
        broken_at = self.readings.clocks[clock].breached_at
        if broken_at is None or clock not in ATTRIBUTED:
            return None
        return attribute(clock, self.events, self.promises, broken_at=broken_at)

    @cached_property
    def stretches(self) -> list[Stretch]:
        """Who held the ticket until now, in service time of the resolution; `events` must hold the assignments too."""
        return stretches_of(self.readings.clocks["resolution"].segments, self.events)

    def foreseen(self, clock) -> Explanation | None:
        """While work is planned: how it will stand at the agreed date, from which the clock runs on by itself."""
        until = self.ticket.waiting_until
        if self.ticket.status != Ticket.Status.PLANNED or until <= self.readings.at:
            return None
        told = explain(clock, self._read(until), self.events, self.promises)
        return told if told.due_at is not None else None

    @cached_property
    def facts(self):
        return [fact_of(event) for event in self.events if event.kind in Event.FACTS]

    def _read(self, at):
        return read_clocks(self.facts, self.promises, at=at, segments=True)

    def first(self, test):
        """The instant of the first event that `test` is true for, or None."""
        return next((event.at for event in self.events if test(event)), None)

    def since(self, *statuses):
        """When the ticket last came into one of `statuses` and stayed; None if it is in none of them."""
        found = None
        for event in self.events:
            if status := status_of(event):
                found = (found or event.at) if status in statuses else None
        return found
