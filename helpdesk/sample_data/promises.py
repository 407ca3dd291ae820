from datetime import timedelta

import holidays

from escalation.models import Ladder, LadderStep
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
SILENT_MINUTES = 240  # after which an agent of a Gold ticket is reminded
# What Gold does while nobody acts: clock, share of the target or minutes of real time after it, what, whom.
LADDER = [
    ("first_response", 75, None, "notify", ["team"]),
    ("first_response", 100, None, "call_lead", ["lead"]),
    ("next_update", 75, None, "notify", ["assignee"]),
    ("next_update", 100, None, "notify", ["team", "lead"]),
    ("level", 75, None, "notify", ["team"]),
    ("resolution", 50, None, "notify", ["assignee"]),
    ("resolution", 75, None, "notify", ["team"]),
    ("resolution", 100, None, "call_lead", ["lead"]),
    ("resolution", None, 60, "notify", ["service_manager"]),
]
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
        if name == "Gold":
            _make_ladder(version)
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


def _make_ladder(version):
    silence = {"silent_minutes": SILENT_MINUTES, "silent_action": Ladder.Silent.DEPUTY}
    ladder = Ladder.objects.create(version=version, late_steps=Ladder.Late.LAST, **silence)
    for position, (clock, percent, minutes, action, audience) in enumerate(LADDER, start=1):
        LadderStep.objects.create(
            ladder=ladder,
            position=position,
            clock=clock,
            at_percent=percent,
            offset_minutes=minutes,
            basis=LadderStep.Basis.REAL if minutes else LadderStep.Basis.SERVICE,
            action=action,
            audience=audience,
            in_quiet_hours=action == LadderStep.Action.CALL_LEAD,
        )


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
