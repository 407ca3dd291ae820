"""Why a team is suggested, and what is said of each."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from desk.suggesting import choices_for, reason_for
from escalation.actions import accept, hand_over
from tests.make import make_agent, make_ticket
from tickets.actions import assign
from tickets.models import Ticket


@pytest.fixture
def ticket(house):
    return make_ticket(organisation=house.customer, requester=house.mia, team=house.first, now=timezone.now())


def closed(house, team, **fields):
    old = make_ticket(organisation=house.customer, requester=house.mia, team=team, now=timezone.now(), **fields)
    Ticket.objects.filter(pk=old.pk).update(status="closed")


def test_similar_tickets_of_the_customer_are_counted(house, ticket):
    for team in (house.network, house.network, house.first):
        closed(house, team)
    closed(house, house.network, category="software")
    said = reason_for(house.network, ticket, house.jonas)
    assert said == "Network is suggested: 2 of 3 similar tickets were solved there."


def test_without_similar_ones_its_responsibility_is_named(house, ticket):
    closed(house, house.first)
    assert "responsible for this kind of ticket" in reason_for(house.network, ticket, house.jonas)


def test_who_is_there_and_how_long_they_take(house, ticket):
    now = timezone.now()
    make_agent(house.network, first_name="Absent", absent_from=now - timedelta(days=1))
    hand_over(ticket, by=house.jonas, to_team=house.network, sentence="Look", now=now)
    accept(ticket, by=house.kai, now=now + timedelta(minutes=14))
    [choice] = choices_for([house.network], now=now + timedelta(minutes=15))
    assert choice.on_duty == "Kai"
    assert choice.accepts.replace("\xa0", " ").replace("\u202f", " ") == "14 m"


def test_several_tickets_are_offered_the_teams_too(client, house, ticket):
    client.force_login(house.jonas)
    form = client.post("/desk/bulk/hand_over/", {"number": [ticket.number]}).content.decode()
    assert f'value="{house.network.pk}"' in form


def test_a_ticket_that_nobody_has_says_to_whom_it_could_go_and_why(client, house):
    client.force_login(house.jonas)
    busy, free = house.jonas, make_agent(house.first, first_name="Nora")
    assign(make_ticket(organisation=house.customer, now=timezone.now()), by=None, assignee=busy, now=timezone.now())
    ticket = make_ticket(organisation=house.customer, now=timezone.now())
    address = ticket.get_absolute_url()
    assert "Nora: least to do of those on duty" in client.get(address).content.decode()
    client.post(reverse("desk:assign", args=[ticket.number]), {"assignee": free.pk})
    assert "least to do" not in client.get(address).content.decode()
    ticket.refresh_from_db()
    assert ticket.assignee == free
