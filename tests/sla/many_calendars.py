"""Calendars as strategies: eight zones at their oddest days, night shifts, half days, several versions in one line."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import assume
from hypothesis import strategies as st

from sla.business_time import Calendar, CalendarError, Definition
from tests.sla.naive_hours import WEEKDAYS

DAY = timedelta(days=1)
LEAP = date(2024, 2, 27)
# A few days before both changes of the clocks, where there are any, and before a leap day.
ZONES = {
    "Europe/Berlin": [date(2024, 3, 28), date(2024, 10, 24), LEAP],
    "America/New_York": [date(2024, 3, 7), date(2024, 10, 31), LEAP],
    "Australia/Lord_Howe": [date(2024, 4, 4), date(2024, 10, 3), LEAP],  # by half an hour
    "Asia/Kolkata": [LEAP, date(2023, 12, 29)],  # never
    "America/St_Johns": [date(2006, 3, 30), date(2006, 10, 26), LEAP],  # at one minute past midnight
    "Pacific/Apia": [date(2011, 12, 27), date(2012, 3, 29), date(2011, 9, 21)],  # a Friday that never was
    "Africa/Casablanca": [date(2024, 3, 7), date(2024, 4, 11), LEAP],  # by the moon
    "America/Santiago": [date(2024, 4, 4), date(2024, 9, 5), LEAP],  # at midnight
}
SHIFTS = [
    [],
    [["08:00", "17:00"]],
    [["08:00", "12:00"], ["13:00", "17:30"]],
    [["22:00", "06:00"]],
    [["06:00", "14:00"], ["22:00", "06:00"]],
    [["00:00", "24:00"]],
    [["00:00", "00:45"], ["02:15", "02:45"]],
    [["23:30", "01:30"]],
]
HALF_DAYS = [[], [["08:00", "12:00"]], [["23:00", "03:00"]], [["00:00", "24:00"]]]

places = st.sampled_from([(zone, first) for zone, days in ZONES.items() for first in days])
shifts = st.sampled_from(SHIFTS)


def microseconds(most: timedelta):
    """Amounts up to `most`: to the microsecond, and whole hours, which meet openings and closings."""
    hours = st.integers(0, int(most / timedelta(hours=1))).map(lambda number: timedelta(hours=number))
    return hours | st.timedeltas(timedelta(), most)


@st.composite
def definitions(draw, zone, first):
    usual = draw(shifts)
    weekly = {day: draw(st.just(usual) | shifts) for day in WEEKDAYS}
    listed = draw(st.lists(st.integers(-2, 40), unique=True, max_size=4))
    hours = st.sampled_from(HALF_DAYS)
    holidays = [{"date": str(first + number * DAY), "name": "Fest", "hours": draw(hours)} for number in sorted(listed)]
    try:
        return Definition.from_json({"time_zone": zone, "weekly": weekly, "holidays": holidays})
    except CalendarError:
        assume(False)


@st.composite
def calendars(draw, place=places):
    """(calendar, an instant some days before something odd): a line of one to three versions, changing near it."""
    zone, first = draw(place)
    begin = datetime.combine(first, time(), UTC)
    changes = draw(st.lists(microseconds(30 * DAY), unique=True, max_size=2))
    versions = [(None, draw(definitions(zone, first)))]
    for after in changes:
        another = draw(st.just(zone) | st.sampled_from(sorted(ZONES)))  # the office may move
        versions.append((begin + after, draw(definitions(another, first))))
    return Calendar(versions), begin
