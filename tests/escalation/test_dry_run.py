"""A dry run says what the sweep then does to a real ticket: same instants, same steps, same people."""

from datetime import time

import pytest

from accounts.models import Shift
from escalation.dry_run import Example, dry_run
from escalation.models import Firing
from escalation.sweep import sweep
from tests.escalation.test_ladder import AT, make_ladder
from tests.make import HOUR, MINUTE, make_ticket
from tickets.actions import reply
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
    return sorted(
        (p.at, p.clock, p.what, p.skipped, sorted(person.pk for person in p.people) if ":" in p.what else [])
        for p in dry_run(ladder.version, ladder, example)
    )


@pytest.mark.parametrize("answered_after", [None, 40 * MINUTE, 5 * HOUR])
def test_what_is_played_is_what_the_sweep_does(team, answered_after):
    jonas = team.members.get(first_name="Jonas")
    Shift.objects.create(team=team, person=jonas, starts_at=AT, ends_at=AT + 3 * HOUR)
    ladder = make_ladder(*STEPS, targets=TARGETS)
    ticket = make_ticket()
    foreseen = played(ladder, ticket, answered_after=answered_after)
    assert not Firing.objects.exists()
    if answered_after is not None:
        sweep_through(ticket, AT + answered_after)
        reply(ticket, by=team.lead, body="We look into it.", now=AT + answered_after)
    sweep_through(ticket, AT + 60 * 24 * HOUR)
    assert foreseen == swept(ticket)
    assert len(foreseen) > 8


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
