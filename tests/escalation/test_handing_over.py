import pytest

from core.errors import HandOverOver, HandOverPending, InvalidInput, NotAllowed
from escalation.actions import accept, give_back, hand_over, take_back
from escalation.models import HandOver
from escalation.sweep import sweep
from tests.make import HOUR, MINUTE, MONDAY_9AM, make_agent, make_team, make_ticket, make_tier
from tickets.models import Notice, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def second():
    """A second-level team of two with a lead."""
    team = make_team(level=2, name="Network")
    make_agent(team)
    team.lead = make_agent(team)
    team.save()
    return team


@pytest.fixture
def ticket(second):
    make_tier(targets={"resolution": 8 * HOUR, "level_1": HOUR, "level_2": 2 * HOUR}, acceptance_minutes=30)
    first = make_team(level=1)
    ticket = make_ticket(team=first)
    Ticket.objects.update(assignee=make_agent(first))
    return Ticket.objects.get(pk=ticket.pk)


def offer(ticket, team, now=MONDAY_9AM + 10 * MINUTE):
    return hand_over(ticket, by=ticket.assignee, to_team=team, sentence="The firewall drops it.", now=now)


def test_an_offered_ticket_stays_with_its_sender(ticket, second):
    sender = ticket.assignee
    ticket = offer(ticket, second)
    assert (ticket.level, ticket.assignee) == (1, sender)
    assert HandOver.objects.get().deadline == MONDAY_9AM + 40 * MINUTE
    assert set(Notice.objects.filter(kind="offered").values_list("person", flat=True)) == {
        member.pk for member in second.members.all()
    }


def test_accepting_moves_it_and_starts_the_level_clock_anew(ticket, second):
    offer(ticket, second)
    ticket = accept(ticket, by=second.lead, now=MONDAY_9AM + 20 * MINUTE)
    assert (ticket.level, ticket.team, ticket.assignee) == (2, second, second.lead)
    clock = ticket.clocks.get(kind="level")
    assert (clock.cycle, clock.due_at) == (2, MONDAY_9AM + 20 * MINUTE + 2 * HOUR)
    assert Notice.objects.filter(kind="accepted", person=ticket.hand_overs.get().by).exists()


def test_given_back_it_is_as_if_never_offered(ticket, second):
    before = ticket.clocks.get(kind="level").due_at
    offer(ticket, second)
    ticket = give_back(
        ticket, by=second.lead, reason="missing_facts", sentence="Which site?", now=MONDAY_9AM + HOUR / 2
    )
    assert (ticket.level, ticket.clocks.get(kind="level").due_at) == (1, before)
    assert Notice.objects.filter(kind="given_back").get().data["sentence"] == "Which site?"


def test_accepting_twice_is_accepting_once(ticket, second):
    offer(ticket, second)
    for _ in range(2):
        accept(ticket, by=second.lead, now=MONDAY_9AM + 20 * MINUTE)
    assert ticket.events.filter(kind="handed_over").count() == 1


def test_what_was_given_back_cannot_be_accepted(ticket, second):
    offer(ticket, second)
    give_back(ticket, by=second.lead, reason="wrong_team", now=MONDAY_9AM + 20 * MINUTE)
    with pytest.raises(HandOverOver):
        accept(ticket, by=second.lead, now=MONDAY_9AM + 21 * MINUTE)


def test_only_the_team_it_is_offered_to_answers(ticket, second):
    offer(ticket, second)
    with pytest.raises(NotAllowed):
        accept(ticket, by=make_agent(), now=MONDAY_9AM + 20 * MINUTE)


def test_a_second_offer_waits_for_the_first_to_be_taken_back(ticket, second):
    third = make_team(level=3)
    offer(ticket, second)
    with pytest.raises(HandOverPending):
        offer(ticket, third)
    take_back(ticket, by=ticket.assignee, now=MONDAY_9AM + 20 * MINUTE)
    offer(ticket, third)
    assert HandOver.objects.offered().get().to_team == third


def test_offering_twice_to_the_same_team_is_offering_once(ticket, second):
    for _ in range(2):
        offer(ticket, second)
    assert HandOver.objects.count() == 1


def test_an_offer_nobody_answers_takes_effect_when_its_time_is_over(ticket, second):
    offer(ticket, second)
    sweep(now=MONDAY_9AM + 41 * MINUTE)
    ticket.refresh_from_db()
    assert (ticket.level, ticket.team, ticket.assignee) == (2, second, None)
    assert HandOver.objects.get().status == HandOver.Status.EXPIRED


@pytest.mark.parametrize(("minutes", "asks"), [(None, True), (30, False)])
def test_without_acceptance_it_moves_at_once(second, minutes, asks):
    make_tier(acceptance_minutes=minutes)
    second.asks_acceptance = asks
    second.save()
    ticket = make_ticket(team=make_team())
    ticket = hand_over(ticket, by=make_agent(), to_team=second, sentence="Yours.", now=MONDAY_9AM)
    assert (ticket.level, ticket.team) == (2, second)
    assert HandOver.objects.get().status == HandOver.Status.AT_ONCE


def test_down_again_and_across_are_ordinary_moves(ticket, second):
    other = make_team(level=2)
    ticket = hand_over(ticket, by=None, to_team=second, sentence="Up", acceptance=False, now=MONDAY_9AM)
    ticket = hand_over(ticket, by=None, to_team=other, sentence="Across", acceptance=False, now=MONDAY_9AM)
    first = make_team(level=1)
    ticket = hand_over(ticket, by=None, to_team=first, sentence="Down", acceptance=False, now=MONDAY_9AM)
    assert [move.to_level for move in ticket.hand_overs.all()] == [2, 2, 1]
    assert ticket.clocks.get(kind="level").cycle == 4


@pytest.mark.parametrize("sentence", ["", "  "])
def test_one_sentence_is_asked_for(ticket, second, sentence):
    with pytest.raises(InvalidInput):
        hand_over(ticket, by=ticket.assignee, to_team=second, sentence=sentence, now=MONDAY_9AM)


def test_to_the_team_that_has_it_nothing_is_handed(ticket):
    with pytest.raises(InvalidInput):
        hand_over(ticket, by=ticket.assignee, to_team=ticket.team, sentence="Yours.", now=MONDAY_9AM)
