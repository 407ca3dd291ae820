"""What is promised for one ticket, decided by people: its tier, an agreed date for the next news, a time by hand."""

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.text import clean_line
from sla.choosing import OVERRIDE, choose_tier
from sla.models import TierVersion

from ..changing import verb
from ..checks import require_decider, require_later, require_text, require_unfinished
from ..clocks import PROMISES
from ..models import Event, Notice, Ticket, TicketClock
from .assigning import start_work
from .writing import say_answer

NEWS = TicketClock.Kind.NEXT_UPDATE


@verb
def pin_tier(change, *, tier=None, reason=""):
    """Give the ticket another tier than its contract does, for `reason`; without a tier, what the contract gives again.

    Used time is kept (C10). Raises NotAllowed for anybody but leads and administrators of promises.
    """
    ticket = change.ticket
    require_decider(change.by, ticket)
    require_unfinished(ticket)
    if tier is None:
        if ticket.tier_reason == OVERRIDE:
            choose_again(change, reason=clean_line(reason or "")[:500], follow_version=True)
        return
    reason = clean_line(require_text(reason, _("Say why this ticket has another tier.")))[:500]
    version = TierVersion.objects.in_force(change.now).filter(tier=tier).select_related("tier", "calendar").first()
    if version is None:
        raise InvalidInput(_("Nothing of that tier is in force. Choose another one."))
    if (ticket.tier_version_id, ticket.tier_reason) != (version.pk, OVERRIDE):
        promise(change, version, OVERRIDE, reason=reason)


def promise(change, version, tier_reason, **data):
    """Pin a tier version to the ticket; `data` says why, and `from_start` whether its history is read again (C21)."""
    ticket = change.ticket
    change.batch.promise(version)
    ticket.tier_version, ticket.tier_reason = version, tier_reason
    change.record(Event.Kind.PROMISED, promise=version.pk, tier_reason=tier_reason, **data)


def choose_again(change, *, reason="", follow_version=False):
    """Ask anew which tier applies, after organisation or device changed. Within a tier the pinned version stays."""
    ticket = change.ticket
    version, tier_reason = choose_tier(ticket.organisation, now=change.now, device=ticket.device)
    is_same = version.pk == ticket.tier_version_id or (
        version.tier_id == ticket.tier_version.tier_id and not follow_version
    )
    if not is_same or tier_reason != ticket.tier_reason:
        promise(change, ticket.tier_version if is_same else version, tier_reason, reason=reason)


@verb
def agree_news(change, *, until, reason):
    """Agree with the requester when he hears from us next: a message to him, and until then no other news is due."""
    ticket = change.ticket
    require_unfinished(ticket)
    require_later(until, change.now)
    body = require_text(reason, _("Say what was agreed; the requester reads it."))
    if ticket.status == Ticket.Status.WAITING_REQUESTER:
        raise InvalidInput(_("We wait for the requester at the moment. Resume the ticket first."))
    say_answer(change, body, (), Notice.Kind.ANSWER)
    start_work(change)
    _set_due(change, NEWS, until, body, agreed=True)


@verb
def set_due(change, *, clock, until, reason):
    """Set by hand when a promise to the customer is due; the reason stays in the history and in the explanation.

    `clock`: first_response, next_update or resolution; it has to run. Raises NotAllowed for anybody but leads and
    administrators of promises, InvalidInput for an instant outside service hours.
    """
    ticket = change.ticket
    require_decider(change.by, ticket)
    require_unfinished(ticket)
    if clock not in PROMISES:
        raise InvalidInput(_("Choose one of the times promised to the customer."))
    if until is None:
        raise InvalidInput(_("Choose a date and a time."))
    require_later(until, change.now)
    reason = clean_line(require_text(reason, _("Say why the time is set by hand.")))[:500]
    _set_due(change, clock, until, reason, agreed=False)


def _set_due(change, clock, until, reason, *, agreed):
    reading = change.readings.clocks[clock]
    if reading.state != "running":
        raise InvalidInput(_("This clock does not run at the moment, so it has no due time to set."))
    if (reading.set_by_hand, reading.due_at) == (True, until):
        return
    change.record(
        Event.Kind.DUE_SET, clock=clock, until=until.isoformat(), reason=clean_line(reason)[:500], agreed=agreed
    )
    if change.readings.clocks[clock].due_at != until:
        raise InvalidInput(_("Nobody is there at that time. Choose one within service hours."))


@verb
def clear_due(change, *, clock, reason=""):
    """Take back a time set by hand, or agreed news: what the tier promises counts again. Twice is once.

    A time set by hand only by those who may set one; agreed news by whoever works the ticket.
    """
    ticket = change.ticket
    require_unfinished(ticket)
    if clock not in PROMISES or not change.readings.clocks[clock].set_by_hand:
        return
    last = next(fact for fact in reversed(change.facts) if fact.kind == "due_set" and fact.data["clock"] == clock)
    if not last.data.get("agreed"):
        require_decider(change.by, ticket)
    change.record(Event.Kind.DUE_SET, clock=clock, until=None, reason=clean_line(reason or "")[:500], agreed=False)
