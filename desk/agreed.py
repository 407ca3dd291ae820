"""What holds for this ticket beside its contract: dates agreed with the requester, due times set by hand."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tickets.clocks import PROMISES
from tickets.models import Event, Ticket, TicketClock

from .why import anchor_of


@dataclass(frozen=True)
class Agreed:
    """`verb` takes it back, as a form with `clock` where there is one; empty where the reader may not."""

    label: str
    until: datetime
    event: Event
    verb: str = ""
    clock: str = ""

    @property
    def reason(self):
        return self.event.data.get("reason", "")

    @property
    def anchor(self):
        return anchor_of(self.event)


def agreed_for(page) -> list[Agreed]:
    """What is in force at the page's `now`: the date for the work, then each clock's."""
    found = [_date(page)] if page.ticket.status == Ticket.Status.PLANNED else []
    found += [_by_hand(page, kind) for kind in PROMISES if page.readings.clocks[kind].set_by_hand]
    return [each for each in found if each is not None]


def _date(page):
    event = _latest(page, lambda event: event.kind == Event.Kind.PLANNED)
    return event and Agreed(_("Date for the work"), page.ticket.waiting_until, event, "resume")


def _by_hand(page, kind):
    event = _latest(page, lambda event: event.kind == Event.Kind.DUE_SET and event.data["clock"] == kind)
    if event is None or not event.data.get("until"):
        return None
    until = datetime.fromisoformat(event.data["until"])
    if event.data.get("agreed"):
        return Agreed(_("Next news"), until, event, "clear_due", kind)
    label = _("%(clock)s, set by hand") % {"clock": TicketClock.Kind(kind).label}
    return Agreed(label, until, event, "clear_due" if page.may_decide else "", kind)


def _latest(page, wanted):
    return next((event for event in reversed(page.events) if wanted(event)), None)
