"""The ladder of a draft: written whole, with its entry in the audit list of the tier."""

import hashlib
import json

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import EditConflict
from sla.models import AuditEntry, Tier

from .models import Ladder, LadderStep
from .models.ladder import require_draft

FIELDS = (
    *("clock", "at_percent", "offset_minutes", "basis", "action"),
    *("audience", "in_quiet_hours", "not_once_acknowledged"),
)
NOBODY_IS_SILENT = {"silent_minutes": None, "silent_action": Ladder.Silent.TEAM.value}


def content(ladder) -> dict:
    """All that a ladder says, as JSON; also for none."""
    if ladder is None:
        return {"late_steps": Ladder.Late.ALL.value, "steps": [], **NOBODY_IS_SILENT}
    steps = [{name: getattr(step, name) for name in FIELDS} for step in ladder.steps.all()]
    return {
        "late_steps": ladder.late_steps,
        "steps": sorted(steps, key=lambda step: step["clock"]),
        "silent_minutes": ladder.silent_minutes,
        "silent_action": ladder.silent_action,
    }


def revision(ladder) -> str:
    """A mark of all that the ladder says now; another one after each change."""
    return hashlib.sha256(json.dumps(content(ladder), sort_keys=True).encode()).hexdigest()[:16]


@transaction.atomic
def write_ladder(version, *, late_steps, steps, owner_timer, seen, by, now) -> Ladder | None:
    """Let the draft `version` have exactly this ladder; return it, or None where nothing changed.

    `steps`: mappings with FIELDS, each clock's in its order. `owner_timer`: silent_minutes and silent_action. `seen`: the revision() the writer has seen. Raises
    EditConflict where the ladder is another one meanwhile, and ImmutableVersion for what is no draft any more.
    """
    Tier.objects.select_for_update().get(pk=version.tier_id)
    require_draft(version)
    before = Ladder.objects.of(version)
    if seen != revision(before):
        raise EditConflict(_("Somebody else has changed this ladder meanwhile. Look at it as it is now."))
    after = {"late_steps": late_steps, "steps": sorted(steps, key=lambda step: step["clock"]), **owner_timer}
    if after == content(before):
        return None
    Ladder.objects.filter(version=version).delete()
    ladder = Ladder.objects.create(version=version, late_steps=late_steps, **owner_timer)
    LadderStep.objects.bulk_create(
        LadderStep(ladder=ladder, position=position, **step) for position, step in enumerate(after["steps"], start=1)
    )
    AuditEntry.objects.create(
        at=now,
        by=by,
        door="admin",
        action=AuditEntry.Action.CHANGED,
        kind="tier",
        object_id=version.tier_id,
        name=str(version.tier)[:200],
        before={"ladder": {"version": version.number, **content(before)}},
        after={"ladder": {"version": version.number, **after}},
    )
    return ladder
