"""Vendors and other third parties, at any level: a case under their number, with steps, beside the ticket's own way.

No verb here moves a clock of the ticket. The vendor's clock is read from the case (vendor_clock.py, C16).
"""

from functools import wraps

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.errors import InvalidInput
from core.text import clean_line
from tickets.changing import changing
from tickets.checks import require_later, require_text, require_unfinished
from tickets.models import Event

from ..models import VendorCase
from .handing_over import accept_by_working
from .working import reply, wait_for_vendor

WHAT = _("Say what the vendor is asked to do.")
# What can be changed of a case; everything else has its own verb.
EDITABLE = {
    *("reference", "kinds", "what", "shares", "contract", "promised_at", "target_minutes", "calendar"),
    *("loan_device", "is_wiped", "costs", "costs_approved_by", "shipping"),
}
PROMISE = {"promised_at", "target_minutes", "calendar"}


def open_vendor_case(ticket, *, by, now, vendor, what, waits=False, **fields) -> VendorCase:
    """Open a case with a vendor, or with the customer's own IT: the ticket stays where it is, its clocks run on.

    `waits`: the ticket waits for the vendor from now on, which pauses its clocks only where the tier says so. Without
    a promise of its own the case has that of the provider contract. `fields`: see EDITABLE; unless they say so, the
    requester's name is shared with the customer's own IT alone.
    """
    with changing(ticket, by=by, now=now) as batch:
        [change] = batch
        accept_by_working(change)
        ticket = change.ticket
        require_unfinished(ticket)
        if not vendor.is_active or not (vendor.kind == Organisation.Kind.VENDOR or vendor.pk == ticket.organisation_id):
            raise InvalidInput(_("Choose a vendor, or the customer itself."))
        case = VendorCase(ticket=ticket, vendor=vendor, opened_at=change.now, opened_by=by)
        case.shares = _usually_shared(ticket, vendor)
        _set(case, {"what": what, **fields}, change.now)
        if case.contract and case.promised_at is None and case.target_minutes is None:
            case.target_minutes, case.calendar = case.contract.restored_minutes, case.contract.calendar
        case.save()
        record_of_case(change, case, "opened", party=vendor.pk, reference=case.reference, level=ticket.level)
        if waits:
            own_it = vendor.pk == ticket.organisation_id
            wait_for_vendor.inside(
                change, vendor=vendor.name, reference=case.reference, reason=case.what, own_it=own_it
            )
    return case


def case_verb(body):
    """Make a verb of what it decides about a case, read again under its ticket's lock. Returns the case."""

    @wraps(body)
    def call(case, *, by, now, **said):
        with changing(case.ticket, by=by, now=now) as batch:
            [change] = batch
            accept_by_working(change)
            case = VendorCase.objects.select_related("vendor", "contract", "calendar").get(pk=case.pk)
            case.ticket = change.ticket
            body(change, case, **said)
        return case

    call.inside = body
    return call


@case_verb
def update_vendor_case(change, case, **fields):
    """Change what is known of a case. A new promise counts from now: what we owed before does not put it off."""
    require_open(case)
    changed = _set(case, fields, change.now)
    if not changed:
        return
    case.save()
    record_of_case(change, case, "promise" if changed & PROMISE else "changed", fields=sorted(changed))


@case_verb
def owe(change, case, *, what):
    """We owe the vendor something, an answer or a part: his clock stands until it is settled."""
    require_open(case)
    if case.confirmed_at is not None:
        raise InvalidInput(_("The vendor's work is confirmed already."))
    what = clean_line(require_text(what, _("Say what the vendor waits for.")))[:200]
    if case.owed and case.owed[-1][1] is None:
        if case.owed_what == what:
            return
    else:
        case.owed = [*case.owed, [change.now.isoformat(), None]]
    case.owed_what = what
    case.save(update_fields=["owed", "owed_what"])
    record_of_case(change, case, "owed", what=what)


@case_verb
def settle(change, case):
    """The vendor has what we owed: his clock runs on."""
    if _settle(case, change.now):
        case.save(update_fields=["owed", "owed_what"])
        record_of_case(change, case, "settled")


@case_verb
def confirm_work(change, case):
    """It works again, or the part is there: the vendor's clock ends."""
    require_open(case)
    if case.confirmed_at is not None:
        return
    _settle(case, change.now)
    case.confirmed_at = change.now
    case.save(update_fields=["confirmed_at", "owed", "owed_what"])
    record_of_case(change, case, "confirmed")


@case_verb
def unconfirm_work(change, case):
    """It does not work after all, or the press was a mistake: the vendor's clock goes on as if it had never ended."""
    require_open(case)
    if case.confirmed_at is None:
        return
    case.confirmed_at = case.said_done_at = None
    case.save(update_fields=["confirmed_at", "said_done_at"])
    record_of_case(change, case, "unconfirmed")


@case_verb
def close_vendor_case(change, case, *, reason=""):
    """Nothing more is expected of the vendor. Steps still open stay as they are."""
    if case.closed_at is not None:
        return
    _settle(case, change.now)
    case.closed_at = change.now
    case.save(update_fields=["closed_at", "owed", "owed_what"])
    record_of_case(change, case, "closed", reason=clean_line(reason or "")[:200])


@case_verb
def tell_requester_of_vendor(change, case, *, body):
    """Tell the requester how it stands with the vendor: an answer of ours."""
    require_open(case)
    reply.inside(change, body=body)
    case.requester_told_at = change.now
    case.save(update_fields=["requester_told_at"])


def require_open(case):
    if case.closed_at is not None:
        raise InvalidInput(_("This vendor case is closed. Open another one."))


def record_of_case(change, case, code, **data):
    change.record(Event.Kind.VENDOR_CASE, code=code, case=case.pk, **data)


def _settle(case, now):
    if not case.owed or case.owed[-1][1] is not None:
        return False
    case.owed = [*case.owed[:-1], [case.owed[-1][0], now.isoformat()]]
    case.owed_what = ""
    return True


def _set(case, fields, now) -> set:
    """Put `fields` into the case; return the names of those that changed."""
    if unknown := fields.keys() - EDITABLE:
        raise TypeError(f"no such field of a vendor case: {', '.join(sorted(unknown))}")
    fields = dict(fields)
    for name, value in fields.items():
        if isinstance(value, str):
            fields[name] = clean_line(value)[: VendorCase._meta.get_field(name).max_length]
    if "what" in fields:
        require_text(fields["what"], WHAT)
    if "kinds" in fields:
        fields["kinds"] = [kind for kind in VendorCase.Kind.values if kind in set(fields["kinds"])]
    if "shares" in fields:
        fields["shares"] = [share for share in VendorCase.Share.values if share in set(fields["shares"])]
    changed = {name for name, value in fields.items() if getattr(case, name) != value}
    for name in changed:
        setattr(case, name, fields[name])
    _check(case, changed, now)
    if "promised_at" in changed:
        case.promise_given_at = now if case.promised_at else None
    return changed


def _check(case, changed, now):
    contract = case.contract
    if contract and (contract.organisation_id, contract.vendor_id) != (case.ticket.organisation_id, case.vendor_id):
        raise InvalidInput(_("That contract is another customer's, or with another vendor."))
    if "promised_at" in changed:
        require_later(case.promised_at, now)
    if case.promised_at is not None and case.target_minutes is not None and changed & PROMISE:
        # The later word counts: an instant, or a time from the opening.
        if "promised_at" in changed:
            case.target_minutes = None
        else:
            case.promised_at = case.promise_given_at = None


def _usually_shared(ticket, party):
    shares = [VendorCase.Share.DEVICE, VendorCase.Share.SITE]
    return [*shares, VendorCase.Share.CONTACT] if party.pk == ticket.organisation_id else shares
