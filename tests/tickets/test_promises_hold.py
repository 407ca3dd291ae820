"""What a promise survives: each rule that other systems lose, once through the verbs people use."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from catalogue.models import Device
from escalation.actions import accept, hand_over
from escalation.sweep import sweep
from sla.activating import activate
from sla.models import CalendarVersion, Target
from tests.make import (
    ALL_HOURS,
    DAY,
    HOUR,
    MINUTE,
    MONDAY_9AM,
    WORKING_HOURS,
    make_agent,
    make_calendar,
    make_contract,
    make_organisation,
    make_team,
    make_ticket,
    make_tier,
    make_user,
)
from tickets.actions import (
    classify,
    merge,
    pin_tier,
    reopen,
    reply,
    resolve,
    resume,
    set_requester,
    unmerge,
    wait_for_requester,
)
from tickets.models import Ticket, TicketClock

pytestmark = pytest.mark.django_db
AT = MONDAY_9AM
SOLVED = {"problem": "Paper", "cause": "Full", "solution": "Emptied"}


def clock(ticket, kind="resolution"):
    return TicketClock.objects.get(ticket=ticket.pk, kind=kind)


@pytest.fixture
def lead():
    """Leads a team that works for everybody."""
    person = make_user()
    make_team(person, lead=person, name="First line")
    return person


@pytest.fixture
def paused(lead):
    """An hour of eight used, then a wait of two."""
    make_tier()
    ticket = make_ticket()
    wait_for_requester(ticket, by=lead, reason="Which one?", now=AT + HOUR)
    return ticket


def assert_nothing_lost(ticket, lead, *, target=8 * HOUR):
    """The hour used is still used, the wait still costs nothing."""
    assert clock(ticket).consumed == HOUR
    resume(ticket, by=lead, now=AT + 3 * HOUR)
    row = clock(ticket)
    assert (row.consumed, row.target) == (HOUR, target)
    due = AT + 3 * HOUR + target - HOUR
    closing = AT + 8 * HOUR
    assert row.due_at == (due if due <= closing else due + 15 * HOUR)
    assert row.breached_at is None


def test_paused_time_survives_a_change_of_priority(paused, lead):
    classify(paused, by=lead, impact="all", urgency="cannot", now=AT + 2 * HOUR)
    assert Ticket.objects.get(pk=paused.pk).priority == "P1"
    assert_nothing_lost(paused, lead)


def test_paused_time_survives_a_change_of_category(lead):
    draft = make_tier().copy_as_draft()
    own = {"version": draft, "clock": "resolution", "category": "software", "seconds": 5 * 3600}
    Target.objects.bulk_create([Target(priority=priority, **own) for priority in ("P1", "P2", "P3", "P4")])
    activate(draft, now=AT)
    ticket = make_ticket()
    wait_for_requester(ticket, by=lead, reason="Which one?", now=AT + HOUR)
    classify(ticket, by=lead, category="software", now=AT + 2 * HOUR)
    assert_nothing_lost(ticket, lead, target=5 * HOUR)


def test_paused_time_survives_a_change_of_tier(paused, lead):
    gold = make_tier(targets={"resolution": 4 * HOUR}, is_default=False)
    pin_tier(paused, by=lead, tier=gold.tier, reason="Agreed by telephone.", now=AT + 2 * HOUR)
    assert_nothing_lost(paused, lead, target=4 * HOUR)


def test_paused_time_survives_a_change_of_level(paused, lead):
    second = make_agent(make_team(level=2))
    hand_over(paused, by=lead, to_team=second.teams.get(), sentence="Please look.", now=AT + 2 * HOUR)
    accept(paused, by=second, now=AT + 2 * HOUR)
    assert Ticket.objects.get(pk=paused.pk).level == 2
    assert_nothing_lost(paused, lead)


def test_paused_time_survives_a_change_of_organisation(paused, lead):
    gold = make_tier(targets={"resolution": 5 * HOUR}, is_default=False)
    other = make_organisation()
    make_contract(other, gold)
    set_requester(paused, by=lead, requester=make_user(other), organisation=other, now=AT + 2 * HOUR)
    moved = Ticket.objects.get(pk=paused.pk)
    assert (moved.organisation, moved.tier_reason, moved.tier_version) == (other, "contract", gold)
    assert_nothing_lost(paused, lead, target=5 * HOUR)


def test_paused_time_survives_a_merge(paused, lead):
    twin = make_ticket(organisation=paused.organisation, now=AT + HOUR)
    before = list(paused.clocks.order_by("kind").values())
    merge(twin, into=paused, by=lead, now=AT + 2 * HOUR)
    assert list(paused.clocks.order_by("kind").values()) == before
    assert_nothing_lost(paused, lead)


def test_a_merged_ticket_gets_its_time_back_when_it_is_parted_again(paused, lead):
    twin = make_ticket(organisation=paused.organisation, now=AT + HOUR)
    merge(paused, into=twin, by=lead, now=AT + 2 * HOUR)
    merge(paused, into=twin, by=lead, now=AT + 2 * HOUR)
    assert Ticket.objects.get(pk=paused.pk).status == "closed"
    unmerge(paused, by=lead, now=AT + 3 * HOUR)
    assert (clock(paused).consumed, clock(paused).due_at) == (HOUR, AT + DAY + HOUR)  # 12:00, and 7 hours to go


def test_next_update_never_overrules_first_response(lead):
    make_tier(targets={"first_response": 4 * HOUR, "next_update": HOUR})
    ticket = make_ticket()
    assert (clock(ticket, "next_update").state, clock(ticket, "next_update").due_at) == ("idle", None)
    assert (ticket.next_clock, ticket.next_due_at) == ("first_response", AT + 4 * HOUR)
    sweep(now=AT + 2 * HOUR)
    assert not ticket.events.filter(kind="breached").exists()
    reply(ticket, by=lead, body="We look at it.", now=AT + 3 * HOUR)
    assert clock(ticket, "next_update").due_at == AT + 4 * HOUR
    assert clock(ticket, "first_response").state == "done"


def test_reopening_goes_on_where_it_stood(lead):
    make_tier()
    ticket = make_ticket()
    resolve(ticket, by=lead, now=AT + 3 * HOUR, **SOLVED)
    reopen(ticket, by=lead, now=AT + DAY)
    assert (clock(ticket).consumed, clock(ticket).due_at) == (3 * HOUR, AT + DAY + 5 * HOUR)
    assert clock(ticket, "first_response").finished_at == AT + 3 * HOUR
    assert clock(ticket, "next_update").due_at == AT + DAY + 2 * HOUR


def test_a_calendar_version_with_open_tickets_counts_from_its_instant(lead):
    calendar = make_calendar()
    make_tier(calendar=calendar)
    ticket = make_ticket(now=AT + 4 * HOUR)  # 13:00; four hours today, four tomorrow
    assert clock(ticket).due_at == AT + DAY + 3 * HOUR
    late = {**WORKING_HOURS, "tue": [["12:00", "17:00"]]}
    CalendarVersion.objects.create(calendar=calendar, valid_from=AT + 12 * HOUR, weekly=late)
    CalendarVersion.objects.update(created_at=AT + 5 * HOUR)
    sweep(now=AT + 5 * HOUR + MINUTE)
    assert clock(ticket).due_at == AT + DAY + 7 * HOUR
    assert_verified()


def test_a_retired_version_goes_on_counting_for_its_tickets(lead):
    first = make_tier()
    ticket = make_ticket()
    draft = first.copy_as_draft()
    draft.targets.all().update(seconds=60)
    activate(draft, now=AT + HOUR)
    sweep(now=AT + HOUR)
    reply(ticket, by=lead, body="We look at it.", now=AT + HOUR)
    first.refresh_from_db()
    assert first.status == "retired"
    assert clock(ticket).due_at == AT + 8 * HOUR
    assert_verified()


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        # Berlin's clocks go forward on 29 March 2026 at 2:00, and back on 25 October at 3:00.
        (datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 3, 29, 6, tzinfo=UTC)),
        (datetime(2026, 10, 24, 21, tzinfo=UTC), datetime(2026, 10, 25, 5, tzinfo=UTC)),
    ],
)
def test_both_clock_changes_cost_and_give_nothing(opened, due):
    make_tier(calendar=make_calendar(ALL_HOURS), targets={"resolution": 8 * HOUR}, since=opened - DAY)
    assert clock(make_ticket(now=opened)).due_at == due


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        (datetime(2026, 3, 28, 21, tzinfo=UTC), datetime(2026, 3, 29, 20, tzinfo=UTC)),  # 22–6 has 7 hours that night
        (datetime(2026, 10, 24, 20, tzinfo=UTC), datetime(2026, 10, 25, 4, tzinfo=UTC)),  # and 9 hours in this one
    ],
)
def test_a_night_shift_through_the_clock_change_counts_its_real_length(opened, due):
    nights = {day: [["22:00", "06:00"]] for day in ALL_HOURS}
    make_tier(calendar=make_calendar(nights), targets={"resolution": 8 * HOUR}, since=opened - DAY)
    expected = due if opened.month == 10 else datetime(2026, 3, 29, 21, tzinfo=UTC)
    assert clock(make_ticket(now=opened)).due_at == expected


def test_through_every_tier_and_back_within_one_instant_is_due_as_at_first(lead):
    first = make_tier()
    ticket = make_ticket()
    before = {row.kind: (row.due_at, row.consumed, row.breached_at) for row in ticket.clocks.all()}
    for hours in (10, 20, 9):
        tier = make_tier(targets={"resolution": hours * HOUR}, is_default=False).tier
        pin_tier(ticket, by=lead, tier=tier, reason="Trying it.", now=AT)
    pin_tier(ticket, by=lead, tier=None, now=AT)
    after = {row.kind: (row.due_at, row.consumed, row.breached_at) for row in ticket.clocks.all()}
    assert after == before
    again = Ticket.objects.get(pk=ticket.pk)
    assert (again.tier_version, again.tier_reason) == (first, "default")


def test_a_target_lowered_while_paused_is_judged_by_what_was_used(paused, lead):
    half = make_tier(targets={"resolution": HOUR / 2}, is_default=False)
    two = make_tier(targets={"resolution": 2 * HOUR}, is_default=False)
    pin_tier(paused, by=lead, tier=two.tier, reason="Less.", now=AT + 2 * HOUR)
    assert (clock(paused).breached_at, clock(paused).due_at) == (None, None)
    pin_tier(paused, by=lead, tier=half.tier, reason="Still less.", now=AT + 2 * HOUR)
    assert (clock(paused).breached_at, clock(paused).due_at) == (AT + 2 * HOUR, None)
    assert_verified()


def test_the_tier_is_the_tickets_own_then_the_devices_then_the_customers_then_the_default(lead):
    default = make_tier()
    customers, servers = make_tier(is_default=False), make_tier(is_default=False, targets={"resolution": HOUR})
    organisation = make_organisation()
    assert make_ticket(organisation=organisation).tier_reason == "default"
    make_contract(organisation, customers)
    device = Device.objects.create(name="Server", organisation=organisation)
    device.contract = make_contract(organisation, servers, for_devices=True)
    device.save()
    ticket = make_ticket(organisation=organisation)
    assert (ticket.tier_version, ticket.tier_reason) == (customers, "contract")
    classify(ticket, by=lead, device=device, now=AT)
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.tier_version, ticket.tier_reason) == (servers, "device")
    pin_tier(ticket, by=lead, tier=default.tier, reason="Agreed.", now=AT)
    classify(ticket, by=lead, device=None, now=AT)
    assert Ticket.objects.get(pk=ticket.pk).tier_reason == "override"
    pin_tier(ticket, by=lead, tier=None, now=AT)
    assert Ticket.objects.get(pk=ticket.pk).tier_reason == "contract"
    device.contract.valid_until = date(2026, 3, 1)
    device.contract.save()
    assert make_ticket(organisation=organisation, device=device).tier_reason == "contract"


def assert_verified():
    call_command("clocks", "--verify", verbosity=0)
