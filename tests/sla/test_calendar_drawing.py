"""A calendar's days as bars, and what the clocks do to them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sla.admin.drawing import Drawing
from sla.admin.hours_line import HoursLine
from sla.clock_changes import clock_changes
from sla.models import CalendarVersion

HOUR = timedelta(hours=1)
EVERY_NIGHT = {day: [["22:00", "06:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
BERLIN_SPRING = datetime(2026, 3, 28, 12, tzinfo=UTC)


def drawing(*, weekly=EVERY_NIGHT, holidays=(), zone="Europe/Berlin", now=BERLIN_SPRING, edit=None):
    version = CalendarVersion(time_zone=zone, weekly=weekly, holidays=list(holidays))
    saved = HoursLine.saved([version])
    if edit is None:
        return Drawing(saved, zone, now=now)
    return Drawing(saved.with_edit(edit), zone, now=now, saved=saved)


def edited(valid_from, weekly, holidays=()):
    return CalendarVersion(time_zone="Europe/Berlin", weekly=weekly, holidays=list(holidays), valid_from=valid_from)


@pytest.mark.parametrize(
    ("zone", "first", "last", "named"),
    [
        ("Europe/Berlin", date(2027, 3, 1), date(2027, 4, 1), [("2027-03-28", "02:00", "03:00")]),
        ("Europe/Berlin", date(2026, 10, 1), date(2026, 11, 1), [("2026-10-25", "03:00", "02:00")]),
        ("Australia/Lord_Howe", date(2026, 9, 1), date(2026, 11, 1), [("2026-10-04", "02:00", "02:30")]),
        ("Australia/Lord_Howe", date(2026, 3, 1), date(2026, 5, 1), [("2026-04-05", "02:00", "01:30")]),
        ("Asia/Tokyo", date(2026, 1, 1), date(2026, 12, 31), []),
    ],
)
def test_clock_changes_are_named_by_the_wall_clock(zone, first, last, named):
    found = [(change.day.isoformat(), change.before, change.after) for change in clock_changes(zone, first, last)]
    assert found == named


def test_days_show_night_shifts_closed_dates_and_the_clock_change():
    closed = {"date": "2026-03-31", "name": "Closed for stock-taking"}
    days = drawing(holidays=[closed]).coming(4)
    assert [day.windows for day in days] == ["00:00–06:00, 22:00–24:00"] * 3 + [""]
    assert [day.hours for day in days] == [8 * HOUR, 7 * HOUR, 8 * HOUR, 0 * HOUR]
    assert [bar.kind for bar in days[0].bars] == ["night", "night"]
    assert (days[0].bars[1].x, days[0].bars[1].width) == ("91.667%", "8.333%")
    assert days[0].notes == "Night shift until Sun 06:00"
    assert "Clocks go from 02:00 to 03:00" in days[1].notes
    assert days[1].is_warning
    assert [(bar.x, bar.width) for bar in days[1].bars if bar.kind == "skip"] == [("8.333%", "4.167%")]
    assert days[3].notes == "Closed for stock-taking"
    assert days[3].is_listed


def test_the_hour_that_comes_twice_counts_twice_and_is_drawn_once():
    day = drawing(now=datetime(2026, 10, 25, 12, tzinfo=UTC)).coming(1)[0]
    assert day.hours == 9 * HOUR
    assert "Clocks go from 03:00 to 02:00" in day.notes
    assert sum(float(bar.width[:-1]) for bar in day.bars if bar.kind == "night") == pytest.approx(
        100 * 8 / 24, abs=0.01
    )


def test_half_an_hour_is_a_clock_change_too():
    day = drawing(zone="Australia/Lord_Howe", now=datetime(2026, 10, 4, 1, tzinfo=UTC)).coming(1)[0]
    assert "Clocks go from 02:00 to 02:30" in day.notes
    assert day.hours == 7.5 * HOUR


def test_a_change_while_nobody_is_there_is_not_worth_a_word():
    weekly = {"sun": [["08:00", "12:00"]]}
    assert drawing(weekly=weekly, now=datetime(2026, 3, 29, 8, tzinfo=UTC)).coming(1)[0].notes == ""


def test_half_days_and_extra_shifts_have_their_kind_and_reason():
    weekly = {"tue": [["08:00", "17:00"]]}
    dates = [
        {"date": "2026-03-31", "name": "Move", "hours": [["08:00", "12:00"]]},
        {"date": "2026-04-01", "name": "Roll-out", "hours": [["09:00", "13:00"]]},
    ]
    days = drawing(weekly=weekly, holidays=dates).coming(5)
    assert (days[3].notes, days[3].bars[0].kind) == ("Half day, Move", "open")
    assert (days[4].notes, days[4].bars[0].kind) == ("Extra shift, Roll-out", "extra")


def test_an_edit_shows_from_its_day_on_what_is_no_longer_open():
    weekly = {day: [["07:00", "19:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    shorter = {**weekly, "wed": [["07:00", "12:00"], ["13:00", "19:00"]]}
    begins = datetime(2026, 11, 24, 23, tzinfo=UTC)  # midnight in Berlin
    now = datetime(2026, 11, 24, 9, 42, tzinfo=UTC)
    today, tomorrow = drawing(weekly=weekly, now=now, edit=edited(begins, shorter)).coming(2)
    assert (today.is_today, today.now) == (True, "44.583%")
    assert [bar.kind for bar in today.bars] == ["open"]
    assert [(bar.kind, bar.x, bar.width) for bar in tomorrow.bars if bar.kind == "gone"] == [
        ("gone", "50.000%", "4.167%")
    ]
    assert tomorrow.hours == 11 * HOUR
    assert tomorrow.notes == "The edit begins; no longer open 12:00–13:00"


def test_later_days_are_those_that_differ_and_matter():
    weekly = {day: [["07:00", "19:00"]] for day in ("mon", "tue", "wed", "thu", "fri")} | {"sat": [["22:00", "06:00"]]}
    dates = [
        {"date": "2026-12-25", "name": "Christmas Day"},  # a Friday
        {"date": "2027-05-09", "name": "A Sunday"},
        {"date": "2026-12-05", "name": "Soon"},
    ]
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    later = drawing(weekly=weekly, holidays=dates, now=now).later()
    assert [day.date.isoformat() for day in later] == ["2026-12-25", "2027-03-28", "2027-10-31"]
    assert "02:00 to 03:00" in later[1].notes
