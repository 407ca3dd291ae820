"""What an entry of the audit list says: only what changed, in words. Read from the snapshots of sla/auditing.py."""

from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace

from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.times import day, exact
from sla.models import Calendar, Target, Tier, TierVersion
from sla.opening_hours import WEEKDAYS

from .differences import differences
from .windows import hours_text

NOTHING = "–"
ALSO_SAID = []  # what rooms above this one say about their part of an entry: called with before and after
MOST_DATES = 12  # of a calendar's dates are named one by one

CONTRACT = {
    "organisation": _("Organisation"),
    "tier": _("SLA tier"),
    "number": _("Number"),
    "valid_from": _("Valid from"),
    "valid_until": _("Valid until"),
    "quota_percent": _("Agreed quota (%)"),
    "prepaid_hours": _("Prepaid hours"),
    "for_devices": _("Only for devices that name it"),
    "notes": _("Notes"),
}
TIER = {"name": _("Name"), "description": _("Description"), "is_default": _("Default")}
PLACE = {"time_zone": _("Time zone"), "country": _("Country"), "state": _("State")}


@dataclass(frozen=True)
class Words:
    what: str
    before: str
    after: str


def audit_words(entry) -> list[Words]:
    """Return what the entry's change was about, in the order of the thing's page."""
    before, after = entry.before or {}, entry.after or {}
    found = [*_KINDS[entry.kind](before, after), *(each for say in ALSO_SAID for each in say(before, after))]
    return [each for each in found if each.before != each.after]


def _contract(before, after):
    for name, label in CONTRACT.items():
        yield Words(label, *(_contract_value(name, side.get(name)) for side in (before, after)))


def _contract_value(name, value):
    if value is not None and name in ("organisation", "tier"):
        kind = Organisation if name == "organisation" else Tier
        return kind.objects.filter(pk=value).values_list("name", flat=True).first() or f"#{value}"
    return _plain(value)


def _plain(value):
    if value in (None, ""):
        return NOTHING
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
        try:
            return day(date.fromisoformat(value))
        except ValueError:
            return value
    return str(value)


def _instant(value):
    return exact(datetime.fromisoformat(value)) if value else NOTHING


# Tiers


def _tier(before, after):
    for name, label in TIER.items():
        yield Words(label, _plain(before.get(name)), _plain(after.get(name)))
    was, will_be = before.get("versions", {}), after.get("versions", {})
    for number in sorted({*was, *will_be}, key=int):
        for each in _version(was.get(number), will_be.get(number), will_be.get(str(int(number) - 1))):
            what = gettext("Version %(number)s: %(what)s") % {"number": number, "what": each.what}
            yield Words(what, each.before, each.after)


def _version(before, after, previous):
    """`previous`: the version before it, against which a new one is shown."""
    yield Words(gettext("State"), *(_status(side) for side in (before, after)))
    for name, label in (("effective_from", gettext("In force from")), ("effective_until", gettext("In force until"))):
        yield Words(label, *(_instant(side and side[name]) for side in (before, after)))
    if after is None:
        return
    base = before or previous or {**after, "matrix": {}, "targets": []}
    if base is not after:
        yield from (
            Words(d.what, d.before or NOTHING, d.after or NOTHING) for d in differences(*map(_then, (base, after)))
        )


def _status(version):
    return str(TierVersion.Status(version["status"]).label) if version else NOTHING


def _then(version):
    """A version as it was, in the shape that differences() reads."""
    # What came later, an older entry does not name; it was then what it is by default now.
    fields = {name: version.get(name, TierVersion._meta.get_field(name).get_default()) for name in TierVersion.CONTENT}
    calendar = Calendar.objects.filter(pk=version["calendar_id"]).first() or f"#{version['calendar_id']}"
    names = ("priority", "clock", "category", "seconds", "around_the_clock", "warn_percent")
    targets = [Target(**dict(zip(names, target, strict=True))) for target in version["targets"]]
    return SimpleNamespace(**fields, calendar=calendar, targets=SimpleNamespace(all=lambda: targets))


# Calendars


def _calendar(before, after):
    yield Words(_("Name"), _plain(before.get("name")), _plain(after.get("name")))
    years = (", ".join(map(str, side.get("confirmed_years", []))) or NOTHING for side in (before, after))
    yield Words(gettext("Holidays confirmed for"), *years)
    was, will_be = before.get("versions", []), after.get("versions", [])
    for number, version in enumerate(will_be):
        if number < len(was):
            yield Words(gettext("Taken back"), *(_instant(side["withdrawn_at"]) for side in (was[number], version)))
        else:
            yield Words(
                gettext("New hours from"), NOTHING, _instant(version["valid_from"]) if number else gettext("ever")
            )
            yield from _hours(will_be[number - 1] if number else {}, version)


def _hours(before, after):
    for name, label in PLACE.items():
        yield Words(label, _plain(before.get(name)), _plain(after.get(name)))
    for number, weekday in enumerate(WEEKDAYS):
        yield Words(DAY_NAMES[number], *(_open(side.get("weekly", {}).get(weekday)) for side in (before, after)))
    was, will_be = (
        {(entry["date"], entry.get("name", "")): entry for entry in side.get("holidays", [])}
        for side in (before, after)
    )
    changed = [key for key in sorted({*was, *will_be}) if was.get(key) != will_be.get(key)]
    if len(changed) > MOST_DATES:
        yield Words(gettext("Holidays and other dates"), str(len(was)), str(len(will_be)))
        return
    for key in changed:
        words = f"{day(date.fromisoformat(key[0]))} {key[1]}".strip()
        yield Words(words, *(_on(side.get(key)) for side in (was, will_be)))


def _open(windows):
    return hours_text(windows or []) or gettext("closed")


def _on(entry):
    return gettext("as every week") if entry is None else _open(entry.get("hours"))


# Figures per person


def _per_person(before, after):
    on, off = gettext("on"), gettext("off")
    yield Words(gettext("Figures per person"), *(on if side.get("is_on") else off for side in (before, after)))
    yield Words(gettext("Reason"), *(_plain(side.get("reason")) for side in (before, after)))


_KINDS = {"tier": _tier, "calendar": _calendar, "contract": _contract, "perperson": _per_person}
