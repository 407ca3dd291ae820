"""The annex says in words what the clocks do: its times come from them, its sentences from matrix, targets and hours."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from sla.annex import annex, length_words
from sla.models import Calendar, CalendarVersion, Target
from tests.make import (
    ALL_HOURS,
    HOUR,
    TARGETS,
    WORKING_HOURS,
    make_calendar,
    make_contract,
    make_organisation,
    make_ticket,
    make_tier,
)

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 9, 42, tzinfo=UTC)  # 10:42 in Berlin
LONG_DAYS = {day: [["07:00", "19:00"]] for day in WORKING_HOURS}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("seconds", "service_day", "words"),
    [
        (20, None, "20 seconds"),
        (900, None, "15 minutes"),
        (3600, None, "1 hour"),
        (5400, None, "90 minutes"),
        (9000, None, "2 hours and 30 minutes"),
        (7 * 3600, 12 * 3600, "7 hours"),
        (12 * 3600, 12 * 3600, "12 hours, one service day"),
        (24 * 3600, 12 * 3600, "24 hours, 2 service days"),
        (40 * 3600, 12 * 3600, "40 hours, 3 service days and 4 hours"),
    ],
)
def test_lengths_are_said_in_hours_and_in_service_days(seconds, service_day, words):
    assert plain(length_words(seconds, service_day)) == words


def test_german_says_the_same():
    with translation.override("de"):
        assert plain(length_words(40 * 3600, 12 * 3600)) == "40 Stunden (3 Servicetage und 4 Stunden)"


def test_each_priority_says_when_it_applies_by_the_matrix_and_what_it_gets():
    targets = {"first_response": HOUR / 4, "next_update": HOUR, "resolution": 12 * HOUR}
    version = make_tier(calendar=make_calendar(LONG_DAYS), targets=targets)
    rows = annex(version, now=TUESDAY).rows
    assert [row.title for row in rows] == [
        *("Priority 1, critical", "Priority 2, high", "Priority 3, normal", "Priority 4, low")
    ]
    assert rows[0].when == "A whole site cannot work or is slowed down, or several people cannot work."
    assert rows[3].when == "One person has a workaround."
    said = [plain(words) for words in (rows[0].answer, rows[0].news, rows[0].solved, rows[0].counted)]
    assert said[:2] == ["within 15 minutes", "at least every hour"]
    assert said[2:] == ["within 12 hours, one service day", "in service hours"]


def test_around_the_clock_is_said_where_it_is_so_and_a_category_has_a_row_of_its_own():
    draft = make_tier(targets={"resolution": 48 * HOUR}).copy_as_draft()
    draft.targets.filter(priority="P1").update(around_the_clock=True)
    Target.objects.create(version=draft, clock="resolution", priority="P2", category="hardware", seconds=96 * 3600)
    rows = {row.title: row for row in annex(draft, now=TUESDAY).rows}
    assert plain(rows["Priority 1, critical"].solved) == "within 48 hours, 2 days"
    assert rows["Priority 1, critical"].counted == "around the clock, every day"
    assert rows["Priority 1, critical"].answer == "no time agreed"
    special = rows["Priority 2, high: Hardware"]
    assert plain(special.solved) == "within 96 hours, 10 service days and 6 hours"


def test_what_the_matrix_never_leads_to_and_nobody_promised_has_no_row():
    draft = make_tier().copy_as_draft()
    draft.matrix["one"]["workaround"] = "P3"
    draft.targets.filter(priority="P4").delete()
    assert "Priority 4, low" not in [row.title for row in annex(draft, now=TUESDAY).rows]


def test_the_example_is_what_the_clocks_say_of_such_a_ticket():
    holidays = [{"date": "2026-11-30", "name": "Founding day"}]
    version = make_tier(
        calendar=make_calendar(LONG_DAYS, holidays=holidays), targets={**TARGETS, "resolution": 7 * HOUR}
    )
    example = annex(version, now=TUESDAY).example
    assert example.reported == datetime(2026, 11, 27, 16, 30, tzinfo=UTC)  # Friday, 90 minutes before closing
    ticket = make_ticket(now=example.reported, impact="one", urgency="cannot")
    due = dict(ticket.clocks.values_list("kind", "due_at"))
    assert (example.answered, example.solved) == (due["first_response"], due["resolution"])
    assert plain(example.sentence) == (
        "One person cannot work, reported Fri 27 Nov 2026, 17:30: answered by 18:30, solved by Tue 1 Dec 2026, 12:30."
    )


def test_hours_that_never_end_have_an_example_too():
    version = make_tier(calendar=make_calendar(ALL_HOURS))
    sheet = annex(version, now=TUESDAY)
    assert sheet.hours[0].lines == ["every day, around the clock"]
    assert sheet.example.solved - sheet.example.reported == 8 * HOUR


def test_hours_name_the_week_the_zone_half_days_and_holidays():
    calendar = Calendar.objects.create(name="Munich")
    half = [{"date": f"{y}-12-{d}", "name": "", "hours": [["07:00", "12:00"]]} for y in (2026, 2027) for d in (24, 31)]
    dates = [
        {"date": "2026-12-25", "name": "Erster Weihnachtstag"},
        {"date": "2026-12-26", "name": "a Saturday"},
        *half,
    ]
    dates.append({"date": "2026-12-28", "name": "Works outing"})
    dates.append({"date": "2026-11-23", "name": "yesterday"})
    weekly = {**LONG_DAYS, "fri": [["08:00", "12:00"], ["13:00", "15:00"]]}
    CalendarVersion.objects.create(calendar=calendar, weekly=weekly, holidays=dates, country="DE", state="BY")
    hours = annex(make_tier(calendar=calendar), now=TUESDAY).hours
    assert hours[0].lines == [
        "Monday to Thursday 07:00 to 19:00",
        "Friday 08:00 to 12:00 and 13:00 to 15:00",
        "in Central European Time (Europe/Berlin)",
        "24 December and 31 December 07:00 to 12:00",
        "closed on public holidays in Bayern, Germany",
    ]
    assert hours[0].closed == [("Fri 25 Dec 2026", "Christmas Day"), ("Mon 28 Dec 2026", "Works outing")]


def test_other_hours_that_are_planned_are_said_with_their_first_day():
    calendar = make_calendar()
    CalendarVersion.objects.create(
        calendar=calendar, weekly=ALL_HOURS, valid_from=datetime(2027, 1, 1, tzinfo=UTC) - timedelta(hours=1)
    )
    later = annex(make_tier(calendar=calendar), now=TUESDAY).hours[1]
    assert (later.since, later.lines) == ("1 January 2027", ["every day, around the clock"])


def test_a_contract_adds_its_term_and_its_quota():
    version = make_tier(vendor_pauses=False)
    ends = {"valid_from": date(2026, 1, 1), "valid_until": date(2027, 12, 31), "quota_percent": 96}
    contract = make_contract(make_organisation(name="Clinic South"), version, number="V-17", **ends)
    sheet = annex(version, now=TUESDAY, contract=contract)
    assert sheet.title == f"What Clinic South gets with {version.tier}"
    assert sheet.basis.startswith("Annex to contract V-17, from 1 January 2026 to 31 December 2027. Times of version 1")
    assert "at least 96 of 100 promises are kept" in sheet.quota
    assert "Time in which we wait for a vendor counts." in sheet.counting
    assert "Time in which we wait for your own IT does not count." in sheet.counting
