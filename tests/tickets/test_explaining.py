"""The lines of an explanation add up to its end, for whatever happened to a ticket."""

import dataclasses
from datetime import timedelta
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from sla.business_time import ALWAYS
from sla.clock import CLOCKS, read
from tests.sla import test_clock_fuzz as fuzz
from tests.sla.clock_story import HOUR, MINUTE, Story, at, promise
from tickets.explaining import explain

NOTHING = timedelta(0)


def told_of(facts, promises, when, clock="resolution"):
    """The explanation of a history that is made of facts alone."""
    events = [SimpleNamespace(at=fact.at, seq=fact.seq, kind=fact.kind, data=fact.data) for fact in facts]
    return explain(clock, read(facts, promises, at=when, segments=True), events, promises)


def told(story, when, clock="resolution"):
    return told_of(story.facts, story.promises, at(when), clock)


def durations(explanation):
    return [(line.kind, line.duration) for line in explanation.lines if line.duration is not None]


def gold(**target):
    return {"gold": promise(P2={"resolution": 7 * HOUR, **target}, P3={"resolution": 12 * HOUR, **target})}


def with_more(facts, clock, marks):
    """Some promises are read again from the start, some changes of priority are due times set by hand instead."""
    for fact, is_marked in zip(facts, marks, strict=False):
        if is_marked and fact.kind == "promised":
            yield dataclasses.replace(fact, data={**fact.data, "from_start": True})
        elif is_marked and fact.kind == "priority":
            data = {"clock": clock, "until": None if fact.seq % 3 == 0 else fact.at + 2 * HOUR}
            yield dataclasses.replace(fact, kind="due_set", data=data)
        else:
            yield fact


@settings(max_examples=400, deadline=None)
@given(
    fuzz.policies,
    fuzz.histories(),
    st.sampled_from(CLOCKS),
    st.booleans(),
    st.lists(st.booleans(), min_size=15, max_size=15),
)
def test_the_lines_add_up_whatever_happened(policy, history, clock, raise_restarts, marks):
    events, tick = history
    promises = fuzz.promises(policy)
    promises = {name: dataclasses.replace(one, raise_restarts=raise_restarts) for name, one in promises.items()}
    facts = list(with_more(list(fuzz.facts(events)), clock, marks))
    reading = read(facts, promises, at=fuzz.at(tick)).clocks[clock]
    explanation = told_of(facts, promises, fuzz.at(tick), clock)
    assert (explanation.target, explanation.used) == (reading.target, reading.consumed)
    if explanation.end is None:
        assert explanation.state in ("idle", "ended", "none")
        assert explanation.lines == []
        return
    assert explanation.start + explanation.total == explanation.end
    assert all(line.duration is None or line.duration >= NOTHING for line in explanation.lines)
    if reading.due_at is None:
        assert explanation.of("used")[0].duration == reading.consumed
        return
    assert explanation.end == reading.due_at
    assert explanation.of("target", "by_hand")[0].duration == reading.target
    if not reading.set_by_hand:
        assert explanation.aim.amount == reading.target


@settings(max_examples=200, deadline=None)
@given(fuzz.policies, fuzz.histories())
def test_every_stretch_lies_within_its_line(policy, history):
    events, tick = history
    explanation = told_of(list(fuzz.facts(events)), fuzz.promises(policy), fuzz.at(tick))
    for line in explanation.of("closed", "holiday"):
        assert sum((to - since for since, to in line.stretches), NOTHING) == line.duration
        assert (line.stretches[0][0], line.stretches[-1][1]) == (line.since, line.to)
    for line in explanation.of("pause", "finished"):
        assert line.to - line.since == line.duration
        assert line.event.seq in {number for number, _ in enumerate(events, 1)}


def test_target_closing_time_weekend_and_pause_make_the_due_time():
    story = Story("Fri 15:00", promises=gold())
    story.status("Fri 16:00", "waiting_requester").status("Mon 09:00", "open")
    explanation = told(story, "Mon 10:00")
    assert explanation.state == "running"
    # One hour on Friday, eleven since Monday 9:00: eight until closing time, three on Tuesday.
    assert durations(explanation) == [("target", 12 * HOUR), ("closed", 15 * HOUR), ("pause", 65 * HOUR)]
    assert explanation.end == explanation.due_at == at("Tue 11:00")


def test_a_holiday_is_a_line_of_its_own_with_its_name():
    story = Story("Wed 14:00", promises=gold())
    explanation = told(story, "Wed 15:00")
    assert [(line.name, line.duration) for line in explanation.of("holiday")] == [("Betriebsausflug", 24 * HOUR)]


def test_a_replaced_target_says_until_when_and_by_what():
    story = Story("Mon 08:00", promises=gold()).add("Mon 09:00", "priority", priority="P2")
    explanation = told(story, "Mon 10:00")
    [replaced] = explanation.of("replaced")
    assert (replaced.aim.priority, replaced.aim.amount, replaced.to) == ("P3", 12 * HOUR, at("Mon 09:00"))
    assert (replaced.event.kind, explanation.aim.priority) == ("priority", "P2")


def test_a_target_lowered_below_what_was_used_is_due_at_the_change():
    story = Story("Mon 08:00", promises=gold()).add("Mon 16:00", "priority", priority="P2")
    explanation = told(story, "Mon 16:30")
    assert (explanation.state, explanation.end) == ("late", at("Mon 16:00"))
    assert durations(explanation) == [("target", 7 * HOUR), ("beyond", HOUR)]


def test_a_paused_clock_ends_where_the_pause_began_and_says_what_is_left():
    story = Story("Mon 08:00", promises=gold()).add("Mon 10:00", "planned", until=at("Tue 09:00"))
    explanation = told(story, "Mon 12:00")
    assert (explanation.state, explanation.due_at, explanation.left) == ("paused", None, 10 * HOUR)
    assert (explanation.end, durations(explanation)) == (at("Mon 10:00"), [("used", 2 * HOUR)])
    assert (explanation.pause.kind, explanation.until) == ("planned", at("Tue 09:00"))


def test_a_met_and_a_missed_clock_say_what_they_took():
    for hour, state in (("Mon 12:00", "met"), ("Tue 16:00", "missed")):
        explanation = told(Story("Mon 08:00", promises=gold()).status(hour, "resolved"), "Wed 08:00")
        assert (explanation.state, explanation.end) == (state, at(hour))
    assert durations(explanation) == [("used", 17 * HOUR), ("closed", 15 * HOUR)]
    assert explanation.broken_at == at("Tue 11:00")


def test_a_reopened_ticket_shows_the_time_it_was_finished():
    story = Story("Mon 08:00", promises=gold()).status("Mon 09:00", "resolved").status("Mon 11:00", "open")
    explanation = told(story, "Mon 12:00")
    assert durations(explanation) == [("target", 12 * HOUR), ("closed", 15 * HOUR), ("finished", 2 * HOUR)]


def test_the_next_update_begins_with_the_first_answer_and_ends_with_the_solution():
    story = Story("Mon 08:00", promises=gold(next_update=2 * HOUR))
    assert told(story, "Mon 09:00", "next_update").state == "idle"
    story.add("Mon 09:30", "answered").add("Mon 10:30", "answered")
    explanation = told(story, "Mon 11:00", "next_update")
    assert (explanation.start, explanation.end) == (at("Mon 10:30"), at("Mon 12:30"))
    assert (explanation.lines[0].event.seq, explanation.of("earlier")[0].to) == (3, at("Mon 10:30"))
    assert told(story.status("Mon 11:00", "resolved"), "Mon 12:00", "next_update").state == "ended"


def test_the_level_clock_begins_with_the_hand_over():
    story = Story("Mon 08:00", promises=gold(level_1=3 * HOUR, level_2=4 * HOUR)).add(
        "Mon 10:00", "handed_over", level=2
    )
    explanation = told(story, "Mon 11:00", "level")
    assert (explanation.lines[0].event.kind, explanation.end) == ("handed_over", at("Mon 14:00"))
    assert explanation.of("replaced") == []


def test_without_a_target_there_is_no_way():
    explanation = told(Story("Mon 08:00", promises=gold()), "Mon 09:00", "first_response")
    assert (explanation.state, explanation.lines) == ("none", [])


def test_a_moment_after_closing_time_a_clock_that_reached_its_target_is_not_late():
    promises = {"gold": promise(P3={"resolution": 9 * HOUR})}
    assert told(Story("Mon 08:00", promises=promises), "Mon 20:00").state == "running"
    late = told_of(Story("Mon 08:00", promises=promises).facts, promises, at("Tue 08:00") + MINUTE)
    assert (late.state, late.end) == ("late", at("Mon 17:00"))


def test_a_level_handed_over_after_the_solution_takes_no_time():
    story = Story("Mon 08:00", promises=gold(level_1=3 * HOUR)).status("Mon 09:00", "resolved")
    explanation = told(story.add("Mon 10:00", "handed_over", level=1), "Mon 11:00", "level")
    assert (explanation.state, explanation.end, explanation.total) == ("met", at("Mon 09:00"), NOTHING)


def test_a_due_time_set_by_hand_is_the_line_that_leads_to_it():
    story = Story("Mon 08:00", promises=gold()).add(
        "Mon 09:00", "due_set", clock="resolution", until=at("Mon 15:00"), reason="The lesson begins"
    )
    explanation = told(story, "Mon 10:00")
    [line] = explanation.of("by_hand")
    assert (explanation.end, line.duration, line.event.data["reason"]) == (
        at("Mon 15:00"),
        7 * HOUR,
        "The lesson begins",
    )
    story.add("Mon 10:00", "due_set", clock="resolution", until=None)
    assert told(story, "Mon 10:00").of("by_hand") == []


def test_a_due_time_set_by_hand_is_counted_in_the_hours_it_was_set_in_whatever_tier_follows():
    promises = {"gold": promise(P3={"resolution": 12 * HOUR}, hours=ALWAYS), "bronze": gold()["gold"]}
    story = Story("Sat 08:00", promises=promises)
    story.add("Sat 08:00", "due_set", clock="resolution", until=at("Sat 10:00"), reason="The lesson begins")
    explanation = told(story.add("Sat 08:00", "promised", promise="bronze"), "Sat 08:00")
    assert (explanation.end, durations(explanation)) == (at("Sat 10:00"), [("by_hand", 2 * HOUR)])


def test_a_promise_read_again_from_the_start_counts_from_there():
    promises = {**gold(), "new": promise(P3={"resolution": 4 * HOUR})}
    story = Story("Mon 08:00", promises=promises).add("Mon 10:00", "promised", promise="new", from_start=True)
    explanation = told(story, "Mon 11:00")
    assert (explanation.start, explanation.end) == (at("Mon 08:00"), at("Mon 12:00"))
    assert [line.event.kind for line in explanation.of("reread")] == ["promised"]
    assert explanation.of("replaced") == []


def test_a_raise_that_starts_the_time_anew_says_so():
    rows = {"P2": {"resolution": 7 * HOUR}, "P3": {"resolution": 12 * HOUR}}
    promises = {"gold": dataclasses.replace(promise(**rows), raise_restarts=True)}
    story = Story("Mon 08:00", promises=promises).add("Mon 09:00", "priority", priority="P2")
    explanation = told(story, "Mon 10:00")
    assert (explanation.start, explanation.end) == (at("Mon 09:00"), at("Mon 16:00"))
    assert (explanation.lines[0].event.kind, explanation.of("earlier")[0].since) == ("priority", at("Mon 08:00"))
