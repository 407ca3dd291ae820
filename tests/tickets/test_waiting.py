import pytest

from core.errors import InvalidInput, TargetInPast, TicketFinished
from tests.make import HOUR, MONDAY_9AM, make_agent, make_ticket, make_tier
from tickets.actions import close, plan, resume, wait_for_requester, wait_for_vendor
from tickets.models import Notice, Ticket

pytestmark = pytest.mark.django_db


def resolution(ticket):
    return ticket.clocks.get(kind="resolution")


def test_waiting_for_the_requester_does_not_count_against_the_deadline():
    ticket = make_ticket()
    wait_for_requester(ticket, by=make_agent(), reason="Which printer?", now=MONDAY_9AM + HOUR)
    assert (resolution(ticket).state, resolution(ticket).due_at) == ("paused", None)
    resume(ticket, by=None, now=MONDAY_9AM + 3 * HOUR)
    assert resolution(ticket).due_at == MONDAY_9AM + 25 * HOUR


def test_a_paused_ticket_shows_no_due_time():
    ticket = make_ticket()
    ticket = wait_for_requester(ticket, by=make_agent(), reason="Which?", now=MONDAY_9AM + HOUR)
    assert (ticket.next_due_at, ticket.next_clock, ticket.breached_clocks) == (None, "", [])


@pytest.mark.parametrize(("vendor_pauses", "state"), [(True, "paused"), (False, "running")])
def test_the_tier_says_whether_a_vendor_pauses(vendor_pauses, state):
    make_tier(vendor_pauses=vendor_pauses)
    ticket = make_ticket()
    wait_for_vendor(ticket, by=make_agent(), vendor="Lenovo", reference="R-1", reason="Repair", now=MONDAY_9AM)
    assert resolution(ticket).state == state
    assert Notice.objects.filter(kind="vendor").get().data == {"vendor": "Lenovo"}


@pytest.mark.parametrize(("own_it_pauses", "state"), [(True, "paused"), (False, "running")])
def test_of_the_customers_own_it_the_tier_says_it_apart(own_it_pauses, state):
    make_tier(vendor_pauses=not own_it_pauses, own_it_pauses=own_it_pauses)
    ticket = make_ticket()
    wait_for_vendor(ticket, by=make_agent(), vendor="Their IT", reason="Firewall", own_it=True, now=MONDAY_9AM)
    assert resolution(ticket).state == state
    other = make_ticket()
    wait_for_vendor(other, by=make_agent(), vendor=other.organisation.name.upper(), reason="x", now=MONDAY_9AM)
    assert resolution(other).state == state


def test_an_agreed_date_pauses_until_it_comes_and_runs_on_by_itself():
    ticket = make_ticket()
    plan(ticket, by=make_agent(), until=MONDAY_9AM + 24 * HOUR, reason="New disk, together", now=MONDAY_9AM + HOUR)
    assert resolution(ticket).state == "paused"
    resume(ticket, by=None, now=MONDAY_9AM + 25 * HOUR)
    assert resolution(ticket).consumed == 2 * HOUR  # one before, one since the date


def test_a_date_in_the_past_is_refused():
    with pytest.raises(TargetInPast):
        plan(make_ticket(), by=make_agent(), until=MONDAY_9AM - HOUR, reason="Yesterday", now=MONDAY_9AM)


def test_a_wait_without_reason_is_refused():
    with pytest.raises(InvalidInput):
        wait_for_requester(make_ticket(), by=make_agent(), reason=" ", now=MONDAY_9AM)


def test_waiting_twice_for_the_same_is_waiting_once():
    agent, ticket = make_agent(), make_ticket()
    for _ in range(2):
        wait_for_requester(ticket, by=agent, reason="Which printer?", now=MONDAY_9AM + HOUR)
    assert Notice.objects.filter(kind="question").count() == 1


def test_a_closed_ticket_waits_for_nobody():
    agent, ticket = make_agent(), make_ticket()
    close(ticket, by=agent, now=MONDAY_9AM)
    with pytest.raises(TicketFinished):
        wait_for_vendor(ticket, by=agent, vendor="Lenovo", reason="Repair", now=MONDAY_9AM)


def test_coming_back_forgets_what_was_waited_for():
    agent, ticket = make_agent(), make_ticket()
    wait_for_requester(ticket, by=agent, reason="Which?", until=MONDAY_9AM + HOUR, now=MONDAY_9AM)
    ticket = resume(ticket, by=agent, now=MONDAY_9AM)
    assert (ticket.status, ticket.waiting_reason, ticket.waiting_until) == (Ticket.Status.OPEN, "", None)
