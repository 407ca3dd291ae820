"""The third level without any vendor: nothing waits for a case that was never opened."""

import pytest

from tests.escalation.test_ladder import AT, climbed, every, make_ladder
from tests.make import HOUR, make_team, make_ticket, make_user
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_level_3_with_no_vendor(team):
    """The ladder runs on and the ticket stays; what the agent should do says the page, see tests/desk."""
    make_ladder({"at_percent": 50}, {"at_percent": 100, "audience": ["lead"]})
    ticket = make_ticket()
    third = make_team(make_user(first_name="Kai"), level=3, lead=make_user(first_name="Tom"))
    Ticket.objects.update(level=3, team=third)
    every(60, 9 * HOUR)
    assert climbed(ticket) == [(240, "50%:notify", ["Kai"]), (480, "100%:notify", ["Tom"])]
    ticket.refresh_from_db()
    assert (ticket.level, ticket.team, ticket.vendor_cases.count()) == (3, third, 0)
    assert ticket.clocks.get(kind="resolution").due_at == AT + 8 * HOUR
