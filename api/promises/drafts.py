"""The content of a tier's draft, from what was sent to what is stored."""

from sla.content import matrix_fault, targets_fault
from sla.models import Target, TierVersion

from .base import refused
from .inputs import draft_fields

CONTENT = tuple(draft_fields(required=True))


def sound_draft(fields, place="") -> dict:
    """The fields of a draft among `fields`. Raises FieldRefused, at `place`, for what no tier may say."""
    draft = {name: fields[name] for name in CONTENT if name in fields}
    if "matrix" in draft and (fault := matrix_fault(draft["matrix"])):
        raise refused(fault, f"{place}{fault.place}")
    if "targets" in draft and (fault := targets_fault(draft["targets"])):
        raise refused(fault, f"{place}{fault.place}")
    return draft


def write_first(tier, draft):
    targets = draft.pop("targets", ())
    version = TierVersion.objects.create(tier=tier, number=1, **draft)
    Target.objects.bulk_create([Target(version=version, **target) for target in targets])
