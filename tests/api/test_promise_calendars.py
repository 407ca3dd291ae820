"""Calendars by the API: kept as versions, counted with, never edited."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sla.models import AuditEntry, Calendar, CalendarVersion
from tests.make import WORKING_HOURS, make_calendar, make_ticket, make_tier

pytestmark = pytest.mark.django_db

HOURS = {"time_zone": "Europe/Berlin", "weekly": WORKING_HOURS}


@pytest.fixture
def calendar():
    return make_calendar(name="Office")


def in_days(count):
    return (timezone.now() + timedelta(days=count)).isoformat()


def test_a_calendar_is_added_with_its_first_version(keeper):
    halfday = {"date": "2026-12-24", "name": "Christmas Eve", "hours": [["08:00", "12:00"]], "kind": "extra"}
    sent = {"name": "Clinic", **HOURS, "country": "DE", "state": "HH", "holidays": [halfday]}
    answer = keeper.post("calendars/", sent)
    assert answer.status_code == 201, answer.content
    shown = keeper.get(f"calendars/{answer.json()['id']}/").json()
    [version] = shown["versions"]
    assert (version["valid_from"], version["weekly"], version["holidays"]) == (None, WORKING_HOURS, [halfday])
    assert [row["name"] for row in keeper.get("calendars/").json()["results"]] == ["Clinic"]
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.action, entry.door, entry.by) == ("calendar", "added", "api", keeper.user)
    assert entry.before is None
    assert entry.after["versions"][0]["country"] == "DE"


def test_the_holidays_of_the_law_are_added_on_request_beside_those_listed(keeper):
    year = timezone.now().year
    own = {"date": f"{year}-12-25", "name": "Ours", "hours": [["08:00", "10:00"]]}
    sent = {"name": "Clinic", **HOURS, "country": "DE", "state": "HH", "holidays": [own], "add_public_holidays": True}
    [version] = keeper.post("calendars/", sent).json()["versions"]
    listed = {entry["date"]: entry for entry in version["holidays"]}
    assert listed[f"{year}-12-25"] == own
    assert listed[f"{year + 2}-10-31"] == {"date": f"{year + 2}-10-31", "name": "Reformationstag"}
    assert list(listed) == sorted(listed)


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"time_zone": "Europe/Hamburg"}, "time_zone", "unknown_time_zone"),
        ({"weekly": {}}, "weekly.mon", "no_opening_hours"),
        ({"weekly": {"moon": [["08:00", "09:00"]]}}, "weekly", "unknown_weekday"),
        ({"weekly": {"tue": [["8", "9"]]}}, "weekly.tue", "invalid_time"),
        ({"weekly": {"tue": [["08:00", "08:00"]]}}, "weekly.tue", "zero_length_interval"),
        ({"weekly": {"mon": [["22:00", "08:00"]], "tue": [["07:00", "09:00"]]}}, "weekly.tue", "overlapping_intervals"),
        ({"holidays": [{"date": "2026-12-24"}] * 2}, "holidays.2026-12-24", "duplicate_holiday"),
        ({"holidays": [{"date": "soon"}]}, "holidays.0.date", "invalid"),
        ({"country": "XX"}, "country", "unknown_country"),
        ({"country": "DE", "state": "XX"}, "state", "unknown_state"),
        ({"name": "Office"}, "name", "invalid"),
        ({"name": ""}, "name", "invalid"),
        ({"colour": "red"}, "colour", "unknown_field"),
    ],
)
def test_what_makes_no_calendar_is_refused_at_its_field(keeper, calendar, changed, field, code):
    answer = keeper.post("calendars/", {"name": "Clinic", **HOURS, **changed})
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert list(answer.json()["fields"]) == [field]
    assert Calendar.objects.get() == calendar


def test_the_sentences_are_those_of_the_administration_in_the_readers_language(keeper):
    answer = keeper.post("calendars/", {"name": "Clinic", **HOURS, "weekly": {}}, Accept_Language="de")
    assert answer.json()["fields"]["weekly.mon"] == [
        "Ohne Servicezeiten lässt sich keine Zusage halten. Tragen Sie Zeiten für mindestens einen Wochentag ein."
    ]


def test_a_new_version_is_planned_and_taken_back(keeper, calendar):
    path = f"calendars/{calendar.pk}/"
    later = {**HOURS, "weekly": {"mon": [["08:00", "12:00"]]}, "valid_from": in_days(3)}
    first, second = keeper.post(f"{path}versions/", later).json()["versions"]
    assert (first["valid_from"], second["weekly"]) == (None, later["weekly"])
    taken = keeper.post(f"{path}versions/{second['id']}/withdraw/")
    assert (taken.status_code, len(taken.json()["versions"])) == (200, 1)
    assert keeper.post(f"{path}versions/{second['id']}/withdraw/").status_code == 200
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == ["changed", "taken_back"]
    refused = keeper.post(f"{path}versions/{first['id']}/withdraw/")
    assert (refused.status_code, refused.json()["code"]) == (409, "immutable_version")


def test_a_version_without_an_instant_is_valid_from_now(keeper, calendar):
    before = timezone.now()
    answer = keeper.post(f"calendars/{calendar.pk}/versions/", {**HOURS, "time_zone": "UTC"})
    assert answer.status_code == 201, answer.content
    newest = CalendarVersion.objects.latest("pk")
    assert before <= newest.valid_from <= timezone.now()


def test_a_version_starts_neither_in_the_past_nor_twice_at_one_instant(keeper, calendar):
    path, at = f"calendars/{calendar.pk}/versions/", in_days(1)
    assert keeper.post(path, {**HOURS, "valid_from": at}).status_code == 201
    for start, code in ((at, "instant_taken"), (in_days(-1), "target_in_past"), (in_days(9999), "beyond_horizon")):
        answer = keeper.post(path, {**HOURS, "valid_from": start})
        assert (answer.status_code, answer.json()["code"]) == (400, code)
        assert list(answer.json()["fields"]) == ["valid_from"]


def test_a_version_is_previewed_and_nothing_is_added(keeper):
    now = timezone.now()
    always = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    calendar = make_calendar(weekly=always, time_zone="UTC")
    make_tier(calendar=calendar)
    ticket = make_ticket(now=now)
    closed = {**HOURS, "weekly": {"mon": [["08:00", "08:05"]]}, "preview": True}
    answer = keeper.post(f"calendars/{calendar.pk}/versions/", closed)
    assert answer.status_code == 200, answer.content
    shown = answer.json()
    assert (shown["open_tickets"], shown["moved"], shown["is_cut"]) == (1, 1, False)
    assert {(row["ticket"], row["effect"]) for row in shown["rows"]} == {(ticket.number, "later")}
    assert shown["counts"]["later"] == len([row for row in shown["rows"] if row["clock"] != "level"])
    assert calendar.versions.count() == 1
    assert not AuditEntry.objects.exists()


def test_a_year_is_confirmed_once(keeper, calendar):
    for _ in range(2):
        answer = keeper.post(f"calendars/{calendar.pk}/confirm-year/", {"year": 2027})
    [year] = answer.json()["confirmed_years"]
    assert (year["year"], year["confirmed_by"]["id"]) == (2027, keeper.user.pk)
    assert [entry.action for entry in AuditEntry.objects.all()] == ["confirmed"]


def test_the_sum_has_its_lines(keeper):
    now = timezone.now()
    monday = (now + timedelta(days=7 - now.weekday())).date()
    tuesday = monday + timedelta(days=1)
    calendar = make_calendar(holidays=[{"date": tuesday.isoformat(), "name": "Holiday"}])
    path = f"calendars/{calendar.pk}/calculate/"
    start = f"{monday}T16:00:00+01:00"
    found = keeper.post(path, {"start": start, "seconds": 7200}).json()
    assert found["seconds"] == 7200
    counted = [line["seconds"] for line in found["lines"] if line["is_open"]]
    assert sum(counted) == 7200
    assert "Holiday" in {line["exception"] for line in found["lines"]}
    assert found["lines"][0]["start"] == found["start"]
    assert [line["until"] for line in found["lines"][:-1]] == [line["start"] for line in found["lines"][1:]]
    back = keeper.post(path, {"start": start, "until": found["until"]}).json()
    assert (back["seconds"], back["lines"]) == (7200, found["lines"])


def test_a_sum_that_comes_never_or_says_both_is_refused(keeper):
    calendar = make_calendar(weekly={"mon": [["08:00", "08:05"]]})
    path, start = f"calendars/{calendar.pk}/calculate/", in_days(0)
    for more, code in (
        ({}, "invalid"),
        ({"seconds": 1, "until": start}, "invalid"),
        ({"seconds": 9999 * 3600}, "beyond_horizon"),
        ({"until": in_days(9999)}, "beyond_horizon"),
    ):
        answer = keeper.post(path, {"start": start, **more})
        assert (answer.status_code, answer.json()["code"]) == (400, code), answer.content


def test_a_calendar_is_renamed_and_deleted_while_nobody_uses_it(keeper, calendar):
    path = f"calendars/{calendar.pk}/"
    seen = keeper.get(path)
    assert seen["ETag"] == f'"{seen.json()["revision"]}"'
    assert keeper.patch(path, {"name": "Bureau"}, If_Match=seen["ETag"]).json()["name"] == "Bureau"
    late = keeper.patch(path, {"name": "Desk"}, If_Match=seen["ETag"])
    assert (late.status_code, late.json()["code"]) == (409, "edit_conflict")
    tier = make_tier(calendar=calendar)
    used = keeper.delete(path)
    assert (used.status_code, used.json()["code"]) == (409, "in_use")
    tier.tier.delete()
    assert keeper.delete(path).status_code == 204
    assert keeper.get(path).status_code == 404
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.name, entry.before["name"], entry.after) == ("deleted", "Bureau", "Bureau", None)
