"""Each rule of the clocks once, in words (sla-semantics, section 2), and the worked example of section 3."""

from datetime import timedelta

import pytest

from sla.business_time import ALWAYS
from tests.sla.clock_story import HOUR, MINUTE, Story, at, promise

MICROSECOND = timedelta(microseconds=1)
PROMISES = {
    "gold": promise(
        P3={
            "first_response": HOUR,
            "next_update": 4 * HOUR,
            "resolution": 8 * HOUR,
            "level_1": HOUR,
            "level_2": 2 * HOUR,
        },
        P2={"resolution": 4 * HOUR, "level_1": 30 * MINUTE},
        P1={"resolution": 8 * HOUR},
        P4={"next_update": 2 * HOUR},
    ),
    "patient": promise(vendor_pauses=False, P3={"resolution": 8 * HOUR}),
    "always": promise(hours=ALWAYS, P3={"resolution": 8 * HOUR}),
}


def story(opened="Mon 08:00", **data):
    return Story(opened, promises=PROMISES, **data)


def test_the_worked_example():
    ticket = story("Fri 15:00")

    def resolution(when):
        reading = ticket.clock("resolution", when)
        return reading.consumed, reading.due_at

    assert resolution("Fri 15:00") == (timedelta(), at("Mon 14:00"))
    ticket.status("Fri 16:00", "waiting_requester")
    assert resolution("Fri 16:00") == (1 * HOUR, None)
    ticket.status("Mon 10:00", "open")
    assert resolution("Mon 10:00") == (1 * HOUR, at("Mon 17:00"))
    ticket.add("Mon 11:00", "priority", priority="P2")
    assert resolution("Mon 11:00") == (2 * HOUR, at("Mon 13:00"))
    assert ticket.clock("resolution", "Mon 11:00").warn_at == at("Mon 12:00")
    ticket.status("Mon 12:30", "resolved")
    done = ticket.clock("resolution", "Mon 12:30")
    assert (done.state, done.consumed, done.breached) == ("done", 3.5 * HOUR, False)
    assert done.finished_at == at("Mon 12:30")
    ticket.status("Tue 09:00", "open")
    assert resolution("Tue 09:00") == (3.5 * HOUR, at("Tue 09:30"))
    assert resolution("Tue 09:30") == (4 * HOUR, at("Tue 09:30"))
    assert not ticket.clock("resolution", "Tue 09:30").breached
    late = ticket.clock("resolution", at("Tue 09:30") + MICROSECOND)
    assert (late.breached, late.breached_at, late.left) == (True, at("Tue 09:30"), -MICROSECOND)


@pytest.mark.parametrize(
    "status, is_answered, states",
    [
        ("new", False, "running idle running running"),
        ("open", True, "done running running running"),
        ("waiting_requester", False, "running idle paused paused"),
        ("waiting_requester", True, "done paused paused paused"),
        ("waiting_vendor", False, "running idle paused paused"),
        ("waiting_vendor", True, "done running paused paused"),
        ("resolved", False, "done idle done done"),
        ("closed", True, "done idle done done"),
    ],
)
def test_what_a_status_means_for_each_clock(status, is_answered, states):
    ticket = story()
    if is_answered:
        ticket.add("Mon 09:00", "answered")
    ticket.status("Mon 09:00", status)
    assert " ".join(reading.state for reading in ticket.read("Mon 09:00").clocks.values()) == states


def test_whether_a_vendor_pauses_is_asked_of_the_promise_in_force():
    ticket = story().status("Mon 09:00", "waiting_vendor").add("Mon 10:00", "promised", promise="patient")
    assert ticket.clock("resolution", "Mon 09:30").state == "paused"
    assert ticket.clock("resolution", "Mon 11:00").consumed == 2 * HOUR


def test_the_customers_own_it_is_asked_of_the_promise_apart_from_vendors():
    for own_it_pauses, state in ((True, "paused"), (False, "running")):
        targets = {"P3": {"resolution": 8 * HOUR}}
        promises = {"gold": promise(vendor_pauses=not own_it_pauses, own_it_pauses=own_it_pauses, **targets)}
        ticket = Story("Mon 08:00", promises=promises).add("Mon 09:00", "status", status="waiting_vendor", own_it=True)
        assert ticket.clock("resolution", "Mon 09:30").state == ticket.clock("level", "Mon 09:30").state == state
        ticket.status("Mon 10:00", "waiting_vendor")
        assert ticket.clock("resolution", "Mon 10:30").state != state


def test_an_agreed_date_pauses_until_it_has_come():
    ticket = story().add("Mon 09:00", "answered").add("Mon 10:00", "planned", until=at("Tue 09:00"))
    before, after = ticket.read("Tue 08:59"), ticket.read("Tue 10:00")
    assert (before.clocks["resolution"].state, before.clocks["resolution"].due_at) == ("paused", None)
    assert before.clocks["next_update"].state == "running"
    assert (after.status, after.clocks["resolution"].consumed) == ("planned", 3 * HOUR)
    assert ticket.clock("resolution", "Tue 09:00").state == "running"


def test_resolving_is_the_first_answer_if_there_was_none():
    first = story().status("Mon 08:30", "resolved").clock("first_response", "Tue 12:00")
    assert (first.state, first.consumed, first.finished_at) == ("done", HOUR / 2, at("Mon 08:30"))


def test_an_answer_on_a_finished_ticket_moves_no_clock():
    ticket = story().status("Mon 09:00", "resolved")
    before = ticket.read("Mon 10:00").clocks
    assert ticket.add("Mon 09:30", "answered").read("Mon 10:00").clocks == before


def test_next_update_starts_anew_with_each_answer_and_keeps_its_breach():
    ticket = story().add("Mon 08:00", "answered").add("Mon 13:00", "answered")
    update = ticket.clock("next_update", "Mon 14:00")
    assert (update.consumed, update.cycle, update.due_at) == (HOUR, 2, at("Mon 17:00"))
    assert (update.breached, update.breached_at) == (True, at("Mon 12:00"))
    reopened = ticket.status("Mon 14:00", "resolved").status("Tue 08:00", "open")
    assert ticket.clock("next_update", "Mon 15:00").state == "idle"
    assert (reopened.clock("next_update", "Tue 09:00").consumed, reopened.clock("next_update", "Tue 09:00").cycle) == (
        HOUR,
        3,
    )
    assert reopened.clock("next_update", "Tue 09:00").breached


def test_the_time_spent_resolved_counts_for_nothing():
    ticket = story().status("Mon 10:00", "resolved").status("Tue 10:00", "open")
    resolution = ticket.clock("resolution", "Tue 11:00")
    assert (resolution.consumed, resolution.cycle, resolution.finished_at) == (3 * HOUR, 1, None)


def test_a_smaller_target_is_breached_at_once_also_while_paused():
    ticket = story().status("Mon 13:00", "waiting_requester").add("Mon 14:00", "priority", priority="P2")
    paused = ticket.clock("resolution", "Mon 15:00")
    assert (paused.breached_at, paused.due_at, paused.warning) == (at("Mon 14:00"), None, True)
    running = ticket.status("Tue 08:00", "open").clock("resolution", "Tue 08:00")
    assert running.due_at == at("Mon 14:00"), "when the target now in force was first reached while in force"
    relieved = ticket.add("Tue 09:00", "priority", priority="P3").clock("resolution", "Tue 09:00")
    assert (relieved.due_at, relieved.breached_at) == (at("Tue 11:00"), at("Mon 14:00"))


def test_a_change_that_leaves_the_target_as_it_was_leaves_the_due_time():
    ticket = story().add("Tue 10:00", "priority", priority="P1")
    assert ticket.clock("resolution", "Tue 11:00").due_at == at("Mon 16:00")


def test_a_done_clock_is_not_judged_again_until_it_runs():
    ticket = story().status("Mon 13:00", "resolved").add("Mon 14:00", "priority", priority="P2")
    frozen = ticket.clock("resolution", "Tue 12:00")
    assert (frozen.target, frozen.breached) == (8 * HOUR, False)
    reopened = ticket.status("Tue 12:00", "open").clock("resolution", "Tue 12:00")
    assert (reopened.target, reopened.breached_at, reopened.due_at) == (4 * HOUR, at("Tue 12:00"), at("Tue 12:00"))


def test_a_target_reached_at_closing_time_is_breached_at_the_next_opening():
    ticket = story("Mon 09:00")
    reached = ticket.clock("resolution", "Tue 08:00")
    assert (reached.due_at, reached.breached) == (at("Mon 17:00"), False)
    assert reached.breaks_at == at("Tue 08:00") + MICROSECOND
    assert ticket.clock("resolution", reached.breaks_at - MICROSECOND).breached is False
    late = ticket.clock("resolution", reached.breaks_at)
    assert (late.breached_at, late.breaks_at) == (at("Tue 08:00"), None)


def test_another_calendar_counts_from_the_change_on():
    ticket = story("Mon 16:00").add("Mon 18:00", "promised", promise="always")
    resolution = ticket.clock("resolution", "Mon 20:00")
    assert (resolution.consumed, resolution.due_at) == (3 * HOUR, at("Tue 01:00"))


def test_a_category_may_have_a_target_of_its_own():
    tier = promise(P3={"resolution": 8 * HOUR, ("resolution", "hardware"): 20 * HOUR})
    ticket = Story("Mon 08:00", promises={"gold": tier}, category="software")
    assert ticket.clock("resolution", "Mon 09:00").target == 8 * HOUR
    ticket.add("Mon 10:00", "priority", category="hardware")
    changed = ticket.read("Mon 10:00")
    assert (changed.category, changed.priority) == ("hardware", "P3")
    assert changed.clocks["resolution"].target == 20 * HOUR


def test_each_hand_over_starts_the_level_clock():
    ticket = story().add("Mon 10:00", "handed_over", level=2)
    level = ticket.clock("level", "Mon 11:00")
    assert (level.consumed, level.target, level.cycle, level.breached) == (HOUR, 2 * HOUR, 2, False)
    ticket.add("Mon 11:00", "handed_over", level=2)
    assert (ticket.clock("level", "Mon 11:00").consumed, ticket.clock("level", "Mon 11:00").cycle) == (timedelta(), 3)
    third = ticket.add("Mon 12:00", "handed_over", level=3).clock("level", "Tue 12:00")
    assert (third.state, third.target, third.due_at, third.consumed) == ("running", None, None, 9 * HOUR)


def test_a_finished_ticket_may_change_hands_and_its_level_clock_stays_done():
    ticket = story().status("Mon 08:30", "resolved").add("Mon 10:00", "handed_over", level=2)
    level = ticket.clock("level", "Mon 12:00")
    assert (level.state, level.consumed, level.target) == ("done", timedelta(), 2 * HOUR)


def test_a_reached_level_clock_moves_the_ticket_up_in_a_simulation():
    simulated = story().read("Mon 11:00", auto_escalate=True)
    assert simulated.moves == [(at("Mon 09:00"), 1, 2), (at("Mon 11:00"), 2, 3)]
    assert (simulated.level, simulated.clocks["level"].consumed) == (3, timedelta())
    assert story().read("Mon 11:00").moves == []


@pytest.mark.parametrize("status", ["waiting_requester", "resolved"])
def test_facts_at_the_instant_of_a_move_come_first(status):
    ticket = story().status("Mon 09:00", status)
    assert ticket.read("Mon 12:00", auto_escalate=True).moves == []
    ticket.status("Mon 12:00", "open")
    assert ticket.read("Mon 12:30", auto_escalate=True).moves == [(at("Mon 12:00"), 1, 2)]


def test_a_larger_target_at_the_very_instant_averts_the_move():
    ticket = story(priority="P2").add("Mon 08:30", "priority", priority="P3")
    assert ticket.read("Mon 08:45", auto_escalate=True).moves == []
    assert ticket.read("Mon 09:00", auto_escalate=True).moves == [(at("Mon 09:00"), 1, 2)]


def test_a_smaller_target_moves_at_once_or_when_the_agreed_date_has_come():
    at_once = story().add("Mon 08:45", "priority", priority="P2")
    assert at_once.read("Mon 08:45", auto_escalate=True).moves == [(at("Mon 08:45"), 1, 2)]
    later = story().add("Mon 08:45", "planned", until=at("Tue 10:00")).add("Mon 09:00", "priority", priority="P2")
    assert later.read("Tue 09:59", auto_escalate=True).moves == []
    assert later.read("Tue 12:00", auto_escalate=True).moves == [(at("Tue 10:00"), 1, 2)]


def test_a_paused_clock_shows_whether_it_is_warned_and_a_done_one_does_not():
    ticket = story().status("Mon 14:00", "waiting_requester")
    paused = ticket.clock("resolution", "Mon 15:00")
    assert (paused.warning, paused.warn_at, paused.warned_at) == (True, None, at("Mon 14:00"))
    assert not ticket.status("Mon 16:00", "resolved").clock("resolution", "Mon 16:00").warning


def test_a_target_beyond_the_horizon_has_no_due_time():
    far = promise(P3={"resolution": 100_000 * HOUR})
    reading = Story("Mon 08:00", promises={"gold": far}).clock("resolution", "Mon 09:00")
    assert (reading.state, reading.due_at, reading.warn_at) == ("running", None, None)


def test_segments_tell_why_time_counts_or_does_not():
    ticket = story("Tue 16:00").status("Wed 10:00", "waiting_requester").status("Wed 12:00", "open")
    told = [
        (piece.from_, piece.counted, piece.cause, piece.name or piece.status)
        for piece in ticket.clock("resolution", "Thu 12:00", segments=True).segments
    ]
    assert told == [
        (at("Tue 16:00"), HOUR, "open", None),
        (at("Tue 17:00"), timedelta(), "closed", None),
        (at("Wed 08:00"), 2 * HOUR, "open", None),
        (at("Wed 10:00"), timedelta(), "paused", "waiting_requester"),
        (at("Wed 12:00"), 5 * HOUR, "open", None),
        (at("Wed 17:00"), timedelta(), "closed", None),
        (at("Thu 00:00"), timedelta(), "exception", "Betriebsausflug"),
    ]


def test_segments_name_the_fact_that_paused_and_leave_earlier_cycles_out():
    ticket = story().status("Mon 09:00", "waiting_requester").status("Mon 10:00", "waiting_vendor")
    ticket.add("Mon 11:00", "handed_over", level=2).status("Mon 12:00", "open")
    resolution, level = (ticket.clock(name, "Mon 13:00", segments=True).segments for name in ("resolution", "level"))
    assert [(piece.cause, piece.status, piece.fact) for piece in resolution[1:3]] == [
        ("paused", "waiting_requester", 2),
        ("paused", "waiting_vendor", 3),
    ]
    assert [(piece.cause, piece.from_) for piece in level] == [
        ("idle", at("Mon 08:00")),
        ("paused", at("Mon 11:00")),
        ("open", at("Mon 12:00")),
    ]
