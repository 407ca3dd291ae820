"""A step is put off or spared others: no clock moves, everybody sees who said so, and twice is once."""

import pytest

from core.errors import InvalidInput, TargetInPast, TicketFinished
from escalation.actions import acknowledge, hold, unhold
from escalation.models import Acknowledgement, Firing
from escalation.sweep import sweep
from tests.escalation.test_ladder import AT, climbed, every, make_ladder
from tests.make import HOUR, MINUTE, make_ticket
from tickets.actions import resolve
from tickets.models import Notice, Ticket

pytestmark = pytest.mark.django_db
HALF = ("resolution", 1, "50%:notify")
MOVE = ("level", 1, "move")


def put_off(ticket, by, key=HALF, until=AT + 6 * HOUR, now=AT):
    return hold(ticket, by=by, now=now, key=key, until=until, reason="The part is on its way.")


def test_acknowledged_for_everybody_and_once(team):
    make_ladder({"at_percent": 50}, {"at_percent": 75, "audience": ["lead"], "not_once_acknowledged": False})
    ticket, jonas = make_ticket(), team.members.get(first_name="Jonas")
    for person in (jonas, team.lead):
        acknowledge(ticket, by=person, now=AT + HOUR, clock="resolution")
    every(30, 7 * HOUR)
    assert [slot for _minutes, slot, _who in climbed(ticket)] == ["75%:notify"]
    assert Acknowledgement.objects.get().by == jonas
    assert [event.by for event in ticket.events.filter(kind="acknowledged")] == [jonas]


def test_a_clock_that_does_not_run_is_not_acknowledged(team):
    make_ladder({"at_percent": 50})
    for clock in ("next_update", "nonsense"):
        with pytest.raises(InvalidInput):
            acknowledge(make_ticket(), by=team.lead, now=AT, clock=clock)


def test_held_until_then_and_no_clock_moves(team):
    make_ladder({"at_percent": 50})
    ticket = make_ticket()
    before = list(ticket.clocks.values_list("kind", "due_at"))
    put_off(ticket, team.lead)
    assert list(ticket.clocks.values_list("kind", "due_at")) == before
    every(30, 7 * HOUR)
    assert [minutes for minutes, *_rest in climbed(ticket)] == [360]
    event = ticket.events.get(kind="held")
    assert (event.by, event.data["step"], event.data["reason"]) == (team.lead, HALF[2], "The part is on its way.")


def test_the_move_by_itself_can_be_held_again_and_let_go(team):
    make_ladder(targets={"resolution": 8 * HOUR, "level_1": HOUR})
    ticket = make_ticket()
    put_off(ticket, team.lead, MOVE, AT + 2 * HOUR)
    put_off(ticket, team.lead, MOVE, AT + 4 * HOUR)
    sweep(now=AT + 3 * HOUR)
    assert Ticket.objects.get(pk=ticket.pk).level == 1
    for _twice in range(2):
        unhold(ticket, by=team.lead, now=AT + 3 * HOUR, key=MOVE)
    sweep(now=AT + 3 * HOUR + MINUTE)
    assert Ticket.objects.get(pk=ticket.pk).level == 2
    assert not Firing.objects.get(step="move").late
    assert ticket.events.filter(kind="held").count() == 3


def test_what_cannot_be_held_is_said(team):
    make_ladder({"at_percent": 50})
    ticket = make_ticket()
    for key in (("resolution", 1, "breach"), ("resolution", 2, HALF[2]), ("resolution", 1, "60%:notify")):
        with pytest.raises(InvalidInput, match="not coming"):
            put_off(ticket, team.lead, key)
    with pytest.raises(InvalidInput, match="later than that"):
        put_off(ticket, team.lead, until=AT + 4 * HOUR)
    with pytest.raises(TargetInPast):
        put_off(ticket, team.lead, until=AT)
    with pytest.raises(InvalidInput, match="Say why"):
        hold(ticket, by=team.lead, now=AT, key=HALF, until=AT + 6 * HOUR, reason=" ")
    said = {"problem": "Paper", "cause": "Paper", "solution": "Paper", "message": "Done."}
    resolve(ticket, by=team.lead, now=AT + MINUTE, **said)
    with pytest.raises(TicketFinished):
        put_off(ticket, team.lead, now=AT + 2 * MINUTE)
    with pytest.raises(TicketFinished):
        acknowledge(ticket, by=team.lead, now=AT + 2 * MINUTE, clock="resolution")


def test_who_is_told_knows_whom_else_it_reached_and_when_it_is_due(team):
    make_ladder({"at_percent": 50})
    ticket = make_ticket()
    due = ticket.clocks.get(kind="resolution").due_at
    every(30, 5 * HOUR)
    told = Notice.objects.get(ticket=ticket, kind="ladder", person=team.lead)
    jonas = team.members.get(first_name="Jonas")
    assert told.data == {"clock": "resolution", "step": HALF[2], "due": due.isoformat(), "people": [jonas.pk]}
