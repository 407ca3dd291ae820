"""What the requester is told to expect, as a record of its own: each change with its reason, told once."""

import pytest

from core.errors import InvalidInput, NotAllowed, TicketFinished
from escalation.sweep import sweep
from sla.activating import activate
from tests.make import DAY, HOUR, MINUTE, MONDAY_9AM, make_agent, make_team, make_ticket, make_tier, make_user
from tickets.actions import (
    agree_news,
    clear_due,
    close,
    merge,
    plan,
    reply,
    resolve,
    resume,
    set_due,
    set_priority,
    wait_for_requester,
    wait_for_vendor,
)
from tickets.models import Commitment, Ticket

pytestmark = pytest.mark.django_db
AT = MONDAY_9AM
SOLVED = {"problem": "Paper", "cause": "Full", "solution": "Emptied"}


@pytest.fixture
def lead():
    person = make_user()
    make_team(person, lead=person)
    return person


@pytest.fixture
def ticket(lead):
    make_tier()
    return make_ticket()


def told(ticket, kind="solution"):
    rows = Commitment.objects.filter(ticket=ticket, kind=kind)
    return [(row.due_at - AT, row.reason, row.outcome) for row in rows]


def changes_told(ticket):
    return list(ticket.notices.filter(kind="promise_changed", person=ticket.requester))


def test_a_report_is_told_when_to_expect_what(ticket):
    assert told(ticket) == [(8 * HOUR, "reported", "open")]
    assert told(ticket, "news") == [(HOUR, "reported", "open")]
    assert changes_told(ticket) == []  # the acknowledgement says it


def test_an_answer_in_time_keeps_the_word_and_gives_the_next_one(ticket, lead):
    reply(ticket, by=lead, body="We look at it.", now=AT + HOUR / 2)
    assert told(ticket, "news") == [(HOUR, "reported", "kept"), (2.5 * HOUR, "answered", "open")]
    reply(ticket, by=lead, body="Still at it.", now=AT + 4 * HOUR)
    assert told(ticket, "news")[1:] == [(2.5 * HOUR, "answered", "missed"), (6 * HOUR, "answered", "open")]
    assert told(ticket) == [(8 * HOUR, "reported", "open")]


def test_a_wait_moves_the_time_and_says_why(ticket, lead):
    wait_for_requester(ticket, by=lead, reason="Which one?", now=AT + HOUR / 2)
    assert told(ticket) == [(8 * HOUR, "reported", "moved")]
    reply(ticket, by=ticket.requester, body="The left one.", now=AT + HOUR)
    assert told(ticket)[1] == (23.5 * HOUR, "waited", "open")
    [notice] = changes_told(ticket)
    assert [entry["reason"] for entry in notice.data["told"] if entry["kind"] == "solution"] == ["waited"]


def test_solved_in_time_is_kept_and_solved_late_is_missed(ticket, lead):
    resolve(ticket, by=lead, now=AT + HOUR, **SOLVED)
    assert [outcome for *_rest, outcome in told(ticket)] == ["kept"]
    assert [outcome for *_rest, outcome in told(ticket, "news")] == ["kept"]
    late = make_ticket()
    resolve(late, by=lead, now=AT + 2 * DAY, **SOLVED)
    assert [outcome for *_rest, outcome in told(late)] == ["missed"]


def test_the_clock_may_be_broken_while_our_word_is_kept(ticket, lead):
    """The priority is raised so late that the target is missed at once; what he was told still stands."""
    make_tier(targets={"resolution": HOUR}, is_default=False)
    version = make_tier(targets={"resolution": 8 * HOUR})
    draft = version.copy_as_draft()
    draft.targets.filter(priority="P1").update(seconds=3600)
    activate(draft, now=AT)
    ticket = make_ticket()
    set_priority(ticket, by=lead, priority="P1", reason="All are hit.", now=AT + 2 * HOUR)
    assert Ticket.objects.get(pk=ticket.pk).clocks.get(kind="resolution").breached_at == AT + 2 * HOUR
    assert told(ticket) == [(8 * HOUR, "reported", "open")]
    resolve(ticket, by=lead, now=AT + 3 * HOUR, **SOLVED)
    assert told(ticket) == [(8 * HOUR, "reported", "kept")]


def test_closed_without_a_solution_is_neither_kept_nor_missed(ticket, lead):
    close(ticket, by=lead, now=AT + HOUR, reason="A test only.")
    assert [outcome for *_rest, outcome in told(ticket)] == ["moved"]


def test_a_date_for_the_work_says_when_it_will_be_solved_after_it(ticket, lead):
    plan(ticket, by=lead, until=AT + DAY, reason="On site at nine.", now=AT + HOUR)
    assert told(ticket)[-1] == (DAY + 7 * HOUR, "agreed", "open")
    sweep(now=AT + DAY)
    assert told(ticket)[-1] == (DAY + 7 * HOUR, "agreed", "open")
    assert Ticket.objects.get(pk=ticket.pk).status == "open"


def test_agreed_news_are_told_count_once_and_can_be_taken_back(ticket, lead):
    agree_news(ticket, by=lead, until=AT + 5 * HOUR, reason="You hear from me at two.", now=AT + HOUR / 2)
    clock = ticket.clocks.get(kind="next_update")
    assert clock.due_at == AT + 5 * HOUR
    assert told(ticket, "news")[-1] == (5 * HOUR, "agreed", "open")
    assert ticket.messages.filter(is_public=True, body="You hear from me at two.").exists()
    clear_due(ticket, by=lead, clock="next_update", now=AT + HOUR)
    clear_due(ticket, by=lead, clock="next_update", now=AT + HOUR)
    assert ticket.clocks.get(kind="next_update").due_at == AT + 2.5 * HOUR
    assert ticket.events.filter(kind="due_set").count() == 2


def test_agreed_news_taken_back_are_told_too(ticket, lead):
    agree_news(ticket, by=lead, until=AT + 5 * HOUR, reason="You hear from me at two.", now=AT + HOUR / 2)
    assert changes_told(ticket) == []  # the message says it
    clear_due(ticket, by=lead, clock="next_update", now=AT + HOUR)
    [notice] = changes_told(ticket)
    assert [(entry["kind"], entry["reason"]) for entry in notice.data["told"]] == [("news", "by_hand")]


def test_agreed_news_are_not_due_before_the_agreed_time(ticket, lead):
    agree_news(ticket, by=lead, until=AT + 5 * HOUR, reason="You hear from me at two.", now=AT + HOUR / 2)
    sweep(now=AT + 5 * HOUR)
    assert not ticket.events.filter(kind="breached", data__clock="next_update").exists()
    sweep(now=AT + 5 * HOUR + MINUTE)
    assert ticket.events.filter(kind="breached", data__clock="next_update").exists()


def test_a_time_by_hand_has_a_reason_and_is_for_leads(ticket, lead):
    agent = make_agent()
    until = AT + DAY + 3 * HOUR
    with pytest.raises(NotAllowed):
        set_due(ticket, by=agent, clock="resolution", until=until, reason="A part has to come.", now=AT)
    set_due(ticket, by=lead, clock="resolution", until=until, reason="A part has to come.", now=AT)
    assert ticket.clocks.get(kind="resolution").due_at == until
    assert told(ticket)[-1] == (DAY + 3 * HOUR, "by_hand", "open")
    assert changes_told(ticket)[0].data["told"][0]["note"] == "A part has to come."
    with pytest.raises(NotAllowed):
        clear_due(ticket, by=agent, clock="resolution", now=AT)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"until": AT + 12 * HOUR}, InvalidInput),  # nobody is there
        ({"reason": " "}, InvalidInput),
        ({"clock": "level"}, InvalidInput),
        ({"clock": "next_update"}, InvalidInput),  # not started before the first answer
        ({"until": None}, InvalidInput),
    ],
)
def test_a_time_that_makes_no_sense_is_refused_and_nothing_is_changed(ticket, lead, said, refusal):
    given = {"clock": "resolution", "until": AT + DAY, "reason": "A part.", **said}
    events = ticket.events.count()
    with pytest.raises(refusal):
        set_due(ticket, by=lead, now=AT, **given)
    assert ticket.events.count() == events


def test_every_wait_ends_by_itself(ticket, lead):
    wait_for_requester(ticket, by=lead, reason="Which one?", now=AT)
    thursday_8am = AT + 3 * DAY - HOUR
    assert Ticket.objects.get(pk=ticket.pk).waiting_until == thursday_8am
    sweep(now=thursday_8am)
    assert Ticket.objects.get(pk=ticket.pk).status == "open"
    wait_for_vendor(ticket, by=lead, vendor="Brother", reason="A new drum.", now=thursday_8am)
    tuesday_8am = thursday_8am + 5 * DAY
    assert Ticket.objects.get(pk=ticket.pk).waiting_until == tuesday_8am


def test_merging_refuses_what_would_show_one_customer_another(ticket, lead):
    stranger, twin = make_ticket(), make_ticket(organisation=ticket.organisation)
    for other, refusal in ((stranger, InvalidInput), (ticket, InvalidInput)):
        with pytest.raises(refusal):
            merge(ticket, into=other, by=lead, now=AT)
    close(twin, by=lead, now=AT)
    with pytest.raises(TicketFinished):
        merge(ticket, into=twin, by=lead, now=AT)


def test_who_reported_a_merged_ticket_follows_the_other_and_is_told(ticket, lead):
    twin = make_ticket(organisation=ticket.organisation)
    merge(twin, into=ticket, by=lead, now=AT)
    assert ticket.followers.get().user == twin.requester
    assert twin.notices.filter(kind="merged", person=twin.requester).count() == 1
    with pytest.raises(TicketFinished):
        reply(twin, by=twin.requester, body="Any news?", now=AT + MINUTE)


def test_resuming_early_tells_the_earlier_time(ticket, lead):
    plan(ticket, by=lead, until=AT + DAY, reason="On site at nine.", now=AT + HOUR)
    resume(ticket, by=lead, now=AT + 2 * HOUR)
    assert told(ticket)[-1] == (24 * HOUR, "waited", "open")
