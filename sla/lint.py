"""What needs a decision in the promises: shown on the administration's front page, counted in /healthz.

Read-only, a fixed number of queries. A year of holidays is asked about as soon as a due time may well reach into it:
three months ahead, so next year's from October on. A clock change is named eighteen weeks before, which is longer than
any shift plan and shorter than half a year: else there would always be one. What concerns tickets or devices is found
by reports.findings, since this room knows neither.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from accounts.models import Organisation
from core.times import day as day_words
from sla.calendar_lint import calendar_findings
from sla.finding import Finding, some_names
from sla.level_lint import level_findings
from sla.models import Contract, TierVersion

__all__ = ["Finding", "findings"]

CONTRACT_ENDS_WITHIN = timedelta(days=45)


def findings(now: datetime) -> list[Finding]:
    """Everything that needs a decision, what is wrong today first."""
    found = [*_default_tier(now), *_without_contract(now), *_ending(now), *level_findings(now), *calendar_findings(now)]
    return sorted(found, key=lambda finding: not finding.is_bad)


def _default_tier(now):
    if not TierVersion.objects.in_force(now).filter(tier__is_default=True).exists():
        yield Finding(
            "default_tier_missing",
            gettext("No default tier is in force."),
            gettext("Tickets of organisations without a contract cannot be opened. Make one tier the default."),
            reverse("admin:sla_tier_changelist"),
            gettext("Choose a default tier"),
            "sla.Tier",
            is_bad=True,
        )


def customers_without_contract(now):
    """Active customers nothing is agreed with today."""
    running = Contract.objects.valid_on(now.date()).filter(organisation=OuterRef("pk"), for_devices=False)
    customers = Organisation.objects.filter(kind=Organisation.Kind.CUSTOMER, is_active=True)
    return customers.filter(~Exists(running)).order_by("name")


def _without_contract(now):
    names = list(customers_without_contract(now).values_list("name", flat=True))
    if names:
        sentence = ngettext(
            "One organisation has no contract.", "%(count)d organisations have no contract.", len(names)
        )
        yield Finding(
            "no_contract",
            sentence % {"count": len(names)},
            gettext("%(names)s: their tickets are promised what the default tier promises.")
            % {"names": some_names(names)},
            reverse("admin:sla_contract_add"),
            gettext("Add a contract"),
            "sla.Contract",
            is_bad=True,
            icon="file-x",
            count=len(names),
        )


def ending_contracts(now):
    """Contracts that end soon with nothing agreed for the day after."""
    today = now.date()
    next_one = Contract.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=OuterRef("valid_until")),
        organisation=OuterRef("organisation"),
        for_devices=OuterRef("for_devices"),
        valid_from__gt=OuterRef("valid_until"),
    )
    soon = Contract.objects.valid_on(today).filter(valid_until__lte=today + CONTRACT_ENDS_WITHIN)
    return soon.filter(~Exists(next_one)).select_related("organisation").order_by("valid_until", "organisation__name")


def _ending(now):
    contracts = list(ending_contracts(now))
    if contracts:
        sentence = ngettext(
            "One contract ends soon, and nothing is agreed for afterwards.",
            "%(count)d contracts end soon, and nothing is agreed for afterwards.",
            len(contracts),
        )
        names = [
            gettext("%(name)s on %(day)s")
            % {"name": contract.organisation.name, "day": day_words(contract.valid_until)}
            for contract in contracts
        ]
        only = contracts[0] if len(contracts) == 1 else None
        yield Finding(
            "contracts_ending",
            sentence % {"count": len(contracts)},
            some_names(names),
            reverse("admin:sla_contract_change", args=[only.pk]) if only else reverse("admin:sla_contract_changelist"),
            gettext("Look at the contracts"),
            "sla.Contract",
            icon="file-clock",
            count=len(contracts),
        )
