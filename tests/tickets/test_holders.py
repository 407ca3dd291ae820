"""Who held a ticket: stretches that leave nothing out, levels' parts of the customer's time, and whose a breach was."""

import dataclasses
from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from sla.budgets import budgets
from sla.clock import read
from sla.facts import LEVELS
from tests.sla import test_clock_fuzz as fuzz
from tests.sla.clock_story import HOUR, MINUTE, Story, at, promise
from tickets.attributing import attribute
from tickets.holders import stretches_of

NOTHING = timedelta(0)
FIRST, NETWORK, LINUX, THIRD = 10, 20, 21, 30  # teams
LEVEL_OF = {FIRST: 1, NETWORK: 2, LINUX: 2, THIRD: 3}
JONAS, KAI = 1, 2
P3 = {"first_response": HOUR, "resolution": 8 * HOUR, "level_1": 2 * HOUR, "level_2": 4 * HOUR}


class Tale(Story):
    """A story with teams and people, opened with the first level."""

    def __init__(self, opened, *, promises=None, **data):
        super().__init__(
            opened, promises=promises or {"gold": promise(P3=P3, P2=P3)}, **{"team": FIRST, "level": 1, **data}
        )

    def to(self, when, team):
        return self.add(when, "handed_over", level=LEVEL_OF[team], team=team)

    def given_to(self, when, person):
        return self.add(when, "assigned", to=person)

    @property
    def events(self):
        return [as_event(fact) for fact in self.facts]

    def read(self, when, **options):
        facts = [fact for fact in self.facts if fact.kind not in ("assigned", "offered")]
        instant = at(when) if isinstance(when, str) else when
        return read(facts, self.promises, at=instant, **options)

    def held(self, when):
        """[(kind, level, team, hours)]"""
        segments = self.clock("resolution", when, segments=True).segments
        stretches = stretches_of(segments, self.events)
        return [(s.holder.kind, s.holder.level, s.holder.team, s.time / HOUR) for s in stretches]

    def whose(self, when, clock="resolution"):
        """Whose the breach was, as it is seen at `when`."""
        broken_at = self.clock(clock, when).breached_at
        return attribute(clock, self.events, self.promises, broken_at=broken_at)


def as_event(fact):
    """As it is stored: instants are text."""
    data = dict(fact.data)
    if data.get("until"):
        data["until"] = data["until"].isoformat()
    return SimpleNamespace(at=fact.at, seq=fact.seq, kind=fact.kind, data=data)


@settings(max_examples=300, deadline=None)
@given(
    fuzz.policies,
    fuzz.histories(),
    st.booleans(),
    st.lists(st.sampled_from([None, None, JONAS, KAI]), min_size=20, max_size=20),
    st.lists(st.booleans(), min_size=20, max_size=20),
    st.sampled_from(["resolution", "first_response"]),
)
def test_stretches_leave_no_gap_and_add_up_to_the_microsecond(policy, history, restarts, people, marks, clock):
    story, end = history
    promises = {key: dataclasses.replace(one, raise_restarts=restarts) for key, one in fuzz.promises(policy).items()}
    facts = [
        dataclasses.replace(fact, data={**fact.data, "from_start": True})
        if fact.kind == "promised" and is_marked
        else fact
        for fact, is_marked in zip(fuzz.facts(story), marks, strict=False)
    ]
    reading = read(facts, promises, at=fuzz.at(end), segments=True).clocks[clock]
    events = [as_event(fact) for fact in facts]
    for number, person in enumerate(people[: len(facts)]):
        assigned = SimpleNamespace(at=events[2 * number].at, seq=99, kind="assigned", data={"to": person})
        events.insert(2 * number + 1, assigned)
    stretches = stretches_of(reading.segments, events)
    edges = [(stretch.since, stretch.to) for stretch in stretches]
    assert [since for since, _to in edges] + [fuzz.at(end)] == [fuzz.at(story[0][0])] + [to for _since, to in edges]
    assert all(before.holder != after.holder for before, after in pairwise(stretches))
    assert sum((stretch.counted for stretch in stretches), NOTHING) == reading.consumed
    pauses = [segment for segment in reading.segments if segment.cause == "paused"]
    stood = sum((segment.hours.between(segment.from_, segment.to) for segment in pauses), NOTHING)
    assert sum((stretch.stood for stretch in stretches), NOTHING) == stood
    if reading.breached_at is not None:
        whose = attribute(clock, events, promises, broken_at=reading.breached_at)
        assert whose.used <= reading.consumed or restarts or any(marks)
        assert whose.over is None or whose.over > NOTHING


def test_up_a_level_and_the_pauses_between():
    tale = Tale("Mon 08:00").given_to("Mon 08:30", JONAS).status("Mon 09:00", "waiting_requester")
    tale.status("Mon 10:00", "open").to("Mon 11:00", NETWORK).status("Mon 12:00", "waiting_vendor")
    assert tale.held("Mon 14:00") == [
        ("nobody", 1, FIRST, 0.5),
        ("level", 1, FIRST, 0.5),
        ("requester", 1, FIRST, 1),
        ("level", 1, FIRST, 1),
        ("nobody", 2, NETWORK, 1),
        ("vendor", 2, NETWORK, 2),
    ]


def test_an_offer_that_is_not_accepted_yet_is_the_senders_time():
    tale = Tale("Mon 08:00").given_to("Mon 08:00", JONAS)
    tale.add("Mon 09:00", "offered", team=NETWORK, level=2).to("Mon 10:00", NETWORK).given_to("Mon 10:00", KAI)
    assert tale.held("Mon 12:00") == [("level", 1, FIRST, 2), ("level", 2, NETWORK, 2)]


def test_who_goes_up_with_his_team_keeps_it():
    tale = Tale("Mon 08:00").given_to("Mon 08:00", JONAS).add("Mon 09:00", "handed_over", level=2, team=FIRST)
    assert tale.held("Mon 10:00") == [("level", 1, FIRST, 1), ("level", 2, FIRST, 1)]


def test_a_skipped_level_holds_nothing():
    tale = Tale("Mon 08:00").given_to("Mon 08:00", JONAS).to("Mon 09:00", THIRD)
    assert tale.held("Mon 10:00") == [("level", 1, FIRST, 1), ("nobody", 3, THIRD, 1)]


def test_down_and_up_again_are_stretches_of_their_own():
    tale = Tale("Mon 08:00").to("Mon 09:00", NETWORK).to("Mon 11:00", FIRST).to("Mon 12:00", NETWORK)
    levels = [(level, hours) for _kind, level, _team, hours in tale.held("Mon 15:00")]
    assert levels == [(1, 1), (2, 2), (1, 1), (2, 3)]


def test_nobody_holds_a_resolved_ticket_until_it_is_reopened():
    tale = Tale("Mon 08:00").given_to("Mon 08:00", JONAS).status("Mon 09:00", "resolved").status("Mon 15:00", "open")
    assert tale.held("Mon 16:00") == [("level", 1, FIRST, 1), ("finished", 1, FIRST, 0), ("level", 1, FIRST, 1)]


def test_until_the_agreed_date_nobody_is_charged():
    tale = Tale("Mon 08:00").given_to("Mon 08:00", JONAS).add("Mon 09:00", "planned", until=at("Mon 13:00"))
    assert tale.held("Mon 14:00") == [("level", 1, FIRST, 1), ("planned", 1, FIRST, 4), ("level", 1, FIRST, 1)]


# The split of the customer's time


def parts(**times):
    made = budgets(promise(P3=times), "P3", None, 8 * HOUR)
    return [made[level] for level in LEVELS]


def test_what_the_levels_times_leave_goes_to_the_last():
    assert parts(level_1=2 * HOUR, level_2=4 * HOUR) == [2 * HOUR, 4 * HOUR, 2 * HOUR]


def test_levels_without_a_time_share_what_is_left():
    assert parts(level_1=2 * HOUR) == [2 * HOUR, 3 * HOUR, 3 * HOUR]
    assert parts() == [160 * MINUTE] * 3


def test_parts_never_add_up_to_more_than_was_promised():
    assert parts(level_1=6 * HOUR, level_2=6 * HOUR) == [6 * HOUR, 2 * HOUR, NOTHING]


def test_a_category_with_a_time_of_its_own_has_a_part_of_its_own():
    gold = promise(P3={"level_1": 2 * HOUR, ("level_1", "hardware"): HOUR})
    assert budgets(gold, "P3", "hardware", 5 * HOUR)[1] == HOUR


# Whose it was


def test_a_breach_is_of_the_level_that_overran_not_of_the_last_holder():
    tale = Tale("Mon 08:00").given_to("Mon 08:00", JONAS).to("Mon 15:00", NETWORK)
    whose = tale.whose("Tue 10:00")
    assert (whose.kind, whose.team, whose.used, whose.budget, whose.over) == (
        *("level", FIRST, 7 * HOUR, 2 * HOUR),
        5 * HOUR,
    )


def test_time_in_which_nobody_had_it_is_the_teams():
    tale = Tale("Mon 08:00").to("Mon 13:00", NETWORK).given_to("Mon 13:00", KAI)
    assert (tale.whose("Tue 10:00").team, tale.whose("Tue 10:00").team_used) == (FIRST, 5 * HOUR)


def test_of_two_teams_at_the_level_it_is_the_one_that_had_it_longer():
    tale = Tale("Mon 08:00").to("Mon 09:00", NETWORK).to("Mon 14:00", LINUX)
    whose = tale.whose("Tue 10:00")
    assert (whose.team, whose.used, whose.team_used) == (NETWORK, 7 * HOUR, 5 * HOUR)


def test_a_customers_pause_is_nobodys_breach():
    """Eight hours of waiting, then the network's time: the pause neither counts nor hides whose it was."""
    tale = Tale("Mon 08:00").status("Mon 09:00", "waiting_requester").to("Mon 09:00", NETWORK)
    tale.status("Tue 08:00", "open").given_to("Tue 08:00", KAI)
    whose = tale.whose("Wed 09:00")
    assert (whose.kind, whose.team, whose.used, whose.over) == ("level", NETWORK, 7 * HOUR, 3 * HOUR)


def test_a_vendor_whose_time_counts_is_named_where_the_level_would_have_kept_its_part_without_him():
    slow = {"gold": promise(vendor_pauses=False, P3=P3)}
    tale = Tale("Mon 08:00", promises=slow).given_to("Mon 08:00", JONAS)
    tale.status("Mon 09:00", "waiting_vendor").status("Mon 15:00", "open")
    assert tale.held("Mon 15:00")[1] == ("vendor", 1, FIRST, 6)
    assert (tale.whose("Tue 09:00").kind, tale.whose("Tue 09:00").team) == ("vendor", FIRST)
    brief = Tale("Mon 08:00", promises=slow).given_to("Mon 08:00", JONAS)
    brief.status("Mon 09:00", "waiting_vendor").status("Mon 10:00", "open")
    assert brief.whose("Tue 09:00").kind == "level"


def test_a_vendor_whose_time_does_not_count_breaks_nothing():
    tale = Tale("Mon 08:00").status("Mon 09:00", "waiting_vendor").status("Tue 08:00", "open").to("Tue 08:00", NETWORK)
    whose = tale.whose("Wed 09:00")
    assert (whose.kind, whose.team, whose.used) == ("level", NETWORK, 7 * HOUR)


def test_where_each_level_used_just_its_part_it_is_whoever_had_it():
    tale = Tale("Mon 08:00").to("Mon 10:00", NETWORK).to("Mon 14:00", THIRD)
    whose = tale.whose("Tue 09:00")
    assert (whose.team, whose.used, whose.over) == (THIRD, 2 * HOUR, None)


def test_a_due_time_set_by_hand_is_split_as_the_promise_is():
    tale = Tale("Mon 08:00").given_to("Mon 08:00", JONAS).to("Mon 09:00", NETWORK)
    tale.add("Mon 09:30", "due_set", clock="resolution", until=at("Mon 10:00"))
    whose = tale.whose("Mon 11:00")
    assert (whose.level, whose.budget, whose.over) == (2, NOTHING, HOUR)  # the first level's time takes all of it


def test_the_first_response_is_attributed_too():
    tale = Tale("Mon 08:00").to("Mon 08:10", NETWORK)
    whose = tale.whose("Mon 10:00", "first_response")
    assert (whose.team, whose.used, whose.budget) == (NETWORK, 50 * MINUTE, NOTHING)


def test_nothing_that_comes_later_changes_it():
    tale = Tale("Mon 08:00").given_to("Mon 08:00", JONAS).to("Mon 15:00", NETWORK)
    before = tale.whose("Tue 09:00")
    tale.to("Tue 10:00", THIRD).add("Tue 11:00", "priority", priority="P2").to("Tue 12:00", FIRST)
    tale.status("Tue 13:00", "resolved").status("Wed 09:00", "open").status("Wed 16:00", "closed")
    assert tale.whose("Wed 17:00") == before


def test_a_ticket_that_went_down_and_up_again_is_judged_by_all_of_a_levels_time():
    tale = Tale("Mon 08:00").to("Mon 09:00", NETWORK).to("Mon 10:00", FIRST).to("Mon 11:00", NETWORK)
    tale.to("Mon 12:00", FIRST)
    whose = tale.whose("Tue 10:00")
    assert (whose.team, whose.used, whose.over) == (FIRST, 6 * HOUR, 4 * HOUR)


def test_a_reopened_ticket_is_judged_by_the_time_before_too():
    tale = Tale("Mon 08:00").to("Mon 15:00", NETWORK).status("Mon 15:30", "resolved").status("Tue 09:00", "open")
    assert tale.whose("Tue 12:00").team == FIRST


def test_a_skipped_levels_part_is_not_used_by_others():
    tale = Tale("Mon 08:00").to("Mon 09:00", THIRD)
    whose = tale.whose("Tue 10:00")
    assert (whose.level, whose.budget, whose.over) == (3, 2 * HOUR, 5 * HOUR)


def test_hours_are_service_time():
    tale = Tale("Mon 16:00").given_to("Mon 16:00", JONAS)
    assert tale.held("Tue 09:00") == [("level", 1, FIRST, 2)]
