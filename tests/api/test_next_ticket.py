"""The next ticket for programs: it becomes the asker's, with the reason; once for one key."""

import pytest

from tests.make import make_agent, make_team, make_ticket, make_user
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_an_agent_is_given_one_with_the_reason_and_says_no(program):
    agent = program(make_agent(make_team()))
    ticket, other = make_ticket(), make_ticket()
    first = agent.post("next-ticket/", Idempotency_Key="one")
    assert agent.post("next-ticket/", Idempotency_Key="one").json() == first.json()  # twice is once
    answer = first.json()
    assert (answer["ticket"]["number"], answer["ticket"]["assignee"]["id"]) == (ticket.number, agent.user.pk)
    assert "and nobody has it" in answer["why"]
    assert agent.post(f"tickets/{ticket.number}/decline/", {}).status_code == 400
    declined = agent.post(f"tickets/{ticket.number}/decline/", {"reason": "Not my trade"})
    assert (declined.status_code, declined.json()["assignee"]) == (200, None)
    assert agent.post("next-ticket/").json()["ticket"]["number"] == other.number
    assert agent.post("next-ticket/").json() == {
        "ticket": None,
        "why": "Every ticket of your teams has an agent, or waits.",
    }


def test_who_is_no_agent_is_given_none(program):
    ticket = make_ticket()
    assert program(make_user(ticket.organisation)).post("next-ticket/").json()["ticket"] is None
    assert program(ticket.requester).post("next-ticket/", {"team": 1}).status_code == 400
    assert Ticket.objects.get().assignee is None
