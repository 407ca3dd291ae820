"""The calculation of a due time adds up, and each line leads somewhere."""

from datetime import timedelta

import pytest

from desk.ticket_page import TicketPage
from tests.make import MONDAY_9AM, make_ticket
from tickets import actions
from tickets.models import Ticket

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def ticket(house):
    return make_ticket(organisation=house.customer, requester=house.mia, now=MONDAY_9AM)


def reasons(ticket, house, now):
    page = TicketPage(Ticket.objects.get(pk=ticket.pk), house.jonas, now=now)
    return {reason.kind: reason for reason in page.reasons}, page


def lines(reason):
    return [(item.label, item.value.replace("\u00a0", " ")) for item in reason.items]


def test_received_target_closing_time_and_pause_make_the_due_time(house, ticket):
    actions.reply(ticket, by=house.jonas, now=MONDAY_9AM + 30 * MINUTE, body="Looking")
    actions.wait_for_requester(ticket, by=house.jonas, now=MONDAY_9AM + HOUR, reason="Which room?")
    actions.reply(ticket, by=house.mia, now=MONDAY_9AM + HOUR + 10 * MINUTE, body="2.14")
    found, page = reasons(ticket, house, MONDAY_9AM + 2 * HOUR)
    said = lines(found["resolution"])
    # 9:00 + 8 h + 10 m of waiting is past closing time at 17:00: ten minutes of the next morning.
    assert [value for _label, value in said] == ["today 09:00", "+ 8 h", "+ 15 h", "+ 10 m", "tomorrow 08:10"]
    assert said[3][0].startswith("Paused: waited for the customer")
    assert page.readings.clocks["resolution"].due_at == MONDAY_9AM + 23 * HOUR + 10 * MINUTE


def test_lines_lead_to_what_they_come_from(house, ticket):
    ticket = actions.wait_for_requester(ticket, by=house.jonas, now=MONDAY_9AM + HOUR, reason="Which room?")
    found, page = reasons(ticket, house, MONDAY_9AM + 2 * HOUR)
    there = {f"m-{message.pk}" for message in page.messages} | {f"e-{event.seq}" for event in page.events}
    anchors = [item.anchor for item in found["resolution"].items if item.anchor]
    report, question = page.messages
    assert anchors == [f"m-{report.pk}", "e-1", f"m-{question.pk}"]
    assert set(anchors) <= there


def test_a_paused_clock_has_no_due_time_but_says_what_is_left(house, ticket):
    actions.wait_for_requester(ticket, by=house.jonas, now=MONDAY_9AM + HOUR, reason="Which room?")
    found, _page = reasons(ticket, house, MONDAY_9AM + 2 * HOUR)
    assert lines(found["resolution"])[-1] == ("Left when it goes on", "7 h 00 m")


def test_the_next_update_counts_from_our_latest_answer(house, ticket):
    for minutes in (30, 90):
        actions.reply(ticket, by=house.jonas, now=MONDAY_9AM + minutes * MINUTE, body="Looking")
    found, _page = reasons(ticket, house, MONDAY_9AM + 2 * HOUR)
    assert lines(found["next_update"])[0] == ("Our latest answer", "today 10:30")
    assert lines(found["next_update"])[-1] == ("Due", "today 12:30")


def test_a_met_promise_says_so(house, ticket):
    actions.reply(ticket, by=house.jonas, now=MONDAY_9AM + 30 * MINUTE, body="Looking")
    found, _page = reasons(ticket, house, MONDAY_9AM + 2 * HOUR)
    assert lines(found["first_response"])[-1] == ("Met", "today 09:30")


def test_what_moves_when_nobody_acts(house, ticket):
    _found, page = reasons(ticket, house, MONDAY_9AM + HOUR)
    assert page.move.due_at == MONDAY_9AM + 3 * HOUR
    assert page.next_team == house.network
    assert [(step.number, step.look) for step in page.levels] == [(1, "now"), (2, ""), (3, "")]
