"""From what instant on a promise holds: a drafted tier version, or another tier for a contract.

Decided here, for new tickets at once; what it means for tickets open then, the sweep's process carries out
(escalation.carrying_out), because this room knows no tickets.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import ImmutableVersion, InvalidInput, TargetInPast, VersionPlanned
from core.text import clean_line

from .models import Activation, Contract, Tier, TierVersion, matrix_is_complete

FURTHEST = timedelta(days=3653)
Mode = Activation.Mode
Status = TierVersion.Status


@transaction.atomic
def activate(version, *, now, mode=Mode.NEW, reason="", effective_at=None, by=None) -> TierVersion:
    """Put a draft into force at `effective_at`, by default now; the one in force until then is retired at that instant.

    `mode` says what happens to tickets open then. Raises InvalidInput for a version without targets or with a gap in
    its matrix, or for START without a reason; TargetInPast; VersionPlanned while another version is planned.
    Twice is once: a version that is no draft any more is returned as it is.
    """
    Tier.objects.select_for_update().get(pk=version.tier_id)  # one activation of a tier at a time
    version = TierVersion.objects.get(pk=version.pk)
    if not version.is_draft:
        return version
    require_fit(version)
    reason, at = _decided(mode, reason, effective_at, now)
    others = version.tier.versions
    if others.filter(status=Status.PLANNED).exists():
        raise VersionPlanned(_("Another version of this tier is planned already. Take it back first."))
    is_now = at <= now
    others.filter(status=Status.ACTIVE).update(effective_until=at, status=Status.RETIRED if is_now else Status.ACTIVE)
    TierVersion.objects.filter(pk=version.pk).update(
        effective_from=at, status=Status.ACTIVE if is_now else Status.PLANNED
    )
    _note(Activation(version=version), mode, reason, at, by, now)
    return TierVersion.objects.get(pk=version.pk)


@transaction.atomic
def take_back(version, *, now) -> TierVersion:
    """Make a draft again of a version whose instant lies ahead; the one in force stays so.

    Raises ImmutableVersion once it has begun. Twice is once.
    """
    Tier.objects.select_for_update().get(pk=version.tier_id)
    version = TierVersion.objects.get(pk=version.pk)
    if version.is_draft:
        return version
    if version.status != Status.PLANNED or version.effective_from <= now:
        raise ImmutableVersion(_("This version is in force already. Draft a new one instead."))
    version.activations.filter(finished_at=None).update(cancelled_at=now, finished_at=now)
    TierVersion.objects.filter(pk=version.pk).update(status=Status.DRAFT, effective_from=None)
    version.tier.versions.filter(status=Status.ACTIVE).update(effective_until=None)
    return TierVersion.objects.get(pk=version.pk)


@transaction.atomic
def move_contract(contract, *, tier, from_day, now, mode=Mode.NEW, reason="", by=None) -> Contract:
    """Give a customer another tier from the start of `from_day` in his time zone; today means now.

    The contract ends the day before and another takes over; one that has not begun by then is changed as it stands.
    Raises InvalidInput where the tier is the same, has nothing in force, or the contract has ended by then, and as
    `activate`. Twice is once.
    """
    contract = Contract.objects.select_for_update().select_related("organisation").get(pk=contract.pk)
    zone = ZoneInfo(contract.organisation.time_zone)
    today = now.astimezone(zone).date()
    if from_day < today:
        raise TargetInPast(_("That date lies in the past. Choose a later one."))
    if (successor := getattr(contract, "replaced_by", None)) and successor.tier_id == tier.pk:
        return successor
    if contract.tier_id == tier.pk:
        raise InvalidInput(_("The contract has this tier already."))
    if contract.valid_until and contract.valid_until < from_day:
        raise InvalidInput(_("The contract has ended by then. Choose an earlier day, or add a new contract."))
    at = now if from_day == today else datetime.combine(from_day, time(), zone)
    reason, at = _decided(mode, reason, at, now)
    if not TierVersion.objects.in_force(at).filter(tier=tier).exists():
        raise InvalidInput(_("Nothing of that tier is in force by then. Put a version of it into force first."))
    if from_day <= contract.valid_from:
        contract.tier = tier
        contract.save(update_fields=["tier"])
        moved = contract
    else:
        until, contract.valid_until = contract.valid_until, from_day - timedelta(days=1)
        contract.save(update_fields=["valid_until"])
        kept = ("organisation_id", "number", "quota_percent", "prepaid_hours", "notes", "for_devices")
        moved = Contract.objects.create(
            tier=tier,
            valid_from=from_day,
            valid_until=until,
            replaces=contract,
            **{name: getattr(contract, name) for name in kept},
        )
    _note(Activation(contract=moved), mode, reason, at, by, now)
    return moved


def require_fit(version):
    """Raises InvalidInput for a version that must not be promised to anybody."""
    if not version.targets.exists():
        raise InvalidInput(_("This version promises nothing yet. Enter at least one target first."))
    if not matrix_is_complete(version.matrix):
        raise InvalidInput(_("The matrix has a gap. Choose a priority for each impact and urgency."))


def _decided(mode, reason, effective_at, now):
    reason = clean_line(reason or "")[:500]
    if mode not in Mode.values:
        raise InvalidInput(_("Say for which tickets: new ones only, open ones too, or open ones from the start."))
    if mode == Mode.START and not reason:
        raise InvalidInput(_("Say why their history is read again; it stands in the history of each ticket."))
    at = now if effective_at is None else effective_at
    if at < now:
        raise TargetInPast(_("That date lies in the past. Choose a later one."))
    if at > now + FURTHEST:
        raise InvalidInput(_("That date is more than ten years ahead. Choose an earlier one."))
    return reason, at


def _note(activation, mode, reason, at, by, now):
    activation.mode, activation.reason, activation.by = mode, reason, by
    activation.effective_at, activation.created_at = at, now
    if mode == Mode.NEW and at <= now:
        activation.begun_at = activation.finished_at = now  # There is nothing left to do.
    activation.save()
