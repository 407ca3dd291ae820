"""A paused clock breaches nowhere: no list, filter, figure, mail or answer of the API; and waiting is no reason later."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from api.models import Token
from desk.queue import tickets_in
from desk.rows import groups_of, rows_for
from escalation.models import Firing
from escalation.sweep import sweep
from tests.make import ALL_HOURS, DAY, HOUR, make_agent, make_calendar, make_team, make_ticket, make_tier
from tickets.actions import reply, wait_for_requester
from tickets.models import Commitment, Notice, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting():
    """Seven of eight hours used, then a wait far longer than what was left; the first answer in time."""
    make_tier(calendar=make_calendar(ALL_HOURS))
    agent = make_agent(make_team())
    opened = timezone.now() - 2 * DAY
    ticket = make_ticket(now=opened)
    wait_for_requester(ticket, by=agent, reason="Which one?", until=timezone.now() + DAY, now=opened + HOUR / 2)
    sweep(now=timezone.now())
    return Ticket.objects.get(pk=ticket.pk), agent


def test_in_no_list_filter_mail_figure_or_answer(waiting):
    ticket, agent = waiting
    now = timezone.now()
    assert (ticket.next_due_at, ticket.next_clock, ticket.breached_clocks) == (None, "", [])
    assert not tickets_in("risk", agent, now=now).exists()
    [group] = groups_of(rows_for(list(Ticket.objects.for_list()), now=now), goes_on=False)
    assert (group.key, group.rows[0].broken) == ("paused", [])
    assert not Firing.objects.exists()
    assert not Notice.objects.filter(kind__in=["warned", "breached"]).exists()
    assert not Commitment.objects.filter(outcome="missed").exists()
    secret = Token.objects.make(agent, now=now, scope="write")[1]
    answer = Client().get(f"/api/v1/tickets/{ticket.pk}/", headers={"Authorization": f"Token {secret}"})
    clocks = json.loads(answer.content)["clocks"]
    assert [clock["due_at"] for clock in clocks] == [None] * len(clocks)
    assert [clock["breached_at"] for clock in clocks] == [None] * len(clocks)


def test_it_is_no_reason_for_a_breach_when_it_goes_on(waiting):
    ticket, _agent = waiting
    now = timezone.now()
    reply(ticket, by=ticket.requester, body="The left one.", now=now)
    sweep(now=now)
    clock = ticket.clocks.get(kind="resolution")
    assert (clock.consumed, clock.due_at, clock.breached_at) == (HOUR / 2, now + 7.5 * HOUR, None)
    sweep(now=now + 7 * HOUR)
    assert not Firing.objects.filter(step="breach", clock="resolution").exists()
