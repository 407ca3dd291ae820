"""Waiting, and coming back from it. Every wait has a reason, and an instant at which it ends by itself."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.text import clean_line

from ..changing import verb
from ..checks import require_later, require_text, require_unfinished
from ..models import Event, Message, Notice, Ticket


@verb
def wait_for_requester(change, *, reason, until=None, comes_back=True, attachments=()):
    """Ask the requester and wait for him: the clocks that pause (C3), pause until he writes or `until` has come.

    `reason` is the question as he reads it: an answer of ours (C4). `until`: by default the third service day from
    now; only a history that is taken over, which says itself when it went on, has none (`comes_back=False`).
    """
    ticket = change.ticket
    require_unfinished(ticket)
    require_later(until, change.now)
    reason = require_text(reason, _("Say what you are waiting for; the requester reads it."))
    if ticket.status == Ticket.Status.WAITING_REQUESTER and ticket.waiting_reason == clean_line(reason)[:500]:
        return
    message = change.say(
        Message.Kind.REPLY, reason, direction=Message.Direction.OUT, is_public=True, attachments=attachments
    )
    change.record(Event.Kind.ANSWERED, message=message, kind=message.kind)
    _wait(change, Ticket.Status.WAITING_REQUESTER, reason, _return(change, until, comes_back))
    change.tell_requester(Notice.Kind.QUESTION, message=message)


@verb
def wait_for_vendor(change, *, vendor, reason, reference="", own_it=None, until=None, comes_back=True):
    """A third party has the case: the clocks pause where the tier says so. The requester is told.

    `own_it`: it is the customer's own IT, of which the tier says apart whose clock runs meanwhile; by default where
    `vendor` names the customer. `until` and `comes_back` as for wait_for_requester.
    """
    ticket = change.ticket
    require_unfinished(ticket)
    require_later(until, change.now)
    vendor, reference = clean_line(vendor or ""), clean_line(reference or "")
    reason = require_text(reason, _("Say what the vendor is asked to do."))
    if not vendor:
        raise InvalidInput(_("Name the vendor."))
    if own_it is None:
        own_it = vendor.casefold() == ticket.organisation.name.casefold()
    if (ticket.status, ticket.waiting_vendor, ticket.vendor_reference, ticket.waiting_reason) == (
        Ticket.Status.WAITING_VENDOR,
        vendor[:200],
        reference[:100],
        clean_line(reason)[:500],
    ):
        return
    ticket.waiting_vendor, ticket.vendor_reference = vendor[:200], reference[:100]
    until = _return(change, until, comes_back)
    said = {"vendor": vendor[:200], "reference": reference[:100], **({"own_it": True} if own_it else {})}
    _wait(change, Ticket.Status.WAITING_VENDOR, reason, until, **said)
    change.tell_requester(Notice.Kind.VENDOR, vendor=vendor[:200])


def _return(change, until, comes_back):
    if until is None and comes_back:
        calendar = change.batch.promises[change.ticket.tier_version_id].calendar
        return third_service_day(calendar, change.ticket.organisation.time_zone, change.now)
    return until


def third_service_day(calendar, time_zone, now) -> datetime:
    """When `calendar` opens on the third day with service after today, by the dates of `time_zone` (UTC)."""
    zone, instant = ZoneInfo(time_zone), now
    for _day in range(3):
        tomorrow = datetime.combine(instant.astimezone(zone).date() + timedelta(days=1), time(), zone)
        instant = calendar.next_opening(tomorrow) or tomorrow
    return instant.astimezone(UTC)


def _wait(change, status, reason, until, **data):
    ticket = change.ticket
    ticket.status, ticket.waiting_reason, ticket.waiting_until = status, clean_line(reason)[:500], until
    ticket.chases = 0
    if until:
        data["until"] = until.isoformat()
    _pause(change, Event.Kind.STATUS, status=status, reason=ticket.waiting_reason, **data)


def _pause(change, kind, **data):
    """Record a wait, and with it how much the most urgent of the clocks that stand still by it had left.

    `left`: seconds of service time, for reports.pauses; below zero where its time was over. No clock reads it.
    """
    before = change.readings.clocks
    event = change.record(kind, **data)
    after = change.readings.clocks
    stopped = [name for name, clock in before.items() if clock.state == "running" and after[name].state == "paused"]
    left = [before[name].left for name in stopped if before[name].left is not None]
    if left:
        event.data["left"] = int(min(left).total_seconds())


@verb
def plan(change, *, until, reason):
    """Agree a date for the work: resolution and level pause until then, and run on by themselves from then."""
    ticket = change.ticket
    require_unfinished(ticket)
    require_later(until, change.now)
    reason = clean_line(require_text(reason, _("Say what was agreed.")))[:500]
    if (ticket.status, ticket.waiting_until, ticket.waiting_reason) == (Ticket.Status.PLANNED, until, reason):
        return
    ticket.status, ticket.waiting_until, ticket.waiting_reason = Ticket.Status.PLANNED, until, reason
    _pause(change, Event.Kind.PLANNED, until=until.isoformat(), reason=reason)
    change.tell_requester(Notice.Kind.PLANNED, until=until.isoformat())


@verb
def resume(change):
    """Go on working: ends any wait."""
    ticket = change.ticket
    require_unfinished(ticket)
    if ticket.status == Ticket.Status.OPEN:
        return
    end_wait(ticket)
    ticket.status = Ticket.Status.OPEN
    change.record(Event.Kind.STATUS, status=Ticket.Status.OPEN)


def end_wait(ticket):
    ticket.waiting_reason, ticket.waiting_until, ticket.chases = "", None, 0
