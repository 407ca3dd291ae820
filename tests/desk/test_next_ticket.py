"""The next ticket at the desk: one press gives it, it says why, and another press says no with a reason."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.desk.pieces import htmx, pieces
from tests.make import HOUR, make_ticket
from tickets.models import Ticket

NEXT = "/desk/next/"


@pytest.fixture
def agent(client, house):
    client.force_login(house.jonas)
    return client


@pytest.fixture
def ticket(house):
    return make_ticket(organisation=house.customer, requester=house.mia, now=timezone.now() - HOUR)


def test_a_press_gives_the_ticket_which_says_why(agent, house, ticket):
    assert 'data-key="m"' in agent.get(reverse("desk:queue")).content.decode()
    answer = agent.post(NEXT)
    assert answer.url == ticket.get_absolute_url()
    assert Ticket.objects.get().assignee == house.jonas
    given = str(pieces(agent.get(answer.url))["ticket-given"])
    assert "Your next ticket." in given
    assert "the soonest of what nobody has in your teams" in given or "nobody has it" in given
    assert "As the next ticket" in agent.get(answer.url).content.decode()


def test_saying_no_asks_why_and_the_ticket_is_free_again(agent, ticket):
    address = reverse("desk:decline", args=[ticket.number])
    agent.post(NEXT)
    refused = agent.post(address, {"reason": " "}, headers=htmx())
    assert refused.status_code == 422
    assert "Say why it is not for you; your colleagues read it." in refused.content.decode()
    answer = agent.post(address, {"reason": "I know nothing about it"}, headers=htmx())
    assert "Not this one" not in answer.content.decode()
    page = agent.get(ticket.get_absolute_url()).content.decode()
    assert "Declined as next ticket" in page
    assert "I know nothing about it" in page
    assert Ticket.objects.get().assignee is None


def test_where_nothing_is_left_that_is_said_where_he_was(agent, ticket):
    page = agent.post(NEXT, follow=True).content.decode()
    agent.post(reverse("desk:decline", args=[ticket.number]), {"reason": "Not for me"})
    for came_from, back in (("/desk/offered/", "/desk/offered/"), ("https://evil.example/desk/", "/desk/")):
        host = came_from if came_from.startswith("https") else f"http://testserver{came_from}"
        answer = agent.post(NEXT, HTTP_REFERER=host)
        assert answer.url == back
    page = agent.get(answer.url).content.decode()
    assert "Nothing is left for you" in page
    assert "You declined one ticket today." in page
