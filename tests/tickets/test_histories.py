"""Reading many histories at once gives what reading each by itself does."""

import pytest

from tests.make import HOUR, MONDAY_9AM, make_agent, make_ticket
from tickets.actions import plan, reply
from tickets.clocks import fact_of
from tickets.histories import histories, promise_keys
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_every_ticket_comes_once_with_all_its_facts_whatever_the_chunk():
    tickets = [make_ticket() for _ in range(5)]
    reply(tickets[1], by=make_agent(), now=MONDAY_9AM + HOUR, body="We look at it.")
    plan(tickets[3], by=make_agent(), now=MONDAY_9AM + HOUR, until=MONDAY_9AM + 3 * HOUR, reason="On site")
    for chunk in (1, 2, 5, 100):
        read = list(histories(Ticket.objects.all(), "priority", chunk=chunk))
        assert [row for row, _facts in read] == [(t.pk, t.priority) for t in tickets]
        for (number, _priority), facts in read:
            assert facts == [fact_of(event) for event in Ticket.objects.get(pk=number).events.facts()]
            assert promise_keys(facts) == {tickets[0].tier_version_id}


def test_the_number_of_statements_grows_with_the_chunks_alone(django_assert_num_queries):
    for _ in range(6):
        make_ticket()
    with django_assert_num_queries(2):
        list(histories(Ticket.objects.all(), chunk=100))
    with django_assert_num_queries(6 + 1):  # the last, empty one
        list(histories(Ticket.objects.all(), chunk=2))
