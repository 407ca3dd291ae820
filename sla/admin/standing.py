"""Where a tier's versions stand at an instant: what is a draft, planned, in force, retired."""

from dataclasses import dataclass

from sla.models import Contract, TierVersion

Status = TierVersion.Status


def standing(version, now) -> str:
    """draft, planned, active or retired at `now`; a planned version is in force on its day whoever noted it yet."""
    if version.status == Status.DRAFT:
        return Status.DRAFT
    if version.effective_from > now:
        return Status.PLANNED
    if version.effective_until and version.effective_until <= now:
        return Status.RETIRED
    return Status.ACTIVE


@dataclass(frozen=True)
class Line:
    """The versions of a tier, the newest first, each with `stands`: its state at that instant."""

    versions: list
    now: object

    @classmethod
    def of(cls, tier, now):
        versions = list(tier.versions.order_by("-number").select_related("calendar")) if tier else []
        for version in versions:
            version.stands = standing(version, now)
        return cls(versions, now)

    def _first(self, state):
        return next((version for version in self.versions if version.stands == state), None)

    @property
    def draft(self):
        return self._first(Status.DRAFT)

    @property
    def planned(self):
        return self._first(Status.PLANNED)

    @property
    def in_force(self):
        return self._first(Status.ACTIVE)

    @property
    def first_shown(self):
        """The draft, else the one in force, else the newest."""
        return self.draft or self.in_force or next(iter(self.versions), None)

    def numbered(self, number):
        return next((version for version in self.versions if str(version.number) == number), None)


def contracts_of(tier, now):
    """Contracts that name the tier and are valid today."""
    return Contract.objects.valid_on(now.date()).filter(tier=tier).select_related("organisation")
