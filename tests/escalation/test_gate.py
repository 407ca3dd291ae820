"""Offers that are answered by working, run out, or lose their team; and tickets that go to and fro."""

import pytest

from accounts.models import Organisation
from core.errors import DomainError
from escalation import actions as moves
from escalation.actions import accept, give_back, hand_over
from escalation.models import HandOver
from escalation.sweep import sweep
from tests.make import HOUR, MINUTE, MONDAY_9AM, make_agent, make_organisation, make_team, make_ticket, make_tier
from tickets import actions
from tickets.models import Notice, Ticket

pytestmark = pytest.mark.django_db
SOON = MONDAY_9AM + 20 * MINUTE


@pytest.fixture
def network():
    team = make_team(level=2, name="Network")
    team.lead = make_agent(team)
    team.save()
    return team


@pytest.fixture
def ticket(network):
    make_tier(targets={"resolution": 8 * HOUR, "level_1": HOUR, "level_2": 2 * HOUR}, acceptance_minutes=30)
    first = make_team(level=1)
    first.lead = make_agent(first)
    first.save()
    ticket = make_ticket(team=first)
    Ticket.objects.update(assignee=make_agent(first))
    return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def offered(ticket, network):
    return hand_over(ticket, by=ticket.assignee, to_team=network, sentence="Look", now=MONDAY_9AM + 10 * MINUTE)


STEP = {"body": "Other cable", "result": "same"}
CALL = {"body": "She says hello", "reached": True}
VENDOR = {"vendor": "Telco", "reason": "Line"}
WORK = [
    ("reply", {"body": "Hello"}),
    ("note", {"body": "Ours"}),
    ("take", {}),
    ("log_step", STEP),
    ("log_call", CALL),
    ("wait_for_vendor", VENDOR),
]


@pytest.mark.parametrize(("verb", "said"), WORK, ids=[verb for verb, _said in WORK])
def test_who_begins_to_work_has_accepted(offered, network, verb, said):
    ticket = getattr(moves, verb)(offered, by=network.lead, now=SOON, **said)
    assert (ticket.level, ticket.team, ticket.assignee) == (2, network, network.lead)
    receipt = HandOver.objects.get()
    assert (receipt.status, receipt.answered_by, receipt.answered_at) == ("accepted", network.lead, SOON)
    assert Notice.objects.filter(kind="accepted", person=receipt.by).count() == 1
    assert ticket.clocks.get(kind="level").cycle == 2


def test_who_opens_a_vendor_case_or_decides_how_urgent_it_is_has_accepted(offered, network):
    requester, lead = offered.requester, network.lead
    vendor = make_organisation(kind=Organisation.Kind.VENDOR)
    case = moves.open_vendor_case(offered, by=offered.assignee, now=SOON, vendor=vendor, what="Look at the line")
    assert HandOver.objects.get().status == "offered"
    moves.confirm_work(case, by=lead, now=SOON)
    assert (HandOver.objects.get().status, HandOver.objects.get().answered_by) == ("accepted", lead)

    ticket = moves.hand_over(fresh(offered), by=lead, to_team=offered.team, sentence="Done here", now=SOON)
    moves.accept(ticket, by=offered.team.lead, now=SOON)
    ticket = moves.hand_over(fresh(offered), by=offered.team.lead, to_team=network, sentence="Again", now=SOON)
    moves.ask_urgency(ticket, by=requester, reason="The whole ward waits.", now=SOON)
    moves.decide_urgency(ticket, by=lead, accepted=True, now=SOON)
    assert (fresh(offered).team, HandOver.objects.last().status) == (network, "accepted")


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


@pytest.mark.parametrize("who", ["sender", "both"])
def test_work_of_the_sending_side_accepts_nothing(offered, network, who):
    person = offered.assignee
    if who == "both":
        network.members.add(person)
    ticket = moves.note(offered, by=person, body="Still ours", now=SOON)
    assert (ticket.level, HandOver.objects.get().status) == (1, "offered")


def test_the_requesters_own_reply_accepts_nothing(offered, network):
    network.members.add(offered.requester)
    moves.reply(offered, by=offered.requester, body="Any news?", now=SOON)
    assert HandOver.objects.get().status == "offered"


END = [("close", {}), ("resolve", {"problem": "No link", "cause": "Cable", "solution": "New cable"})]


@pytest.mark.parametrize(("verb", "said"), END, ids=["close", "resolve"])
def test_a_finished_ticket_takes_its_offer_back(offered, verb, said):
    ticket = getattr(moves, verb)(offered, by=offered.assignee, now=SOON, **said)
    assert (HandOver.objects.get().status, ticket.level) == ("taken_back", 1)
    assert ticket.events.filter(kind="taken_back").count() == 1


def test_a_merge_takes_the_open_offer_back(offered):
    other = make_ticket(organisation=offered.organisation, requester=offered.requester, team=offered.team)
    moves.merge(offered, into=other, by=offered.assignee, now=SOON)
    assert HandOver.objects.get().status == "taken_back"
    sweep(now=MONDAY_9AM + HOUR)
    offered.refresh_from_db()
    assert (offered.status, offered.level) == ("closed", 1)


def test_the_sweep_takes_back_what_a_merge_left_open(offered):
    """Also where tickets are merged by one who knows nothing of offers."""
    other = make_ticket(organisation=offered.organisation, requester=offered.requester, team=offered.team)
    actions.merge(offered, into=other, by=offered.assignee, now=SOON)
    sweep(now=SOON)
    assert HandOver.objects.get().status == "taken_back"


def test_a_team_moved_to_another_level_meanwhile_gets_it_at_its_new_one(offered, network):
    network.level = 3
    network.save()
    ticket = accept(offered, by=network.lead, now=SOON)
    assert (ticket.level, HandOver.objects.get().to_level) == (3, 3)


def test_a_team_no_longer_active_gets_nothing_when_the_time_runs_out(offered, network):
    network.is_active = False
    network.save()
    sweep(now=MONDAY_9AM + 41 * MINUTE)
    offered.refresh_from_db()
    assert (offered.level, HandOver.objects.get().status) == (1, "taken_back")
    assert Notice.objects.get(kind="not_moved").data == {"reason": "inactive", "team": "Network"}


def test_to_an_inactive_team_nothing_is_handed(ticket, network):
    network.is_active = False
    network.save()
    with pytest.raises(DomainError):
        hand_over(ticket, by=ticket.assignee, to_team=network, sentence="Look", now=SOON)


def test_without_a_team_of_the_next_level_the_lead_is_called_and_the_ticket_stays(ticket, network):
    network.delete()
    sweep(now=MONDAY_9AM + HOUR)
    ticket.refresh_from_db()
    assert ticket.level == 1
    assert Notice.objects.get(kind="not_moved").person == ticket.team.lead
    assert ticket.events.get(kind="not_moved").data["level"] == 2


def test_accepting_after_the_time_ran_out_is_taking_it(offered, network):
    sweep(now=MONDAY_9AM + 41 * MINUTE)
    ticket = accept(offered, by=network.lead, now=MONDAY_9AM + 42 * MINUTE)
    assert (ticket.team, ticket.assignee) == (network, network.lead)
    assert ticket.events.filter(kind="handed_over").count() == 1


def test_the_third_move_between_the_same_teams_calls_both_leads(ticket, network):
    first, sender = ticket.team, ticket.assignee
    for team, by in [(network, sender), (first, network.lead), (network, sender)]:
        assert not Notice.objects.filter(kind="call_lead").exists()
        ticket = hand_over(ticket, by=by, to_team=team, sentence="Yours", acceptance=False, now=SOON)
    assert ticket.events.filter(kind="handed_over").last().data["leads"] == [first.lead.pk, network.lead.pk]
    assert set(Notice.objects.filter(kind="call_lead").values_list("person", flat=True)) == {
        first.lead.pk,
        network.lead.pk,
    }
    hand_over(ticket, by=network.lead, to_team=first, sentence="Yours", acceptance=False, now=SOON)
    assert Notice.objects.filter(kind="call_lead").count() == 2


def test_the_clock_calls_both_leads_too(ticket, network):
    first, sender = ticket.team, ticket.assignee
    for team in (network, first):
        ticket = hand_over(ticket, by=sender, to_team=team, sentence="Yours", acceptance=False, now=MONDAY_9AM)
    sweep(now=MONDAY_9AM + HOUR)
    ticket.refresh_from_db()
    assert ticket.level == 2
    assert Notice.objects.filter(kind="call_lead").count() == 2


def test_given_back_and_offered_again_it_is_accepted(offered, network):
    give_back(offered, by=network.lead, reason="missing_facts", sentence="Which port?", now=SOON)
    ticket = hand_over(offered, by=offered.assignee, to_team=network, sentence="Port 7", now=SOON)
    assert accept(ticket, by=network.lead, now=SOON).team == network
