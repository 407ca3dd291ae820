"""Which tier a ticket is promised, and why."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput

from .models import Contract, TierVersion

# Why a ticket has its tier, as Ticket.tier_reason holds it, the strongest first.
OVERRIDE, DEVICE, CONTRACT, DEFAULT = "override", "device", "contract", "default"
REASONS = {
    OVERRIDE: _("set for this ticket"),
    DEVICE: _("the device's contract"),
    CONTRACT: _("the organisation's contract"),
    DEFAULT: _("the default, for want of a contract"),
}


def choose_tier(organisation, *, now, device=None) -> tuple[TierVersion, str]:
    """Return the tier version a ticket opened at `now` is promised, and the reason: device, contract or default.

    The first that is valid on that day in the organisation's own time zone decides: the contract of the device, the
    one of the organisation, the default tier. Raises InvalidInput where no default tier is in force.
    """
    in_force = TierVersion.objects.in_force(now).select_related("tier", "calendar")
    day = now.astimezone(ZoneInfo(organisation.time_zone)).date()
    for reason, contracts in (
        (DEVICE, Contract.objects.filter(pk=device.contract_id) if device else None),
        (CONTRACT, Contract.objects.filter(organisation=organisation, for_devices=False)),
    ):
        contract = contracts.valid_on(day).first() if contracts is not None else None
        if contract and (version := in_force.filter(tier=contract.tier_id).first()):
            return version, reason
    if version := in_force.filter(tier__is_default=True).first():
        return version, DEFAULT
    raise InvalidInput(_("No SLA tier applies. An administrator has to activate a default tier first."))
