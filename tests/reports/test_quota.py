"""What counts as judged, kept and missed in a month of a contract; and that it is counted in few statements."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Device
from escalation.sweep import sweep
from reports.quota import cycles, month_of
from sla.models import Contract
from tests.make import (
    ALL_HOURS,
    DAY,
    HOUR,
    MINUTE,
    make_agent,
    make_calendar,
    make_contract,
    make_organisation,
    make_ticket,
    make_tier,
)
from tickets.actions import merge, reopen, reply, resolve, wait_for_requester

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
END = datetime(2026, 11, 30, 12, tzinfo=UTC)
SOLVED = {"problem": "p", "cause": "c", "solution": "s", "message": "It works again."}


@pytest.fixture
def contract():
    targets = {"first_response": HOUR, "next_update": 2 * HOUR, "resolution": 8 * HOUR}
    return make_contract(make_organisation(), make_tier(calendar=make_calendar(ALL_HOURS), targets=targets))


@pytest.fixture
def anna():
    return make_agent()


def opened(contract, now=NOON, **fields):
    return make_ticket(organisation=contract.organisation, now=now, **fields)


def figures(contract, now=END):
    return {line.kind: (line.judged, line.missed) for line in month_of(contract, now=now).lines}


def answer(ticket, anna, now):
    reply(ticket, by=anna, now=now, body="We are at it.")


def test_nothing_is_judged_before_it_is_settled(contract):
    opened(contract)
    assert set(figures(contract).values()) == {(0, 0)}


def test_what_was_done_in_time_is_kept(contract, anna):
    ticket = opened(contract)
    answer(ticket, anna, NOON + HOUR / 2)
    resolve(ticket, by=anna, now=NOON + HOUR, **SOLVED)
    assert figures(contract) == {"first_response": (1, 0), "next_update": (1, 0), "resolution": (1, 0)}


def test_what_was_broken_is_missed_from_then_on_and_not_counted_again_when_it_is_done(contract, anna):
    ticket = opened(contract)
    sweep(now=NOON + HOUR + MINUTE)
    assert figures(contract)["first_response"] == (1, 1)
    answer(ticket, anna, NOON + 2 * HOUR)
    assert figures(contract)["first_response"] == (1, 1)


def test_every_cycle_of_next_update_is_judged_on_its_own(contract, anna):
    ticket = opened(contract)
    answer(ticket, anna, NOON + HOUR / 2)
    answer(ticket, anna, NOON + HOUR)  # the first cycle, kept
    sweep(now=NOON + 3 * HOUR + MINUTE)  # the second is broken
    assert figures(contract)["next_update"] == (2, 1)
    answer(ticket, anna, NOON + 4 * HOUR)
    assert figures(contract)["next_update"] == (2, 1)
    answer(ticket, anna, NOON + 5 * HOUR)
    assert figures(contract)["next_update"] == (3, 1)


def test_a_clock_that_stands_still_is_no_breach(contract, anna):
    ticket = opened(contract)
    answer(ticket, anna, NOON + HOUR / 2)
    wait_for_requester(ticket, by=anna, now=NOON + HOUR, reason="Which printer?", until=NOON + 3 * DAY)
    sweep(now=NOON + DAY)
    assert figures(contract) == {"first_response": (1, 0), "next_update": (1, 0), "resolution": (0, 0)}


def test_reopened_it_is_judged_when_it_is_settled_once_more(contract, anna):
    ticket = opened(contract)
    resolve(ticket, by=anna, now=NOON + HOUR / 2, **SOLVED)
    assert figures(contract)["resolution"] == (1, 0)
    reopen(ticket, by=anna, now=NOON + HOUR, reason="It is back.")
    assert figures(contract)["resolution"] == (0, 0)
    sweep(now=NOON + 12 * HOUR)
    assert figures(contract)["resolution"] == (1, 1)


def test_a_month_is_the_customers_own(contract, anna):
    midnight = datetime(2026, 11, 1, tzinfo=UTC) - HOUR  # in Berlin
    for minutes in (-1, 1):
        resolve(opened(contract, now=midnight - HOUR / 4), by=anna, now=midnight + minutes * MINUTE, **SOLVED)
    assert figures(contract)["resolution"] == (1, 0)
    assert figures(contract, now=midnight - MINUTE)["resolution"] == (1, 0)


def test_others_tickets_and_merged_ones_are_left_out(contract, anna):
    resolve(make_ticket(now=NOON), by=anna, now=NOON + HOUR / 2, **SOLVED)
    ticket = opened(contract)
    merge(opened(contract), by=anna, now=NOON + HOUR / 2, into=ticket)
    assert figures(contract)["resolution"] == (0, 0)


def test_a_contract_of_devices_counts_their_tickets_alone(contract, anna):
    own = Contract.objects.create(
        organisation=contract.organisation, tier=contract.tier, valid_from=date(2020, 1, 1), for_devices=True
    )
    server = Device.objects.create(name="Server", organisation=contract.organisation, contract=own)
    resolve(opened(contract, device=server), by=anna, now=NOON + HOUR / 2, **SOLVED)
    assert figures(own)["resolution"] == (1, 0)
    assert figures(contract)["resolution"] == (0, 0)


def test_the_budget_follows_from_what_was_judged(contract, anna):
    contract.quota_percent = 50
    for late in (False, False, False, True):
        ticket = opened(contract)
        if late:
            sweep(now=NOON + 2 * HOUR)
        resolve(ticket, by=anna, now=NOON + (3 if late else 0.5) * HOUR, **SOLVED)
    month = month_of(contract, now=END)
    assert (month.judged, month.missed, month.budget, month.left) == (8, 1, 4, 3)
    assert month.kept_percent == 87.5


def test_what_people_were_told_is_counted_apart(contract, anna):
    ticket = opened(contract)
    answer(ticket, anna, NOON + HOUR / 2)
    resolve(ticket, by=anna, now=NOON + 10 * HOUR, **SOLVED)
    month = month_of(contract, now=END)
    assert (month.told_kept, month.told_missed) == (1, 2)


def test_its_statements_are_counted_whatever_the_number_of_tickets(contract, anna):
    for number in range(8):
        resolve(opened(contract, now=NOON + number * HOUR), by=anna, now=NOON + (number + 1) * HOUR, **SOLVED)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        month_of(contract, now=END)
    assert len(queries) <= 5


def test_cycles_begin_with_answers_and_reopenings_and_end_with_answers_and_solutions():
    at = [NOON + timedelta(hours=number) for number in range(9)]
    history = [
        (at[0], "status", "open"),
        (at[1], "answered", None),
        (at[2], "status", "waiting_requester"),
        (at[3], "answered", None),
        (at[4], "status", "resolved"),
        (at[5], "answered", None),
        (at[6], "status", "closed"),
        (at[7], "status", "open"),
    ]
    assert list(cycles(history)) == [(at[1], at[3]), (at[3], at[4]), (at[7], None)]
