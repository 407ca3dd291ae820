"""What two people, or a person and the clock, do to one ticket in the same instant: threads on a real database."""

import threading
from functools import partial

import pytest
from django.db import connection

from core.errors import DomainError
from escalation import actions as moves
from escalation import sweep as sweeping
from escalation.actions import accept, give_back, hand_over, take_back
from escalation.models import Firing, HandOver
from escalation.sweep import sweep
from tests.make import HOUR, MINUTE, MONDAY_9AM, make_agent, make_team, make_ticket, make_tier
from tickets.models import Notice, Ticket

pytestmark = pytest.mark.django_db(transaction=True)
SOON = MONDAY_9AM + 20 * MINUTE
ROUNDS = 5  # each with both in a new order, as the machine wants it


@pytest.fixture
def network():
    team = make_team(level=2, name="Network")
    team.lead = make_agent(team)
    team.save()
    return team


@pytest.fixture
def ticket(network):
    targets = {"first_response": HOUR, "resolution": 8 * HOUR, "level_1": 4 * HOUR, "level_2": 4 * HOUR}
    make_tier(targets=targets, acceptance_minutes=30)
    first = make_team(level=1, name="First level")
    ticket = make_ticket(team=first)
    Ticket.objects.update(assignee=make_agent(first))
    return fresh(ticket)


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def offer(ticket, network):
    return hand_over(fresh(ticket), by=ticket.assignee, to_team=network, sentence="Look", now=SOON)


def at_once(*calls):
    """Call all of them at the same time; return how many went through. Only a refusal may stop one."""
    through, faults, start = [], [], threading.Barrier(len(calls))

    def run(call):
        try:
            start.wait()
            call()
            through.append(call)
        except DomainError:
            pass
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    return len(through)


def test_two_of_the_team_accept_at_once_and_one_of_them_has_it(ticket, network):
    one, two = network.lead, make_agent(network)
    offered = offer(ticket, network)
    assert at_once(*(partial(accept, offered, by=who, now=SOON) for who in (one, two))) == 1
    move = HandOver.objects.get()
    assert (move.status, fresh(ticket).assignee) == ("accepted", move.answered_by)
    assert ticket.events.filter(kind="handed_over").count() == 1
    assert Notice.objects.filter(kind="accepted").count() == 1


def test_one_who_presses_twice_has_accepted_once(ticket, network):
    offered = offer(ticket, network)
    assert at_once(*[partial(accept, offered, by=network.lead, now=SOON)] * 2) == 2
    assert (fresh(ticket).assignee, ticket.events.filter(kind="handed_over").count()) == (network.lead, 1)


def test_given_back_and_accepted_at_once_one_of_them_counts(ticket, network):
    other = make_agent(network)
    for _round in range(ROUNDS):
        offered = offer(ticket, network)
        back = partial(give_back, offered, by=other, reason="wrong_team", now=SOON)
        assert at_once(partial(accept, offered, by=network.lead, now=SOON), back) == 1
        move = HandOver.objects.latest("pk")
        assert (move.status == "accepted") == (fresh(ticket).team == network)
        if move.status == "accepted":
            return
    assert HandOver.objects.filter(status="given_back").count() == ROUNDS


def test_the_acceptance_time_is_over_while_somebody_accepts(ticket, network):
    """Whoever comes first, the ticket is with the team once, and with him who accepted."""
    late = SOON + 30 * MINUTE
    offered = offer(ticket, network)
    at_once(partial(accept, offered, by=network.lead, now=late), *[partial(sweep, now=late)] * 2)
    sweep(now=late)
    assert (fresh(ticket).team, fresh(ticket).assignee) == (network, network.lead)
    assert ticket.events.filter(kind="handed_over").count() == 1
    assert ticket.clocks.get(kind="level").cycle == 2


def test_taken_back_and_accepted_at_once_one_of_them_counts(ticket, network):
    offered = offer(ticket, network)
    took = partial(take_back, offered, by=ticket.assignee, now=SOON)
    assert at_once(took, partial(accept, offered, by=network.lead, now=SOON)) == 1
    assert (HandOver.objects.get().status == "accepted") == (fresh(ticket).team == network)


def test_taken_back_while_the_other_side_replies_the_reply_is_kept(ticket, network):
    offered = offer(ticket, network)
    at_once(
        partial(take_back, offered, by=ticket.assignee, now=SOON),
        partial(moves.reply, offered, by=network.lead, body="Hello", now=SOON),
    )
    assert (HandOver.objects.get().status == "accepted") == (fresh(ticket).level == 2)
    assert ticket.messages.filter(kind="reply", direction="out").count() == 1


def test_answered_between_claim_and_lock_nothing_is_reported(ticket, monkeypatch):
    """A sweep has found the ticket due; before it locks it, the answer comes in. It asks again under the lock."""
    due, answered = MONDAY_9AM + HOUR + MINUTE, threading.Event()
    found = sweeping.changing

    def changing_later(tickets, **options):
        numbers = list(tickets.values_list("pk", flat=True))  # found, not yet locked

        def answer():
            moves.reply(ticket, by=ticket.assignee, body="Hello", now=MONDAY_9AM + HOUR - MINUTE)
            answered.set()
            connection.close()

        if ticket.pk in numbers and not answered.is_set():
            other = threading.Thread(target=answer)
            other.start()
            other.join()
        return found(Ticket.objects.filter(pk__in=numbers).order_by("pk"), **options)

    monkeypatch.setattr(sweeping, "changing", changing_later)
    sweep(now=due)
    assert answered.is_set()
    assert not ticket.events.filter(kind="breached").exists()
    assert not Firing.objects.filter(ticket=ticket, clock="first_response", step="breach").exists()


def test_an_answer_waits_for_the_sweep_that_has_the_ticket(ticket, monkeypatch):
    """The other way round: the sweep holds the lock, so the breach is told once and the answer comes after it."""
    due, asked = MONDAY_9AM + HOUR + MINUTE, threading.Event()
    fire, replies = sweeping.fire, []

    def answer():
        asked.set()
        moves.reply(ticket, by=ticket.assignee, body="Hello", now=due)
        connection.close()

    def fire_slowly(change, step, **rest):
        if not replies:
            replies.append(threading.Thread(target=answer))
            replies[0].start()
            asked.wait()
        fire(change, step, **rest)

    monkeypatch.setattr(sweeping, "fire", fire_slowly)
    sweep(now=due)
    replies[0].join()
    sweep(now=due)
    events = list(
        ticket.events.filter(kind__in=["breached", "answered"]).order_by("seq").values_list("kind", flat=True)
    )
    assert events == ["breached", "answered"]
    assert Firing.objects.filter(ticket=ticket, step="breach").count() == 1


def test_every_way_between_levels_is_ordinary(ticket, network):
    """Skip a level, come down by two, start at the second, pass on within a level, take back."""
    third, aside = make_team(level=3, name="Vendor"), make_team(level=2, name="Servers")
    agent = ticket.assignee

    def moved(ticket, team, by):
        ticket = hand_over(fresh(ticket), by=by, to_team=team, sentence="Yours", now=SOON)
        expert = make_agent(team)
        ticket = accept(ticket, by=expert, now=SOON)
        assert (ticket.team, ticket.level, ticket.assignee) == (team, team.level, expert)
        return expert

    expert = moved(ticket, third, agent)
    expert = moved(ticket, ticket.team, expert)  # down again, past the second
    levels = ticket.events.filter(kind="handed_over").order_by("seq").values_list("data__from_level", "data__level")
    assert list(levels) == [(1, 3), (3, 1)]
    other = make_ticket(team=network)
    assert (other.level, other.clocks.get(kind="level").cycle) == (2, 1)
    moved(other, aside, network.lead)
    assert other.clocks.get(kind="level").cycle == 2
    offered = hand_over(fresh(other), by=make_agent(aside), to_team=third, sentence="Yours", now=SOON)
    back = take_back(offered, by=make_agent(aside), now=SOON)
    assert (back.team, HandOver.objects.filter(ticket=other).latest("pk").status) == (aside, "taken_back")
