import pytest

from core.errors import InvalidInput, TicketFinished, TicketNotFinished
from tests.make import HOUR, MONDAY_9AM, make_agent, make_ticket
from tickets.actions import close, reopen, resolve
from tickets.models import Notice, Ticket

pytestmark = pytest.mark.django_db
SOLVED = {"problem": "No paper", "cause": "Empty tray", "solution": "Filled it"}


def test_resolving_keeps_problem_cause_and_solution_and_stops_all_clocks():
    ticket = resolve(make_ticket(), by=make_agent(), now=MONDAY_9AM + HOUR, **SOLVED)
    assert (ticket.problem, ticket.cause, ticket.solution) == tuple(SOLVED.values())
    assert dict(ticket.clocks.values_list("kind", "state")) == {
        "first_response": "done",
        "next_update": "idle",
        "resolution": "done",
        "level": "done",
    }
    assert Notice.objects.filter(kind="resolved", person=ticket.requester).count() == 1


@pytest.mark.parametrize("missing", SOLVED)
def test_each_of_the_three_is_asked_for(missing):
    with pytest.raises(InvalidInput):
        resolve(make_ticket(), by=make_agent(), now=MONDAY_9AM, **{**SOLVED, missing: " "})


def test_resolving_twice_is_resolving_once():
    agent, ticket = make_agent(), make_ticket()
    for later in (1, 2):
        resolve(ticket, by=agent, now=MONDAY_9AM + later * HOUR, **SOLVED)
    ticket.refresh_from_db()
    assert ticket.resolved_at == MONDAY_9AM + HOUR
    assert Notice.objects.filter(kind="resolved").count() == 1


def test_time_spent_resolved_counts_for_nothing():
    agent, ticket = make_agent(), make_ticket()
    resolve(ticket, by=agent, now=MONDAY_9AM + HOUR, **SOLVED)
    reopen(ticket, by=ticket.requester, reason="It is back", now=MONDAY_9AM + 5 * HOUR)
    clock = ticket.clocks.get(kind="resolution")
    assert (clock.state, clock.consumed, clock.due_at) == (
        "running",
        HOUR,
        MONDAY_9AM + 27 * HOUR,
    )  # 7 h left: three today, four tomorrow from 8:00


def test_an_open_ticket_cannot_be_reopened():
    with pytest.raises(TicketNotFinished):
        reopen(make_ticket(), by=make_agent(), now=MONDAY_9AM)


def test_a_closed_ticket_cannot_be_resolved():
    agent, ticket = make_agent(), make_ticket()
    ticket = close(ticket, by=agent, now=MONDAY_9AM)
    assert ticket.status == Ticket.Status.CLOSED
    with pytest.raises(TicketFinished):
        resolve(ticket, by=agent, now=MONDAY_9AM, **SOLVED)
