"""The next ticket: the most urgent one an agent can do, given to one only; saying no needs a reason."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.utils import timezone

from core.errors import DomainError
from escalation.actions import decline, hand_over, note, take_next
from escalation.models import Declined
from escalation.sweep import sweep
from tests.make import DAY, HOUR, MONDAY_9AM, make_agent, make_organisation, make_team, make_ticket, make_tier
from tickets.actions import assign, set_priority, wait_for_requester
from tickets.models import Event, Ticket

pytestmark = pytest.mark.django_db
AT = MONDAY_9AM


@pytest.fixture
def first():
    make_tier(targets={"resolution": 8 * HOUR})
    return make_team(name="First level")


@pytest.fixture
def nora(first):
    return make_agent(first, first_name="Nora")


def given(ticket):
    return ticket.events.filter(kind=Event.Kind.ASSIGNED).last().data


def test_late_ones_first_then_by_what_is_due_then_by_priority(first, nora):
    later = make_ticket(now=AT + HOUR)
    ordinary, urgent = make_ticket(now=AT), make_ticket(now=AT)
    set_priority(urgent, by=nora, priority="P1", reason="Stands still", now=AT)
    late = make_ticket(now=AT - 4 * DAY)
    sweep(now=AT + 2 * HOUR)
    got = [take_next(nora, now=AT + 2 * HOUR) for _number in range(5)]
    assert got == [late, urgent, ordinary, later, None]
    assert Ticket.objects.filter(assignee=nora, status="open").count() == 4
    assert (given(late)["why"], given(late)["late"], given(late)["clock"]) == ("next", True, "resolution")
    assert given(urgent)["due"] == (AT + 8 * HOUR).isoformat()


def test_only_what_he_can_do_and_nobody_does(first, nora):
    second = make_team(level=2)
    of_others, taken, waiting, offered = make_ticket(), make_ticket(), make_ticket(), make_ticket()
    Ticket.objects.filter(pk=of_others.pk).update(team=second, level=2)
    assign(taken, by=None, assignee=make_agent(first), now=AT)
    wait_for_requester(waiting, by=nora, reason="Which one?", now=AT)
    hand_over(offered, by=make_agent(first), to_team=second, sentence="Please look.", now=AT)
    assert take_next(nora, now=AT) is None
    assert take_next(make_agent(make_team(serves=[make_organisation()])), now=AT) is None
    assert take_next(make_agent(second), now=AT) == of_others


def test_no_needs_a_reason_which_is_kept_and_the_ticket_does_not_come_again_that_day(first, nora):
    ticket, colleague = make_ticket(), make_agent(first)
    assert take_next(nora, now=AT) == ticket
    for empty in ("", "  \n "):
        with pytest.raises(DomainError):
            decline(ticket, by=nora, reason=empty, now=AT)
    for _twice in range(2):
        decline(ticket, by=nora, reason="I know  nothing\nabout it", now=AT + HOUR)
    event = ticket.events.get(kind=Event.Kind.DECLINED)
    assert (event.by, event.data["reason"]) == (nora, "I know nothing about it")
    assert Declined.objects.count() == 1
    assert Ticket.objects.get().assignee is None
    assert take_next(nora, now=AT + 14 * HOUR) is None  # 23:00 in Berlin
    assert take_next(nora, now=AT + 16 * HOUR) == ticket
    decline(ticket, by=nora, reason="Still not", now=AT + 16 * HOUR)
    assert take_next(colleague, now=AT + 16 * HOUR) == ticket


def test_who_has_begun_puts_it_back_and_nobody_declines_for_others(first, nora):
    ticket = make_ticket()
    with pytest.raises(DomainError):
        decline(ticket, by=nora, reason="Not mine", now=AT)
    assert take_next(nora, now=AT) == ticket
    with pytest.raises(DomainError):
        decline(ticket, by=make_agent(first), reason="Not yours", now=AT)
    note(ticket, by=nora, body="I look into it.", now=AT)
    with pytest.raises(DomainError):
        decline(ticket, by=nora, reason="Too much", now=AT)
    assert Ticket.objects.get().assignee == nora


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tickets", [3, 8])
def test_many_who_ask_at_once_never_get_the_same_one(tickets):
    make_tier()
    team = make_team()
    people = [make_agent(team) for _number in range(6)]
    for _number in range(tickets):
        make_ticket(now=timezone.now() - timedelta(minutes=5))
    together, got = Barrier(len(people)), []

    def ask(person):
        try:
            together.wait(timeout=60)
            got.append(take_next(person, now=timezone.now()))
        finally:
            connections.close_all()

    threads = [Thread(target=ask, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = [ticket.pk for ticket in got if ticket is not None]
    assert len(got) == len(people)
    assert len(taken) == len(set(taken)) == min(tickets, len(people))
    assert Ticket.objects.exclude(assignee=None).count() == len(taken)
