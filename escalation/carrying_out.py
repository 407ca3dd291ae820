"""Promises that change at an instant, carried out: a tier's new version, or a customer's move to another tier.

Decided in sla.activating, which knows no tickets. Any number of sweeps may do this at once and may be killed while at
it: a ticket that has the new promise is not found again, so each gets it exactly once.
"""

import logging
import time

from django.db import transaction

from catalogue.models import Device
from sla.auditing import audited
from sla.choosing import CONTRACT, DEFAULT, DEVICE
from sla.models import Activation, AuditEntry, TierVersion
from tickets.actions.promising import promise
from tickets.changing import changing
from tickets.models import Ticket

from .models import SetAside

logger = logging.getLogger(__name__)

BATCH = 200  # tickets in one transaction
# Of one sweep, so that steps that fall due meanwhile are not late: the next sweep goes on.
SECONDS = 4.0


def carry_out(*, now, seconds=SECONDS) -> int:
    """Carry out what is due for at most `seconds`; return how many open tickets got a new promise."""
    until = time.monotonic() + seconds
    moved = 0
    for pk in Activation.objects.due(now).order_by("effective_at", "pk").values_list("pk", flat=True):
        _begin(pk, now)
        while time.monotonic() < until:
            count = _next_batch(pk, now)
            if count is None:
                break
            moved += count
    return moved


def _next_batch(pk, now):
    """Move the next tickets of an activation; None where there is nothing left to do, or another sweep is at it."""
    try:
        return _move(pk, now)
    except Exception:  # one bad ticket must not hold up the others: each on its own
        logger.exception("Tickets could not be given their new promise at once; trying them one by one")
    return _move_one_by_one(pk, now)


@transaction.atomic
def _move(pk, now):
    activation = _claim(pk)
    if activation is None:
        return None
    count = 0
    if activation.mode != Activation.Mode.NEW:
        count = _promise_all(activation, _waiting(activation, now).order_by("pk")[:BATCH], now)
    activation.moved += count
    if activation.mode == Activation.Mode.NEW or not left(activation).exists():
        activation.finished_at = now
    activation.save(update_fields=["moved", "finished_at"])
    return count or None


def _claim(pk):
    return (
        Activation.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("version__tier", "contract__tier", "contract__replaces")
        .filter(pk=pk, finished_at=None, cancelled_at=None)
        .first()
    )


@transaction.atomic
def _begin(pk, now):
    """What holds from this instant on for everybody, whatever becomes of open tickets."""
    activation = _claim(pk)
    if activation is None or activation.begun_at is not None:
        return
    activation.begun_at = now
    activation.save(update_fields=["begun_at"])
    version, contract = activation.version, activation.contract
    if contract is not None:
        if contract.replaces_id:
            Device.objects.filter(contract=contract.replaces_id).update(contract=contract)
        return
    status = TierVersion.Status
    with audited(version.tier, by=activation.by, door="sweep", now=now, action=AuditEntry.Action.ACTIVATED):
        over = version.tier.versions.filter(status=status.ACTIVE, effective_until__lte=now)
        over.update(status=status.RETIRED)
        version.tier.versions.filter(pk=version.pk, status=status.PLANNED).update(status=status.ACTIVE)


def left(activation):
    """Open tickets that do not have the new promise yet."""
    tickets = Ticket.objects.unfinished()
    if activation.version is not None:
        version = activation.version
        return tickets.filter(tier_version__tier=version.tier_id, tier_version__number__lt=version.number)
    contract = activation.contract
    if contract.for_devices:
        tickets = tickets.filter(device__contract=contract, tier_reason=DEVICE)
    else:
        tickets = tickets.filter(organisation=contract.organisation_id, tier_reason__in=[CONTRACT, DEFAULT])
    return tickets.exclude(tier_version__tier=contract.tier_id)


def _waiting(activation, now):
    return left(activation).exclude(pk__in=SetAside.objects.filter(until__gt=now).values("ticket"))


def _promise_all(activation, tickets, now):
    """Give each ticket the new promise, as a fact of its history."""
    version, reason = _new_promise(activation, now)
    data = {"activation": activation.pk, "reason": activation.reason}
    if activation.mode == Activation.Mode.START:
        data["from_start"] = True
    with changing(tickets, by=activation.by, now=now) as batch:
        changes = list(batch)
        for change in changes:
            promise(change, version, reason or change.ticket.tier_reason, **data)
    return len(changes)


def _new_promise(activation, now):
    """The version, and why a ticket has it; None where the reason stays the ticket's own."""
    if activation.version is not None:
        return activation.version, None
    contract = activation.contract
    version = TierVersion.objects.in_force(now).select_related("tier", "calendar").get(tier=contract.tier_id)
    return version, DEVICE if contract.for_devices else CONTRACT


def _move_one_by_one(pk, now):
    moved = 0
    activation = Activation.objects.select_related("version__tier", "contract").get(pk=pk)
    for number in list(_waiting(activation, now).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        try:
            with transaction.atomic():
                claimed = _claim(pk)
                if claimed is None:
                    return None
                count = _promise_all(claimed, left(claimed).filter(pk=number), now)
                claimed.moved += count
                claimed.save(update_fields=["moved"])
                moved += count
        except Exception as error:
            logger.exception("Ticket %s keeps its promise for an hour", number)
            SetAside.note(number, error, at=now)
    return moved or None
