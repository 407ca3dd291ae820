"""Asking colleagues without moving the ticket."""

from datetime import timedelta

import pytest

from core.errors import InvalidInput, NotAllowed, TicketFinished
from escalation.actions import answer_consultation, consult
from escalation.models import Consultation
from tests.make import HOUR, MONDAY_9AM, make_agent, make_organisation, make_team, make_ticket, make_user
from tickets.actions import close
from tickets.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket():
    return make_ticket(team=make_team())


@pytest.fixture
def asker(ticket):
    return make_agent(ticket.team)


@pytest.fixture
def network():
    team = make_team(level=2, name="Network")
    make_agent(team)
    return team


def ask(ticket, asker, **whom):
    return consult(ticket, by=asker, question="Which proxy?", now=MONDAY_9AM + HOUR, **whom)


def test_the_ticket_stays_with_all_its_clocks(ticket, asker, network):
    before = list(ticket.clocks.values_list("kind", "state", "due_at"))
    asked = ask(ticket, asker, to_team=network)
    assert (asked.team, asked.level) == (ticket.team, 1)
    assert list(asked.clocks.values_list("kind", "state", "due_at")) == before
    assert Notice.objects.get(kind="consulted").person == network.members.get()


def test_the_asker_gets_the_answer(ticket, asker, network):
    ask(ticket, asker, to_team=network)
    expert = network.members.get()
    for _ in range(2):
        said = {"consultation": Consultation.objects.get(), "answer": "The old one."}
        answer_consultation(ticket, by=expert, now=MONDAY_9AM + 2 * HOUR, **said)
    question = Consultation.objects.get()
    assert (question.answered_by, question.answer) == (expert, "The old one.")
    assert Notice.objects.get(kind="consult_answered").person == asker
    assert ticket.events.filter(kind="consult_answered").count() == 1


def test_only_who_was_asked_answers(ticket, asker, network):
    ask(ticket, asker, to_team=network)
    with pytest.raises(NotAllowed):
        said = {"consultation": Consultation.objects.get(), "answer": "I guess"}
        answer_consultation(ticket, by=make_agent(), now=MONDAY_9AM + 2 * HOUR, **said)


def test_of_an_absent_person_the_deputy_is_asked_and_answers(ticket, asker, network):
    deputy = make_agent(network)
    person = make_agent(network, absent_from=MONDAY_9AM - timedelta(days=1), deputy=deputy)
    ask(ticket, asker, to_person=person)
    assert Notice.objects.get(kind="consulted").person == deputy
    said = {"consultation": Consultation.objects.get(), "answer": "The old one."}
    answer_consultation(ticket, by=deputy, now=MONDAY_9AM + 2 * HOUR, **said)
    assert Consultation.objects.get().answered_by == deputy


def test_the_same_question_twice_is_one(ticket, asker, network):
    for _ in range(2):
        ask(ticket, asker, to_team=network)
    assert Consultation.objects.count() == 1


def test_who_does_not_serve_the_customer_cannot_be_asked(ticket, asker):
    foreign = make_team(serves=[make_organisation()])
    with pytest.raises(NotAllowed):
        ask(ticket, asker, to_team=foreign)
    with pytest.raises(NotAllowed):
        ask(ticket, asker, to_person=make_agent(foreign))
    with pytest.raises(NotAllowed):
        ask(ticket, asker, to_person=make_user())
    assert not Consultation.objects.exists()


def test_nobody_and_oneself_cannot_be_asked(ticket, asker, network):
    for whom in ({}, {"to_person": asker}, {"to_team": network, "to_person": make_agent(network)}):
        with pytest.raises(InvalidInput):
            ask(ticket, asker, **whom)


def test_about_a_finished_ticket_nobody_is_asked(ticket, asker, network):
    close(ticket, by=asker, now=MONDAY_9AM)
    with pytest.raises(TicketFinished):
        ask(ticket, asker, to_team=network)
