"""Drafts of a tier's versions: copied, written, thrown away; and which tier is the default.

Putting a draft into force: sla/activating.py. Each verb locks the tier's row, which guards all its versions.
"""

import hashlib
import json

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import EditConflict, ImmutableVersion, InvalidInput

from .auditing import audited, snapshot, version_content
from .content import default_fault
from .models import Target, Tier, TierVersion


def revision(thing) -> str:
    """A mark of all that a tier, calendar, contract or tier version says now. It is another one after each change."""
    content = version_content(thing) if isinstance(thing, TierVersion) else snapshot(thing)
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def require_revision(thing, seen: str):
    """Raises EditConflict where `thing` no longer is what a writer has seen."""
    if seen != revision(thing):
        raise EditConflict(_("Somebody else has changed this meanwhile. Look at it as it is now, and change it again."))


@transaction.atomic
def new_draft(tier) -> tuple[TierVersion, bool]:
    """Return the draft of `tier` and whether it is new: then a copy of the newest version there is."""
    Tier.objects.select_for_update().get(pk=tier.pk)
    newest = tier.versions.order_by("-number").first()
    if draft := tier.versions.filter(status=TierVersion.Status.DRAFT).order_by("-number").first():
        return draft, False
    return newest.copy_as_draft(), True


@transaction.atomic
def write_draft(version, *, targets, seen=None, **content) -> TierVersion:
    """Make a draft say `content` (fields of TierVersion.CONTENT that change) and promise exactly `targets`.

    `targets`: mappings with the fields of Target, or None to leave them. `seen`: the revision the writer has seen.
    Raises EditConflict, and ImmutableVersion for what is no draft any more.
    """
    version = _locked_draft(version)
    if seen is not None:
        require_revision(version, seen)
    for name, value in content.items():
        setattr(version, name, value)
    version.save()
    if targets is not None:
        version.targets.all().delete()
        Target.objects.bulk_create([Target(version=version, **target) for target in targets])
    return version


@transaction.atomic
def discard(version):
    """Throw a draft away. Raises ImmutableVersion for what is none, InvalidInput for the only version of a tier."""
    version = _locked_draft(version)
    if version.tier.versions.count() == 1:
        raise InvalidInput(_("A tier keeps its only version. Change the draft, or delete the tier."))
    version.delete()


def _locked_draft(version):
    Tier.objects.select_for_update().get(pk=version.tier_id)
    version = TierVersion.objects.filter(pk=version.pk).select_related("tier").first()
    if version is None:
        raise EditConflict(_("Somebody else has discarded this draft meanwhile. Begin a new one."))
    if not version.is_draft:
        raise ImmutableVersion(_("An active version of a tier never changes. Add a new version instead."))
    return version


@transaction.atomic
def make_default(tier, *, by, door, now):
    """Let `tier` be the default, and the one before no more; both stand in the audit list.

    Raises InvalidInput where nothing of the tier is in force.
    """
    tiers = list(Tier.objects.select_for_update().order_by("pk"))  # in one order, so that two cannot block each other
    if fault := default_fault(tier, True):
        raise InvalidInput(fault.sentence)
    for before in tiers:
        if before.is_default and before.pk != tier.pk:
            with audited(before, by=by, door=door, now=now):
                Tier.objects.filter(pk=before.pk).update(is_default=False)
    with audited(tier, by=by, door=door, now=now):
        Tier.objects.filter(pk=tier.pk).update(is_default=True)
