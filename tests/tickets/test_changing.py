"""One transaction, a fixed number of statements, history in order, twice is once."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.errors import TicketFinished
from tests.make import HOUR, MINUTE, MONDAY_9AM, make_agent, make_organisation, make_team, make_ticket, make_tier
from tickets.actions import assign, close, note, reply, take, wait_for_requester
from tickets.changing import changing
from tickets.models import Event, Message, Notice, Ticket

pytestmark = pytest.mark.django_db


def statements_for(count):
    team = make_team()
    agent = make_agent(team)
    organisation = make_organisation()
    tickets = [make_ticket(organisation=organisation, team=team) for _ in range(count)]
    with (
        CaptureQueriesContext(
            connection,
        ) as captured,
        changing(tickets, by=agent, now=MONDAY_9AM + HOUR) as batch,
    ):
        for change in batch:
            take.inside(change)
            reply.inside(change, body="We are looking into it.")
            wait_for_requester.inside(change, reason="Which printer?")
    return len(captured)


def test_two_hundred_tickets_take_as_many_statements_as_one():
    assert statements_for(1) == statements_for(200) <= 17


def test_what_changed_is_what_is_stored():
    agent, ticket = make_agent(), make_ticket()
    changed = take(ticket, by=agent, now=MONDAY_9AM + MINUTE)
    stored = Ticket.objects.get(pk=ticket.pk)
    for field in Ticket._meta.concrete_fields:
        if not field.generated:
            assert getattr(stored, field.attname) == getattr(changed, field.attname), field.name


def test_nothing_is_written_when_a_verb_refuses():
    agent, open_ticket, closed_ticket = make_agent(), make_ticket(), make_ticket()
    close(closed_ticket, by=agent, now=MONDAY_9AM + MINUTE)
    events = Event.objects.count()
    with pytest.raises(TicketFinished), changing([open_ticket, closed_ticket], by=agent, now=MONDAY_9AM) as batch:
        for change in batch:
            take.inside(change)
    assert Event.objects.count() == events
    assert Ticket.objects.get(pk=open_ticket.pk).assignee is None


def test_a_verb_that_changes_nothing_writes_nothing():
    agent, ticket = make_agent(), make_ticket()
    take(ticket, by=agent, now=MONDAY_9AM + MINUTE)
    before = Ticket.objects.filter(pk=ticket.pk).values().get(), Event.objects.count(), Notice.objects.count()
    take(ticket, by=agent, now=MONDAY_9AM + HOUR)
    assert (Ticket.objects.filter(pk=ticket.pk).values().get(), Event.objects.count(), Notice.objects.count()) == before


def test_now_is_never_before_the_newest_event():
    agent, ticket = make_agent(), make_ticket()
    note(ticket, by=agent, body="later", now=MONDAY_9AM + HOUR)
    note(ticket, by=agent, body="a door with a slow clock", now=MONDAY_9AM)
    instants = list(ticket.events.order_by("seq").values_list("at", flat=True))
    assert instants == sorted(instants)


def test_events_are_numbered_without_gaps():
    agent, ticket = make_agent(), make_ticket()
    assign(ticket, by=agent, assignee=agent, now=MONDAY_9AM)
    reply(ticket, by=agent, body="Hello", now=MONDAY_9AM)
    numbers = list(ticket.events.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Ticket.objects.get(pk=ticket.pk).last_seq == len(numbers)


@pytest.mark.parametrize("statement", ["UPDATE tickets_event SET kind = 'status'", "DELETE FROM tickets_event"])
def test_history_cannot_be_changed(statement):
    make_ticket()
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_two_agents_at_once_keep_each_other_s_messages():
    ticket = make_ticket()
    agents = [make_agent() for _ in range(4)]

    def write(agent):
        note(ticket, by=agent, body=f"from {agent.pk}", now=MONDAY_9AM + MINUTE)
        connection.close()

    threads = [threading.Thread(target=write, args=[agent]) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Message.objects.filter(ticket=ticket, kind="note").count() == 4
    assert list(ticket.events.order_by("seq").values_list("seq", flat=True)) == [*range(1, ticket.events.count() + 1)]


def test_a_default_tier_is_enough_for_a_promise():
    version = make_tier()
    assert make_ticket().tier_version == version
