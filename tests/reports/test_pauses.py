"""Waits that deserve a second look, and what is left alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import pauses
from reports.pauses import odd_pauses
from tests.make import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY_9AM,
    make_agent,
    make_organisation,
    make_team,
    make_ticket,
    make_tier,
)
from tickets.actions import plan, reply, resume, wait_for_requester, wait_for_vendor

pytestmark = pytest.mark.django_db
AT = MONDAY_9AM


@pytest.fixture
def agent():
    make_tier(targets={"resolution": 2 * HOUR})
    return make_agent(make_team())


def ask(ticket, agent, now, reason="Which one?"):
    wait_for_requester(ticket, by=agent, reason=reason, now=now)


def found(agent, **options):
    listed, _more = odd_pauses(agent, days=30, now=AT + 10 * DAY, **options)
    return [(pause.event.ticket_id, pause.kind, pause.why) for pause in listed]


@pytest.mark.parametrize(("minutes", "why"), [(89, []), (90, ["just_before"]), (119, ["just_before"]), (121, [])])
def test_one_set_within_half_an_hour_before_a_promise_breaks(agent, minutes, why):
    """In service time: the first 90 minutes of two hours are early enough."""
    ticket = make_ticket(now=AT)
    ask(ticket, agent, AT + minutes * MINUTE)
    assert found(agent) == ([(ticket.pk, "waiting_requester", why)] if why else [])


def test_the_hours_outside_service_do_not_count(agent):
    ticket = make_ticket(now=AT - 17 * HOUR)  # Sunday afternoon: the two hours begin on Monday at 8
    ask(ticket, agent, AT)
    assert found(agent) == []


def test_one_set_after_the_customer_had_answered(agent):
    ticket = make_ticket(now=AT)
    ask(ticket, agent, AT + MINUTE)  # his report is no answer
    reply(ticket, by=ticket.requester, body="The left one.", now=AT + 2 * MINUTE)
    ask(ticket, agent, AT + 3 * MINUTE, reason="And since when?")
    assert found(agent) == [(ticket.pk, "waiting_requester", ["after_answer"])]
    resume(ticket, by=agent, now=AT + 4 * MINUTE)
    wait_for_vendor(ticket, by=agent, vendor="Telco", reason="Line", now=AT + 5 * MINUTE)  # our word was the last
    assert len(found(agent)) == 1


def test_one_longer_than_nine_of_ten_of_its_kind(agent, monkeypatch):
    monkeypatch.setattr(pauses, "ENOUGH", 10)
    customer = make_organisation()
    for hours in range(1, 11):
        ticket = make_ticket(now=AT, organisation=customer)
        wait_for_vendor(ticket, by=agent, vendor="Telco", reason="Line", until=AT + 50 * DAY, now=AT + MINUTE)
        resume(ticket, by=agent, now=AT + MINUTE + hours * HOUR)
    assert found(agent) == [(ticket.pk, "waiting_vendor", ["long"])]
    assert found(agent, why="just_before") == []
    plan(
        ticket, by=agent, until=AT + 9 * DAY, reason="New disk", now=AT + DAY
    )  # of another kind, of which we know little
    assert len(found(agent)) == 1


def test_foreign_tickets_are_not_listed_and_a_team_narrows(agent):
    ticket = make_ticket(now=AT, team=agent.teams.get())
    ask(ticket, agent, AT + 100 * MINUTE)
    stranger = make_agent(make_team(serves=[make_organisation()]))
    assert found(stranger) == []
    assert len(found(agent, team=ticket.team_id)) == 1
    assert found(agent, team=stranger.teams.get().pk) == []


def test_any_number_takes_two_statements(agent):
    for _count in range(3):
        ask(make_ticket(now=AT), agent, AT + 100 * MINUTE)
    agent.serves_all  # noqa: B018 - reads his teams, as every page does
    with CaptureQueriesContext(connection) as captured:
        listed, more = odd_pauses(agent, days=30, now=AT + DAY)
        assert [pause.event.by for pause in listed] == [agent] * 3
        assert not more
    assert len(captured) == 2
