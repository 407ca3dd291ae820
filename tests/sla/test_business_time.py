"""Each rule of business time once, in words (sla-semantics, section 1)."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from sla.business_time import ALWAYS, HORIZON, Calendar, CalendarError, Definition, TimeError

HOUR = timedelta(hours=1)
MICROSECOND = timedelta(microseconds=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


def definition(*windows, days=WEEKDAYS, zone="Europe/Berlin", holidays=()):
    weekly = {day: [list(window) for window in windows] for day in days}
    return Definition.from_json({"time_zone": zone, "weekly": weekly, "holidays": list(holidays)})


def calendar(*windows, **other):
    return Calendar([(None, definition(*windows, **other))])


def at(text):
    return datetime.fromisoformat(text)


OFFICE = calendar(("09:00", "17:00"))


@pytest.mark.parametrize(
    "start, hours, due",
    [
        ("2024-06-14T16:00+02:00", 1, "2024-06-14T17:00+02:00"),  # B11: Friday's closing time, not Monday's opening.
        ("2024-06-14T16:00+02:00", 2, "2024-06-17T10:00+02:00"),
        ("2024-06-15T12:00+02:00", 0, "2024-06-15T12:00+02:00"),  # B12
        ("2024-06-15T12:00+02:00", 1, "2024-06-17T10:00+02:00"),
        ("2024-03-29T16:00+01:00", 2, "2024-04-01T10:00+02:00"),  # Nine o'clock stays nine when the clocks change.
    ],
)
def test_hours_are_added_within_opening_hours(start, hours, due):
    result = OFFICE.add(at(start), hours * HOUR)
    assert result == at(due)
    assert result.tzinfo is UTC


def test_a_day_around_the_clock_has_as_many_hours_as_it_has():
    around = calendar(("00:00", "24:00"), days=("sun",))
    assert around.between(at("2024-03-30T00:00+01:00"), at("2024-04-01T00:00+02:00")) == 23 * HOUR
    assert around.between(at("2024-10-26T00:00+02:00"), at("2024-10-28T00:00+01:00")) == 25 * HOUR


def test_a_time_that_occurs_twice_means_the_first_and_a_skipped_one_the_change():
    half_hour = calendar(("02:15", "02:45"), days=("sun",))
    assert half_hour.next_opening(at("2024-10-26T12:00+02:00")) == at("2024-10-27T02:15+02:00")
    assert half_hour.between(at("2024-10-27T00:00+02:00"), at("2024-10-27T12:00+01:00")) == HOUR / 2
    assert half_hour.between(at("2024-03-31T00:00+01:00"), at("2024-03-31T12:00+02:00")) == timedelta()
    until_four = calendar(("02:15", "04:00"), days=("sun",))
    assert until_four.next_opening(at("2024-03-31T00:00+01:00")) == at("2024-03-31T03:00+02:00")


def test_a_day_that_the_date_line_skipped_was_never_open():
    apia = calendar(("09:00", "17:00"), zone="Pacific/Apia")
    assert apia.between(at("2011-12-29T12:00-10:00"), at("2012-01-02T12:00+14:00")) == 8 * HOUR


NIGHT = ("22:00", "06:00")
TUESDAY = {"date": "2024-06-11"}
WEDNESDAY = {"date": "2024-06-12"}


@pytest.mark.parametrize(
    "holidays, hours",
    [
        ([], 24),
        ([TUESDAY], 2 + 0 + 8),  # Monday's shift ends at midnight, Tuesday's does not open.
        ([TUESDAY | {"hours": [NIGHT]}], 2 + 8 + 8),  # Tuesday's own shift runs into Wednesday as usual,
        ([TUESDAY | {"hours": [NIGHT]}, WEDNESDAY], 2 + 2 + 0),  # unless that is listed too.
        ([WEDNESDAY | {"hours": [["00:00", "06:00"]]}], 8 + 2 + 6),
        ([TUESDAY | {"hours": [["23:00", "06:00"], ["05:00", "06:30"]]}], 2 + 1.5 + 7 + 8),
        ([TUESDAY | {"hours": [["20:00", "05:00"], ["04:00", "06:00"], ["22:00", "23:00"]]}], 2 + 2 + 9 + 8),  # B10
    ],
)
def test_a_night_shift_ends_at_the_midnight_of_a_listed_date(holidays, hours):
    night = calendar(NIGHT, holidays=holidays)
    assert night.between(at("2024-06-10T12:00+02:00"), at("2024-06-13T12:00+02:00")) == hours * HOUR


def test_the_horizon_itself_is_still_reached():
    start = at("2024-06-14T16:00+02:00")
    assert ALWAYS.add(start, HORIZON) == start + HORIZON
    with pytest.raises(TimeError) as refused:
        ALWAYS.add(start, HORIZON + MICROSECOND)
    assert refused.value.code == "beyond_horizon"
    open_to_the_end = OFFICE.between(start, start + HORIZON)
    assert OFFICE.add(start, open_to_the_end) <= start + HORIZON
    at_noon = at("2024-06-14T12:00+00:00")  # The horizon falls on a Tuesday's opening hours.
    full = OFFICE.between(at_noon, at_noon + HORIZON)
    assert OFFICE.add(at_noon, full) == at_noon + HORIZON
    with pytest.raises(TimeError):
        OFFICE.add(at_noon, full + MICROSECOND)


@pytest.mark.parametrize("start", ["0001-01-01T00:00+00:00", "9999-12-31T23:00+00:00"])
def test_the_ends_of_the_calendar_break_nothing(start):
    assert OFFICE.between(at(start), at(start)) == timedelta()
    try:
        assert OFFICE.add(at(start), HOUR) > at(start)
    except TimeError as refused:
        assert refused.code == "beyond_horizon"


@pytest.mark.parametrize(
    "question, code",
    [
        (lambda: OFFICE.add(datetime(2024, 6, 10, 12), HOUR), "naive_datetime"),  # noqa: DTZ001
        (lambda: OFFICE.between(datetime(2024, 6, 10, 12), at("2024-06-10T12:00Z")), "naive_datetime"),  # noqa: DTZ001
        (lambda: OFFICE.add(at("2024-06-10T12:00Z"), -MICROSECOND), "negative_duration"),
        (lambda: OFFICE.add(at("2024-06-10T12:00Z"), timedelta.max), "beyond_horizon"),
    ],
)
def test_a_question_without_an_answer_is_refused(question, code):
    with pytest.raises(TimeError) as refused:
        question()
    assert refused.value.code == code


def test_the_end_before_the_start_leaves_nothing_between():
    assert OFFICE.between(at("2024-06-11T12:00Z"), at("2024-06-10T12:00Z")) == timedelta()


def test_somebody_is_there_from_opening_to_just_before_closing():
    assert OFFICE.open_at(at("2024-06-10T09:00+02:00"))
    assert not OFFICE.open_at(at("2024-06-10T17:00+02:00"))
    assert OFFICE.next_opening(at("2024-06-10T17:00+02:00")) == at("2024-06-11T09:00+02:00")
    assert OFFICE.next_opening(at("2024-06-10T12:00+02:00")) == at("2024-06-10T12:00+02:00")


def test_a_changed_calendar_counts_from_the_change_on():
    longer = Calendar(
        [(None, definition(("09:00", "17:00"))), (at("2024-06-11T12:00Z"), definition(("09:00", "20:00")))]
    )
    assert longer.between(at("2024-06-10T00:00Z"), at("2024-06-12T00:00Z")) == (8 + 11) * HOUR
    moved = Calendar(
        [(None, definition(("09:00", "17:00"))), (at("2024-06-11T09:00Z"), definition(("12:00", "20:00")))]
    )
    assert moved.between(at("2024-06-11T00:00Z"), at("2024-06-12T00:00Z")) == (2 + 8) * HOUR


def test_segments_name_the_exception():
    half_day = calendar(
        ("09:00", "17:00"), holidays=[{"date": "2024-12-24", "hours": [["09:00", "12:00"]], "name": "Heiligabend"}]
    )
    pieces = list(half_day.segments(at("2024-12-23T16:00+01:00"), at("2024-12-25T10:00+01:00")))
    assert [(start.isoformat()[8:16], is_open, name) for start, _, is_open, name in pieces] == [
        ("23T15:00", True, None),
        ("23T16:00", False, None),
        ("23T23:00", False, "Heiligabend"),
        ("24T08:00", True, "Heiligabend"),
        ("24T11:00", False, "Heiligabend"),
        ("24T23:00", False, None),
        ("25T08:00", True, None),
    ]


@pytest.mark.parametrize(
    "change, code, detail",
    [
        ({"time_zone": "../etc/passwd"}, "unknown_time_zone", "../etc/passwd"),
        ({"time_zone": None}, "unknown_time_zone", "None"),
        ({"time_zone": "Europe"}, "unknown_time_zone", "Europe"),
        ({"weekly": {"Mon": [["09:00", "17:00"]]}}, "unknown_weekday", "Mon"),
        ({"weekly": {"mon": [["24:00", "06:00"]]}}, "invalid_time", "mon"),
        ({"weekly": {"mon": [["09:00", "17:00:00"]]}}, "invalid_time", "mon"),
        ({"weekly": {"mon": [["０9:00", "17:00"]]}}, "invalid_time", "mon"),
        ({"weekly": {"mon": [["09:00"]]}}, "invalid_time", "mon"),
        ({"weekly": {"mon": "09:00-17:00"}}, "invalid_time", "mon"),
        ({"weekly": {"mon": [[9, 17]]}}, "invalid_time", "mon"),
        ({"weekly": {"tue": [["00:00", "00:00"]]}}, "zero_length_interval", "tue"),
        ({"weekly": {"mon": [], "tue": None}}, "no_opening_hours", ""),
        ({"weekly": None}, "no_opening_hours", ""),
        ({"weekly": {"sun": [["22:00", "06:00"]], "mon": [["05:59", "12:00"]]}}, "overlapping_intervals", "mon"),
        ({"weekly": {"wed": [["13:00", "17:00"], ["09:00", "13:01"]]}}, "overlapping_intervals", "wed"),
        ({"weekly": {"wed": [["09:00", "17:00"], ["09:00", "17:00"]]}}, "overlapping_intervals", "wed"),
        ({"holidays": [{"date": "20240229"}]}, "invalid_date", "20240229"),
        ({"holidays": [{}]}, "invalid_date", "None"),
        ({"holidays": ["2024-02-29"]}, "invalid_date", "2024-02-29"),
        ({"holidays": [{"date": "2024-02-29", "hours": [["9:00", "12:00"]]}]}, "invalid_time", "2024-02-29"),
        ({"holidays": [{"date": "2024-02-29", "hours": [["09:00", "09:00"]]}]}, "zero_length_interval", "2024-02-29"),
        ({"holidays": [{"date": "2024-02-29"}, {"date": "2024-02-29"}]}, "duplicate_holiday", "2024-02-29"),
    ],
)
def test_a_calendar_that_keeps_no_promise_is_refused_with_its_place(change, code, detail):
    sound = {"time_zone": "Europe/Berlin", "weekly": {"mon": [["09:00", "17:00"]]}, "holidays": []}
    with pytest.raises(CalendarError) as refused:
        Definition.from_json(sound | change)
    assert (refused.value.code, refused.value.detail) == (code, detail)


def test_touching_intervals_are_one_and_a_full_week_never_closes():
    shifts = calendar(("06:00", "14:00"), ("14:00", "22:00"), ("22:00", "06:00"), days=(*WEEKDAYS, "sat", "sun"))
    start = at("2024-03-30T12:00Z")
    assert [piece[2] for piece in shifts.segments(start, start + 90 * HOUR)] == [True]
    assert shifts.add(start, 90 * HOUR) == start + 90 * HOUR


def test_many_threads_may_extend_one_calendar():
    shared = calendar(("09:00", "17:00"))
    start = at("2024-06-10T07:00Z")
    wrong = []

    def ask(number):
        for days in range(number, 3000, 240):
            begin = start + timedelta(days=7 * (days - 1500))
            if shared.between(begin, begin + timedelta(days=7)) != 40 * HOUR:
                wrong.append(begin)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize("zone", ["Pacific/Apia", "Pacific/Honolulu"])
@pytest.mark.parametrize("step", [HOUR, -HOUR])
def test_what_is_compiled_is_right_up_to_its_edge(zone, step):
    shifts = {"days": (*WEEKDAYS, "sat", "sun"), "zone": zone}
    asked_by_the_hour, asked_at_once = calendar(("00:30", "00:15"), **shifts), calendar(("00:30", "00:15"), **shifts)
    start = at("2024-06-10T20:00Z")
    far = start + 24 * 65 * step
    asked_at_once.between(min(start, far) - 240 * HOUR, max(start, far) + 240 * HOUR)
    for number in range(24 * 65):
        a, b = sorted((start + number * step, start + (number + 1) * step))
        assert asked_by_the_hour.between(a, b) == asked_at_once.between(a, b)
