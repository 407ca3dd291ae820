"""A preview lists each open ticket whose due time moves, and writes nothing."""

import csv
from datetime import timedelta

import pytest

from escalation.sweep import sweep
from reports.changes import CalendarChange, ContractChange, VersionChange
from reports.exporting import preview_csv
from reports.moving import Effect, moving
from sla.models import CalendarVersion
from tests.make import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY_9AM,
    make_agent,
    make_calendar,
    make_contract,
    make_organisation,
    make_ticket,
    make_tier,
)
from tickets.actions import reply, resolve, wait_for_requester
from tickets.models import Event, Ticket, TicketClock

pytestmark = pytest.mark.django_db


def draft_of(version, **targets):
    """A draft with other times for the clocks named."""
    draft = version.copy_as_draft()
    for clock, time in targets.items():
        draft.targets.filter(clock=clock).update(seconds=time.total_seconds())
    return draft


def row_of(preview, ticket, clock="resolution"):
    return next(row for row in preview.rows if (row.number, row.clock) == (ticket.pk, clock))


def test_a_lower_target_makes_tickets_due_earlier_and_some_late():
    version = make_tier()
    old, new = make_ticket(now=MONDAY_9AM), make_ticket(now=MONDAY_9AM + 3 * HOUR)
    preview = moving(VersionChange(draft_of(version, resolution=2 * HOUR), "open"), now=MONDAY_9AM + 4 * HOUR)
    late, earlier = row_of(preview, old), row_of(preview, new)
    assert (late.effect, late.used) == ("newly_late", 4 * HOUR)
    assert (late.due_before, late.due_after) == (MONDAY_9AM + 8 * HOUR, MONDAY_9AM + 4 * HOUR)
    assert (earlier.effect, earlier.due_after) == ("earlier", MONDAY_9AM + 5 * HOUR)
    assert (preview.total, preview.moved, preview.unchanged, preview.earlier, preview.later) == (2, 2, 0, 2, 0)
    assert preview.counts == {"newly_late": 1, "earlier": 1}
    assert preview.rows[0] == late, "the worst first"


def test_new_tickets_only_moves_nothing():
    version = make_tier()
    make_ticket()
    preview = moving(VersionChange(draft_of(version, resolution=HOUR)), now=MONDAY_9AM + 2 * HOUR)
    assert (preview.total, preview.rows, preview.unchanged) == (1, [], 1)


def test_what_is_late_stays_late_under_a_longer_target():
    version = make_tier()
    ticket = make_ticket()
    preview = moving(VersionChange(draft_of(version, first_response=3 * HOUR), "open"), now=MONDAY_9AM + 2 * HOUR)
    row = row_of(preview, ticket, "first_response")
    assert (row.effect, row.is_earlier, row.due_after) == ("stays_late", False, MONDAY_9AM + 3 * HOUR)


def test_a_paused_ticket_has_no_due_time_but_another_rest():
    version = make_tier()
    ticket = make_ticket()
    reply(ticket, by=make_agent(), now=MONDAY_9AM + HOUR, body="Which one?")
    wait_for_requester(ticket, by=make_agent(), now=MONDAY_9AM + HOUR, reason="Which one?")
    preview = moving(VersionChange(draft_of(version, resolution=6 * HOUR), "open"), now=MONDAY_9AM + 2 * HOUR)
    row = row_of(preview, ticket)
    assert (row.due_before, row.due_after, row.left_before, row.left_after) == (None, None, 7 * HOUR, 5 * HOUR)
    assert (preview.moved, preview.paused, preview.unchanged) == (0, 1, 0)


def test_results_already_reached_and_other_tiers_stay_out():
    version = make_tier()
    answered, solved = make_ticket(), make_ticket()
    reply(answered, by=make_agent(), now=MONDAY_9AM + HOUR, body="We look at it.")
    resolve(solved, by=make_agent(), now=MONDAY_9AM + HOUR, problem="p", cause="c", solution="s")
    other = make_organisation()
    make_contract(other, make_tier(is_default=False))
    make_ticket(organisation=other)
    draft = draft_of(version, first_response=MINUTE, resolution=9 * HOUR)
    preview = moving(VersionChange(draft, "open"), now=MONDAY_9AM + 2 * HOUR)
    assert preview.total == 1
    assert [(row.number, row.clock, row.effect) for row in preview.rows] == [(answered.pk, "resolution", "later")]


def test_the_level_clock_is_listed_as_internal_and_counted_apart():
    version = make_tier(targets={"level_1": 4 * HOUR, "resolution": 8 * HOUR})
    ticket = make_ticket()
    preview = moving(VersionChange(draft_of(version, level_1=2 * HOUR), "open"), now=MONDAY_9AM + HOUR)
    assert [(row.number, row.clock, row.is_internal) for row in preview.rows] == [(ticket.pk, "level", True)]
    assert (preview.moved, preview.unchanged, preview.earlier, dict(preview.counts)) == (0, 1, 0, {})


def test_nothing_is_written():
    version = make_tier()
    make_ticket()
    kept = [list(model.objects.order_by("pk").values()) for model in (Ticket, Event, TicketClock)]
    moving(VersionChange(draft_of(version, resolution=HOUR), "open"), now=MONDAY_9AM + 2 * HOUR)
    assert kept == [list(model.objects.order_by("pk").values()) for model in (Ticket, Event, TicketClock)]


def closing_on_tuesday(calendar, since):
    weekly = {**calendar.versions.get().weekly, "tue": []}
    return CalendarVersion(calendar=calendar, valid_from=since, time_zone="Europe/Berlin", weekly=weekly)


def test_what_a_calendar_s_preview_says_is_what_the_clocks_say_afterwards():
    calendar = make_calendar()
    make_tier(calendar=calendar, targets={"first_response": HOUR, "resolution": 12 * HOUR})
    tickets = [make_ticket(now=MONDAY_9AM + hours * HOUR) for hours in range(3)]
    now = MONDAY_9AM + 4 * HOUR
    candidate = closing_on_tuesday(calendar, now)
    preview = moving(CalendarChange(candidate, now), now=now)
    assert preview.counts == {"later": 3}
    candidate.save()
    CalendarVersion.objects.update(created_at=now)
    sweep(now=now + MINUTE)
    for ticket in tickets:
        clock = ticket.clocks.get(kind="resolution")
        assert row_of(preview, ticket).due_after == clock.due_at
        assert row_of(preview, ticket).due_before == clock.due_at - DAY


def test_a_contract_s_move_reaches_the_tickets_that_hang_on_it_alone():
    customer, stranger = make_organisation(), make_organisation()
    contract = make_contract(customer, make_tier(is_default=False))
    make_tier()
    gold = make_tier(is_default=False, targets={"resolution": 2 * HOUR})
    ticket = make_ticket(organisation=customer)
    make_ticket(organisation=stranger)
    now = MONDAY_9AM + HOUR
    preview = moving(ContractChange(contract, gold.tier, "open", MONDAY_9AM.date(), now), now=now)
    assert preview.total == 1
    assert row_of(preview, ticket).due_after == MONDAY_9AM + 2 * HOUR


def test_a_contract_s_move_to_a_tier_with_nothing_in_force_reaches_nobody():
    customer = make_organisation()
    contract = make_contract(customer, make_tier())
    make_ticket(organisation=customer)
    later = make_tier(is_default=False, since=MONDAY_9AM + DAY)
    now = MONDAY_9AM + HOUR
    assert moving(ContractChange(contract, later.tier, "open", MONDAY_9AM.date(), now), now=now).total == 0
    from_then = ContractChange(contract, later.tier, "open", (MONDAY_9AM + 2 * DAY).date(), now)
    assert moving(from_then, now=now).total == 1


def test_three_hundred_tickets_take_as_many_statements_as_one(django_assert_max_num_queries):
    version = make_tier()
    first = make_ticket()
    for _ in range(299):
        make_ticket(organisation=first.organisation, requester=first.requester)
    with django_assert_max_num_queries(20):
        preview = moving(VersionChange(draft_of(version, resolution=HOUR), "open"), now=MONDAY_9AM + 2 * HOUR)
    assert preview.counts["newly_late"] == 300


def test_the_table_runs_no_formula():
    version = make_tier()
    ticket = make_ticket(subject="=1+1 does not print")
    preview = moving(VersionChange(draft_of(version, resolution=HOUR), "open"), now=MONDAY_9AM + 2 * HOUR)
    head, line = csv.reader(preview_csv(preview))
    assert len(head) == len(line)
    assert line[:2] == [str(ticket.pk), "'=1+1 does not print"]
    assert Effect.NEWLY_LATE.label in line
    assert timedelta(hours=float(line[6])) == 2 * HOUR
