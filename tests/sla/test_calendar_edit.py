"""Editing a calendar: windows and lines one by one, what moves before it is saved, two people at once, taking back."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sla.models import AuditEntry, CalendarVersion, HolidayYear
from tests.make import ALL_HOURS, WORKING_HOURS, make_calendar, make_ticket, make_tier, make_user
from tests.sla.test_admin_calendars import change_url, newest, sent

DAY = timedelta(days=1)
YEAR = timezone.now().year


def signed_in(**fields):
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True, language="en", **fields))
    return client


@pytest.fixture
def admin(db):
    return signed_in(first_name="Vera", last_name="Lang")


@pytest.fixture
def calendar(db):
    return make_calendar()


def form_of(page):
    return page.context["adminform"].form


def ask(admin, calendar, data, **asked):
    return admin.post(change_url(calendar), data | asked)


# Windows and lines, without a script


def test_one_more_window_is_offered_and_saves_nothing(admin, calendar):
    data = sent(admin.get(change_url(calendar)), name="Renamed")
    page = ask(admin, calendar, data, _more="mon")
    assert form_of(page)["mon"].value() == [["08:00", "17:00"], ["", ""]]
    assert form_of(page)["name"].value() == "Renamed"
    assert calendar.versions.count() == 1
    body = page.content.decode()
    assert 'aria-label="Monday, window 2, from"' in body
    assert 'data-focus="id_mon-1-from"' in body


def test_a_window_is_taken_away(admin, calendar):
    data = sent(admin.get(change_url(calendar)), mon=[("08:00", "12:00"), ("13:00", "17:00"), ("22:00", "06:00")])
    page = ask(admin, calendar, data, _less="mon:1")
    assert form_of(page)["mon"].value() == [["08:00", "12:00"], ["22:00", "06:00"]]
    assert "until Tuesday 06:00" in page.content.decode()


def test_lines_come_and_go_with_all_they_say(admin, calendar):
    data = sent(admin.get(change_url(calendar)))
    page = ask(admin, calendar, data, _line="1")
    assert [line["kind"].value() for line in form_of(page).dates] == ["half"]
    lines = {
        "dates-TOTAL_FORMS": "2",
        "dates-0-date": f"{YEAR + 1}-03-01",
        "dates-0-kind": "closed",
        "dates-1-date": f"{YEAR + 1}-03-02",
        "dates-1-kind": "extra",
        "dates-1-hours-from": ["09:00", "14:00"],
        "dates-1-hours-to": ["12:00", "15:00"],
        "dates-1-name": "Move",
    }
    page = ask(admin, calendar, data | lines, _drop="0")
    left = list(form_of(page).dates)
    assert len(left) == 1
    assert left[0]["date"].value() == f"{YEAR + 1}-03-02"
    assert left[0]["hours"].value() == [["09:00", "12:00"], ["14:00", "15:00"]]
    assert left[0]["name"].value() == "Move"


@pytest.mark.parametrize("odd", ["99", "-1", "x", "", "mon", "mon:999999999999", "nothing:0"])
@pytest.mark.parametrize("button", ["_drop", "_less", "_more"])
def test_odd_buttons_change_nothing(admin, calendar, button, odd):
    assert ask(admin, calendar, sent(admin.get(change_url(calendar))), **{button: odd}).status_code == 200
    assert calendar.versions.count() == 1


def test_the_kind_is_kept_where_the_hours_would_say_another(admin, calendar):
    line = {
        "dates-TOTAL_FORMS": "1",
        "dates-0-date": f"{YEAR + 1}-03-01",
        "dates-0-kind": "extra",
        "dates-0-hours": "8–9",
        "dates-0-name": "",
    }
    admin.post(change_url(calendar), sent(admin.get(change_url(calendar)), **line))
    entry = next(each for each in newest(calendar).holidays if each.get("hours"))
    assert entry["kind"] == "extra"
    assert form_of(admin.get(change_url(calendar))).dates[0]["kind"].value() == "extra"
    before = calendar.versions.count()
    admin.post(change_url(calendar), sent(admin.get(change_url(calendar))))
    assert calendar.versions.count() == before


def test_the_page_says_what_the_edit_changes(admin, calendar):
    data = sent(admin.get(change_url(calendar)), mon=[("08:00", "17:00"), ("22:00", "06:00")])
    page = ask(admin, calendar, data, _look="1")
    body = page.content.decode()
    assert page.context["week_text"] == {"now": "53\u00a0h", "was": "45\u00a0h"}
    assert "Edit, not yet valid" in body
    assert "was 08:00–17:00" in body
    assert "The next 14 days with this edit" in body


def test_what_makes_no_calendar_is_not_drawn_and_says_why(admin, calendar):
    data = sent(admin.get(change_url(calendar)), mon=[("08:00", "08:00")])
    page = ask(admin, calendar, data, _look="1")
    assert "A window cannot end when it begins." in page.content.decode()
    assert not form_of(page).errors
    assert page.context["is_edited"] is False


# Before it is saved, what moves


@pytest.fixture
def moved(calendar):
    """An open ticket in the calendar, due later once nobody is there any more."""
    make_tier(calendar=calendar, targets={"resolution": 40 * timedelta(hours=1)}, since=timezone.now() - DAY)
    return make_ticket(now=timezone.now() - timedelta(hours=1))


def test_what_moves_open_tickets_is_shown_before_it_is_saved(admin, calendar, moved):
    data = sent(admin.get(change_url(calendar)), fri="08:00–09:00", mon="08:00–09:00")
    page = admin.post(change_url(calendar), data)
    body = page.content.decode()
    assert page.status_code == 200
    assert calendar.versions.count() == 1
    assert "Save: one open ticket moves" in body
    assert "Nothing is saved yet." in body
    assert f"#{moved.number}" in body
    assert admin.post(change_url(calendar), data | {"confirmed": page.context["digest"]}).status_code == 302
    assert calendar.versions.count() == 2


def test_what_was_typed_after_the_look_is_shown_again(admin, calendar, moved):
    data = sent(admin.get(change_url(calendar)), fri="08:00–09:00")
    digest = admin.post(change_url(calendar), data).context["digest"]
    other = sent(admin.get(change_url(calendar)), fri="08:00–10:00")
    assert admin.post(change_url(calendar), other | {"confirmed": digest}).status_code == 200
    assert calendar.versions.count() == 1


def test_what_moves_nothing_is_saved_at_once(admin, calendar, moved):
    data = sent(admin.get(change_url(calendar)), name="Renamed")
    assert admin.post(change_url(calendar), data).status_code == 302
    far = (timezone.now() + 300 * DAY).strftime("%Y-%m-%dT00:00")
    data = sent(admin.get(change_url(calendar)), fri="", valid_from=far)
    assert admin.post(change_url(calendar), data).status_code == 302
    assert calendar.versions.count() == 2


# Two people


def test_the_second_is_told_and_loses_nothing(admin, calendar):
    other = signed_in(first_name="Jonas", last_name="Roth")
    first, second = (
        sent(each.get(change_url(calendar)), mon=hours) for each, hours in ((admin, "7–8"), (other, "9–10"))
    )
    assert admin.post(change_url(calendar), first).status_code == 302
    page = other.post(change_url(calendar), second)
    assert "Vera Lang changed this calendar on" in page.content.decode()
    assert form_of(page)["mon"].value() == [["9–10", ""]]
    assert calendar.versions.count() == 2
    assert other.post(change_url(calendar), sent(page)).status_code == 302
    assert newest(calendar).weekly["mon"] == [["09:00", "10:00"]]


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_instant_make_one_version():
    calendar = make_calendar()
    people = [signed_in(), signed_in()]
    forms = [sent(each.get(change_url(calendar)), mon=f"{hour}–12") for each, hour in zip(people, (7, 9), strict=True)]
    answers, gate = [], threading.Barrier(2)

    def save(person, form):
        gate.wait()
        answers.append(person.post(change_url(calendar), form).status_code)
        connection.close()

    threads = [threading.Thread(target=save, args=pair) for pair in zip(people, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 302]
    assert calendar.versions.count() == 2


# Holidays of a year, taking back, the audit list


def test_a_year_is_confirmed_by_a_person(admin, calendar):
    CalendarVersion.objects.filter(calendar=calendar).update(country="DE", state="BY")
    page = admin.get(change_url(calendar))
    assert f"Confirm {YEAR + 1}" in page.content.decode()
    assert admin.post(change_url(calendar), sent(page, confirm_year=str(YEAR + 1))).status_code == 302
    assert HolidayYear.objects.get(calendar=calendar).confirmed_by.first_name == "Vera"
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.after["confirmed_years"]) == ("confirmed", [YEAR + 1])
    assert f"{YEAR + 1} was confirmed by Vera Lang" in admin.get(change_url(calendar)).content.decode()


def test_another_places_holidays_are_not_confirmed_by_the_old_ones(admin, calendar):
    CalendarVersion.objects.filter(calendar=calendar).update(country="DE", state="HH")
    admin.post(change_url(calendar), sent(admin.get(change_url(calendar)), confirm_year=str(YEAR)))
    page = ask(admin, calendar, sent(admin.get(change_url(calendar)), state="BY"), _holidays="1")
    assert admin.post(change_url(calendar), sent(page)).status_code == 302
    assert not HolidayYear.objects.filter(calendar=calendar).exists()


def test_holidays_say_what_they_take_away(admin):
    calendar = make_calendar({**WORKING_HOURS, "sun": [["22:00", "06:00"]]})
    CalendarVersion.objects.filter(calendar=calendar).update(country="DE", state="BY")
    page = admin.get(change_url(calendar))
    rows = {
        row.holiday.name: row for year in page.context["holiday_years"] for row in year.rows if year.year == YEAR + 1
    }
    assert rows["Good Friday"].effect == "9\u00a0h less"
    assert rows["Easter Monday"].effect == "15\u00a0h less"  # the night before ends at midnight
    assert rows["Good Friday"].source == "law, whole state"
    saturdays = [row for row in rows.values() if row.holiday.date.weekday() == 5]
    assert all(row.effect == "at a weekend, no effect" for row in saturdays)


def test_a_planned_version_is_taken_back(admin, calendar):
    planned = CalendarVersion.objects.create(calendar=calendar, valid_from=timezone.now() + DAY, weekly=ALL_HOURS)
    assert "Take back" in admin.get(change_url(calendar)).content.decode()
    take_back = reverse("admin:sla_calendar_withdraw", args=[calendar.pk, planned.pk])
    assert admin.get(take_back).status_code == 405
    assert admin.post(take_back).status_code == 302
    planned.refresh_from_db()
    assert planned.withdrawn_at
    assert AuditEntry.objects.first().action == "taken_back"
    assert "Take back" not in admin.get(change_url(calendar)).content.decode()


def test_what_counts_already_is_not_taken_back(admin, calendar):
    version = newest(calendar)
    page = admin.post(reverse("admin:sla_calendar_withdraw", args=[calendar.pk, version.pk]), follow=True)
    assert "This version counts already." in page.content.decode()
    version.refresh_from_db()
    assert version.withdrawn_at is None


def test_only_who_may_change_calendars_takes_back(calendar, client):
    planned = CalendarVersion.objects.create(calendar=calendar, valid_from=timezone.now() + DAY, weekly=ALL_HOURS)
    client.force_login(make_user(is_staff=True))
    assert client.post(reverse("admin:sla_calendar_withdraw", args=[calendar.pk, planned.pk])).status_code == 403
    foreign = make_calendar()
    admin = signed_in()
    assert admin.post(reverse("admin:sla_calendar_withdraw", args=[foreign.pk, planned.pk])).status_code == 404


def test_each_change_is_in_the_audit_list_with_before_and_after(admin, calendar):
    admin.post(change_url(calendar), sent(admin.get(change_url(calendar)), name="Renamed", mon="7–8"))
    entry = AuditEntry.objects.get(kind="calendar")
    assert (entry.action, entry.door, entry.by.first_name) == ("changed", "admin", "Vera")
    assert (entry.before["name"], entry.after["name"]) == (calendar.name, "Renamed")
    assert len(entry.after["versions"]) == len(entry.before["versions"]) + 1
    admin.post(reverse("admin:sla_calendar_delete", args=[calendar.pk]), {"post": "yes"})
    assert AuditEntry.objects.first().action == "deleted"
