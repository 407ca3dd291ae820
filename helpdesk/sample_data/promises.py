from datetime import timedelta

import holidays

from sla.activating import activate
from sla.models import Calendar, CalendarVersion, Contract, HolidayYear, Target, Tier, TierVersion

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")

# Tier, calendar, vendors pause, and per priority the minutes for first response, update, resolution, levels 1 and 2.
TIERS = [
    ("Gold", "Lange Servicezeit", True, {
        "P1": (15, 60, 240, 30, None), "P2": (30, 120, 420, 180, 120),
        "P3": (60, 240, 840, 420, 240), "P4": (240, 720, 2400, 960, 960),
    }),
    ("Silber", "Bürozeit", True, {
        "P1": (30, 120, 480, 60, 240), "P2": (60, 240, 960, 240, 240),
        "P3": (240, 540, 1620, 540, 540), "P4": (540, 1080, 2700, 1080, 1080),
    }),
    ("Basis", "Bürozeit", False, {
        "P1": (60, 240, 960, 120, 480), "P2": (120, 540, 1620, 540, 540),
        "P3": (540, 1080, 2700, 1080, 1080), "P4": (1080, 2700, 5400, None, None),
    }),
]  # fmt: skip
CLOCKS = ("first_response", "next_update", "resolution", "level_1", "level_2")
CONTRACTS = {
    "Klinik Süd": "Gold",
    "Maschinenbau West": "Gold",
    "Logistik Ost": "Silber",
    "Kanzlei Nord": "Silber",
}
ENDS_SOON = "Kanzlei Nord"
ALWAYS = {("Gold", "P1")}  # counted around the clock


def make_promises(people, *, now):
    calendars = {
        "Lange Servicezeit": _make_calendar("Lange Servicezeit", "07:00", "19:00", now),
        "Bürozeit": _make_calendar("Bürozeit", "08:00", "17:00", now),
    }
    tiers = {}
    for name, calendar, vendor_pauses, minutes in TIERS:
        tiers[name] = Tier.objects.create(name=name, is_default=name == "Basis")
        version = TierVersion.objects.create(
            tier=tiers[name], number=1, calendar=calendars[calendar], vendor_pauses=vendor_pauses
        )
        _make_targets(version, minutes)
        activate(version, now=now - timedelta(days=365))
    _draft_of_gold(tiers["Gold"])
    year = (now - timedelta(days=180)).date()
    for number, (customer, tier) in enumerate(CONTRACTS.items(), start=1):
        Contract.objects.create(
            organisation=people.organisations[customer],
            tier=tiers[tier],
            number=f"V-{number:03}",
            valid_from=year,
            valid_until=(now + timedelta(days=38)).date() if customer == ENDS_SOON else None,
        )
    admin = people.users["Admin"]
    for calendar in calendars.values():
        HolidayYear.objects.create(calendar=calendar, year=now.year, confirmed_by=admin, confirmed_at=now)


def _draft_of_gold(gold):
    """What an administrator is working on: shorter for P2, less often news for P4."""
    draft = gold.versions.get().copy_as_draft()
    draft.targets.filter(priority="P2", clock="resolution").update(seconds=360 * 60)
    draft.targets.filter(priority="P4", clock="next_update").update(seconds=1080 * 60)


def _make_calendar(name, opens, closes, now):
    calendar = Calendar.objects.create(name=name)
    dates = holidays.country_holidays("DE", subdiv="HH", years=range(now.year, now.year + 3), language="de")
    CalendarVersion.objects.create(
        calendar=calendar,
        weekly={day: [[opens, closes]] for day in WEEKDAYS},
        country="DE",
        state="HH",
        holidays=[{"date": day.isoformat(), "name": holiday} for day, holiday in sorted(dates.items())],
    )
    return calendar


def _make_targets(version, minutes):
    Target.objects.bulk_create(
        Target(
            version=version,
            clock=clock,
            priority=priority,
            seconds=time * 60,
            around_the_clock=(version.tier.name, priority) in ALWAYS,
        )
        for priority, times in minutes.items()
        for clock, time in zip(CLOCKS, times, strict=True)
        if time is not None
    )
