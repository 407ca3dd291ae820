"""What fired beside what another ladder would have done with the same history; and what comes if nobody acts."""

import pytest

from escalation.actions import acknowledge, hold
from escalation.comparing import compare
from escalation.models import Firing, Ladder, LadderStep
from escalation.sweep import sweep
from tests.escalation.test_dry_run import STEPS, TARGETS
from tests.escalation.test_ladder import AT, FIELDS, make_ladder
from tests.make import HOUR, MINUTE, make_ticket
from tickets.actions import plan, reply, resolve, wait_for_requester
from tickets.explained import Explained
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
SECOND = MINUTE / 60
SOLVED = {"problem": "No light.", "cause": "No plug.", "solution": "Plugged in."}


def compared(ticket, until, version=None):
    """(outcome, clock, step as it was, step as it would be) of every step."""
    explained = Explained(Ticket.objects.get(pk=ticket.pk), now=until)
    events = list(ticket.events.order_by("at", "seq"))
    found = compare(ticket, events, explained.promises, until=until, version=version)
    return [
        (
            each.outcome.value,
            each.clock,
            each.firing.step if each.firing else None,
            each.taken.step.what if each.taken else None,
        )
        for each in found
    ]


def draft_of(version, *steps):
    draft = version.copy_as_draft()
    ladder = Ladder.objects.create(version=draft)
    for position, step in enumerate(steps, 1):
        LadderStep.objects.create(ladder=ladder, position=position, **{**FIELDS, **step})
    return draft


def watch(ticket, until):
    """As the sweep of every few seconds would: a moment after each instant the ticket names."""
    while (at := Ticket.objects.get(pk=ticket.pk).next_action_at) is not None and at <= until:
        sweep(now=at + 3 * SECOND)


def test_with_the_ladder_it_had_every_step_of_a_whole_life_is_the_same(team):
    make_ladder(*STEPS, targets=TARGETS)
    ticket, jonas = make_ticket(), team.members.get(first_name="Jonas")
    watch(ticket, AT + 35 * MINUTE)
    acknowledge(ticket, by=jonas, clock="first_response", now=AT + 35 * MINUTE)
    watch(ticket, AT + 50 * MINUTE)
    reply(ticket, by=jonas, body="We look into it.", now=AT + 50 * MINUTE)
    wait_for_requester(ticket, by=jonas, reason="Which one?", now=AT + HOUR)
    reply(ticket, by=ticket.requester, body="The black one.", now=AT + 2 * HOUR)
    key = ("resolution", 1, "50%:notify")
    hold(ticket, by=jonas, key=key, until=AT + 6.5 * HOUR, reason="A test is on.", now=AT + 3 * HOUR)
    watch(ticket, AT + 4 * HOUR)
    plan(ticket, by=jonas, until=AT + 5 * HOUR, reason="The technician comes.", now=AT + 4 * HOUR)
    watch(ticket, AT + 27 * HOUR)
    resolve(ticket, by=jonas, now=AT + 27 * HOUR, **SOLVED)
    rows = compared(ticket, AT + 48 * HOUR)
    assert {(outcome, was == today) for outcome, _clock, was, today in rows} == {("same", True)}
    assert len(rows) == Firing.objects.filter(ticket=ticket).count()
    assert {"warn", "breach", "move", "50%:notify", "70%:raise", "100%:call_lead"} <= {row[2] for row in rows}


def test_another_ladder_fires_earlier_later_not_or_what_is_new(team):
    ladder = make_ladder(
        {"at_percent": 50},
        {"at_percent": 60, "action": "raise", "audience": []},
        {"at_percent": 70, "action": "call_lead"},
        targets={"resolution": 8 * HOUR, "level_1": 6 * HOUR},
    )
    ticket = make_ticket()
    watch(ticket, AT + 7 * HOUR)
    draft = draft_of(
        ladder.version,
        {"at_percent": 25},
        {"at_percent": 80, "action": "call_lead"},
        {"at_percent": 50, "clock": "level", "action": "move"},
        {"offset_minutes": -90, "audience": ["lead"]},
    )
    assert compared(ticket, AT + 7 * HOUR, draft) == [
        ("earlier", "resolution", "50%:notify", "25%:notify"),
        ("not", "resolution", "60%:raise", None),
        ("later", "resolution", "70%:call_lead", "80%:call_lead"),
        ("earlier", "level", "move", "50%:move"),
        ("same", "resolution", "warn", "warn"),
        ("new", "resolution", None, "-90s:notify"),
    ]
