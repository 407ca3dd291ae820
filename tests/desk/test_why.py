"""The calculation of a due time adds up, and each line leads somewhere."""

from datetime import timedelta

import pytest
from django.utils import translation

from desk.ticket_page import TicketPage
from tests.make import MONDAY_9AM, make_agent, make_ticket, make_tier
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


def test_a_pause_says_who_asked_what_and_when_the_ticket_comes_back(house, ticket):
    until = MONDAY_9AM + 25 * HOUR
    actions.wait_for_requester(ticket, by=house.jonas, now=MONDAY_9AM + HOUR, reason="Which room?", until=until)
    found, page = reasons(ticket, house, MONDAY_9AM + 2 * HOUR)
    label, back = lines(found["resolution"])[-2]
    assert (label.replace("\u00a0", " "), back) == (
        "Paused since today 10:00 (Jonas): Which room?",
        "back tomorrow 10:00",
    )
    assert (page.wait.by, page.wait.at) == (house.jonas, MONDAY_9AM + HOUR)
    assert found["resolution"].headline.replace("\u00a0", " ") == "paused, 7 h 00 m left"


def test_closed_stretches_can_be_unfolded_each(house, ticket):
    found, _page = reasons(ticket, house, MONDAY_9AM + HOUR)
    assert not [item for item in found["resolution"].items if item.stretches]  # due on the day it came
    actions.wait_for_requester(ticket, by=house.jonas, now=MONDAY_9AM + HOUR, reason="Which room?")
    actions.reply(ticket, by=house.mia, now=MONDAY_9AM + 2 * HOUR, body="2.14")
    found, _page = reasons(ticket, house, MONDAY_9AM + 3 * HOUR)
    [closed] = [item for item in found["resolution"].items if item.stretches]
    assert [text.replace("\u00a0", " ") for text in closed.stretches] == ["today 17:00 – tomorrow 08:00"]


def test_a_replaced_target_and_a_time_by_hand_lead_to_who_decided_it(house, ticket):
    actions.set_priority(ticket, by=house.jonas, now=MONDAY_9AM + HOUR, priority="P1", reason="The surgery waits")
    lead = make_agent(house.first, first_name="Nora", is_superuser=True)
    said = {"clock": "resolution", "until": MONDAY_9AM + 5 * HOUR, "reason": "The lesson begins"}
    actions.set_due(ticket, by=lead, now=MONDAY_9AM + 2 * HOUR, **said)
    found, page = reasons(ticket, house, MONDAY_9AM + 3 * HOUR)
    [item] = [item for item in found["resolution"].items if item.label.startswith("Set by hand")]
    assert item.label == "Set by hand (Nora): The lesson begins"
    assert item.anchor == f"e-{next(event.seq for event in page.events if event.kind == 'due_set')}"


def test_the_next_update_before_the_first_answer_says_when_it_starts(house, ticket):
    found, _page = reasons(ticket, house, MONDAY_9AM + HOUR / 2)
    assert found["next_update"].headline == "Starts with our first answer"
    actions.resolve(ticket, by=house.jonas, now=MONDAY_9AM + HOUR, problem="P", cause="C", solution="S")
    found, _page = reasons(ticket, house, MONDAY_9AM + 2 * HOUR)
    assert found["next_update"].headline == "Ended with the solution"


def test_a_late_and_a_missed_one_say_so(house, ticket):
    found, _page = reasons(ticket, house, MONDAY_9AM + 2 * HOUR)
    assert lines(found["first_response"])[-1] == ("Overdue since", "today 10:00")
    actions.reply(ticket, by=house.jonas, now=MONDAY_9AM + 2 * HOUR, body="Looking")
    found, _page = reasons(ticket, house, MONDAY_9AM + 3 * HOUR)
    assert lines(found["first_response"])[-1] == ("Missed, ended", "today 11:00")


def test_a_clock_without_a_target_says_so(house):
    tier = make_tier(targets={"first_response": HOUR})
    ticket = make_ticket(organisation=house.customer, requester=house.mia, tier_version=tier)
    found, _page = reasons(ticket, house, MONDAY_9AM + HOUR)
    assert {kind: reason.headline for kind, reason in found.items() if kind != "first_response"} == {
        "next_update": "No time is agreed",
        "resolution": "No time is agreed",
    }


def test_the_levels_time_begins_with_the_hand_over(house, ticket):
    found, _page = reasons(ticket, house, MONDAY_9AM + HOUR)
    assert lines(found["level"])[-1] == ("Due", "today 12:00")


@pytest.mark.parametrize("language", ["en", "de"])
def test_each_line_is_worded_in_both_languages(house, ticket, language):
    actions.wait_for_vendor(ticket, by=house.jonas, now=MONDAY_9AM + HOUR, vendor="Lenovo", reason="Disk")
    actions.resume(ticket, by=house.jonas, now=MONDAY_9AM + 2 * HOUR)
    actions.resolve(ticket, by=house.jonas, now=MONDAY_9AM + 3 * HOUR, problem="P", cause="C", solution="S")
    actions.reopen(ticket, by=house.jonas, now=MONDAY_9AM + 4 * HOUR)
    with translation.override(language):
        found, _page = reasons(ticket, house, MONDAY_9AM + 5 * HOUR)
        text = " ".join(label for label, _value in lines(found["resolution"]))
    words = {
        "en": ("Received", "Target", "waited for the vendor", "Resolved in between", "Outside service hours", "Due"),
        "de": (
            "Eingegangen",
            "Zielzeit",
            "Hersteller",
            "Zwischendurch gelöst",
            "Außerhalb der Servicezeiten",
            "Fällig",
        ),
    }
    assert all(word in text for word in words[language]), text
