"""What happens to open tickets when a tier's version takes effect or a customer gets another tier: each once."""

from datetime import date

import pytest

from core.errors import ImmutableVersion, InvalidInput, TargetInPast, VersionPlanned
from escalation.carrying_out import carry_out
from escalation.sweep import sweep
from sla.activating import activate, move_contract, take_back
from sla.models import Activation, AuditEntry, Target, TierVersion
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
    make_user,
)
from tickets.actions import reply, resolve, wait_for_requester
from tickets.models import Commitment, Event, Ticket

pytestmark = pytest.mark.django_db
NEW, OPEN, START = Activation.Mode
SOLVED = {"problem": "Paper", "cause": "Full", "solution": "Emptied"}


def draft_with(version, **hours):
    """A draft of the version's tier, with other hours for some clocks."""
    draft = version.copy_as_draft()
    for clock, amount in hours.items():
        Target.objects.filter(version=draft, clock=clock).update(seconds=amount * 3600)
    return draft


def fresh(ticket):
    return Ticket.objects.select_related("tier_version").get(pk=ticket.pk)


def due(ticket, clock="resolution"):
    return fresh(ticket).clocks.get(kind=clock).due_at


@pytest.fixture
def gold():
    return make_tier()


@pytest.fixture
def ticket(gold):
    return make_ticket()


def test_new_tickets_only_leaves_open_ones_and_gives_new_ones_the_new_times(gold, ticket):
    version = activate(draft_with(gold, resolution=4), now=MONDAY_9AM + HOUR)
    sweep(now=MONDAY_9AM + HOUR)
    assert (due(ticket), fresh(ticket).tier_version) == (MONDAY_9AM + 8 * HOUR, gold)
    later = make_ticket(now=MONDAY_9AM + HOUR)
    assert (due(later), later.tier_version) == (MONDAY_9AM + 5 * HOUR, version)


def test_open_tickets_from_then_on_keep_the_time_they_used(gold, ticket):
    activate(draft_with(gold, resolution=4), now=MONDAY_9AM + 6 * HOUR, mode=OPEN)
    sweep(now=MONDAY_9AM + 6 * HOUR)
    clock = fresh(ticket).clocks.get(kind="resolution")
    assert (clock.consumed, clock.due_at, clock.breached_at) == (6 * HOUR, MONDAY_9AM + 6 * HOUR, MONDAY_9AM + 6 * HOUR)


def test_open_tickets_as_if_from_the_start_are_late_since_they_would_have_been(gold, ticket):
    activate(draft_with(gold, resolution=4), now=MONDAY_9AM + 6 * HOUR, mode=START, reason="A slip of the pen.")
    sweep(now=MONDAY_9AM + 6 * HOUR)
    clock = fresh(ticket).clocks.get(kind="resolution")
    assert (clock.due_at, clock.breached_at) == (MONDAY_9AM + 4 * HOUR, MONDAY_9AM + 4 * HOUR)
    fact = ticket.events.get(kind="promised")
    assert fact.data["from_start"] is True
    assert fact.data["reason"] == "A slip of the pen."


def test_a_late_ticket_is_in_time_again_from_the_start_only(gold):
    tickets = {mode: make_ticket() for mode in (OPEN, START)}
    sweep(now=MONDAY_9AM + 25 * HOUR)
    version = gold
    for mode, ticket in tickets.items():
        version = activate(
            draft_with(version, resolution=30, first_response=20), now=MONDAY_9AM + 25 * HOUR, mode=mode, reason="Slip."
        )
        sweep(now=MONDAY_9AM + 25 * HOUR)
        assert bool(fresh(ticket).clocks.get(kind="resolution").breached_at) == (mode == OPEN)


def test_results_already_reached_never_change(gold, ticket):
    agent = make_agent()
    reply(ticket, by=agent, body="We look at it.", now=MONDAY_9AM + 2 * HOUR)  # an hour late
    finished = make_ticket()
    resolve(finished, by=agent, now=MONDAY_9AM + 3 * HOUR, **SOLVED)
    before = list(finished.clocks.order_by("kind").values())
    activate(draft_with(gold, first_response=4, resolution=2), now=MONDAY_9AM + 4 * HOUR, mode=START, reason="Slip.")
    sweep(now=MONDAY_9AM + 4 * HOUR)
    response = fresh(ticket).clocks.get(kind="first_response")
    assert (response.state, response.breached_at, response.target) == ("done", MONDAY_9AM + HOUR, HOUR)
    assert list(finished.clocks.order_by("kind").values()) == before


def test_a_paused_ticket_is_breached_by_no_activation_that_leaves_it_time(gold, ticket):
    agent = make_agent()
    wait_for_requester(ticket, by=agent, reason="Which one?", now=MONDAY_9AM + HOUR)
    activate(draft_with(gold, resolution=2), now=MONDAY_9AM + 5 * HOUR, mode=OPEN)
    sweep(now=MONDAY_9AM + 5 * HOUR)
    clock = fresh(ticket).clocks.get(kind="resolution")
    assert (clock.state, clock.due_at, clock.breached_at, clock.consumed) == ("paused", None, None, HOUR)


def test_an_effective_date_is_carried_out_on_that_day(gold, ticket):
    at = MONDAY_9AM + 3 * HOUR
    version = activate(draft_with(gold, resolution=6), now=MONDAY_9AM, mode=OPEN, effective_at=at)
    assert version.status == TierVersion.Status.PLANNED
    sweep(now=at - MINUTE)
    assert (due(ticket), make_ticket(now=at - MINUTE).tier_version) == (MONDAY_9AM + 8 * HOUR, gold)
    sweep(now=at)
    assert due(ticket) == MONDAY_9AM + 6 * HOUR
    states = list(gold.tier.versions.order_by("number").values_list("status", flat=True))
    assert states == ["retired", "active"]
    assert make_ticket(now=at).tier_version == version
    entry = AuditEntry.objects.get()
    assert (entry.door, entry.action, entry.after["versions"]["2"]["status"]) == ("sweep", "activated", "active")


def test_what_is_planned_can_be_taken_back_until_then(gold, ticket):
    at = MONDAY_9AM + 3 * HOUR
    version = activate(draft_with(gold, resolution=6), now=MONDAY_9AM, mode=OPEN, effective_at=at)
    with pytest.raises(VersionPlanned):
        activate(draft_with(gold, resolution=5), now=MONDAY_9AM)
    assert take_back(version, now=at - MINUTE).is_draft
    sweep(now=at)
    assert due(ticket) == MONDAY_9AM + 8 * HOUR
    with pytest.raises(ImmutableVersion):
        take_back(gold, now=at)


def test_twice_is_once_and_every_refusal_is_a_sentence(gold, ticket):
    draft = draft_with(gold, resolution=6)
    with pytest.raises(InvalidInput):
        activate(draft, now=MONDAY_9AM, mode=START)
    with pytest.raises(TargetInPast):
        activate(draft, now=MONDAY_9AM, effective_at=MONDAY_9AM - MINUTE)
    activate(draft, now=MONDAY_9AM, mode=OPEN)
    activate(draft, now=MONDAY_9AM + HOUR, mode=OPEN)
    assert Activation.objects.filter(mode=OPEN).count() == 1
    for _ in range(3):
        sweep(now=MONDAY_9AM + HOUR)
    assert ticket.events.filter(kind="promised").count() == 1
    assert Activation.objects.get(mode=OPEN).moved == 1


def test_a_newer_version_is_not_undone_by_one_carried_out_late(gold, ticket):
    second = activate(draft_with(gold, resolution=6), now=MONDAY_9AM, mode=OPEN)
    third = activate(draft_with(second, resolution=5), now=MONDAY_9AM + MINUTE, mode=OPEN)
    for _ in range(2):
        sweep(now=MONDAY_9AM + HOUR)
    assert fresh(ticket).tier_version == third
    assert not Activation.objects.filter(finished_at=None).exists()


def test_a_ticket_that_fails_alone_holds_up_no_other(gold, ticket):
    other = make_ticket()
    activate(draft_with(gold, resolution=6), now=MONDAY_9AM, mode=OPEN)
    broken = Event.objects.create(
        ticket=ticket, seq=99, at=MONDAY_9AM, kind="status", data={"status": "no such status"}
    )
    assert broken.pk
    carry_out(now=MONDAY_9AM)
    assert (due(other), fresh(ticket).tier_version) == (MONDAY_9AM + 6 * HOUR, gold)
    assert Activation.objects.filter(finished_at=None).count() == 1


def test_a_customer_moves_to_another_tier_from_a_day_on(gold):
    silver = make_tier(targets={"resolution": 16 * HOUR}, is_default=False)
    organisation = make_organisation()
    contract = make_contract(organisation, gold)
    ticket, stranger = make_ticket(organisation=organisation), make_ticket()
    assert (ticket.tier_reason, stranger.tier_reason) == ("contract", "default")
    moved = move_contract(contract, tier=silver.tier, from_day=date(2026, 3, 3), now=MONDAY_9AM, mode=OPEN)
    contract.refresh_from_db()
    assert (contract.valid_until, moved.valid_from, moved.replaces) == (date(2026, 3, 2), date(2026, 3, 3), contract)
    sweep(now=MONDAY_9AM + HOUR)
    assert fresh(ticket).tier_version == gold
    midnight = MONDAY_9AM + 15 * HOUR
    sweep(now=midnight)
    assert (fresh(ticket).tier_version, fresh(stranger).tier_version) == (silver, gold)
    assert due(ticket) == MONDAY_9AM + DAY + 8 * HOUR - HOUR
    assert make_ticket(organisation=organisation, now=midnight).tier_version == silver


def test_what_the_requester_was_told_changes_with_its_reason_and_he_hears_of_it(gold, ticket):
    activate(draft_with(gold, resolution=6), now=MONDAY_9AM + HOUR / 2, mode=OPEN)
    sweep(now=MONDAY_9AM + HOUR / 2)
    first, second = Commitment.objects.filter(ticket=ticket, kind="solution")
    assert (first.outcome, second.reason, second.due_at) == ("moved", "promise", MONDAY_9AM + 6 * HOUR)
    assert ticket.notices.filter(kind="promise_changed", person=ticket.requester).count() == 1


def test_a_person_is_named_as_the_one_who_decided(gold, ticket):
    admin = make_user()
    activate(draft_with(gold, resolution=6), now=MONDAY_9AM, mode=OPEN, by=admin)
    sweep(now=MONDAY_9AM)
    assert ticket.events.get(kind="promised").by == admin
