"""Waiting done honestly: a silent requester is reminded, then the ticket is resolved; he may object with one click."""

import pytest

from core.errors import AnsweredAlready, InvalidInput, NotAllowed
from escalation.actions import ask_urgency, decide_urgency, object_to_wait
from escalation.sweep import sweep
from sla.activating import activate
from tests.make import (
    DAY,
    HOUR,
    MONDAY_9AM,
    make_agent,
    make_organisation,
    make_team,
    make_ticket,
    make_tier,
    make_user,
)
from tickets.actions import reopen, reply, wait_for_requester, wait_for_vendor
from tickets.models import Notice, Ticket

pytestmark = pytest.mark.django_db
AT = MONDAY_9AM


@pytest.fixture
def lead():
    person = make_user()
    make_team(person, lead=person)
    return person


def make_waiting(lead, *, chases=2, **fields):
    draft = make_tier().copy_as_draft()
    draft.chases, draft.chase_after_minutes = chases, 9 * 60  # a service day
    draft.save()
    activate(draft, now=AT - DAY)
    ticket = make_ticket(requester=make_user(make_organisation(), language="de"), **fields)
    wait_for_requester(ticket, by=lead, reason="Welcher Drucker ist es?", until=AT + DAY, now=AT)
    return ticket


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def test_he_is_reminded_in_his_language_as_often_as_the_tier_says_and_then_it_is_resolved(lead):
    ticket = make_waiting(lead)
    for days, (status, chases) in enumerate(
        [("waiting_requester", 1), ("waiting_requester", 2), ("resolved", 0), ("resolved", 0)], start=1
    ):
        sweep(now=AT + days * DAY)
        assert (fresh(ticket).status, fresh(ticket).chases) == (status, chases), days
    said = list(ticket.messages.filter(kind="system").order_by("pk").values_list("body", flat=True))
    assert len(said) == 3
    assert said[0].startswith("Wir brauchen noch Ihre Antwort")
    assert "Welcher Drucker ist es?" in said[0]
    told = ticket.notices.filter(person=ticket.requester).order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["received", "question", "chased", "chased", "resolved"]
    reopen(ticket, by=ticket.requester, now=AT + 5 * DAY)
    assert fresh(ticket).status == "open"


def test_a_reminder_is_no_answer_and_moves_no_clock(lead):
    ticket = make_waiting(lead)
    before = list(ticket.clocks.order_by("kind").values_list("state", "consumed", "cycle", "due_at"))
    sweep(now=AT + DAY)
    assert list(ticket.clocks.order_by("kind").values_list("state", "consumed", "cycle", "due_at")) == before


def test_an_answer_ends_it_and_the_next_wait_begins_anew(lead):
    ticket = make_waiting(lead)
    sweep(now=AT + DAY)
    reply(ticket, by=ticket.requester, body="Der linke.", now=AT + DAY + HOUR)
    assert (fresh(ticket).status, fresh(ticket).chases) == ("open", 0)
    wait_for_requester(ticket, by=lead, reason="Und jetzt?", until=AT + 2 * DAY, now=AT + DAY + 2 * HOUR)
    sweep(now=AT + 2 * DAY)
    assert fresh(ticket).chases == 1


def test_without_reminders_it_comes_back(lead):
    ticket = make_waiting(lead, chases=0)
    sweep(now=AT + DAY)
    assert fresh(ticket).status == "open"


def test_an_objection_goes_on_at_once_and_tells_the_lead(lead):
    ticket = make_waiting(lead)
    for _ in range(2):
        object_to_wait(ticket, by=ticket.requester, now=AT + HOUR)
    assert fresh(ticket).status == "open"
    assert ticket.events.filter(kind="objected").count() == 1
    assert Notice.objects.filter(kind="objected", person=lead).count() == 1
    assert ticket.clocks.get(kind="resolution").state == "running"


def test_only_the_requesters_side_objects(lead):
    ticket = make_waiting(lead)
    with pytest.raises(NotAllowed):
        object_to_wait(ticket, by=make_user(ticket.organisation), now=AT + HOUR)
    manager = make_user(ticket.organisation, role="manager")
    object_to_wait(ticket, by=manager, now=AT + HOUR)
    assert fresh(ticket).status == "open"


def test_a_wait_for_a_vendor_can_be_objected_to_as_well(lead):
    ticket = make_waiting(lead)
    wait_for_vendor(ticket, by=lead, vendor="Brother", reason="A drum.", now=AT + HOUR)
    object_to_wait(ticket, by=ticket.requester, now=AT + 2 * HOUR)
    assert fresh(ticket).status == "open"


def test_a_lead_decides_whether_it_is_more_urgent_and_all_are_told(lead):
    ticket = make_waiting(lead)
    ask_urgency(ticket, by=ticket.requester, reason="The whole ward waits.", now=AT + HOUR)
    ask_urgency(ticket, by=ticket.requester, reason="Again.", now=AT + HOUR)
    assert ticket.urgency_requests.count() == 1
    assert Notice.objects.filter(kind="urgency_asked", person=lead).count() == 1
    with pytest.raises(NotAllowed):
        decide_urgency(ticket, by=make_agent(), accepted=True, now=AT + HOUR)
    with pytest.raises(InvalidInput):
        decide_urgency(ticket, by=lead, accepted=False, now=AT + HOUR)
    decide_urgency(ticket, by=lead, accepted=True, priority="P2", now=AT + HOUR)
    assert (fresh(ticket).priority, fresh(ticket).priority_reason) == ("P2", "The whole ward waits.")
    assert ticket.notices.get(kind="urgency_decided").person == ticket.requester
    with pytest.raises(AnsweredAlready):
        decide_urgency(ticket, by=lead, accepted=True, now=AT + HOUR)


def test_a_refusal_says_why_and_it_can_be_asked_again(lead):
    ticket = make_waiting(lead)
    ask_urgency(ticket, by=ticket.requester, reason="It is urgent.", now=AT + HOUR)
    decide_urgency(ticket, by=lead, accepted=False, answer="Others are cut off entirely.", now=AT + HOUR)
    assert fresh(ticket).priority == "P3"
    assert ticket.notices.get(kind="urgency_decided").data["answer"] == "Others are cut off entirely."
    ask_urgency(ticket, by=ticket.requester, reason="Now we are too.", now=AT + 2 * HOUR)
    assert ticket.urgency_requests.count() == 2
