"""Why a ticket should be solved by then: the way from the report to the time, and how that time has changed.

Read from the ticket's history by the same function as its clocks, so it never says anything else than they do.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise

from django.utils.translation import gettext as _

from core.times import length
from sla.promises import promises_for
from tickets.clocks import fact_of, read_clocks
from tickets.models import TicketClock

RESOLUTION = TicketClock.Kind.RESOLUTION
# A long history is read from its newest part: what a person wants to know is the last changes.
READ_CHANGES = 40


@dataclass(frozen=True)
class Hold:
    """A time in which the clock stood still; `counted` is what of it would have been service time."""

    start: datetime
    end: datetime
    reason: str
    counted: timedelta


@dataclass(frozen=True)
class Change:
    """The expected time became `due`, before it was `before`; None: no time."""

    at: datetime
    due: datetime | None
    before: datetime | None
    reason: str


class History:
    """A ticket's facts, read once."""

    def __init__(self, ticket, now):
        self.ticket, self.now = ticket, now
        self.events = list(ticket.events.facts())
        self.facts = [fact_of(event) for event in self.events]
        ids = {fact.data["promise"] for fact in self.facts if "promise" in fact.data}
        self.promises = promises_for(ids) if ids else {}

    def since(self, *statuses) -> datetime | None:
        """When the ticket last came into one of `statuses` and stayed."""
        found = None
        for event in self.events:
            if (status := status_of(event)) is None:
                continue
            found = (found or event.at) if status in statuses else None
        return found

    def first(self, test) -> datetime | None:
        return next((event.at for event in self.events if test(event)), None)

    @cached_property
    def target(self):
        promise = self.promises.get(self.ticket.tier_version_id)
        return promise and promise.target(RESOLUTION, self.ticket.priority, self.ticket.category)

    @cached_property
    def segments(self):
        if not self.facts or self.target is None:
            return ()
        return read_clocks(self.facts, self.promises, at=self.now, segments=True).clocks[RESOLUTION].segments

    @cached_property
    def holds(self) -> list[Hold]:
        """Times in which the clock stood still; those that follow each other for the same reason are one."""
        holds = []
        for segment in self.segments:
            if segment.cause not in ("paused", "done"):
                continue
            start, reason = segment.from_, reason_of(segment.status)
            if holds and (holds[-1].end, holds[-1].reason) == (start, reason):
                start = holds.pop().start
            holds.append(Hold(start, segment.to, reason, self.target.calendar.between(start, segment.to)))
        return holds

    @property
    def closed_days(self) -> list[str]:
        """Names of the holidays on the way."""
        names = (segment.name for segment in self.segments if segment.cause == "exception" and segment.name)
        return list(dict.fromkeys(names))

    def changes(self) -> list[Change]:
        """Each time the expected time became another one, the newest first; the first entry of all is the report."""
        if self.target is None or not self.facts:
            return []
        begin = max(1, len(self.facts) - READ_CHANGES)
        dues = [self._due_after(count) for count in range(begin, len(self.facts) + 1)]
        steps = [] if begin > 1 else [Change(self.events[0].at, dues[0], None, "")]
        last = dues[0]
        for number, (before, due) in enumerate(pairwise(dues), start=begin):
            if due is not None and last is not None and due != last:
                event = self.events[number]
                steps.append(Change(event.at, due, last, self._reason(event, was_paused=before is None)))
            last = due or last
        return steps[::-1]

    def _due_after(self, count):
        facts = self.facts[:count]
        return read_clocks(facts, self.promises, at=facts[-1].at).clocks[RESOLUTION].due_at

    def _reason(self, event, *, was_paused):
        if was_paused:
            hold = [hold for hold in self.holds if hold.end <= event.at][-1:]
            return f"{hold[0].reason} ({length(hold[0].counted)})." if hold else ""
        return {
            "priority": _("It was found to be more or less urgent."),
            "promised": _("Your agreement with us has changed."),
            "handed_over": _("Another team has taken over."),
        }.get(event.kind, "")


def status_of(event):
    """The status a fact brings, or None."""
    if event.kind == "opened":
        return event.data.get("status", "new")
    if event.kind == "planned":
        return "planned"
    return event.data.get("status") if event.kind == "status" else None


def reason_of(status):
    return {
        "waiting_requester": _("We waited for your answer"),
        "waiting_vendor": _("We waited for the vendor"),
        "planned": _("Until the date we agreed"),
    }.get(status, _("Finished in between"))
