"""What happens to a ladder in the same second, or to two of them at once."""

import pytest

from escalation.actions import acknowledge, hold
from escalation.models import Acknowledgement, Firing, HandOver
from escalation.sweep import sweep
from tests.escalation.test_ladder import AT, climbed, make_ladder
from tests.make import HOUR, MINUTE, make_ticket
from tickets.actions import merge, plan, reply, resolve, set_priority
from tickets.models import Event, Notice, Ticket

pytestmark = pytest.mark.django_db
SOLVED = {"problem": "No light.", "cause": "No plug.", "solution": "Plugged in."}
SECOND = MINUTE / 60


@pytest.fixture
def jonas(team):
    return team.members.get(first_name="Jonas")


def steps(ticket):
    return set(Firing.objects.filter(ticket=ticket).values_list("clock", "step"))


def test_warned_escalated_and_answered_in_the_same_second(team, jonas):
    """All fall due at ten. Who answers in that second is in time, whatever the sweep does a moment later."""
    make_ladder(
        {"at_percent": 100, "clock": "first_response", "action": "call_lead"},
        {"at_percent": 50, "clock": "level", "audience": ["lead"]},
        targets={"first_response": HOUR, "level_1": 2 * HOUR, "resolution": 8 * HOUR},
    )
    answered, silent = make_ticket(), make_ticket()
    sweep(now=AT + 45 * MINUTE)
    reply(answered, by=jonas, body="We look into it.", now=AT + HOUR)
    for _twice in range(2):
        sweep(now=AT + HOUR + SECOND)
    assert steps(answered) == {("first_response", "warn"), ("level", "50%:notify")}
    assert steps(silent) == {
        *steps(answered),
        ("first_response", "100%:call_lead"),
        ("first_response", "breach"),
    }
    assert not Ticket.objects.get(pk=answered.pk).clocks.filter(breached_at__isnull=False).exists()
    assert silent.events.filter(kind=Event.Kind.STEP_FIRED).count() == 2
    reply(silent, by=jonas, body="We look into it.", now=AT + HOUR + SECOND)
    sweep(now=AT + HOUR + SECOND)
    assert silent.events.filter(kind=Event.Kind.STEP_FIRED).count() == 2
    assert len(set(Notice.objects.filter(kind="call_lead").values_list("ticket"))) == 1


def test_a_step_whose_condition_holds_no_longer_does_not_fire(team, jonas):
    """Due at eleven by four hours; at half past ten the priority's target is eight, so that it is due at one."""
    ladder = make_ladder({"at_percent": 50}, {"at_percent": 90}, targets={"resolution": 4 * HOUR})
    ladder.version.targets.filter(priority="P4").update(seconds=8 * 3600)
    ticket, solved = make_ticket(), make_ticket()
    sweep(now=AT + HOUR)
    set_priority(ticket, by=jonas, priority="P4", reason="One can work.", now=AT + 90 * MINUTE)
    resolve(solved, by=jonas, now=AT + 119 * MINUTE, **SOLVED)
    sweep(now=AT + 2 * HOUR + SECOND)
    assert climbed(ticket) == climbed(solved) == []
    sweep(now=AT + 4 * HOUR)
    assert [minutes for minutes, *_rest in climbed(ticket)] == [240]
    assert climbed(solved) == []


def test_a_merge_in_the_middle_of_two_ladders(team, jonas):
    """The merged ticket's ladder ends with what had fired; the other one's goes on as if nothing had been."""
    make_ladder({"at_percent": 25}, {"at_percent": 50}, {"at_percent": 75, "audience": ["lead"]})
    lasting, merged = make_ticket(), make_ticket(now=AT - 30 * MINUTE)
    merged = Ticket.objects.get(pk=merged.pk)
    Ticket.objects.filter(pk=merged.pk).update(requester=lasting.requester, organisation=lasting.organisation)
    for minutes in (120, 241):
        sweep(now=AT + minutes * MINUTE)
    hold(
        merged,
        by=jonas,
        key=("resolution", 1, "75%:notify"),
        until=AT + 8 * HOUR,
        reason="A test is on.",
        now=AT + 242 * MINUTE,
    )
    before = steps(merged)
    merge(merged, by=jonas, into=Ticket.objects.get(pk=lasting.pk), now=AT + 243 * MINUTE)
    for minutes in range(245, 9 * 60, 30):
        sweep(now=AT + minutes * MINUTE)
    assert steps(merged) == before
    assert ("resolution", "75%:notify") not in before
    assert [slot for _minutes, slot, _who in climbed(lasting)] == ["25%:notify", "50%:notify", "75%:notify"]
    assert Ticket.objects.get(pk=merged.pk).next_action_at is None or Ticket.objects.get(pk=merged.pk).is_finished


def test_an_acknowledgement_stops_what_would_follow_for_everybody_but_not_another_clocks_step(team, jonas):
    make_ladder(
        {"at_percent": 50, "audience": ["team"]},
        {"at_percent": 60, "action": "call_lead", "audience": []},
        {"at_percent": 80, "audience": ["lead", "next_lead", "service_manager"]},
        {"at_percent": 75, "clock": "level", "audience": ["lead"]},
        targets={"resolution": 8 * HOUR, "level_1": 7 * HOUR},
    )
    ticket = make_ticket()
    sweep(now=AT + 4 * HOUR + SECOND)
    acknowledge(ticket, by=jonas, clock="resolution", now=AT + 4 * HOUR + 5 * SECOND)
    for minutes in range(245, 8 * 60, 15):
        sweep(now=AT + minutes * MINUTE)
    assert [(slot, who) for _minutes, slot, who in climbed(ticket)] == [
        ("50%:notify", ["Jonas", "Lea"]),
        ("75%:notify", ["Lea"]),
    ]
    told = Acknowledgement.objects.get(ticket=ticket)
    assert (told.by, told.clock) == (jonas, "resolution")
    assert ticket.events.get(kind=Event.Kind.ACKNOWLEDGED).by == jonas
    assert not ticket.notices.filter(kind="call_lead").exists()


@pytest.mark.parametrize(
    ("late", "fired"),
    [("all", ["50%:notify", "60%:notify", "78%:raise"]), ("last", ["78%:raise"]), ("none", [])],
)
def test_after_a_standstill_a_level_move_is_one_level_whatever_becomes_of_late_steps(team, late, fired):
    """Both levels' time would be over by one; the second level's begins when the ticket really came."""
    make_ladder(
        {"at_percent": 50},
        {"at_percent": 60},
        {"at_percent": 78, "action": "raise", "audience": []},
        late_steps=late,
        targets={"resolution": 5 * HOUR, "level_1": HOUR, "level_2": 2 * HOUR},
    )
    ticket = make_ticket()
    back = AT + 4 * HOUR
    for _twice in range(2):
        sweep(now=back)
    moves = HandOver.objects.filter(ticket=ticket)
    assert [(move.from_level, move.to_level, move.at) for move in moves] == [(1, 2, back)]
    assert [slot for _minutes, slot, _who in climbed(ticket)] == fired
    assert all(Firing.objects.filter(ticket=ticket).values_list("late", flat=True))
    level = ticket.clocks.get(kind="level")
    assert (level.consumed.total_seconds(), level.due_at) == (0, back + 2 * HOUR)
    assert ticket.events.get(kind=Event.Kind.HANDED_OVER).data["late"]
    sweep(now=back + 2 * HOUR)
    assert Ticket.objects.get(pk=ticket.pk).level == 2  # no team of third level: the lead is called, the ticket stays
    assert ticket.events.get(kind=Event.Kind.NOT_MOVED).data["level"] == 3
    assert [notice.person.first_name for notice in ticket.notices.filter(kind="not_moved")] == ["Nora"]


def test_a_clock_that_runs_on_while_work_is_planned_is_late_when_it_is(team, jonas):
    """The next update runs through a date that was agreed: its step of ten o'clock is late at eleven."""
    make_ladder({"at_percent": 50, "clock": "next_update"}, targets={"next_update": 2 * HOUR, "resolution": 8 * HOUR})
    ticket = make_ticket()
    reply(ticket, by=jonas, body="We look into it.", now=AT)
    plan(ticket, by=jonas, reason="The technician comes.", until=AT + 6 * HOUR, now=AT + MINUTE)
    sweep(now=AT + 90 * MINUTE)
    firing = Firing.objects.get(ticket=ticket, step="50%:notify")
    assert firing.late
    assert firing.due_at < AT + 65 * MINUTE
