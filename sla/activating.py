"""Putting a drafted tier version into force."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput

from .models import Tier, TierVersion, matrix_is_complete


@transaction.atomic
def activate(version, *, now) -> TierVersion:
    """Put a draft into force from `now` on for new tickets, and retire the one that was in force.

    Tickets already open keep the version they were promised. Raises InvalidInput for a version without targets or
    with a gap in its matrix. Twice is once.
    """
    Tier.objects.select_for_update().get(pk=version.tier_id)  # one activation of a tier at a time
    version = TierVersion.objects.get(pk=version.pk)
    if not version.is_draft:
        return version
    if not version.targets.exists():
        raise InvalidInput(_("This version promises nothing yet. Enter at least one target first."))
    if not matrix_is_complete(version.matrix):
        raise InvalidInput(_("The matrix has a gap. Choose a priority for each impact and urgency."))
    retired, active = TierVersion.Status.RETIRED, TierVersion.Status.ACTIVE
    version.tier.versions.filter(status=active).update(status=retired, effective_until=now)
    TierVersion.objects.filter(pk=version.pk).update(status=active, effective_from=now)
    return TierVersion.objects.get(pk=version.pk)
