"""The administration's front page: what needs a decision, what comes up, what was done, and how much there is of each.

Everything is limited to the models the person may see; the number of queries does not depend on how much there is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.times import day as day_words
from core.times import exact, near

COMING, RECENT = 8, 8  # entries shown
CONTRACTS_AHEAD = timedelta(days=60)
AUDITED = {"tier": "sla.Tier", "calendar": "sla.Calendar", "contract": "sla.Contract"}


@dataclass(frozen=True)
class Entry:
    """A line beside the groups."""

    name: str
    detail: str
    link: str = ""
    at: datetime | None = None


def front_page(request, groups, *, now) -> dict:
    """What the template needs beside the groups, whose models get their `state` and `pills` here."""
    from reports.findings import findings

    shown = {model["label"]: model for group in groups for model in group["models"]}
    found = [finding for finding in findings(now) if finding.model in shown]
    _count(shown, found, now)
    return {
        "findings": found,
        "often": list(_often(shown)),
        "coming": sorted(_coming(shown, now), key=lambda entry: entry.at)[:COMING],
        "recent": sorted(_recent(request.user, shown, now), key=lambda entry: entry.at, reverse=True)[:RECENT],
        "now": now,
    }


# How much there is


def _count(shown, found, now):
    from accounts.models import Organisation, Team, User
    from catalogue.models import Device, Service
    from escalation.models import SetAside
    from sla.models import Calendar, Contract, Tier
    from tickets.models import Notice

    running = Contract.objects.valid_on(timezone.localdate(now))
    plain, counted = (
        {
            "sla.Tier": Tier.objects.all(),
            "sla.Calendar": Calendar.objects.all(),
            "accounts.Organisation": Organisation.objects.filter(is_active=True),
            "accounts.User": User.objects.filter(is_active=True),
            "accounts.Team": Team.objects.all(),
            "catalogue.Service": Service.objects.all(),
            "catalogue.Device": Device.objects.all(),
            "escalation.SetAside": SetAside.objects.filter(until__gt=now),
        },
        {
            "sla.Contract": (running, _("%(count)d running")),
            "tickets.Notice": (Notice.objects.filter(outcome=Notice.Outcome.WAITING), _("%(count)d waiting")),
        },
    )
    for label, rows in plain.items():
        if label in shown:
            shown[label]["state"] = rows.count()
    for label, (rows, words) in counted.items():
        if label in shown:
            shown[label]["state"] = words % {"count": rows.count()}
    _pills(shown, found)


def _pills(shown, found):
    """The marks beside the names."""
    from sla.models import TierVersion

    if "sla.Tier" in shown and (count := TierVersion.objects.filter(status=TierVersion.Status.DRAFT).count()):
        _pill(shown, "sla.Tier", ngettext("%(count)d draft", "%(count)d drafts", count), count)
    if count := sum(finding.model == "sla.Calendar" for finding in found):
        _pill(shown, "sla.Calendar", ngettext("%(count)d finding", "%(count)d findings", count), count)
    for finding in found:
        if finding.code == "no_contract" and "accounts.Organisation" in shown:
            words = ngettext("%(count)d without contract", "%(count)d without contract", finding.count)
            _pill(shown, "accounts.Organisation", words, finding.count)


def _pill(shown, label, words, count):
    shown[label].setdefault("pills", []).append(words % {"count": count})


# What people come for


def _often(shown):
    """(address, words, icon) of what is done often; the very page where there is one choice only."""
    from sla.models import Calendar, Tier

    if "accounts.Organisation" in shown and shown["accounts.Organisation"]["add_url"]:
        yield shown["accounts.Organisation"]["add_url"], _("Set up a new customer"), "building-2"
    tasks = (
        ("sla.Tier", "change", Tier, "", _("Change what a tier promises"), "timer"),
        ("sla.Calendar", "change", Calendar, "#dates", _("Enter a half day or extra shift"), "calendar-plus"),
    )
    for label, right, model, place, words, icon in tasks:
        if label in shown and shown[label]["perms"].get(right):
            some = list(model.objects.values_list("pk", flat=True)[:2])
            name = f"admin:{label.lower().replace('.', '_')}"
            only = reverse(f"{name}_change", args=some) + place if len(some) == 1 else reverse(f"{name}_changelist")
            yield only, words, icon
    if "sla.Contract" in shown and shown["sla.Contract"]["add_url"]:
        yield shown["sla.Contract"]["add_url"], _("Give a customer a contract"), "file-plus"


# What comes up


def _coming(shown, now):
    if "sla.Calendar" in shown:
        yield from _calendars(now)
    if "sla.Tier" in shown or "sla.Contract" in shown:
        yield from _activations(shown, now)
    if "sla.Contract" in shown:
        yield from _contracts(now)


def _calendars(now):
    from sla.models import CalendarVersion

    ahead = CalendarVersion.objects.counting().filter(valid_from__gt=now).select_related("calendar")
    for version in ahead.order_by("valid_from")[:COMING]:
        link = reverse("admin:sla_calendar_change", args=[version.calendar_id])
        name = gettext("Calendar %(name)s") % {"name": version.calendar.name}
        yield Entry(
            name, gettext("Other hours from %(at)s") % {"at": exact(version.valid_from)}, link, version.valid_from
        )


def _activations(shown, now):
    """Versions and contracts that take effect at an instant that lies ahead."""
    from sla.models import Activation

    ahead = Activation.objects.filter(effective_at__gt=now, finished_at=None, cancelled_at=None)
    ahead = ahead.select_related("version__tier", "contract__tier", "contract__organisation")
    for each in ahead.order_by("effective_at")[:COMING]:
        at = exact(each.effective_at)
        if each.version and "sla.Tier" in shown:
            name = gettext("%(tier)s, version %(number)s") % {"tier": each.version.tier, "number": each.version.number}
            link = reverse("admin:sla_tier_change", args=[each.version.tier_id])
            yield Entry(name, gettext("In force from %(at)s") % {"at": at}, link, each.effective_at)
        elif each.contract and "sla.Contract" in shown:
            link = reverse("admin:sla_contract_change", args=[each.contract_id])
            words = {"tier": each.contract.tier, "at": at}
            yield Entry(
                str(each.contract.organisation), gettext("%(tier)s from %(at)s") % words, link, each.effective_at
            )


def _contracts(now):
    """Contracts that end within two months, one line a day."""
    from sla.models import Contract

    today = timezone.localdate(now)
    ending = Contract.objects.valid_on(today).filter(valid_until__lte=today + CONTRACTS_AHEAD)
    by_day = {}
    for contract in ending.select_related("organisation").order_by("valid_until", "organisation__name"):
        by_day.setdefault(contract.valid_until, []).append(contract)
    for day, contracts in by_day.items():
        first, more = contracts[0], len(contracts) - 1
        name = ngettext("One contract ends on %(day)s", "%(count)d contracts end on %(day)s", len(contracts))
        others = ngettext("%(name)s and %(more)d more", "%(name)s and %(more)d more", more)
        yield Entry(
            name % {"count": len(contracts), "day": day_words(day)},
            others % {"name": first.organisation, "more": more} if more else str(first.organisation),
            reverse("admin:sla_contract_changelist") if more else reverse("admin:sla_contract_change", args=[first.pk]),
            datetime.combine(day, datetime.min.time(), now.tzinfo),
        )


# What was done


def _recent(user, shown, now):
    """Changes of the promises by anybody; of all else what the person did, for a superuser what anybody did."""
    from django.contrib.admin.models import LogEntry

    from sla.models import AuditEntry

    kinds = [kind for kind, label in AUDITED.items() if label in shown]
    for entry in AuditEntry.objects.filter(kind__in=kinds).select_related("by")[:RECENT]:
        link = "" if entry.after is None else reverse(f"admin:sla_{entry.kind}_change", args=[entry.object_id])
        yield Entry(entry.name, _said(_what(entry), entry.by, entry.at, now), link, entry.at)
    logged = LogEntry.objects.exclude(content_type__app_label="sla").select_related("content_type", "user")
    if not user.is_superuser:
        logged = logged.filter(user=user)
    labels = {label.lower() for label in shown}
    for entry in logged.order_by("-action_time")[: 4 * RECENT]:
        kind = entry.content_type
        if kind and f"{kind.app_label}.{kind.model}" in labels:
            link = "" if entry.is_deletion() else entry.get_admin_url() or ""
            yield Entry(
                entry.object_repr, _said(_did(entry), entry.user, entry.action_time, now), link, entry.action_time
            )


def _what(entry):
    """Changed, P2 Resolution: 7:00 → 6:00; the first change stands for all."""
    from sla.admin.audit_words import audit_words

    action = str(entry.get_action_display())
    if entry.before is None or entry.after is None or not (words := audit_words(entry)):
        return action
    first = words[0]
    return f"{action}, " + Truncator(f"{first.what}: {first.before} → {first.after}").chars(90)


def _did(entry):
    return (
        gettext("Added") if entry.is_addition() else gettext("Deleted") if entry.is_deletion() else gettext("Changed")
    )


def _said(what, who, at, now):
    return " · ".join(filter(None, (str(what), who.get_short_name() if who else "", near(at, now))))
