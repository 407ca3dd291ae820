"""Which tier a ticket is promised, and why."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput

from .models import Contract, TierVersion

CONTRACT, DEFAULT = "contract", "default"


def choose_tier(organisation, *, now) -> tuple[TierVersion, str]:
    """Return the tier version a ticket opened at `now` is promised, and the reason ("contract" or "default").

    The contract valid on that day in the organisation's own time zone decides; without one, the default tier.
    Raises InvalidInput where no default tier is active.
    """
    in_force = TierVersion.objects.in_force(now).select_related("tier", "calendar")
    day = now.astimezone(ZoneInfo(organisation.time_zone)).date()
    contract = Contract.objects.filter(organisation=organisation).valid_on(day).first()
    if contract and (version := in_force.filter(tier=contract.tier_id).first()):
        return version, CONTRACT
    if version := in_force.filter(tier__is_default=True).first():
        return version, DEFAULT
    raise InvalidInput(_("No SLA tier applies. An administrator has to activate a default tier first."))
