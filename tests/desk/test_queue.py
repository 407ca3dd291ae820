from datetime import timedelta

import pytest
from django.utils import timezone

from desk.queue import PAGE, Mark, page_of, tickets_in
from desk.rows import groups_of, rows_for
from escalation.actions import hand_over
from tests.make import MONDAY_9AM, make_agent, make_ticket
from tickets import actions
from tickets.models import Ticket

HOUR = timedelta(hours=1)


def opened(house, now, **fields):
    return make_ticket(organisation=house.customer, requester=house.mia, now=now, **fields)


def test_groups_and_order_by_what_is_due_next(house):
    now = MONDAY_9AM + 3 * HOUR
    reached = opened(house, MONDAY_9AM)
    soon = opened(house, now - timedelta(minutes=30))
    later = opened(house, now - timedelta(minutes=30))
    actions.reply(later, by=house.jonas, now=now - timedelta(minutes=20), body="Looking")
    paused = opened(house, now - HOUR / 2)
    actions.wait_for_requester(paused, by=house.jonas, now=now - timedelta(minutes=10), reason="Which?")
    tickets, further = page_of(tickets_in("open", house.jonas, now=now), None)
    groups = groups_of(rows_for(tickets, now=now), goes_on=False)
    assert [(g.key, [r.ticket for r in g.rows]) for g in groups] == [
        ("reached", [reached]),
        ("hour", [soon]),
        ("today", [later]),
        ("paused", [paused]),
    ]
    assert further is None


def test_a_row_shows_the_promise_ahead_and_names_the_broken_one(house):
    ticket = opened(house, MONDAY_9AM)
    now = MONDAY_9AM + 2 * HOUR
    [row] = rows_for(list(Ticket.objects.filter(pk=ticket.pk).for_list()), now=now)
    assert row.clock.kind == "resolution"
    assert row.clock.left == 6 * HOUR
    assert [clock.kind for clock in row.broken] == ["first_response"]
    assert row.broken[0].left == -HOUR


def test_outside_service_hours_a_clock_says_when_it_runs_on(house):
    ticket = opened(house, MONDAY_9AM + 7 * HOUR + HOUR / 2)  # 16:30 in Berlin, the desk closes at 17:00
    [row] = rows_for(list(Ticket.objects.filter(pk=ticket.pk).for_list()), now=MONDAY_9AM + 9 * HOUR)
    assert row.clock.state == "outside"
    assert row.clock.left == HOUR / 2
    assert row.clock.opens_at == MONDAY_9AM + 23 * HOUR


def test_pages_go_on_where_the_last_one_ended(house):
    now = timezone.now()
    numbers = {opened(house, now - timedelta(hours=n % 7, minutes=n)).number for n in range(PAGE + 12)}
    first, further = page_of(tickets_in("open", house.jonas, now=now), None)
    second, end = page_of(tickets_in("open", house.jonas, now=now), Mark.parse(str(further)))
    assert len(first) == PAGE
    assert {ticket.number for ticket in first + second} == numbers
    assert len(first + second) == len(numbers)
    assert end is None


def test_views(house):
    now = timezone.now()
    mine, nobodys, waits = (opened(house, now) for _n in range(3))
    actions.take(mine, by=house.jonas, now=now)
    actions.wait_for_vendor(waits, by=house.jonas, now=now, vendor="Fibre", reason="Line")
    finished = opened(house, now)
    actions.close(finished, by=house.jonas, now=now)
    found = {view: set(tickets_in(view, house.jonas, now=now)) for view in ("mine", "open", "unassigned", "waiting")}
    assert found == {
        "mine": {mine},
        "open": {mine, nobodys, waits},
        "unassigned": {nobodys, waits},
        "waiting": {waits},
    }


def test_filters(client, house):
    client.force_login(house.jonas)
    hardware = opened(house, timezone.now(), subject="Broken screen", category="hardware")
    software = opened(house, timezone.now(), subject="Slow editor", category="software")
    page = client.get("/desk/?category=software").content.decode()
    assert software.subject in page
    assert hardware.subject not in page
    piece = client.get("/desk/?category=software", headers={"HX-Request": "true"})
    assert b"<html" not in piece.content
    assert (
        b"<html" in client.get("/desk/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}).content
    )


def test_an_empty_view_says_why_and_what_next(client, house):
    client.force_login(house.jonas)
    assert "Nothing waits for you" in client.get("/desk/?view=mine").content.decode()
    assert "No ticket fits these filters" in client.get("/desk/?priority=P1").content.decode()
    assert "Nothing waits for you" in client.get("/desk/offered/").content.decode()


def test_an_offer_shows_on_the_row_and_in_the_side_bar(client, house):
    ticket = opened(house, timezone.now())
    hand_over(ticket, by=house.jonas, now=timezone.now(), to_team=house.network, sentence="Look")
    client.force_login(house.kai)
    page = client.get("/desk/").content.decode()
    assert "Offered to Network" in page
    assert 'hd-count is-warn">1<' in page


@pytest.fixture
def count_queries(client, django_assert_max_num_queries):
    def count(agent, path, at_most):
        client.force_login(agent)
        with django_assert_max_num_queries(at_most) as counted:
            assert client.get(path).status_code == 200
        return len(counted)

    return count


def test_a_queue_takes_as_many_statements_for_50_rows_as_for_10(house, count_queries):
    agent = make_agent(house.first)
    for n in range(10):
        opened(house, timezone.now() - timedelta(minutes=n))
    count_queries(agent, "/desk/", 99)  # promises are read once per process
    few = count_queries(agent, "/desk/", 12)
    for n in range(45):
        opened(house, timezone.now() - timedelta(minutes=n))
    assert count_queries(agent, "/desk/", 12) == few


def test_a_ticket_takes_as_many_statements_for_a_long_history(house, count_queries):
    ticket = opened(house, timezone.now())
    address = ticket.get_absolute_url()
    for verb in (actions.note, actions.reply):
        verb(ticket, by=house.jonas, now=timezone.now(), body="Text")
    actions.take(ticket, by=house.jonas, now=timezone.now())
    count_queries(house.jonas, address, 99)
    few = count_queries(house.jonas, address, 40)
    for n in range(15):
        for verb in (actions.note, actions.reply):
            verb(ticket, by=house.jonas, now=timezone.now(), body=f"Text {n}")
    assert count_queries(house.jonas, address, 40) == few


def test_a_standstill_of_the_sweep_is_said(client, house):
    from escalation.models import SweepRun

    SweepRun.objects.create(finished_at=timezone.now() - timedelta(minutes=2))
    client.force_login(house.jonas)
    page = client.get("/desk/").content.decode()
    assert "Deadlines have not been checked" in page
    side = page[page.index('id="side"') : page.index("</nav>")]
    assert "Nothing escalates by itself at the moment." in side
