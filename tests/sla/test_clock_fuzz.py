"""The clocks against a simulation that goes from tick to tick, on histories where everything meets at one instant."""

from datetime import UTC, datetime, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from sla.business_time import ALWAYS, Calendar, Definition
from sla.clock import Fact, Promise, Target, read
from tests.sla.naive_clock import Simulation

TICK = timedelta(minutes=15)
BEGIN = datetime(2024, 3, 28, 5, tzinfo=UTC)  # The clocks change on the Sunday.
PATIENCE = 1200
KEYS = ("first_response", "next_update", "resolution", "level_1", "level_2")
PRIORITIES = ("P1", "P2")
TIERS = ("gold", "bronze")


def berlin(*windows):
    weekly = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), windows)
    holidays = [{"date": "2024-03-29", "name": "Karfreitag"}]
    return Calendar(
        [(None, Definition.from_json({"time_zone": "Europe/Berlin", "weekly": weekly, "holidays": holidays}))]
    )


CALENDARS = {
    "day": berlin(("08:00", "12:00"), ("13:00", "17:00")),
    "night": berlin(("22:00", "06:00")),
    "always": ALWAYS,
}


def at(tick):
    return BEGIN + TICK * tick


@cache
def is_open(calendar, tick):
    return CALENDARS[calendar].open_at(at(tick))


targets = st.fixed_dictionaries(dict.fromkeys(KEYS, st.sampled_from([4, 4, 8, 12, 20, None])))
tiers = st.fixed_dictionaries(
    {
        "calendar": st.sampled_from([*CALENDARS, "always"]),
        "vendor_pauses": st.booleans(),
        "own_it_pauses": st.booleans(),
        "targets": st.fixed_dictionaries(dict.fromkeys(PRIORITIES, targets)),
    }
)
policies = st.fixed_dictionaries(
    {"percent": st.sampled_from([25, 50, 75, 100]), "tiers": st.fixed_dictionaries(dict.fromkeys(TIERS, tiers))}
)
waits = ["waiting_requester", "waiting_vendor", "own_it"]  # the last: for the customer's own IT
statuses = st.sampled_from(["new", "open", "open", *waits, "resolved", "closed"])
happenings = (
    st.tuples(st.just("status"), statuses)
    | st.tuples(st.just("answered"), st.none())
    | st.tuples(st.just("priority"), st.sampled_from(PRIORITIES))
    | st.tuples(st.just("promised"), st.sampled_from(TIERS))
    | st.tuples(st.just("handed_over"), st.sampled_from([1, 2, 3]))
    | st.tuples(st.just("planned"), st.sampled_from([0, 2, 4, 8, 40]))
)
gaps = st.sampled_from([0, 0, 1, 2, 3, 4, 4, 8, 12, 30, 96])


@st.composite
def histories(draw):
    tick = draw(st.integers(0, 96))
    events = [(tick, "opened", (draw(st.sampled_from(TIERS)), draw(st.sampled_from(PRIORITIES))))]
    for gap, (kind, value) in draw(st.lists(st.tuples(gaps, happenings), max_size=14)):
        tick += gap
        events.append((tick, kind, tick + value if kind == "planned" else value))
    return events, tick + draw(gaps)


def promises(policy):
    made = {}
    for name, tier in policy["tiers"].items():
        hours = CALENDARS[tier["calendar"]]
        aims = {
            (key, priority, None): Target(TICK * ticks, hours, policy["percent"])
            for priority, row in tier["targets"].items()
            for key, ticks in row.items()
            if ticks is not None
        }
        made[name] = Promise(hours, tier["vendor_pauses"], aims, name, own_it_pauses=tier["own_it_pauses"])
    return made


def facts(events):
    names = {"status": "status", "priority": "priority", "promised": "promise", "handed_over": "level"}
    for number, (tick, kind, value) in enumerate(events, 1):
        if kind == "opened":
            data = {"promise": value[0], "priority": value[1]}
        elif kind == "planned":
            data = {"until": at(value)}
        elif value == "own_it":
            data = {"status": "waiting_vendor", "own_it": True}
        else:
            data = {names[kind]: value} if kind in names else {}
        yield Fact(at(tick), number, kind, data)


def expected(simulation, name, tick):
    clock = simulation.clocks[name]
    is_aiming = clock.state == "running" and clock.target is not None
    return {
        "state": clock.state,
        "consumed": clock.consumed,
        "target": clock.target,
        "due": simulation.when(clock, clock.target, clock.reached, tick, PATIENCE) if is_aiming else None,
        "warn_at": simulation.when(clock, clock.share, clock.warned, tick, PATIENCE) if is_aiming else None,
        "warned": clock.warned,
        "breached": clock.breached,
        "finished": clock.finished,
        "cycle": clock.cycle,
        "warning": clock.state in ("running", "paused") and clock.share is not None and clock.consumed >= clock.share,
    }


def told(reading):
    def tick(instant):
        return None if instant is None else (instant - BEGIN) / TICK

    return {
        "state": reading.state,
        "consumed": reading.consumed / TICK,
        "target": None if reading.target is None else reading.target / TICK,
        "due": tick(reading.due_at),
        "warn_at": tick(reading.warn_at),
        "warned": tick(reading.warned_at),
        "breached": tick(reading.breached_at),
        "finished": tick(reading.finished_at),
        "cycle": reading.cycle,
        "warning": reading.warning,
    }


@settings(max_examples=300, deadline=None)
@given(policies, histories(), st.booleans())
def test_it_agrees_with_the_simulation(policy, history, auto):
    events, end = history
    readings = read(list(facts(events)), promises(policy), at=at(end), auto_escalate=auto)
    simulation = Simulation(policy, is_open, auto).run(events, end)
    assert [((when - BEGIN) / TICK, start, to) for when, start, to in readings.moves] == simulation.moves
    assert (readings.status, readings.promise) == (simulation.status, simulation.tier)
    assert (readings.priority, readings.level) == (simulation.priority, simulation.level)
    for name, reading in readings.clocks.items():
        assert (name, told(reading)) == (name, expected(simulation, name, end))


@settings(max_examples=200, deadline=None)
@given(policies, histories(), st.booleans())
def test_segments_cover_the_way_and_add_up(policy, history, auto):
    events, end = history
    readings = read(list(facts(events)), promises(policy), at=at(end), auto_escalate=auto, segments=True)
    without = read(list(facts(events)), promises(policy), at=at(end), auto_escalate=auto)
    for name, reading in readings.clocks.items():
        edges = [(piece.from_, piece.to) for piece in reading.segments]
        assert [start for start, _ in edges] + [at(end)] == [at(events[0][0])] + [to for _, to in edges]
        assert sum((piece.counted for piece in reading.segments), timedelta()) == reading.consumed
        assert told(reading) == told(without.clocks[name])


@settings(max_examples=100, deadline=None)
@given(policies, histories(), st.booleans(), st.integers(0, 96))
def test_a_running_clock_is_due_exactly_when_it_says(policy, history, auto, later):
    events, end = history
    known, kept = list(facts(events)), promises(policy)
    for name, reading in read(known, kept, at=at(end)).clocks.items():
        if reading.due_at is not None and reading.due_at > at(end):
            then = read(known, kept, at=reading.due_at).clocks[name]
            assert then.consumed == then.target and then.breached == reading.breached
        if reading.breached:
            assert read(known, kept, at=at(end + later)).clocks[name].breached, "a breach stays"
