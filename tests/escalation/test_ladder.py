"""The ladder: which step fires when, whom it reaches, and what keeps one from firing."""

from datetime import time

import pytest

from accounts.models import Membership, Shift
from core.errors import ImmutableVersion
from escalation.models import Acknowledgement, Firing, Hold, Ladder, LadderStep
from escalation.sweep import sweep
from sla.activating import activate
from tests.make import DAY, HOUR, MINUTE, MONDAY_9AM, make_organisation, make_ticket, make_tier, make_user
from tickets.actions import assign, resume, set_priority, wait_for_requester
from tickets.models import Event, Notice, Ticket

pytestmark = pytest.mark.django_db
AT = MONDAY_9AM
FIELDS = {"clock": "resolution", "action": "notify", "audience": ["team"]}


def make_ladder(*steps, targets=None, **fields):
    """A default tier whose second version has a ladder; resolution in eight hours."""
    draft = make_tier(targets=targets or {"resolution": 8 * HOUR}).copy_as_draft()
    ladder = Ladder.objects.create(version=draft, **fields)
    for position, step in enumerate(steps, 1):
        LadderStep.objects.create(ladder=ladder, position=position, **{**FIELDS, **step})
    activate(draft, now=AT - DAY)
    return ladder


def climbed(ticket):
    """(minutes after nine, slot, first names) of the steps that were carried out."""
    names = dict(Notice.objects.values_list("person", "person__first_name"))
    return [
        ((event.at - AT) / MINUTE, event.data["step"], sorted(names[pk] for pk in event.data["people"]))
        for event in ticket.events.filter(kind=Event.Kind.STEP_FIRED)
    ]


def every(minutes, until):
    at = AT
    while at <= AT + until:
        sweep(now=at)
        at += minutes * MINUTE


def test_steps_fire_at_a_share_and_minutes_before_and_after(team):
    make_ladder(
        {"at_percent": 50}, {"offset_minutes": -30}, {"at_percent": 100, "audience": ["lead"]}, {"offset_minutes": 60}
    )
    ticket = make_ticket()
    every(30, 25 * HOUR)
    assert climbed(ticket) == [
        (240, "50%:notify", ["Jonas", "Lea"]),
        (450, "-30s:notify", ["Jonas", "Lea"]),
        (480, "100%:notify", ["Lea"]),
        (24 * 60, "+60s:notify", ["Jonas", "Lea"]),  # an hour of service time after 17:00
    ]


def test_real_time_runs_on_at_night(team):
    make_ladder({"offset_minutes": 60, "basis": "real"})
    ticket = make_ticket()
    every(30, 10 * HOUR)
    assert [minutes for minutes, *_rest in climbed(ticket)] == [540]


def test_a_clock_that_stands_still_takes_its_steps_with_it(team):
    make_ladder({"at_percent": 50})
    ticket = make_ticket()
    jonas = team.members.first()
    wait_for_requester(ticket, by=jonas, reason="Which one?", now=AT + 2 * HOUR)
    every(30, 5 * HOUR)
    assert climbed(ticket) == []
    resume(ticket, by=jonas, now=AT + 5 * HOUR)
    every(30, 7 * HOUR)
    assert [minutes for minutes, *_rest in climbed(ticket)] == [420]


def test_once_per_clock_whatever_version_comes_later(team):
    ladder = make_ladder({"at_percent": 50})
    ticket = make_ticket()
    every(30, 5 * HOUR)
    draft = ladder.version.copy_as_draft()
    later = Ladder.objects.create(version=draft)
    LadderStep.objects.create(ladder=later, position=1, **{**FIELDS, "at_percent": 50})
    activate(draft, now=AT + 5 * HOUR, mode="open")
    every(30, 8 * HOUR)
    assert len(climbed(ticket)) == 1


def test_what_is_acknowledged_climbs_no_further_but_another_clock_does(team):
    make_ladder(
        {"at_percent": 50},
        {"at_percent": 75, "not_once_acknowledged": False},
        {"at_percent": 50, "clock": "first_response"},
        targets={"resolution": 8 * HOUR, "first_response": 6 * HOUR},
    )
    ticket = make_ticket()
    Acknowledgement.objects.create(ticket=ticket, clock="resolution", cycle=1, by=team.lead, at=AT)
    every(30, 7 * HOUR)
    assert [(minutes, slot) for minutes, slot, _who in climbed(ticket)] == [(180, "50%:notify"), (360, "75%:notify")]


def test_a_step_put_off_fires_when_that_time_is_over_and_no_clock_moves(team):
    make_ladder({"at_percent": 50})
    ticket = make_ticket()
    Hold.objects.create(
        ticket=ticket,
        clock="resolution",
        cycle=1,
        step="50%:notify",
        until=AT + 5 * HOUR,
        reason="On it.",
        by=team.lead,
        at=AT,
    )
    due = ticket.clocks.get(kind="resolution").due_at
    every(30, 6 * HOUR)
    assert [minutes for minutes, *_rest in climbed(ticket)] == [300]
    assert ticket.clocks.get(kind="resolution").due_at == due


@pytest.mark.parametrize(
    ("late", "fired"), [("all", ["50%:notify", "60%:notify"]), ("last", ["60%:notify"]), ("none", [])]
)
def test_after_a_standstill_the_ladder_says_what_is_made_up(team, late, fired):
    make_ladder({"at_percent": 50}, {"at_percent": 60}, late_steps=late)
    ticket = make_ticket()
    sweep(now=AT + 6 * HOUR)
    assert [slot for _minutes, slot, _who in climbed(ticket)] == fired
    rows = dict(Firing.objects.filter(step__endswith="notify").values_list("step", "skipped"))
    assert rows == {slot: "" if slot in fired else "late" for slot in ("50%:notify", "60%:notify")}
    assert all(Firing.objects.filter(step__endswith="notify").values_list("late", flat=True))


def test_nobody_absent_is_told_but_who_stands_in(team):
    make_ladder({"at_percent": 50, "audience": ["lead"]}, {"at_percent": 60, "audience": ["assignee"]})
    jonas = team.members.get(first_name="Jonas")
    ticket = make_ticket()
    assign(ticket, assignee=jonas, by=team.lead, now=AT)
    for person in (team.lead, jonas):
        person.absent_from = AT
        person.save()
    every(30, 5 * HOUR)
    assert [who for *_rest, who in climbed(ticket)] == [["Dora"], ["Dora"]]


def test_a_team_that_plans_shifts_is_told_on_shift_only_and_an_empty_one_not_at_all(team):
    make_ladder({"at_percent": 50}, {"at_percent": 60})
    jonas = team.members.get(first_name="Jonas")
    Shift.objects.create(team=team, person=jonas, starts_at=AT, ends_at=AT + 4 * HOUR + MINUTE)
    ticket = make_ticket()
    every(30, 5 * HOUR)
    assert [who for *_rest, who in climbed(ticket)] == [["Jonas"]]
    assert Firing.objects.get(step="60%:notify").skipped == "nobody"


def test_quiet_hours_hold_the_news_back_unless_the_step_rings_through(team):
    lead = team.lead
    lead.quiet_from, lead.quiet_until, lead.time_zone = time(12), time(14), "Europe/Berlin"
    lead.save()
    make_ladder(
        {"at_percent": 50, "audience": ["lead"]}, {"at_percent": 51, "audience": ["lead"], "in_quiet_hours": True}
    )
    ticket = make_ticket()
    every(5, 5 * HOUR)
    held, rung = ticket.notices.filter(kind="ladder").order_by("pk")
    assert held.next_try_at == AT + 5 * HOUR
    assert rung.next_try_at == rung.created_at < AT + 4.2 * HOUR


def test_managers_are_found_by_their_organisation(team):
    own = make_organisation(kind="own")
    make_user(own, role=Membership.Role.MANAGER, first_name="Ruth")
    make_ladder({"at_percent": 50, "audience": ["service_manager", "customer_manager", "next_lead"]})
    ticket = make_ticket()
    make_user(ticket.organisation, role=Membership.Role.MANAGER, first_name="Ida")
    every(30, 5 * HOUR)
    assert [who for *_rest, who in climbed(ticket)] == [["Ida", "Nora", "Ruth"]]


def test_the_priority_is_raised_once_and_the_highest_stays(team):
    make_ladder({"at_percent": 50, "action": "raise", "audience": []})
    ticket, highest = make_ticket(), make_ticket()
    set_priority(highest, by=team.lead, priority="P1", reason="All are hit.", now=AT)
    before = ticket.priority
    every(30, 6 * HOUR)
    raised = Ticket.objects.get(pk=ticket.pk).priority
    assert (before, raised) == ("P3", "P2")
    assert Firing.objects.get(ticket=highest, step="50%:raise").skipped == "highest"


def test_a_step_may_hand_to_the_next_level(team):
    make_ladder({"at_percent": 50, "action": "move"})
    ticket = make_ticket()
    every(30, 5 * HOUR)
    assert Ticket.objects.get(pk=ticket.pk).level == 2
    assert ticket.events.filter(kind="handed_over").count() == 1


def test_the_lead_is_called_or_who_stands_in(team):
    make_ladder({"at_percent": 50, "action": "call_lead", "audience": []})
    team.lead.absent_from = AT
    team.lead.save()
    ticket = make_ticket()
    every(30, 5 * HOUR)
    assert [notice.person.first_name for notice in ticket.notices.filter(kind="call_lead")] == ["Dora"]


def test_the_ladder_of_a_version_in_force_never_changes():
    ladder = make_ladder({"at_percent": 50})
    step = ladder.steps.get()
    step.at_percent = 60
    for change in (step.save, step.delete, ladder.save):
        with pytest.raises(ImmutableVersion):
            change()
