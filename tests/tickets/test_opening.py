import pytest

from accounts.models import Team
from catalogue.models import Service
from core.errors import InvalidInput, NoResponsibleTeam
from tests.make import (
    HOUR,
    MONDAY_9AM,
    make_agent,
    make_contract,
    make_organisation,
    make_team,
    make_ticket,
    make_tier,
    make_user,
)
from tickets.models import Notice, Ticket

pytestmark = pytest.mark.django_db


def test_a_new_ticket_is_classified_promised_and_acknowledged():
    ticket = make_ticket(impact="several", urgency="cannot")
    assert (ticket.status, ticket.level, ticket.priority) == ("new", 1, "P1")
    assert (ticket.next_clock, ticket.next_due_at) == ("first_response", MONDAY_9AM + HOUR)
    assert Notice.objects.get().kind == "received"
    assert list(ticket.events.values_list("kind", flat=True)) == ["opened", "message"]


def test_the_contract_decides_which_tier():
    organisation = make_organisation()
    contract = make_contract(organisation, make_tier(is_default=False))
    default = make_tier()
    assert make_ticket(organisation=organisation).tier_version.tier == contract.tier
    assert make_ticket().tier_version == default


def test_an_ended_contract_promises_nothing():
    organisation = make_organisation()
    make_contract(organisation, make_tier(is_default=False), valid_until=MONDAY_9AM.date().replace(day=1))
    default = make_tier()
    ticket = make_ticket(organisation=organisation)
    assert (ticket.tier_version, ticket.tier_reason) == (default, "default")


def test_the_first_level_s_team_for_the_category_gets_it():
    make_team(name="Everything")
    software = make_team(name="Programs", categories=["software"])
    assert make_ticket(category="software").team == software
    assert make_ticket(category="hardware").team.name == "Everything"


def test_a_service_s_skill_counts_more_than_the_category():
    make_team(categories=["service"])
    network = make_team(skills=["network"])
    service = Service.objects.create(name="Wi-Fi", category="service", skill="network")
    assert make_ticket(category="service", service=service).team == network


def test_a_team_that_serves_the_customer_by_name_comes_before_one_that_serves_all():
    organisation = make_organisation()
    make_team()
    own = make_team(serves=[organisation])
    assert make_ticket(organisation=organisation).team == own
    assert make_ticket().team != own


def test_a_report_is_never_refused_for_want_of_a_better_fitting_team():
    team = make_team(serves=[])
    assert make_ticket().team == team


def test_without_any_team_a_sentence_says_so():
    make_team()
    make_ticket()
    Team.objects.update(is_active=False)
    with pytest.raises(NoResponsibleTeam):
        make_ticket()


@pytest.mark.parametrize("subject", ["", " \n", "x" * 201])
def test_a_subject_that_is_none_is_refused(subject):
    with pytest.raises(InvalidInput):
        make_ticket(subject=subject)
    assert not Ticket.objects.exists()


def test_names_and_words_of_every_script_are_kept():
    ticket = make_ticket(subject="הדפסה لا تعمل 打印机 🖨️", requester=make_user(first_name="مريم"))
    ticket.refresh_from_db()
    assert ticket.subject == "הדפסה لا تعمل 打印机 🖨️"


def test_a_ticket_may_start_with_somebody_at_second_level():
    team = make_team(level=2)
    agent = make_agent(team)
    ticket = make_ticket(team=team, assignee=agent)
    assert (ticket.level, ticket.assignee, ticket.status) == (2, agent, "open")
