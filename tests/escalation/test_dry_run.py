"""A dry run says what the sweep then does to a real ticket: same instants, same steps, same people."""

from datetime import time, timedelta

import pytest

from accounts.models import Shift, Team, User
from escalation.actions import hand_over
from escalation.dry_run import Example, dry_run, dry_run_of
from escalation.models import Firing, Ladder
from escalation.sweep import sweep
from sla.models import TierVersion
from tests.escalation.test_ladder import AT, make_ladder
from tests.make import HOUR, MINUTE, make_ticket
from tickets.actions import assign, plan, reply, wait_for_requester
from tickets.explained import Explained
from tickets.models import Event, Ticket

pytestmark = pytest.mark.django_db
TARGETS = {"first_response": HOUR, "next_update": 3 * HOUR, "resolution": 8 * HOUR, "level_1": 4 * HOUR}
STEPS = [
    {"at_percent": 50},
    {"at_percent": 50, "clock": "first_response", "audience": ["lead"]},
    {"at_percent": 60, "audience": ["next_lead", "assignee"]},
    {"at_percent": 70, "action": "raise", "audience": []},
    {"at_percent": 90, "clock": "next_update"},
    {"offset_minutes": -30, "audience": ["lead"], "in_quiet_hours": True},
    {"offset_minutes": 60, "basis": "real", "audience": ["service_manager"]},
    {"at_percent": 100, "action": "call_lead", "audience": []},
]


def swept(ticket):
    """(instant, clock, step, people) of what the sweep really did."""
    reached = {
        (event.data["clock"], event.data["step"], event.at): sorted(event.data["people"])
        for event in ticket.events.filter(kind=Event.Kind.STEP_FIRED)
    }
    return sorted(
        (f.fired_at, f.clock, f.step, f.skipped, reached.get((f.clock, f.step, f.fired_at), []))
        for f in Firing.objects.filter(ticket=ticket)
    )


def sweep_through(ticket, until):
    """As the sweep of every second would: at each instant the ticket names."""
    while (at := Ticket.objects.get(pk=ticket.pk).next_action_at) is not None and at <= until:
        sweep(now=at)


def played(ladder, ticket, **acts):
    example = Example(ticket.organisation, ticket.priority, ticket.category, AT, ticket.service, **acts)
    return foreseen(dry_run(ladder.version, ladder, example))


def foreseen(run):
    return sorted(
        (p.at, p.clock, p.what, p.skipped, sorted(person.pk for person in p.people) if ":" in p.what else [])
        for p in run
        if p.clock
    )


@pytest.mark.parametrize("answered_after", [None, 40 * MINUTE, 5 * HOUR])
def test_what_is_played_is_what_the_sweep_does(team, answered_after):
    jonas = team.members.get(first_name="Jonas")
    Shift.objects.create(team=team, person=jonas, starts_at=AT, ends_at=AT + 3 * HOUR)
    ladder = make_ladder(*STEPS, targets=TARGETS)
    ticket = make_ticket()
    expected = played(ladder, ticket, answered_after=answered_after)
    assert not Firing.objects.exists()
    if answered_after is not None:
        sweep_through(ticket, AT + answered_after)
        reply(ticket, by=team.lead, body="We look into it.", now=AT + answered_after)
    sweep_through(ticket, AT + 60 * 24 * HOUR)
    assert expected == swept(ticket)
    assert len(expected) > 8


def test_quiet_hours_are_said_with_their_end(team):
    lead = team.lead
    lead.quiet_from, lead.quiet_until, lead.time_zone = time(12), time(14), "Europe/Berlin"
    lead.save()
    ladder = make_ladder(
        {"at_percent": 50, "audience": ["lead"]}, {"at_percent": 51, "audience": ["lead"], "in_quiet_hours": True}
    )
    ticket = make_ticket()
    example = Example(ticket.organisation, "P3", ticket.category, AT)
    held, rings = [step for step in dry_run(ladder.version, ladder, example) if ":" in step.what]
    assert held.held == {lead.pk: AT + 5 * HOUR}
    assert rings.held == {}


def test_a_draft_is_played_and_who_is_nobody_is_said(team):
    ladder = make_ladder({"at_percent": 50, "audience": ["service_manager"]})
    draft = ladder.version.copy_as_draft()
    draft.targets.update(seconds=2 * 3600)
    ticket = make_ticket()
    example = Example(ticket.organisation, ticket.priority, ticket.category, AT)
    first = dry_run(draft, ladder, example)[0]
    assert (first.at, first.skipped) == (AT + HOUR, "nobody")


def played_on(ticket, at):
    explained = Explained(Ticket.objects.get(pk=ticket.pk), now=at)
    return dry_run_of(explained.ticket, explained.facts, explained.promises, now=at)


OWN = {"remind": "chased", "give_up": "resolved", "close": "closed", "expire": "handed_over", "return": "open"}


def happened(ticket):
    """(instant, what) of all that came by itself and lies on no clock."""
    kinds = [Event.Kind.CHASED, Event.Kind.STATUS, Event.Kind.HANDED_OVER]
    events = ticket.events.filter(kind__in=kinds, by=None)
    return [(e.at, e.data.get("status", e.kind)) for e in events if e.data.get("reason") != "clock"]


def tell_open(ticket, jonas):
    pass


def tell_offered(ticket, jonas):
    """Nobody accepts: when the acceptance time is over, it moves."""
    hand_over(ticket, by=jonas, to_team=Team.objects.get(level=2), sentence="Look at the port.", now=AT + 29 * MINUTE)


def tell_waiting(ticket, jonas):
    """He is reminded once; then the ticket is resolved, and closed."""
    wait_for_requester(ticket, by=jonas, reason="Which one?", now=AT + 29 * MINUTE)


def tell_planned(ticket, jonas):
    assign(ticket, by=jonas, assignee=jonas, now=AT + 20 * MINUTE)
    plan(ticket, by=jonas, reason="The technician comes.", until=AT + 2 * HOUR, now=AT + 29 * MINUTE)


def tell_silent(ticket, jonas):
    """He has it and says nothing: he is reminded, then it goes to his deputy, and from her back to the team."""
    jonas.deputy = team_lead = User.objects.get(first_name="Lea")
    jonas.save()
    Ladder.objects.update(silent_minutes=45, silent_action="deputy")
    assign(ticket, by=team_lead, assignee=jonas, now=AT + 29 * MINUTE)


@pytest.mark.parametrize("tell", [tell_silent, tell_open, tell_offered, tell_waiting, tell_planned])
def test_an_open_ticket_is_played_on_as_the_sweep_goes_on(team, tell):
    make_ladder(*STEPS, targets=TARGETS)
    TierVersion.objects.update(chases=1, chase_after_minutes=60, acceptance_minutes=45)
    ticket, jonas = make_ticket(), team.members.get(first_name="Jonas")
    sweep_through(ticket, AT + 28 * MINUTE)
    tell(ticket, jonas)
    sweep(now=AT + 30 * MINUTE)
    before, own = swept(ticket), happened(ticket)
    run = played_on(ticket, AT + 30 * MINUTE)
    assert swept(ticket) == before
    sweep_through(ticket, AT + 60 * 24 * HOUR)
    assert foreseen(run) == [row for row in swept(ticket) if row not in before]
    assert [(p.at, OWN[p.what]) for p in run if not p.clock] == happened(ticket)[len(own) :]
    assert run


def test_what_an_acknowledgement_spares_is_in_the_list_and_marked(team):
    make_ladder(
        {"at_percent": 50}, {"at_percent": 60, "not_once_acknowledged": False}, targets={"resolution": 8 * HOUR}
    )
    ticket = make_ticket()
    explained = Explained(ticket, now=AT + HOUR)
    asked = {"now": AT + HOUR, "acknowledged_after": timedelta(minutes=30)}
    run = dry_run_of(ticket, explained.facts, explained.promises, **asked)
    assert {p.what: p.is_away for p in run} == {"50%:notify": True, "60%:notify": False, "warn": False, "breach": False}
    late = dry_run_of(ticket, explained.facts, explained.promises, **{**asked, "acknowledged_after": 4 * HOUR})
    assert not any(p.is_away for p in late)


def test_whoever_answers_has_the_ticket_and_may_fall_silent(team):
    ladder = make_ladder(silent_minutes=60)
    example = Example(make_ticket().organisation, "P3", "hardware", AT, None, answered_after=10 * MINUTE)
    steps = [(step.at - AT, step.what) for step in dry_run(ladder.version, ladder, example) if step.clock == "owner"]
    assert steps == [(70 * MINUTE, "silent"), (130 * MINUTE, "back")]
