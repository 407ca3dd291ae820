"""The audit list of the promises: every change of a tier, calendar or contract, with its content before and after."""

from contextlib import contextmanager

from django.db import transaction

from .models import AuditEntry, Calendar, Contract, PerPerson, Tier

Action = AuditEntry.Action


@contextmanager
def audited(thing, *, by, door, now, action=None):
    """Note what the body does to a tier, calendar or contract; nothing where it changes nothing.

    One transaction with the body, so that no change is without its entry; the row of `thing` is locked in it. `thing`
    may be unsaved (then it was added) and may be deleted by the body. `action`: one of AuditEntry.Action, by default what the body did.
    `door`: "admin", "api" or "sweep".
    """
    with transaction.atomic():
        kind, pk = _kind(thing), thing.pk
        type(thing).objects.select_for_update().filter(pk=pk).first()  # else a neighbour's change would count as ours
        before = snapshot(thing) if pk else None
        yield
        after = snapshot(thing) if thing.pk else None
        if before == after:
            return
        did = Action.ADDED if before is None else Action.DELETED if after is None else Action.CHANGED
        AuditEntry.objects.create(
            at=now,
            by=by,
            door=door,
            action=action or did,
            kind=kind,
            object_id=pk or thing.pk,
            name=str(thing)[:200],
            before=before,
            after=after,
        )


def snapshot(thing):
    """Everything a tier, calendar or contract says, as JSON; None for one that does not exist (any more)."""
    return _SNAPSHOTS[type(thing)](thing.pk)


def _kind(thing):
    return type(thing)._meta.model_name


def _tier(pk):
    tier = Tier.objects.filter(pk=pk).first()
    return tier and {
        "name": tier.name,
        "description": tier.description,
        "is_default": tier.is_default,
        "versions": {str(v.number): version_content(v) for v in tier.versions.prefetch_related("targets")},
    }


def version_content(version):
    targets = sorted(version.targets.all(), key=lambda target: (target.priority, target.clock, target.category or ""))
    return {
        "status": version.status,
        "effective_from": _iso(version.effective_from),
        "effective_until": _iso(version.effective_until),
        **{name: getattr(version, name) for name in version.CONTENT},
        "targets": [[t.priority, t.clock, t.category, t.seconds, t.around_the_clock, t.warn_percent] for t in targets],
    }


def _calendar(pk):
    calendar = Calendar.objects.filter(pk=pk).first()
    return calendar and {
        "name": calendar.name,
        "confirmed_years": sorted(calendar.confirmed_years.values_list("year", flat=True)),
        "versions": [
            {
                "valid_from": _iso(version.valid_from),
                "withdrawn_at": _iso(version.withdrawn_at),
                **{name: getattr(version, name) for name in ("time_zone", "weekly", "country", "state", "holidays")},
            }
            for version in calendar.versions.order_by("pk")
        ],
    }


def _contract(pk):
    contract = Contract.objects.filter(pk=pk).first()
    return contract and {
        "organisation": contract.organisation_id,
        "tier": contract.tier_id,
        "number": contract.number,
        "valid_from": contract.valid_from.isoformat(),
        "valid_until": contract.valid_until and contract.valid_until.isoformat(),
        "quota_percent": contract.quota_percent,
        "prepaid_hours": contract.prepaid_hours and str(contract.prepaid_hours),
        "for_devices": contract.for_devices,
        "notes": contract.notes,
    }


def _per_person(pk):
    row = PerPerson.objects.filter(pk=pk).first()
    return row and {"is_on": row.is_on, "reason": row.reason}


def _iso(instant):
    return instant and instant.isoformat()


_SNAPSHOTS = {Tier: _tier, Calendar: _calendar, Contract: _contract, PerPerson: _per_person}
