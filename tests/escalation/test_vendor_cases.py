"""Vendor cases: their verbs, their clock (C16), and who hears of a vendor who is late."""

from datetime import timedelta

import pytest

from core.errors import DomainError, InvalidInput
from escalation.actions import (
    add_vendor_step,
    agree_to_step,
    change_vendor_step,
    chase_vendor,
    close_vendor_case,
    confirm_work,
    finish_vendor_step,
    open_vendor_case,
    owe,
    settle,
    tell_requester_of_vendor,
    unconfirm_work,
    update_vendor_case,
)
from escalation.sweep import sweep
from escalation.vendor_clock import reading
from tests.make import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY_9AM,
    make_agent,
    make_calendar,
    make_organisation,
    make_team,
    make_ticket,
    make_tier,
    make_user,
)
from tickets.models import Event, Message, Notice, Ticket

pytestmark = pytest.mark.django_db
AT = MONDAY_9AM
HALF_DAYS = {day: [["09:00", "12:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture
def vendor():
    return make_organisation(name="Readers Ltd", kind="vendor")


@pytest.fixture
def agent():
    lead = make_user(first_name="Lea")
    team = make_team(lead=lead)
    return make_agent(team, first_name="Jonas")


@pytest.fixture
def ticket(agent):
    make_tier(targets={"resolution": 8 * HOUR})
    ticket = make_ticket()
    Ticket.objects.update(assignee=agent)
    return Ticket.objects.get(pk=ticket.pk)


def case_for(ticket, vendor, agent, now=AT, **fields):
    return open_vendor_case(ticket, by=agent, now=now, vendor=vendor, what="Exchange the reader", **fields)


def codes(ticket):
    events = ticket.events.filter(kind=Event.Kind.VENDOR_CASE)
    return [event.data["code"] for event in events]


def told(kind=Notice.Kind.VENDOR_LATE):
    notices = Notice.objects.filter(kind=kind).order_by("created_at")
    return [((n.created_at - AT) / MINUTE, n.person.first_name) for n in notices]


def test_the_vendors_clock_runs_from_opening_until_the_work_is_confirmed(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent, target_minutes=240)
    running = reading(case, AT + HOUR)
    assert (running.state, running.consumed, running.left, running.due_at) == ("running", HOUR, 3 * HOUR, AT + 4 * HOUR)
    case = confirm_work(case, by=agent, now=AT + 5 * HOUR)
    done = reading(case, AT + 9 * HOUR)
    assert (done.state, done.consumed, done.left, done.is_late) == ("done", 5 * HOUR, -HOUR, True)


def test_it_counts_in_the_vendors_hours_only(ticket, vendor, agent):
    hours = make_calendar(HALF_DAYS)
    case = case_for(ticket, vendor, agent, target_minutes=240, calendar=hours)
    assert reading(case, AT + 8 * HOUR).consumed == 3 * HOUR
    assert reading(case, AT).due_at == AT + DAY + HOUR  # the fourth hour is Tuesday's first


def test_a_time_used_up_at_closing_is_kept_until_the_vendor_opens_again(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent, target_minutes=180, calendar=make_calendar(HALF_DAYS))
    assert not reading(case, AT + 10 * HOUR).is_late
    assert reading(case, AT + DAY + MINUTE).is_late


def test_it_stands_only_while_we_owe_the_vendor_something(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent, target_minutes=240)
    case = owe(case, by=agent, now=AT + HOUR, what="The colour of the light")
    standing = reading(case, AT + 3 * HOUR)
    assert (standing.state, standing.consumed, standing.due_at) == ("paused", HOUR, None)
    case = settle(case, by=agent, now=AT + 3 * HOUR)
    again = reading(case, AT + 4 * HOUR)
    assert (again.state, again.consumed, again.due_at) == ("running", 2 * HOUR, AT + 6 * HOUR)


def test_neither_a_wait_nor_a_hand_over_of_the_ticket_moves_it(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent, target_minutes=240, waits=True)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_vendor) == (Ticket.Status.WAITING_VENDOR, "Readers Ltd")
    assert reading(case, AT + HOUR).due_at == AT + 4 * HOUR


def test_no_verb_of_a_case_moves_a_clock_of_the_ticket(ticket, vendor, agent):
    before = list(ticket.clocks.order_by("kind").values_list("kind", "state", "due_at", "cycle"))
    case = case_for(ticket, vendor, agent, target_minutes=60)
    owe(case, by=agent, now=AT + MINUTE, what="A photo")
    settle(case, by=agent, now=AT + 2 * MINUTE)
    update_vendor_case(case, by=agent, now=AT + 3 * MINUTE, promised_at=AT + 5 * HOUR)
    confirm_work(case, by=agent, now=AT + 4 * MINUTE)
    close_vendor_case(case, by=agent, now=AT + 5 * MINUTE)
    assert list(ticket.clocks.order_by("kind").values_list("kind", "state", "due_at", "cycle")) == before
    assert codes(ticket) == ["opened", "owed", "settled", "promise", "confirmed", "closed"]


def test_a_new_promise_is_not_put_off_by_what_we_owed_before_it(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent, promised_at=AT + 4 * HOUR)
    owe(case, by=agent, now=AT + HOUR, what="A photo")
    case = settle(case, by=agent, now=AT + 2 * HOUR)
    assert reading(case, AT + 2 * HOUR).due_at == AT + 5 * HOUR
    case = update_vendor_case(case, by=agent, now=AT + 3 * HOUR, promised_at=AT + 6 * HOUR)
    assert reading(case, AT + 3 * HOUR).due_at == AT + 6 * HOUR


def test_the_later_word_of_a_vendor_counts(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent, target_minutes=60)
    case = update_vendor_case(case, by=agent, now=AT, promised_at=AT + 6 * HOUR)
    assert case.target_minutes is None
    case = update_vendor_case(case, by=agent, now=AT, target_minutes=120)
    assert (case.promised_at, reading(case, AT).due_at) == (None, AT + 2 * HOUR)


def test_without_a_promise_nothing_is_due(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent)
    assert (reading(case, AT + HOUR).due_at, reading(case, AT + HOUR).is_late) == (None, False)


def test_doing_it_twice_is_doing_it_once(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent)
    for _twice in range(2):
        owe(case, by=agent, now=AT, what="A photo")
        update_vendor_case(case, by=agent, now=AT, reference="V-7")
    for _twice in range(2):
        settle(case, by=agent, now=AT)
    for _twice in range(2):
        confirm_work(case, by=agent, now=AT)
    for _twice in range(2):
        close_vendor_case(case, by=agent, now=AT)
    assert codes(ticket) == ["opened", "owed", "changed", "settled", "confirmed", "closed"]


def test_steps_are_added_moved_ticked_and_taken_back(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent)
    visit = {"kind": "on_site", "what": "Felix comes", "starts_at": AT + DAY, "due_at": AT + DAY + HOUR}
    add_vendor_step(case, by=agent, now=AT, **visit)
    step = case.steps.get()
    change_vendor_step(case, by=agent, now=AT, step=step, starts_at=AT + 2 * DAY, due_at=AT + 2 * DAY + HOUR)
    finish_vendor_step(case, by=agent, now=AT, step=step)
    finish_vendor_step(case, by=agent, now=AT, step=step, done=False)
    step.refresh_from_db()
    assert (step.starts_at, step.revision, step.done_at) == (AT + 2 * DAY, 1, None)
    assert codes(ticket) == ["opened", "step_added", "step_changed", "step_done", "step_undone"]


@pytest.mark.parametrize(
    "fields",
    [{"what": " "}, {"promised_at": AT - HOUR}, {"vendor": "customer of somebody else"}, {"vendor": "inactive"}],
    ids=lambda fields: next(iter(fields)),
)
def test_what_makes_no_sense_is_refused(ticket, vendor, agent, fields):
    vendors = {
        "customer of somebody else": make_organisation(),
        "inactive": make_organisation(kind="vendor", is_active=False),
    }
    fields = {"vendor": vendor, "what": "Exchange it", **fields}
    fields["vendor"] = vendors.get(fields["vendor"], fields["vendor"])
    with pytest.raises(DomainError):
        open_vendor_case(ticket, by=agent, now=AT, **fields)
    assert not ticket.vendor_cases.exists()


def test_the_customers_own_it_can_be_such_a_party(ticket, agent):
    assert case_for(ticket, ticket.organisation, agent).vendor == ticket.organisation


def test_a_visit_ends_after_it_begins(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent)
    with pytest.raises(InvalidInput, match="after the beginning"):
        add_vendor_step(case, by=agent, now=AT, kind="on_site", what="Visit", starts_at=AT + DAY, due_at=AT + HOUR)


def test_a_closed_case_does_not_change(ticket, vendor, agent):
    case = close_vendor_case(case_for(ticket, vendor, agent), by=agent, now=AT)
    for change in (lambda: owe(case, by=agent, now=AT, what="x"), lambda: confirm_work(case, by=agent, now=AT)):
        with pytest.raises(InvalidInput, match="closed"):
            change()


def test_a_late_vendor_is_told_to_the_agent_then_to_the_lead(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent, target_minutes=120)
    sweep(now=AT + 2 * HOUR)
    assert told() == []
    for minutes in (121, 125, 150, 182, 200, 300):
        sweep(now=AT + minutes * MINUTE)
    assert told() == [(121, "Jonas"), (182, "Lea")]
    case.refresh_from_db()
    assert (case.late_told_at, case.lead_told_at) == (AT + 121 * MINUTE, AT + 182 * MINUTE)
    assert codes(ticket) == ["opened", "late", "lead_told"]


def test_the_lead_is_not_told_once_the_vendor_promised_anew(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent, target_minutes=60)
    sweep(now=AT + 61 * MINUTE)
    update_vendor_case(case, by=agent, now=AT + 70 * MINUTE, promised_at=AT + 4 * HOUR)
    sweep(now=AT + 3 * HOUR)
    assert told() == [(61, "Jonas")]
    sweep(now=AT + 241 * MINUTE)
    assert told() == [(61, "Jonas"), (241, "Jonas")]


def test_a_step_that_is_not_done_in_time_makes_the_vendor_late(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent, target_minutes=600)
    add_vendor_step(case, by=agent, now=AT, kind="return", what="New reader is there", due_at=AT + HOUR)
    add_vendor_step(case, by=agent, now=AT, kind="on_site", what="Exchange", due_at=AT + 3 * HOUR)
    sweep(now=AT + 61 * MINUTE)
    finish_vendor_step(case, by=agent, now=AT + 65 * MINUTE, step=case.steps.first())
    sweep(now=AT + 170 * MINUTE)
    assert told() == [(61, "Jonas")]


def test_nobody_is_told_while_we_owe_the_vendor_something_or_after_the_case_is_closed(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent, target_minutes=60)
    owe(case, by=agent, now=AT + MINUTE, what="A photo")
    other = case_for(ticket, vendor, agent, target_minutes=60)
    close_vendor_case(other, by=agent, now=AT + 2 * MINUTE)
    sweep(now=AT + 5 * HOUR)
    assert told() == []


def test_chasing_and_telling_the_requester(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent, target_minutes=60)
    chase_vendor(case, by=agent, now=AT + 2 * HOUR, body="Where is the reader?")
    case = tell_requester_of_vendor(case, by=agent, now=AT + 2 * HOUR, body="It is a little late.")
    assert case.requester_told_at == AT + 2 * HOUR
    said = list(Message.objects.filter(kind__in=["vendor", "reply"], direction="out").values_list("body", "is_public"))
    assert said == [("Where is the reader?", False), ("It is a little late.", True)]
    assert Notice.objects.filter(kind=Notice.Kind.ANSWER, person=ticket.requester).exists()


def test_the_provider_contract_gives_the_promise(ticket, vendor, agent):
    hours = make_calendar(HALF_DAYS)
    contract = ticket.organisation.provider_contracts.create(
        vendor=vendor, what="Readers", restored_minutes=480, calendar=hours
    )
    case = case_for(ticket, vendor, agent, contract=contract)
    assert (case.target_minutes, case.calendar) == (480, hours)
    foreign = make_organisation().provider_contracts.create(vendor=vendor, what="Readers")
    with pytest.raises(InvalidInput):
        case_for(ticket, vendor, agent, contract=foreign)


def test_every_hour_counts_where_the_vendors_hours_are_not_known(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent, target_minutes=24 * 60)
    assert reading(case, AT).due_at == AT + timedelta(days=1)


def test_a_confirmation_taken_back_lets_the_clock_go_on_as_if_it_had_never_ended(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent, target_minutes=240)
    confirm_work(case, by=agent, now=AT + HOUR)
    for _twice in range(2):
        case = unconfirm_work(case, by=agent, now=AT + 3 * HOUR)
    running = reading(case, AT + 3 * HOUR)
    assert (running.state, running.consumed, running.due_at) == ("running", 3 * HOUR, AT + 4 * HOUR)
    assert codes(ticket) == ["opened", "confirmed", "unconfirmed"]


@pytest.mark.parametrize(("own_it_pauses", "state"), [(True, "paused"), (False, "running")])
def test_while_the_customers_own_it_has_the_case_the_tier_says_whose_clock_runs(agent, own_it_pauses, state):
    make_tier(targets={"resolution": 8 * HOUR}, own_it_pauses=own_it_pauses, vendor_pauses=not own_it_pauses)
    ticket = make_ticket()
    case_for(ticket, ticket.organisation, agent, waits=True)
    assert ticket.clocks.get(kind="resolution").state == state


def test_a_step_counts_once_the_side_that_was_asked_agrees(ticket, vendor, agent):
    case = case_for(ticket, vendor, agent)
    add_vendor_step(case, by=agent, now=AT, kind="return", what="Parcel", due_at=AT + HOUR, asked_of="them")
    sweep(now=AT + 2 * HOUR)
    assert told() == []
    for _twice in range(2):
        agree_to_step(case, by=agent, now=AT + 2 * HOUR, step=case.steps.get())
    sweep(now=AT + 2 * HOUR + MINUTE)
    assert told() == [(121, "Jonas")]
    assert codes(ticket)[:3] == ["opened", "step_added", "step_agreed"]
