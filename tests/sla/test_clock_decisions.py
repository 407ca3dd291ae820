"""What people decide about promises, to the second: raising a priority, reading again from the start, times by hand."""

from dataclasses import replace
from datetime import timedelta

from sla.clock import read
from tests.sla.clock_story import HOUR, MINUTE, Story, at, promise

SIX = {"first_response": HOUR, "next_update": 4 * HOUR, "resolution": 6 * HOUR, "level_1": 5 * HOUR}
EIGHT = {**SIX, "first_response": 3 * HOUR, "next_update": 5 * HOUR, "resolution": 8 * HOUR}
GOLD = promise(P4=EIGHT, P3=EIGHT, P2=SIX)
PROMISES = {
    "gold": GOLD,
    "fair": replace(GOLD, raise_restarts=True),
    "new": promise(P3=SIX, P2=SIX),
    "lax": promise(P3=EIGHT),
}


def story(opened="Mon 08:00", **data):
    return Story(opened, promises=PROMISES, **data)


def whole_way(told, when):
    """The readings with segments; they cover the time from opening to now and add up to what was consumed."""
    readings = told.read(when, segments=True)
    for clock in readings.clocks.values():
        assert clock.segments[0].from_ == told.facts[0].at
        assert clock.segments[-1].to == at(when)
        assert all(a.to == b.from_ for a, b in zip(clock.segments, clock.segments[1:], strict=False))
        assert sum((segment.counted for segment in clock.segments), timedelta()) == clock.consumed
    return readings.clocks


# C20


def test_raising_the_priority_keeps_used_time_unless_the_promise_says_otherwise():
    raised = story().add("Mon 13:00", "priority", priority="P2")
    assert raised.clock("resolution", "Mon 13:00").due_at == at("Mon 14:00")
    fair = story(tier="fair").add("Mon 13:00", "priority", priority="P2")
    clock = whole_way(fair, "Mon 14:00")["resolution"]
    assert (clock.due_at, clock.consumed, clock.cycle) == (at("Tue 10:00"), HOUR, 2)


def test_lowering_and_raising_again_starts_nothing_anew():
    told = story(tier="fair").add("Mon 09:00", "priority", priority="P4").add("Mon 10:00", "priority", priority="P3")
    clock = told.clock("resolution", "Mon 10:00")
    assert (clock.consumed, clock.cycle) == (2 * HOUR, 1)


def test_a_start_anew_keeps_the_breach_so_far_and_leaves_done_clocks():
    told = story(tier="fair").add("Mon 12:00", "answered").add("Tue 12:00", "priority", priority="P2")
    clocks = whole_way(told, "Tue 13:00")
    assert clocks["resolution"].breached_at == at("Mon 16:00")
    assert clocks["resolution"].due_at == at("Wed 09:00")
    assert (clocks["first_response"].consumed, clocks["first_response"].target) == (4 * HOUR, 3 * HOUR)


def test_a_paused_clock_starts_anew_too_and_stays_paused():
    told = story(tier="fair").status("Mon 10:00", "waiting_requester").add("Mon 11:00", "priority", priority="P2")
    clock = told.clock("resolution", "Mon 12:00")
    assert (clock.state, clock.consumed, clock.due_at) == ("paused", timedelta(), None)


# C21


def again(told, when, tier):
    return told.add(when, "promised", promise=tier, from_start=True)


def test_read_again_from_the_start_a_clock_is_due_as_if_nothing_else_had_ever_been_promised():
    told = again(story().status("Mon 10:00", "waiting_requester").status("Mon 12:00", "open"), "Mon 15:30", "new")
    clock = whole_way(told, "Mon 15:30")["resolution"]
    assert clock.due_at == at("Mon 16:00")
    assert clock.consumed == 5 * HOUR + 30 * MINUTE


def test_a_running_clock_may_be_late_since_a_time_long_past_or_in_time_again():
    late = again(story(), "Mon 15:00", "new")
    clock = late.clock("resolution", "Mon 15:00")
    assert (clock.breached_at, clock.due_at) == (at("Mon 14:00"), at("Mon 14:00"))
    in_time = again(story(tier="new"), "Mon 15:00", "lax").clock("resolution", "Mon 15:00")
    assert (in_time.breached_at, in_time.due_at) == (None, at("Mon 16:00"))


def test_results_already_reached_stay_as_they_were():
    told = story().add("Mon 10:00", "answered").add("Mon 14:30", "answered")  # in the first hours; after 4:30
    clocks = whole_way(again(told, "Mon 15:00", "new"), "Mon 15:30")
    assert clocks["first_response"].breached_at is None
    assert clocks["first_response"].target == 3 * HOUR
    assert clocks["next_update"].breached_at is None  # the cycle of 4:30 was kept under 5 hours, and is over
    missed = story(tier="new").add("Mon 10:00", "answered").add("Mon 14:30", "answered")
    assert again(missed, "Mon 15:00", "lax").clock("next_update", "Mon 15:00").breached_at == at("Mon 14:00")


def test_hand_overs_and_later_facts_count_as_before():
    told = story().add("Mon 10:00", "handed_over", level=2)
    again(told, "Mon 11:00", "new").status("Mon 12:00", "waiting_requester").status("Mon 13:00", "open")
    readings = told.read("Mon 13:00")
    assert readings.level == 2
    assert readings.clocks["level"].consumed == 2 * HOUR
    assert readings.clocks["resolution"].due_at == at("Mon 15:00")


def test_twice_from_the_start_is_the_last_one():
    told = again(again(story(), "Mon 09:00", "new"), "Mon 10:00", "lax")
    assert told.clock("resolution", "Mon 10:00").due_at == at("Mon 16:00")


# C22


def by_hand(told, when, until, clock="resolution"):
    return told.add(when, "due_set", clock=clock, until=until and at(until))


def test_a_time_set_by_hand_is_the_due_time_until_it_is_taken_back():
    told = by_hand(story(), "Mon 09:00", "Wed 10:30")
    clock = whole_way(told, "Mon 12:00")["resolution"]
    assert (clock.due_at, clock.set_by_hand) == (at("Wed 10:30"), True)
    back = by_hand(told, "Mon 12:00", None).clock("resolution", "Mon 12:00")
    assert (back.due_at, back.set_by_hand) == (at("Mon 16:00"), False)


def test_it_moves_with_a_pause_and_stays_through_a_change_of_priority_and_tier():
    told = by_hand(story(), "Mon 09:00", "Wed 10:00").status("Mon 10:00", "waiting_requester")
    told.status("Mon 12:00", "open").add("Mon 13:00", "priority", priority="P2").add(
        "Mon 13:00", "promised", promise="lax"
    )
    assert told.clock("resolution", "Mon 13:00").due_at == at("Wed 12:00")


def test_agreed_news_count_once_and_then_the_usual_time_does():
    told = by_hand(story().add("Mon 09:00", "answered"), "Mon 09:00", "Wed 11:00", clock="next_update")
    assert told.clock("next_update", "Tue 16:00").due_at == at("Wed 11:00")
    assert told.add("Tue 16:00", "answered").clock("next_update", "Tue 16:00").due_at == at("Wed 12:00")


def test_a_done_clock_takes_no_time_by_hand_and_reopening_forgets_it():
    told = by_hand(story(), "Mon 09:00", "Wed 10:00").status("Mon 10:00", "resolved")
    kept = by_hand(told, "Mon 11:00", "Fri 10:00").clock("resolution", "Mon 12:00")
    assert kept.state == "done"
    assert told.status("Mon 12:00", "open").clock("resolution", "Mon 12:00").due_at == at("Tue 09:00")


def test_through_every_promise_and_back_within_one_instant_is_due_as_at_first():
    told = story()
    before = told.read("Mon 08:30")
    for tier in ("fair", "new", "lax", "gold"):
        told.add("Mon 08:30", "promised", promise=tier)
    after = read(told.facts, PROMISES, at=at("Mon 08:30"))
    assert {name: clock.due_at for name, clock in after.clocks.items()} == {
        name: clock.due_at for name, clock in before.clocks.items()
    }
    assert not any(clock.breached for clock in after.clocks.values())
