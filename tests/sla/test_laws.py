"""The laws of sla-semantics for every calendar and history, at the days on which the clocks of eight zones change."""

from datetime import UTC, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sla.business_time import ALWAYS, TimeError
from sla.clock import Fact, Promise, Target, read
from sla.facts import CLOCKS
from tests.sla.many_calendars import DAY, calendars, microseconds

MICROSECOND = timedelta(microseconds=1)
MONTH = 40 * DAY
PRIORITIES = ("P1", "P2", "P3")
KEYS = ("first_response", "next_update", "resolution", "level_1", "level_2")


def added(calendar, start, amount):
    try:
        return calendar.add(start, amount)
    except TimeError:  # a calendar that hardly ever opens
        assume(False)


@settings(max_examples=100, deadline=None)
@given(calendars(), microseconds(MONTH), microseconds(200 * DAY / 24), microseconds(200 * DAY / 24))
def test_adding_and_counting_are_inverse_and_grow(place, after, x, y):
    calendar, begin = place
    start = begin + after
    due, later = added(calendar, start, x), added(calendar, start, x + y)
    assert due.tzinfo is UTC
    assert start <= due <= later
    assert calendar.between(start, due) == x
    assert calendar.between(due, later) == y
    if x:
        assert calendar.between(start, due - MICROSECOND) < x, "not the earliest"
    else:
        assert due == start
    if x and y:
        assert added(calendar, due, y) == later


@settings(max_examples=100, deadline=None)
@given(calendars(), st.lists(microseconds(2 * MONTH), min_size=3, max_size=3))
def test_parts_add_up_and_nothing_runs_backwards(place, moments):
    calendar, begin = place
    a, b, c = (begin + moment for moment in sorted(moments))
    assert calendar.between(a, c) == calendar.between(a, b) + calendar.between(b, c)
    assert timedelta() <= calendar.between(a, b) <= b - a
    assert calendar.between(b, a) == timedelta()
    pieces = list(calendar.segments(a, c))
    assert [piece[0] for piece in pieces] + [c] == [a] + [piece[1] for piece in pieces] or a == c
    assert sum((to - start for start, to, is_open, _ in pieces if is_open), timedelta()) == calendar.between(a, c)


@settings(max_examples=100, deadline=None)
@given(calendars(), microseconds(MONTH), microseconds(MONTH), microseconds(30 * DAY / 24))
def test_starting_later_is_never_due_earlier(place, after, more, amount):
    calendar, begin = place
    start = begin + after
    assert added(calendar, start, amount) <= added(calendar, start + more, amount)


amounts = st.none() | st.integers(1, 100 * 3600) | st.sampled_from([3600, 4 * 3600, 8 * 3600])
warnings = st.sampled_from([1, 50, 75, 100])


@st.composite
def promises(draw, calendar):
    """Two promises over one calendar: some targets in service hours, some around the clock, some missing."""
    made = {}
    for name in ("gold", "bronze"):
        targets = {}
        for key in KEYS:
            for priority in PRIORITIES:
                seconds = draw(amounts)
                if seconds is not None:
                    hours = ALWAYS if draw(st.booleans()) else calendar
                    targets[key, priority, None] = Target(timedelta(seconds=seconds), hours, draw(warnings))
        made[name] = Promise(calendar, draw(st.booleans()), targets, name)
    return made


statuses = st.sampled_from(["new", "open", "open", "waiting_requester", "waiting_vendor", "resolved", "closed"])
happenings = (
    st.tuples(st.just("status"), st.fixed_dictionaries({"status": statuses}))
    | st.tuples(st.just("answered"), st.just({}))
    | st.tuples(st.just("priority"), st.fixed_dictionaries({"priority": st.sampled_from(PRIORITIES)}))
    | st.tuples(st.just("promised"), st.fixed_dictionaries({"promise": st.sampled_from(["gold", "bronze"])}))
    | st.tuples(st.just("handed_over"), st.fixed_dictionaries({"level": st.sampled_from([1, 2, 3])}))
    | st.tuples(st.just("planned"), st.fixed_dictionaries({"until": microseconds(5 * DAY)}))
)
by_hand = st.tuples(
    st.just("due_set"), st.fixed_dictionaries({"clock": st.sampled_from(CLOCKS), "until": microseconds(5 * DAY)})
)
again = st.just(("promised", {"promise": "bronze", "from_start": True}))
gaps = st.just(timedelta()) | microseconds(4 * DAY)


@st.composite
def histories(draw, happening=happenings):
    """(promises, facts, an instant at or after the last of them)."""
    calendar, begin = draw(calendars())
    at = begin + draw(microseconds(DAY))
    opened = {"promise": draw(st.sampled_from(["gold", "bronze"])), "priority": draw(st.sampled_from(PRIORITIES))}
    facts = [Fact(at, 1, "opened", opened)]
    for gap, (kind, data) in draw(st.lists(st.tuples(gaps, happening), max_size=12)):
        at += gap
        said = {**data, "until": at + data["until"]} if "until" in data else data
        facts.append(Fact(at, len(facts) + 1, kind, said))
    return draw(promises(calendar)), facts, at + draw(gaps)


@settings(max_examples=100, deadline=None)
@given(histories(happenings | by_hand | again))
def test_segments_cover_the_whole_life_and_add_up_to_the_microsecond(history):
    promised, facts, now = history
    with_segments = read(facts, promised, at=now, segments=True)
    plain = read(facts, promised, at=now)
    for name, reading in with_segments.clocks.items():
        pieces = reading.segments
        assert [piece.from_ for piece in pieces] + [now] == [facts[0].at] + [piece.to for piece in pieces]
        assert all(piece.from_ < piece.to for piece in pieces)
        assert all(
            piece.counted == (piece.to - piece.from_ if piece.cause == "open" else timedelta())
            or piece.cause == "exception"
            for piece in pieces
        )
        assert sum((piece.counted for piece in pieces), timedelta()) == reading.consumed, name
        reading.segments = ()
    assert with_segments == plain


@settings(max_examples=100, deadline=None)
@given(histories())
def test_consumed_time_is_never_given_back_and_a_paused_clock_stands(history):  # C1
    promised, facts, now = history
    instants = sorted({fact.at for fact in facts} | {now})
    before, last = None, None
    for at in instants:
        readings = read([fact for fact in facts if fact.at <= at], promised, at=at)
        if before is not None:
            for name in ("first_response", "resolution"):
                gained = readings.clocks[name].consumed - before.clocks[name].consumed
                assert timedelta() <= gained <= at - last
                agreed = before.status == "planned"  # ends by itself
                if before.clocks[name].state in ("paused", "done", "idle") and not agreed:
                    assert not gained, name
        before, last = readings, at


@settings(max_examples=100, deadline=None)
@given(histories(), gaps)
def test_a_clock_is_kept_at_its_target_and_breached_a_microsecond_later_for_good(history, later):  # C9
    promised, facts, now = history
    for name, reading in read(facts, promised, at=now).clocks.items():
        if reading.target is not None and reading.state in ("running", "paused"):
            assert reading.breached or reading.consumed <= reading.target, name
        if reading.breaks_at is not None:
            assert reading.breaks_at > now
            assert not read(facts, promised, at=reading.breaks_at - MICROSECOND).clocks[name].breached
            assert read(facts, promised, at=reading.breaks_at).clocks[name].breached
        if reading.breached:
            assert reading.breached_at <= now
            assert read(facts, promised, at=now + later).clocks[name].breached, "a breach stays"
        if reading.due_at is not None and reading.due_at > now:
            due = read(facts, promised, at=reading.due_at).clocks[name]
            assert due.consumed == due.target
            assert due.breached is reading.breached


changes = st.lists(
    st.tuples(st.just("priority"), st.fixed_dictionaries({"priority": st.sampled_from(PRIORITIES)}))
    | st.tuples(st.just("promised"), st.fixed_dictionaries({"promise": st.sampled_from(["gold", "bronze"])})),
    min_size=1,
    max_size=4,
)


@settings(max_examples=100, deadline=None)
@given(histories(), changes)
def test_a_change_of_target_keeps_what_was_used_and_every_breach(history, changed):  # C10
    promised, facts, now = history
    before = read(facts, promised, at=now)
    more = [Fact(now, 100 + number, kind, data) for number, (kind, data) in enumerate(changed)]
    after = read([*facts, *more], promised, at=now)
    for name, reading in after.clocks.items():
        assert reading.consumed == before.clocks[name].consumed
        assert reading.cycle == before.clocks[name].cycle
        assert reading.breached or not before.clocks[name].breached
        if reading.state == "paused":
            assert reading.due_at is None
        if reading.target is not None and reading.state in ("running", "paused"):
            assert reading.breached or reading.consumed <= reading.target


@settings(max_examples=100, deadline=None)
@given(histories(), changes)
def test_through_other_tiers_and_back_within_an_instant_is_due_as_at_first(history, detour):
    promised, facts, now = history
    before = read(facts, promised, at=now)
    home = [("promised", {"promise": before.promise}), ("priority", {"priority": before.priority})]
    more = [Fact(now, 100 + number, kind, data) for number, (kind, data) in enumerate([*detour, *home])]
    after = read([*facts, *more], promised, at=now)
    for name, reading in after.clocks.items():
        was = before.clocks[name]
        assert (reading.state, reading.target, reading.left) == (was.state, was.target, was.left)
        if was.due_at is None or was.due_at > now:
            assert reading.due_at == was.due_at
