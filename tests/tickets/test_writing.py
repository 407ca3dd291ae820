import pytest

from core.errors import InvalidInput, ReopeningOver, TicketFinished
from tests.make import DAY, HOUR, MINUTE, MONDAY_9AM, make_agent, make_organisation, make_ticket, make_user
from tickets.actions import close, follow, log_call, log_step, note, reply, resolve, wait_for_requester
from tickets.models import Message, Notice, Ticket

pytestmark = pytest.mark.django_db
SOLVED = {"problem": "No paper", "cause": "Empty tray", "solution": "Filled it"}


def clock(ticket, kind):
    return ticket.clocks.get(kind=kind)


def test_an_agent_s_reply_is_the_first_response_and_starts_the_next_update():
    ticket = make_ticket()
    reply(ticket, by=make_agent(), body="We are on it.", now=MONDAY_9AM + 30 * MINUTE)
    assert clock(ticket, "first_response").state == "done"
    assert clock(ticket, "next_update").due_at == MONDAY_9AM + 30 * MINUTE + 2 * HOUR


def test_the_requester_s_own_message_answers_nothing():
    ticket = make_ticket()
    reply(ticket, by=ticket.requester, body="It still blinks.", now=MONDAY_9AM + 30 * MINUTE)
    assert clock(ticket, "first_response").state == "running"
    assert ticket.messages.last().direction == Message.Direction.IN


def test_the_requester_is_told_of_an_answer_and_the_agent_of_a_message():
    agent, ticket = make_agent(), make_ticket()
    reply(ticket, by=agent, body="Which one?", now=MONDAY_9AM)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=agent)
    reply(ticket, by=ticket.requester, body="The grey one.", now=MONDAY_9AM)
    told = list(Notice.objects.order_by("pk").values_list("kind", "person"))
    assert told == [
        ("received", ticket.requester_id),
        ("answer", ticket.requester_id),
        ("requester_wrote", agent.pk),
    ]


def test_a_note_is_internal_and_moves_no_clock():
    ticket = make_ticket()
    note(ticket, by=make_agent(), body="He is impatient.", now=MONDAY_9AM + MINUTE)
    assert clock(ticket, "first_response").state == "running"
    assert not Message.objects.visible_to(ticket.requester).filter(kind="note").exists()
    assert Notice.objects.filter(kind="answer").count() == 0


@pytest.mark.parametrize(("reached", "state"), [(True, "done"), (False, "running")])
def test_a_call_answers_only_when_it_reached_the_requester(reached, state):
    ticket = make_ticket()
    log_call(ticket, by=make_agent(), body="Rang him up.", reached=reached, minutes=3, now=MONDAY_9AM + MINUTE)
    assert clock(ticket, "first_response").state == state


def test_a_report_by_telephone_is_answered_at_once():
    agent = make_agent()
    ticket = make_ticket(by=agent, channel="phone")
    assert clock(ticket, "first_response").state == "done"


def test_a_step_tried_keeps_its_result():
    ticket = make_ticket()
    log_step(ticket, by=make_agent(), body="Another cable", result="no_change", now=MONDAY_9AM)
    assert ticket.messages.get(kind="step").result == "no_change"


def test_the_requester_s_answer_ends_the_wait_for_him():
    ticket = make_ticket()
    wait_for_requester(ticket, by=make_agent(), reason="Which printer?", now=MONDAY_9AM + HOUR)
    ticket = reply(ticket, by=ticket.requester, body="The grey one.", now=MONDAY_9AM + 3 * HOUR)
    assert ticket.status == Ticket.Status.OPEN
    assert clock(ticket, "resolution").due_at == MONDAY_9AM + 24 * HOUR + HOUR  # 8 h, 2 of them paused, from 9 to 17


def test_the_requester_s_message_reopens_what_was_resolved():
    agent, ticket = make_agent(), make_ticket()
    resolve(ticket, by=agent, now=MONDAY_9AM + HOUR, **SOLVED)
    ticket = reply(ticket, by=ticket.requester, body="It is back.", now=MONDAY_9AM + 2 * HOUR)
    assert (ticket.status, ticket.resolved_at) == (Ticket.Status.OPEN, None)


def test_long_after_closing_nothing_is_reopened():
    agent, ticket = make_agent(), make_ticket()
    close(ticket, by=agent, now=MONDAY_9AM)
    with pytest.raises(ReopeningOver):
        reply(ticket, by=ticket.requester, body="Once more.", now=MONDAY_9AM + 31 * DAY)
    assert not Message.objects.filter(body="Once more.").exists()


def test_an_agent_does_not_answer_in_a_closed_ticket():
    agent, ticket = make_agent(), make_ticket()
    close(ticket, by=agent, now=MONDAY_9AM)
    with pytest.raises(TicketFinished):
        reply(ticket, by=agent, body="By the way", now=MONDAY_9AM + HOUR)


def test_somebody_added_is_told_and_may_read():
    organisation = make_organisation()
    ticket, colleague, agent = make_ticket(organisation=organisation), make_user(organisation), make_agent()
    assert not Ticket.objects.visible_to(colleague).exists()
    follow(ticket, by=agent, person=colleague, now=MONDAY_9AM)
    reply(ticket, by=agent, body="We are on it.", now=MONDAY_9AM)
    assert Ticket.objects.visible_to(colleague).get() == ticket
    assert Notice.objects.filter(person=colleague, kind="answer").exists()


@pytest.mark.parametrize("body", ["", "   \n\t ", "\x00", "x" * 100_001])
def test_an_empty_or_endless_text_is_refused_with_a_sentence(body):
    ticket = make_ticket()
    with pytest.raises(InvalidInput) as refusal:
        reply(ticket, by=make_agent(), body=body, now=MONDAY_9AM)
    assert str(refusal.value).endswith(".")


def test_text_that_a_database_cannot_store_is_cleaned():
    ticket = make_ticket(subject="a\x00b \u202ec\nd", body="one\r\ntwo\ud800 😀")
    ticket.refresh_from_db()
    assert ticket.subject == "ab \u202ec d"
    assert ticket.messages.get().body == "one\ntwo 😀"


def test_who_wants_no_mail_gets_no_notice():
    make_ticket(requester=make_user(wants_mail=False))
    assert not Notice.objects.exists()
