"""What needs a decision about tickets and devices, beside sla.lint. Read-only, two queries."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from catalogue.models import Device
from sla.finding import Finding, some_names
from sla.lint import findings as promise_findings
from sla.models import Target
from tickets.models import Ticket

READ = 100  # tickets or devices named at most


def findings(now: datetime) -> list[Finding]:
    """Everything that needs a decision, with sla.lint's; what is wrong today first."""
    found = [*promise_findings(now), *_tickets_without_promise(), *_ended_for_devices(now)]
    return sorted(found, key=lambda finding: not finding.is_bad)


def _tickets_without_promise():
    """Open tickets of a priority and category for which their tier has no target at all."""
    fits = Target.objects.filter(
        Q(category__isnull=True) | Q(category=OuterRef("category")),
        version=OuterRef("tier_version"),
        priority=OuterRef("priority"),
    )
    tickets = Ticket.objects.unfinished().filter(~Exists(fits)).order_by("number")
    found = list(tickets.values_list("number", "tier_version__tier__name", "priority")[:READ])
    if not found:
        return
    sentence = ngettext(
        "Nothing is promised for one open ticket.", "Nothing is promised for %(count)d open tickets.", len(found)
    )
    names = [f"#{number} ({tier}, {priority})" for number, tier, priority in found]
    yield Finding(
        "no_target",
        sentence % {"count": len(found)},
        gettext("%(tickets)s: their tier has no time for this priority and category.") % {"tickets": some_names(names)},
        reverse("admin:sla_tier_changelist"),
        gettext("Look at the tiers"),
        "sla.Tier",
        is_bad=True,
        icon="timer-off",
        count=len(found),
    )


def _ended_for_devices(now):
    """Devices that name a contract which has ended and has no successor."""
    ended = Device.objects.filter(contract__valid_until__lt=now.date(), contract__replaced_by__isnull=True)
    names = list(ended.order_by("name").values_list("name", flat=True)[:READ])
    if not names:
        return
    sentence = ngettext(
        "One device names a contract that has ended.",
        "%(count)d devices name contracts that have ended.",
        len(names),
    )
    yield Finding(
        "device_contract_ended",
        sentence % {"count": len(names)},
        gettext("%(names)s: tickets about them are promised what the organisation's contract promises.")
        % {"names": some_names(names)},
        reverse("admin:catalogue_device_changelist"),
        gettext("Look at the devices"),
        "catalogue.Device",
        icon="server-off",
        count=len(names),
    )
