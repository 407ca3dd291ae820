"""Contracts, written so that two doors at the same time cannot make them overlap, and noted in the audit list."""

from django.db import IntegrityError, transaction

from accounts.models import Organisation

from .activating import move_contract
from .auditing import Action, audited
from .content import Fault, period_fault
from .models import Contract


class Unfit(Exception):
    """A contract that cannot stand as it is; `fault` says why."""

    def __init__(self, fault: Fault):
        super().__init__(fault.code)
        self.fault = fault


@transaction.atomic
def write_contract(contract, *, by, door, now) -> Contract:
    """Save a contract, new or changed. Raises Unfit for a period that is none or is taken already."""
    # Other rows may go on pointing to the organisation meanwhile: tickets, people.
    Organisation.objects.select_for_update(no_key=True).get(pk=contract.organisation_id)
    with audited(contract, by=by, door=door, now=now):
        if fault := period_fault(contract):
            raise Unfit(fault)
        try:
            with transaction.atomic():
                contract.save()
        except IntegrityError:
            # Somebody who did not lock the organisation was faster, and is through by now.
            if fault := period_fault(contract):
                raise Unfit(fault) from None
            raise
    return contract


@transaction.atomic
def move(contract, *, by, door, now, **how) -> Contract:
    """As activating.move_contract, noted in the audit list for the contract and for the one that takes over."""
    Contract.objects.select_for_update().get(pk=contract.pk)  # else what is known may be known too early
    known = {contract.pk, *Contract.objects.filter(replaces=contract.pk).values_list("pk", flat=True)}
    successor = Contract()
    with (
        audited(contract, by=by, door=door, now=now, action=Action.MOVED),
        audited(successor, by=by, door=door, now=now),
    ):
        moved = move_contract(contract, by=by, now=now, **how)
        if moved.pk not in known:
            successor.pk = moved.pk  # It came into being in here.
            successor.refresh_from_db()
    return moved
