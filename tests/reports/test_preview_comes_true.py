"""What a preview says is what the clocks say once the change is carried out: for every mode and kind of change."""

import pytest

from escalation.carrying_out import carry_out
from reports.changes import ContractChange, VersionChange
from reports.moving import moving
from sla.activating import activate, move_contract
from tests.make import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY_9AM,
    make_agent,
    make_contract,
    make_organisation,
    make_ticket,
    make_tier,
)
from tests.reports.test_moving import draft_of
from tickets.actions import plan, reply, resolve, set_priority, wait_for_requester, wait_for_vendor
from tickets.changing import changing
from tickets.models import Ticket, TicketClock

pytestmark = pytest.mark.django_db
NOW = MONDAY_9AM + 7 * HOUR


def tickets_in_every_state(organisation=None):
    """New, answered, waiting for each, planned, of another priority, late and solved."""
    agent = make_agent()

    def ticket(hours=1):
        made = make_ticket(now=MONDAY_9AM + hours * HOUR, organisation=organisation)
        reply(made, by=agent, now=MONDAY_9AM + hours * HOUR + 30 * MINUTE, body="We look at it.")
        return made

    at = MONDAY_9AM + 4 * HOUR
    make_ticket(organisation=organisation), make_ticket(now=NOW - 10 * MINUTE, organisation=organisation)
    ticket(), ticket(5)
    wait_for_requester(ticket(), by=agent, now=at, reason="Which one?")
    wait_for_vendor(ticket(), by=agent, now=at, reason="Repair", vendor="Maker")
    plan(ticket(), by=agent, now=at, until=MONDAY_9AM + 3 * DAY, reason="On site")
    set_priority(ticket(), by=agent, now=at, priority="P1", reason="The boss's")
    resolve(ticket(), by=agent, now=at, problem="p", cause="c", solution="s")


def clocks():
    rows = TicketClock.objects.exclude(state__in=["done", "idle"])
    return {(c.ticket_id, c.kind): (c.due_at, c.target - c.consumed if c.target else None) for c in rows}


def assert_came_true(preview, before):
    after = clocks()
    moved = {key for key in before.keys() | after.keys() if before.get(key, (0,))[0] != after.get(key, (0,))[0]}
    listed = {(row.number, row.clock): row for row in preview.rows}
    assert preview.rows and moved <= listed.keys()
    for key, row in listed.items():
        assert (row.due_after, row.left_after) == after[key], key
        assert row.due_before == before[key][0], key
        if row.due_after is not None and key not in moved:
            assert row.effect in ("newly_late", "stays_late", "newly_in_time"), key


TARGETS = [
    {"resolution": 4 * HOUR},
    {"resolution": 20 * HOUR, "first_response": 10 * HOUR},
    {"next_update": 30 * MINUTE, "first_response": 5 * MINUTE},
]


@pytest.mark.parametrize("targets", TARGETS)
@pytest.mark.parametrize("mode", ["open", "start"])
def test_a_tier_s_version(mode, targets):
    version = make_tier()
    tickets_in_every_state()
    draft = draft_of(version, **targets)
    bring_up_to(NOW)
    before = clocks()
    preview = moving(VersionChange(draft, mode), now=NOW)
    activate(draft, now=NOW, mode=mode, reason="A mistake")
    carry_out(now=NOW)
    assert_came_true(preview, before)


@pytest.mark.parametrize("mode", ["open", "start"])
def test_a_contract_s_move(mode):
    customer = make_organisation()
    contract = make_contract(customer, make_tier(is_default=False))
    make_tier()
    gold = make_tier(is_default=False, targets={"resolution": 3 * HOUR, "next_update": HOUR}, vendor_pauses=False)
    tickets_in_every_state(customer)
    make_ticket(organisation=make_organisation())
    bring_up_to(NOW)
    before = clocks()
    today = NOW.date()
    preview = moving(ContractChange(contract, gold.tier, mode, today, NOW), now=NOW)
    move_contract(contract, tier=gold.tier, from_day=today, now=NOW, mode=mode, reason="Grown")
    carry_out(now=NOW)
    assert_came_true(preview, before)


def test_new_tickets_only():
    version = make_tier()
    tickets_in_every_state()
    bring_up_to(NOW)
    before, draft = clocks(), draft_of(version, resolution=HOUR)
    assert moving(VersionChange(draft), now=NOW).rows == []
    activate(draft, now=NOW)
    carry_out(now=NOW)
    assert clocks() == before


def bring_up_to(now):
    """Read all clocks at one instant, as a verb on each ticket would."""
    with changing(Ticket.objects.order_by("pk"), by=None, now=now) as batch:
        for change in batch:
            change.look_again = True
