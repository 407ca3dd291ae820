import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from escalation import sweep as sweeping
from escalation.models import Firing, HandOver, SetAside, SweepRun
from escalation.sweep import look_at, sweep
from tests.make import DAY, HOUR, MINUTE, MONDAY_9AM, make_agent, make_organisation, make_team, make_ticket, make_tier
from tickets.actions import plan, reply, resolve, wait_for_requester, wait_for_vendor
from tickets.models import Event, Notice, Ticket

pytestmark = pytest.mark.django_db
LEVELS = {"first_response": HOUR, "resolution": 8 * HOUR, "level_1": HOUR, "level_2": 2 * HOUR}


@pytest.fixture
def levels():
    """A team at each level, and targets for the first two."""
    make_tier(targets=LEVELS)
    return [make_team(level=level) for level in (1, 2, 3)]


def kinds(ticket, *wanted):
    return list(ticket.events.filter(kind__in=wanted).order_by("seq").values_list("kind", flat=True))


def test_a_new_ticket_is_looked_at_and_gets_the_instant_of_its_next_step(levels):
    ticket = make_ticket()
    assert Ticket.objects.get().next_action_at == MONDAY_9AM
    sweep(now=MONDAY_9AM)
    ticket.refresh_from_db()
    assert ticket.next_action_at == MONDAY_9AM + 45 * MINUTE  # the first response is warned at 75 %
    assert not Firing.objects.exists()


def test_warned_then_broken_each_once(levels):
    ticket = make_ticket()
    for minutes in (45, 46, 61, 62):
        sweep(now=MONDAY_9AM + minutes * MINUTE)
    assert kinds(ticket, "warned", "breached") == ["warned", "breached"]
    ticket.refresh_from_db()
    assert ticket.breached_clocks == ["first_response"]


def test_exactly_at_the_target_a_promise_is_kept(levels):
    ticket = make_ticket()
    sweep(now=MONDAY_9AM + HOUR)
    assert kinds(ticket, "breached") == []


def test_a_target_reached_at_closing_time_is_broken_at_the_next_opening():
    make_tier(targets={"resolution": 8 * HOUR})
    make_team()
    ticket = make_ticket()  # Monday 9:00, closing at 17:00
    tuesday_8am = MONDAY_9AM + 23 * HOUR
    sweep(now=tuesday_8am)
    assert (kinds(ticket, "breached"), Ticket.objects.get().breached_clocks) == ([], [])
    sweep(now=tuesday_8am + MINUTE)
    assert (kinds(ticket, "breached"), Ticket.objects.get().breached_clocks) == (["breached"], ["resolution"])


def test_level_time_used_up_it_moves_to_the_next_level_and_its_clock_starts_then(levels):
    ticket = make_ticket()
    sweep(now=MONDAY_9AM + HOUR + 7 * MINUTE)
    ticket.refresh_from_db()
    assert (ticket.level, ticket.team, ticket.assignee) == (2, levels[1], None)
    assert ticket.clocks.get(kind="level").due_at == MONDAY_9AM + 3 * HOUR + 7 * MINUTE
    assert ticket.events.get(kind="handed_over").data["due"] == (MONDAY_9AM + HOUR).isoformat()


def test_after_a_long_standstill_it_moves_one_level_and_says_that_it_was_late(levels):
    ticket = make_ticket()
    sweep(now=MONDAY_9AM + 5 * HOUR)
    ticket.refresh_from_db()
    assert ticket.level == 2
    assert ticket.events.get(kind="handed_over").data["late"] is True


def test_twice_up_and_no_further(levels):
    ticket = make_ticket()
    for hours in range(1, 40):
        sweep(now=MONDAY_9AM + hours * HOUR)
    ticket.refresh_from_db()
    assert ticket.level == 3
    assert ticket.clocks.get(kind="level").due_at is None
    assert HandOver.objects.count() == 2
    assert ticket.next_action_at is None


def test_the_expert_team_for_the_service_gets_it():
    from catalogue.models import Service

    make_tier(targets=LEVELS)
    make_team(level=1)
    make_team(level=2, skills=["linux"])
    network = make_team(level=2, skills=["network"])
    ticket = make_ticket(service=Service.objects.create(name="VPN", category="service", skill="network"))
    sweep(now=MONDAY_9AM + HOUR)
    ticket.refresh_from_db()
    assert ticket.team == network


def test_a_team_that_does_not_serve_the_customer_gets_nothing():
    make_tier(targets=LEVELS)
    first = make_team(level=1)
    first.lead = make_agent(first)
    first.save()
    make_team(level=2, serves=[make_organisation()])
    ticket = make_ticket()
    for hours in (1, 2, 3):
        sweep(now=MONDAY_9AM + hours * HOUR)
    ticket.refresh_from_db()
    assert (ticket.level, kinds(ticket, "not_moved")) == (1, ["not_moved"])
    assert Notice.objects.filter(kind="not_moved").get().person == first.lead


def test_the_offered_team_gets_it_when_the_level_s_time_is_over(levels):
    from escalation.actions import hand_over

    make_tier(targets=LEVELS, acceptance_minutes=600)
    chosen = make_team(level=2, name="Chosen")
    ticket = make_ticket()
    hand_over(ticket, by=make_agent(), to_team=chosen, sentence="Please.", now=MONDAY_9AM + MINUTE)
    sweep(now=MONDAY_9AM + HOUR)
    ticket.refresh_from_db()
    assert (ticket.team, HandOver.objects.get().status) == (chosen, HandOver.Status.EXPIRED)


def test_a_paused_ticket_is_neither_warned_nor_moved(levels):
    ticket = make_ticket()
    wait_for_requester(ticket, by=make_agent(), reason="Which?", now=MONDAY_9AM + MINUTE)
    sweep(now=MONDAY_9AM + 5 * HOUR)
    ticket.refresh_from_db()
    assert (ticket.level, kinds(ticket, "warned", "breached")) == (1, [])


def test_answered_just_before_the_sweep_it_is_not_reported(levels):
    ticket = make_ticket()
    sweep(now=MONDAY_9AM)
    reply(ticket, by=make_agent(), body="We are on it.", now=MONDAY_9AM + 59 * MINUTE)
    sweep(now=MONDAY_9AM + 61 * MINUTE)
    assert kinds(ticket, "breached") == []


def test_a_planned_ticket_comes_back_at_its_date(levels):
    ticket = make_ticket()
    plan(ticket, by=make_agent(), until=MONDAY_9AM + 4 * HOUR, reason="New disk", now=MONDAY_9AM)
    sweep(now=MONDAY_9AM + 4 * HOUR)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_until) == ("open", None)


def test_a_wait_ends_at_its_instant_and_the_agent_is_told(levels):
    agent = make_agent(levels[0])
    ticket = make_ticket(assignee=agent)
    wait_for_vendor(ticket, by=agent, vendor="Lenovo", reason="Repair", until=MONDAY_9AM + HOUR, now=MONDAY_9AM)
    sweep(now=MONDAY_9AM + 2 * HOUR)
    ticket.refresh_from_db()
    assert ticket.status == "open"
    assert Notice.objects.filter(kind="came_back", person=agent).count() == 1


@pytest.mark.parametrize(("days", "status"), [(6, "resolved"), (7, "closed")])
def test_a_resolved_ticket_closes_after_the_tier_s_days(levels, days, status):
    ticket = make_ticket()
    resolve(ticket, by=make_agent(), problem="a", cause="b", solution="c", now=MONDAY_9AM)
    sweep(now=MONDAY_9AM + days * DAY)
    ticket.refresh_from_db()
    assert ticket.status == status


def test_a_poisonous_ticket_is_set_aside_and_holds_up_no_other(levels, monkeypatch):
    bad, good = make_ticket(), make_ticket()
    fire = sweeping.fire

    def poisoned(change, step, **rest):
        if change.ticket.pk == bad.pk:
            raise ZeroDivisionError("poison")
        fire(change, step, **rest)

    monkeypatch.setattr(sweeping, "fire", poisoned)
    sweep(now=MONDAY_9AM + HOUR)
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.level, bad.level) == (2, 1)
    assert bad.next_action_at == MONDAY_9AM + 2 * HOUR
    assert (SetAside.objects.get().ticket, SweepRun.objects.get().set_aside) == (bad, 1)
    monkeypatch.undo()
    sweep(now=MONDAY_9AM + 2 * HOUR)
    bad.refresh_from_db()
    assert bad.level == 2
    assert not SetAside.objects.exists()


def test_more_tickets_than_a_batch_holds_are_all_done(levels, monkeypatch):
    monkeypatch.setattr(sweeping, "BATCH", 3)
    organisation = make_organisation()
    for _ in range(7):
        make_ticket(organisation=organisation)
    assert sweep(now=MONDAY_9AM + HOUR) == 7
    assert Ticket.objects.filter(level=2).count() == 7


def test_many_tickets_take_as_many_statements_as_one(levels):
    def statements(count):
        organisation = make_organisation()
        numbers = [make_ticket(organisation=organisation).pk for _ in range(count)]
        with CaptureQueriesContext(connection) as captured:
            look_at(Ticket.objects.filter(pk__in=numbers), at=MONDAY_9AM + HOUR)
        assert Ticket.objects.filter(pk__in=numbers, level=2).count() == count
        return len(captured)

    assert statements(1) == statements(60) <= 28


@pytest.mark.django_db(transaction=True)
def test_five_sweeps_at_once_move_each_ticket_once(levels):
    organisation = make_organisation()
    for _ in range(60):
        make_ticket(organisation=organisation)

    def run():
        sweep(now=MONDAY_9AM + HOUR)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Event.objects.filter(kind="handed_over").count() == 60
    assert Firing.objects.filter(step="move").count() == 60
    assert Ticket.objects.filter(level=2).count() == 60


def test_its_heartbeat_is_the_database_s_own_clock(levels):
    before = timezone.now()
    sweep()
    assert SweepRun.objects.get().finished_at >= before - MINUTE
