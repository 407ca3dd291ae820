"""Stored clocks against the history: each difference is found, told and mended, and nothing else is touched."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from tests.make import HOUR, MINUTE, MONDAY_9AM, make_agent, make_ticket
from tickets.actions import reply, resolve, wait_for_requester
from tickets.models import Event, Ticket, TicketClock
from tickets.rebuilding import compare, sample

pytestmark = pytest.mark.django_db


def compared(numbers=None, *, mend=False):
    found = []
    outcome = compare(numbers, now=timezone.now(), mend=mend, told=found.append, went_on=lambda tickets: None)
    return outcome, [(d.ticket, d.clock, d.field) for d in found]


def run(*arguments):
    """Exit status of the command."""
    try:
        call_command("clocks", *map(str, arguments))
    except SystemExit as end:
        return end.code
    return 0


def make_lively_tickets():
    """One of each: new, answered, waiting, resolved."""
    agent = make_agent()
    new, answered, waiting, resolved = (make_ticket(now=MONDAY_9AM + n * MINUTE) for n in range(4))
    for ticket in (answered, waiting):
        reply(ticket, by=agent, now=MONDAY_9AM + HOUR, body="We look at it.")
    wait_for_requester(waiting, by=agent, now=MONDAY_9AM + 2 * HOUR, reason="Which one?", until=MONDAY_9AM + 100 * HOUR)
    resolve(resolved, by=agent, now=MONDAY_9AM + 9 * HOUR, problem="p", cause="c", solution="s")
    return new, answered, waiting, resolved


def test_what_verbs_wrote_differs_nowhere(capsys):
    tickets = make_lively_tickets()
    assert compared()[1] == []
    assert run("--verify") == 0
    assert capsys.readouterr().out.startswith(f"clocks: {len(tickets)} tickets, 0 differ, ")


SPOILT = [
    ({"state": "idle"}, "resolution", "state"),
    ({"consumed": timedelta(microseconds=1)}, "resolution", "consumed"),
    ({"target": None}, "resolution", "target"),
    ({"due_at": MONDAY_9AM}, "resolution", "due_at"),
    ({"warn_at": None}, "next_update", "warn_at"),
    ({"breached_at": MONDAY_9AM}, "level", "breached_at"),
    ({"finished_at": MONDAY_9AM}, "first_response", "finished_at"),
    ({"cycle": 7}, "next_update", "cycle"),
]


@pytest.mark.parametrize(("spoilt", "kind", "field"), SPOILT)
def test_each_field_of_a_row_is_compared_and_mended(spoilt, kind, field):
    _new, answered, *_others = make_lively_tickets()
    before = list(TicketClock.objects.order_by("pk").values())
    TicketClock.objects.filter(ticket=answered, kind=kind).update(**spoilt)
    assert compared()[1] == [(answered.pk, kind, field)]
    outcome, _found = compared(mend=True)
    assert (outcome.differing, outcome.mended) == (1, 1)
    assert list(TicketClock.objects.order_by("pk").values()) == before
    assert compared()[1] == []


@pytest.mark.parametrize(
    "spoilt", [{"next_due_at": None}, {"next_clock": "level"}, {"breached_clocks": ["next_update"]}]
)
def test_what_the_queue_sorts_by_is_compared_and_mended(spoilt):
    ticket = make_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(**spoilt)
    assert compared()[1] == [(ticket.pk, "", next(iter(spoilt)))]
    compared(mend=True)
    assert compared()[1] == []


def test_a_missing_row_and_a_superfluous_one_are_differences():
    ticket, bare = make_ticket(), make_ticket()
    TicketClock.objects.filter(ticket=bare).delete()
    TicketClock.objects.filter(ticket=ticket, kind="level").update(kind="odd")
    found = compared()[1]
    assert {(ticket.pk, "level", "row"), (ticket.pk, "odd", "row")} <= set(found)
    assert {(bare.pk, kind, "row") for kind in TicketClock.Kind} <= set(found)
    compared(mend=True)
    assert compared()[1] == []
    assert TicketClock.objects.count() == 8


def test_rows_that_miss_a_fact_are_found():
    ticket = make_ticket()
    seen = MONDAY_9AM + HOUR
    Event.objects.create(ticket=ticket, seq=50, at=seen, kind="answered", data={})
    assert (ticket.pk, "first_response", "state") in compared()[1]
    compared(mend=True)
    assert set(TicketClock.objects.values_list("as_of", flat=True)) == {seen}
    assert compared()[1] == []


def test_a_history_that_cannot_be_read_is_told_and_holds_up_nobody(capsys):
    odd, other = make_ticket(), make_ticket()
    Event.objects.create(ticket=odd, seq=50, at=MONDAY_9AM + HOUR, kind="promised", data={"promise": 0})
    TicketClock.objects.filter(ticket=other, kind="level").delete()
    assert run("--rebuild") == 1
    out = capsys.readouterr().out
    assert f"#{odd.pk} history: " in out
    assert "1 mended.\nclocks: 2 tickets, 2 differ, " in out
    assert compared([other.pk])[1] == []


def test_mending_touches_no_other_row_and_asks_the_sweep_to_look(capsys):
    _new, answered, *_others = make_lively_tickets()
    before = {t["number"]: t for t in Ticket.objects.values()}
    TicketClock.objects.filter(ticket=answered, kind="resolution").update(cycle=9)
    assert run("--rebuild") == 0
    assert "1 mended.\n" in capsys.readouterr().out
    after = {t["number"]: t for t in Ticket.objects.values()}
    assert after[answered.pk].pop("next_action_at") != before[answered.pk].pop("next_action_at")
    assert after == before


def test_the_command_takes_numbers_or_a_sample_and_fails_while_something_differs(capsys):
    new, answered, *_others = make_lively_tickets()
    TicketClock.objects.filter(ticket=answered, kind="level").update(cycle=9)
    assert run("--verify", new.pk) == 0
    assert run("--verify", answered.pk) == 1
    line = f"#{answered.pk} level cycle: stored 9, right 1"
    assert line in capsys.readouterr().out
    assert run("--verify", "--sample", 100) == 1
    assert run("--verify", new.pk, 999_999) == 1
    assert "There is no ticket 999999." in capsys.readouterr().err


def test_a_sample_holds_open_and_finished_tickets():
    tickets = make_lively_tickets()
    assert sample(100) == sorted(ticket.pk for ticket in tickets)
    assert len(sample(2)) == 2
    assert tickets[-1].pk in sample(100)


@pytest.mark.django_db(transaction=True)
def test_mending_never_overwrites_a_newer_projection():
    """The repair waits for the verb's lock, and then asks again what differs."""
    ticket, agent = make_ticket(), make_agent()
    TicketClock.objects.filter(ticket=ticket, kind="first_response").update(cycle=9)
    done = threading.Event()

    def mend():
        try:
            compared(mend=True)
        finally:
            done.set()
            connection.close()

    thread = threading.Thread(target=mend)
    with transaction.atomic():
        Ticket.objects.select_for_update().get(pk=ticket.pk)
        thread.start()
        assert not done.wait(0.5), "it did not wait for the lock"
        reply(ticket, by=agent, now=MONDAY_9AM + HOUR, body="We look at it.")
        written = list(TicketClock.objects.filter(ticket=ticket).order_by("kind").values())
    thread.join(10)
    assert list(TicketClock.objects.filter(ticket=ticket).order_by("kind").values()) == written
    assert compared()[1] == []
