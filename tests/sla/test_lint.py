"""What needs a decision: a sound world has no findings, and each fault has its own."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Organisation
from catalogue.models import Device
from reports.findings import findings
from sla.models import CalendarVersion, Contract, HolidayYear, Target, TierVersion
from tests.make import (
    ALL_HOURS,
    DAY,
    HOUR,
    WORKING_HOURS,
    make_calendar,
    make_contract,
    make_organisation,
    make_ticket,
    make_tier,
    make_user,
)

pytestmark = pytest.mark.django_db
JUNE = datetime(2026, 6, 2, 10, tzinfo=UTC)  # a Tuesday; the clocks change in October only
OCTOBER = datetime(2026, 10, 1, 10, tzinfo=UTC)
HOLIDAYS = [{"date": f"{year}-12-25", "name": "Erster Weihnachtstag"} for year in (2026, 2027)]
SUMMER_NIGHTS = {**WORKING_HOURS, "sat": [["22:00", "06:00"]]}


def make_sound(weekly=WORKING_HOURS, holidays=HOLIDAYS, years=(2026, 2027), **fields):
    """A customer with a contract of the default tier, in a calendar whose holidays are confirmed."""
    calendar = make_calendar(weekly, holidays=holidays, name="Weekdays")
    CalendarVersion.objects.filter(calendar=calendar).update(country="DE", state="BY")
    for year in years:
        HolidayYear.objects.create(calendar=calendar, year=year, confirmed_by=make_user(), confirmed_at=JUNE)
    version = make_tier(calendar=calendar, **fields)
    make_contract(make_organisation(name="East"), version)
    return version


def codes(now=JUNE):
    return [finding.code for finding in findings(now)]


def only(now=JUNE):
    found = findings(now)
    assert len(found) == 1, found
    return found[0]


def add_version(calendar, since, *, weekly=WORKING_HOURS, holidays=HOLIDAYS):
    fields = {"country": "DE", "state": "BY", "weekly": weekly, "holidays": holidays}
    return CalendarVersion.objects.create(calendar=calendar, valid_from=since, **fields)


def test_a_sound_world_needs_no_decision():
    make_sound()
    assert codes() == []


def test_next_years_holidays_are_asked_about_from_october_on():
    make_sound(years=(2026,))
    assert codes(OCTOBER - 2 * DAY) == []
    finding = only(OCTOBER + 2 * DAY)
    assert finding.code == "holidays_unconfirmed"
    assert "“Weekdays”: the holidays of 2027 are not confirmed." in finding.sentence
    assert finding.link.endswith("#holidays")


def test_levels_that_may_take_longer_than_the_customer_was_promised():
    version = make_sound(targets={"resolution": 8 * HOUR, "level_1": 3 * HOUR, "level_2": 4 * HOUR})
    assert codes() == []
    Target.objects.bulk_create(
        [Target(version=version, clock="level_2", priority="P2", category="hardware", seconds=6 * 3600)]
    )
    finding = only()
    assert finding.code == "levels_over_resolution"
    said = finding.detail.replace("\u00a0", " ")
    assert f"{version.tier.name} 1, P2 Hardware: 9 h of 8 h" in said
    assert finding.link.endswith(f"/sla/tier/{version.tier_id}/change/")


def test_a_draft_needs_nobody_to_look_at_its_holidays():
    version = make_sound()
    other = make_calendar(holidays=HOLIDAYS)
    draft = version.copy_as_draft()
    TierVersion.objects.filter(pk=draft.pk).update(calendar=other)
    assert codes() == []


def test_a_calendar_without_holidays_in_a_country_that_has_some():
    make_sound(holidays=[])
    finding = only()
    assert finding.code == "holidays_missing"
    assert "2026" in finding.sentence


def test_without_a_country_no_holidays_are_missed():
    version = make_sound(holidays=[])
    CalendarVersion.objects.filter(calendar=version.calendar).update(country="", state="")
    assert codes() == []


def test_a_promise_that_nobody_is_open_for():
    make_sound(weekly={"mon": [["08:00", "09:00"]]}, targets={"resolution": 60 * HOUR})
    finding = only()
    assert (finding.code, finding.is_bad) == ("nobody_open", True)
    assert "P1 Resolution, 60 h in the hours of “Weekdays”: due" in finding.detail.replace("\u00a0", " ")


def test_the_same_promise_around_the_clock_is_kept():
    version = make_sound(weekly={"mon": [["08:00", "09:00"]]}, targets={"resolution": 60 * HOUR})
    Target.objects.filter(version=version).update(around_the_clock=True)
    assert codes() == []


def test_hours_that_are_closed_for_weeks():
    closed = [{"date": (date(2026, 6, 1) + timedelta(days=number)).isoformat(), "name": ""} for number in range(30)]
    make_sound(holidays=[*closed, *HOLIDAYS])
    assert only().code == "nobody_open"


def test_a_date_that_had_passed_when_it_was_entered():
    version = make_sound()
    wrong_year = {"date": "2025-12-24", "name": "Christmas Eve", "hours": [["08:00", "12:00"]]}
    add_version(version.calendar, JUNE - DAY, holidays=[wrong_year, *HOLIDAYS])
    finding = only()
    assert finding.code == "exceptions_past"
    assert "24 Dec 2025" in finding.detail.replace("\u00a0", " ")


def test_dates_that_have_all_passed():
    make_sound(holidays=[{"date": "2026-02-16", "name": "Carnival", "hours": [["08:00", "12:00"]]}, *HOLIDAYS])
    finding = only()
    assert finding.code == "exceptions_past"
    assert "all half days and extra shifts have passed" in finding.sentence


def test_one_date_to_come_is_enough():
    eve = {"date": "2026-12-24", "name": "Eve", "hours": [["08:00", "12:00"]]}
    past = {"date": "2026-02-16", "name": "Carnival", "hours": [["08:00", "12:00"]]}
    make_sound(holidays=[past, eve, *HOLIDAYS])
    assert codes() == []


def test_a_night_shift_that_meets_the_next_clock_change():
    make_sound(weekly=SUMMER_NIGHTS)
    assert codes() == []
    finding = only(datetime(2026, 7, 1, tzinfo=UTC))
    assert finding.code == "clock_change"
    assert "the night shift of 25 October meets the clock change" in finding.sentence
    assert "22:00–06:00 lasts 9" in finding.detail.replace("\u00a0", " ")


def test_a_change_of_half_an_hour_is_met_too():
    version = make_sound(weekly=SUMMER_NIGHTS)
    CalendarVersion.objects.filter(calendar=version.calendar).update(time_zone="Australia/Lord_Howe")
    finding = only(datetime(2026, 7, 1, tzinfo=UTC))
    assert "Clocks go from 02:00 to 02:30" in finding.detail
    assert "lasts 7 h 30 m, not 8 h" in finding.detail.replace("\u00a0", " ")


def test_whole_days_are_expected_to_be_longer_or_shorter():
    make_sound(weekly=ALL_HOURS)
    assert codes(datetime(2026, 7, 1, tzinfo=UTC)) == []


def test_customers_without_a_contract():
    make_sound()
    for name in ("School", "Bakery"):
        make_organisation(name=name)
    make_organisation(name="A vendor", kind=Organisation.Kind.VENDOR)
    make_organisation(name="Gone", is_active=False)
    finding = only()
    assert (finding.code, finding.count) == ("no_contract", 2)
    assert finding.sentence == "2 organisations have no contract."
    assert finding.detail.startswith("Bakery, School: ")


def test_a_contract_for_devices_is_none_for_the_organisation():
    version = make_sound()
    make_contract(make_organisation(), version, for_devices=True)
    assert codes() == ["no_contract"]


def test_a_contract_that_ends_soon():
    make_sound()
    Contract.objects.update(valid_until=date(2026, 6, 30))
    finding = only()
    assert finding.code == "contracts_ending"
    assert "East on Tue 30 Jun 2026" in finding.detail.replace("\u00a0", " ")


def test_a_contract_that_is_followed_by_another_is_no_news():
    version = make_sound()
    Contract.objects.update(valid_until=date(2026, 6, 30))
    make_contract(Organisation.objects.get(name="East"), version, valid_from=date(2026, 7, 1))
    assert codes() == []


def test_no_default_tier_in_force():
    version = make_sound()
    version.tier.is_default = False
    version.tier.save()
    assert codes() == ["default_tier_missing"]


def test_an_open_ticket_that_nothing_is_promised_for():
    version = make_sound()
    ticket = make_ticket(now=JUNE - DAY, organisation=Organisation.objects.get(name="East"))
    assert codes() == []
    Target.objects.filter(version=version, priority=ticket.priority)._raw_delete("default")  # as if never agreed
    finding = only()
    assert finding.code == "no_target"
    assert f"#{ticket.number}" in finding.detail


def test_a_device_whose_contract_has_ended():
    version = make_sound()
    organisation = Organisation.objects.get(name="East")
    ended = make_contract(organisation, version, for_devices=True, valid_until=date(2026, 5, 31))
    Device.objects.create(name="Server 1", organisation=organisation, contract=ended)
    finding = only()
    assert (finding.code, finding.model) == ("device_contract_ended", "catalogue.Device")
    assert finding.detail.startswith("Server 1")


def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries):
    for _number in range(4):
        calendar = make_calendar(SUMMER_NIGHTS, holidays=HOLIDAYS)
        version = make_tier(calendar=calendar)
        make_contract(make_organisation(), version)
        make_organisation()
    with django_assert_max_num_queries(11):
        assert len(findings(timezone.now())) > 4


def test_the_command_lists_them_and_fails_only_for_what_is_wrong_today(capsys):
    make_sound()
    call_command("lint_promises")
    assert "lint_promises: " in capsys.readouterr().out
    make_organisation(name="School")
    with pytest.raises(SystemExit):
        call_command("lint_promises")
    assert "no_contract: One organisation has no contract. School: " in capsys.readouterr().out
