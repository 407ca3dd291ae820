"""The test box of a calendar: it says what sla.business_time says, why, and what is wrong with nonsense."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from sla.admin.hours_line import HoursLine
from sla.admin.spans import span_text
from sla.admin.trying import TryForm
from sla.business_time import Calendar as Hours
from sla.models import CalendarVersion
from tests.make import make_calendar, make_user
from tests.sla.test_admin_calendars import change_url, sent

WEEK = {day: [["07:00", "19:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
NIGHTS = {day: [["22:00", "06:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


def version(weekly=WEEK, zone="Europe/Berlin", holidays=()):
    return CalendarVersion(time_zone=zone, weekly=weekly, holidays=list(holidays))


def tried(made, start, plus="", until="", in_force=None):
    form = TryForm({"try-start": start, "try-plus": plus, "try-until": until}, zone=made.time_zone)
    line = HoursLine.saved([made])
    return form.answer(line, HoursLine.saved([in_force]) if in_force else None), form


def lines(answer):
    return [(step.text, step.value) for step in answer.steps]


def test_over_a_weekend():
    answer, _form = tried(version(), "2026-11-27T17:30", "4:00", in_force=version())
    assert answer.instant.replace("\u00a0", " ") == "Mon 30 Nov 2026, 09:30"
    assert answer.beside == "As saved: the same"
    assert lines(answer) == [
        ("Fri 27 Nov, 17:30 to 19:00", "1:30"),
        ("Sat 28 Nov and Sun 29 Nov", "closed"),
        ("Mon 30 Nov, 07:00 to 09:30", "2:30"),
    ]
    assert answer.total == "4:00"


def test_a_holiday_is_named():
    christmas = [{"date": "2026-12-25", "name": "Christmas Day"}]
    answer, _form = tried(version(holidays=christmas), "2026-12-24T18:00", "2:00", in_force=version())
    assert ("Fri 25 Dec: Christmas Day", "closed") in lines(answer)
    assert ("Sat 26 Dec and Sun 27 Dec", "closed") in lines(answer)
    assert answer.beside.replace("\u00a0", " ") == "As saved: Fri 25 Dec 2026, 08:00"


def test_the_clock_change_is_named_in_both_directions_and_by_half_an_hour():
    spring, _form = tried(version(NIGHTS), "2027-03-27T23:00", "6:00")
    assert ("Sun 28 Mar: Clocks go from 02:00 to 03:00", "") in lines(spring)
    assert spring.instant.replace("\u00a0", " ").endswith("06:00")
    autumn, _form = tried(version(NIGHTS), "2026-10-24T23:00", "6:00")
    assert ("Sun 25 Oct: Clocks go from 03:00 to 02:00", "") in lines(autumn)
    assert autumn.instant.replace("\u00a0", " ").endswith("04:00")
    half, _form = tried(version(NIGHTS, "Australia/Lord_Howe"), "2026-10-03T23:00", "6:00")
    assert ("Sun 4 Oct: Clocks go from 02:00 to 02:30", "") in lines(half)
    assert half.instant.replace("\u00a0", " ").endswith("05:30")


def test_outside_the_hours_it_says_from_when_on_it_counts():
    answer, _form = tried(version(), "2026-11-28T12:00", "1:00")
    assert answer.steps[0].text == "Closed at the start; counts from Mon 30 Nov, 07:00"


def test_between_two_instants():
    answer, _form = tried(version(), "2026-11-27T17:30", until="2026-11-30T09:30", in_force=version(NIGHTS))
    assert (answer.instant, answer.total) == ("", "4:00")
    assert answer.beside == "As saved: 24:00"


@pytest.mark.parametrize("weekly", [WEEK, NIGHTS])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe", "America/New_York"])
@pytest.mark.parametrize("hours", [1, 7, 40, 600])
def test_it_says_what_business_time_says_and_the_lines_add_up(weekly, zone, hours):
    made = version(weekly, zone)
    for start in ("2026-10-01T05:17", "2026-03-27T23:30", "2026-12-31T12:00"):
        answer, form = tried(made, start, f"{hours}:00")
        begin = form.cleaned_data["start"]
        due = Hours([(None, made.definition)]).add(begin, timedelta(hours=hours))
        local = due.astimezone(ZoneInfo(zone))
        assert answer.instant.replace("\u00a0", " ").endswith(f"{local:%H:%M}")
        assert f"{local.day} {local:%b} {local.year}" in answer.instant.replace("\u00a0", " ")
        assert sum((step.counted for step in answer.steps), timedelta()) == timedelta(hours=hours)
        assert answer.total == span_text(hours * 3600)


@pytest.mark.parametrize(
    ("start", "plus", "until", "field", "sentence"),
    [
        ("", "4:00", "", "start", "Enter the date and time to count from."),
        ("tomorrow", "4:00", "", "start", "This is no date and time. Choose both."),
        ("0001-01-01T00:00", "4:00", "", "start", "Choose a date between 2000 and 2100."),
        ("9999-12-31T23:59", "4:00", "", "start", "Choose a date between 2000 and 2100."),
        ("2026-11-27T17:30", "four", "", "plus", "“four” is no time."),
        ("2026-11-27T17:30", "0:00", "", "plus", "A time of zero cannot be kept."),
        ("2026-11-27T17:30", "", "", "plus", "Enter how much to add, for example 4:00, or an instant to count to."),
        ("2026-11-27T17:30", "", "2026-11-27T17:29", "until", "That lies before the start."),
        ("2026-11-27T17:30", "", "2050-01-01T00:00", "until", "That is more than ten years away."),
    ],
)
def test_nonsense_is_answered_by_a_sentence(start, plus, until, field, sentence):
    answer, form = tried(version(), start, plus, until)
    assert answer is None
    assert sentence in form.errors[field][0]


def test_what_nobody_is_open_for_is_said():
    answer, form = tried(version({"mon": [["08:00", "08:01"]]}), "2026-11-27T17:30", "9999:00")
    assert answer is None
    assert "Nobody is open so long within ten years from there." in form.errors["plus"][0]


def test_a_long_way_is_shortened():
    answer, _form = tried(version(), "2026-11-27T17:30", "2000:00")
    assert len(answer.steps) < 25
    assert any("more lines" in step.text for step in answer.steps)


@pytest.mark.django_db
def test_the_box_answers_for_what_is_typed_and_saves_nothing(client):
    client.force_login(make_user(is_staff=True, is_superuser=True, language="en"))
    calendar = make_calendar()
    box = {"try-start": "2026-11-27T16:00", "try-plus": "2:00", "_try": "1"}
    data = sent(client.get(change_url(calendar)), fri="08:00–20:00", valid_from="")
    answer = client.post(change_url(calendar), data | box).context["answer"]
    assert answer.instant
    assert calendar.versions.count() == 1
    new = client.post(reverse("admin:sla_calendar_add"), sent(client.get(reverse("admin:sla_calendar_add"))) | box)
    assert new.context["answer"].instant.replace("\u00a0", " ") == "Mon 30 Nov 2026, 09:00"


def test_instants_are_of_the_calendars_zone():
    _answer, form = tried(version(zone="Asia/Tokyo"), "2026-11-27T10:00", "1:00")
    assert form.cleaned_data["start"].astimezone(UTC) == datetime(2026, 11, 27, 1, tzinfo=UTC)
