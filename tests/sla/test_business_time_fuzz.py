"""The compiled calendar against one that counts minutes, and against the laws, where clocks change and years leap."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sla.business_time import Calendar, CalendarError, Definition, TimeError
from tests.sla import naive_hours

DAYS = 11
PLACES = [
    ("Europe/Berlin", date(2024, 3, 26)),
    ("Europe/Berlin", date(2024, 10, 22)),
    ("Europe/Berlin", date(2024, 2, 24)),
    ("America/New_York", date(2024, 3, 6)),
    ("America/New_York", date(2024, 10, 29)),
    ("Australia/Lord_Howe", date(2024, 4, 2)),  # half an hour
    ("Australia/Lord_Howe", date(2024, 10, 1)),
    ("America/Santiago", date(2024, 4, 3)),  # at midnight
    ("America/Santiago", date(2024, 9, 4)),
    ("America/Havana", date(2024, 3, 6)),  # midnight skipped, and twice
    ("America/Havana", date(2024, 10, 30)),
    ("Pacific/Apia", date(2011, 12, 26)),  # a whole Friday skipped
    ("Africa/Casablanca", date(2024, 3, 7)),
    ("Africa/Casablanca", date(2024, 4, 10)),
    ("America/St_Johns", date(2006, 10, 25)),  # at one minute past midnight
    ("Asia/Kolkata", date(2024, 2, 24)),
    ("Asia/Kathmandu", date(2023, 12, 27)),
]
SHIFTS = [
    [["08:00", "17:00"]],
    [["08:00", "12:00"], ["13:00", "17:30"]],
    [["08:00", "12:00"], ["12:00", "16:00"]],
    [["22:00", "06:00"]],
    [["06:00", "14:00"], ["22:00", "06:00"]],
    [["23:30", "00:00"]],
    [["00:00", "24:00"]],
    [["00:00", "00:45"], ["02:15", "02:45"]],
    [["01:30", "02:30"], ["23:15", "24:00"]],
    [["23:30", "01:30"]],
    [],
]
time_of_day = st.integers(0, 287).map(lambda number: f"{number // 12:02}:{number % 12 * 5:02}")
shifts = st.sampled_from(SHIFTS) | st.tuples(time_of_day, time_of_day).map(lambda pair: [list(pair)])


@st.composite
def calendars(draw):
    zone, first = draw(st.sampled_from(PLACES))
    usual = draw(shifts)
    weekly = {day: draw(st.just(usual) | shifts) for day in naive_hours.WEEKDAYS}
    listed = draw(st.lists(st.integers(0, DAYS), unique=True, max_size=4))
    holidays = [{"date": str(first + timedelta(days=number)), "hours": draw(shifts)} for number in sorted(listed)]
    return {"time_zone": zone, "weekly": weekly, "holidays": holidays}, first


instants = st.tuples(st.integers(0, 8 * 1440), st.sampled_from([0, 1, 59_999_999]) | st.integers(0, 59_999_999))
amounts = st.timedeltas(timedelta(), timedelta(hours=40)) | st.integers(0, 40 * 12).map(
    lambda number: timedelta(minutes=number * 5)
)


def compiled(data):
    try:
        return Calendar([(None, Definition.from_json(data))])
    except CalendarError:
        assume(False)


def at(first, moment):
    minutes, microseconds = moment
    return datetime.combine(first, time(), UTC) + timedelta(minutes=minutes, microseconds=microseconds)


@settings(max_examples=150, deadline=None)
@given(calendars(), instants, instants, amounts)
def test_it_agrees_with_counting_minutes(place, one, other, amount):
    data, first = place
    calendar = compiled(data)
    found = naive_hours.open_minutes(data, first - timedelta(days=2), DAYS + 4)
    a, b = sorted((at(first, one), at(first, other)))
    assert calendar.between(a, b) == naive_hours.between(found, a, b)
    for needed in (amount, calendar.between(a, b)):
        expected = naive_hours.add(found, a, needed, at(first, (DAYS * 1440, 0)))
        if expected is not None:
            assert calendar.add(a, needed) == expected
    assert calendar.open_at(a) == (a.replace(second=0, microsecond=0) in found)


@settings(max_examples=150, deadline=None)
@given(calendars(), instants, instants, instants)
def test_segments_tell_the_same_without_gap(place, one, other, third):
    data, first = place
    calendar = compiled(data)
    a, b, c = sorted(at(first, moment) for moment in (one, other, third))
    calendar.between(b, c)  # Compiled from the middle, then extended to the left.
    pieces = list(calendar.segments(a, c))
    assert [piece[0] for piece in pieces] + [c] == [a] + [piece[1] for piece in pieces] or a == c
    assert sum((end - start for start, end, is_open, _ in pieces if is_open), timedelta()) == calendar.between(a, c)
    for start, end, is_open, _ in pieces:
        assert calendar.between(start, end) == (end - start if is_open else timedelta())


years = st.timedeltas(timedelta(), timedelta(days=70 * 365)).map(datetime(1990, 1, 1, tzinfo=UTC).__add__)
work = st.timedeltas(timedelta(), timedelta(hours=300))


@settings(max_examples=200, deadline=None)
@given(calendars(), years, work, work)
def test_the_laws(place, start, x, y):
    calendar = compiled(place[0])
    try:
        due, later = calendar.add(start, x), calendar.add(start, x + y)
    except TimeError:  # Five minutes a week do not get that far.
        assume(False)
    assert due >= start
    assert calendar.between(start, due) == x
    assert later >= due
    assert calendar.between(start, later) == calendar.between(start, due) + calendar.between(due, later)
    if x and y:
        assert calendar.add(due, y) == later
    if x:
        assert calendar.between(start, due - timedelta(microseconds=1)) < x, "not the earliest"
