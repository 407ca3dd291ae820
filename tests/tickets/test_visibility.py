"""Who sees which ticket: Alice's customer, Bob's customer, and nobody at all."""

import pytest

from tests.make import MONDAY_9AM, make_agent, make_organisation, make_team, make_ticket, make_user
from tickets.actions import note
from tickets.checks import can_work
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    """A customer's employee with a ticket."""
    organisation = make_organisation(name="Clinic")
    make_team()
    return make_ticket(organisation=organisation, requester=make_user(organisation)).requester


@pytest.fixture
def ticket(alice):
    return Ticket.objects.get(requester=alice)


def sees(user):
    return Ticket.objects.visible_to(user).exists()


def works(user):
    return Ticket.objects.workable_by(user).exists()


def test_the_requester_sees_it_and_does_not_work_it(alice):
    assert sees(alice)
    assert not works(alice)


def test_another_customer_s_employee_sees_nothing(ticket):
    assert not sees(make_user(make_organisation()))


def test_a_colleague_sees_it_only_where_colleagues_share(ticket):
    colleague = make_user(ticket.organisation)
    assert not sees(colleague)
    ticket.organisation.sharing = "colleagues"
    ticket.organisation.save()
    assert sees(type(colleague).objects.get(pk=colleague.pk))


def test_the_customer_s_manager_sees_it(ticket):
    assert sees(make_user(ticket.organisation, role="manager"))


def test_another_customer_s_manager_does_not(ticket):
    assert not sees(make_user(make_organisation(), role="manager"))


def test_an_agent_sees_and_works_what_his_teams_serve(ticket):
    agent = make_agent(make_team(serves=[ticket.organisation]))
    assert sees(agent)
    assert works(agent)


def test_an_agent_of_another_customer_s_team_does_neither(ticket):
    agent = make_agent(make_team(serves=[make_organisation()]))
    assert not sees(agent)
    assert not works(agent)


def test_a_team_that_holds_a_ticket_works_it(ticket):
    team = make_team(serves=[])
    Ticket.objects.update(team=team)
    assert works(make_agent(team))


def test_somebody_deactivated_works_nothing(ticket):
    agent = make_agent(make_team(), is_active=False)
    assert not works(agent)


@pytest.mark.parametrize("serves", ["all", "this", "other", "none"])
def test_one_ticket_at_hand_is_judged_as_the_query_judges(ticket, serves):
    scopes = {"all": None, "this": [ticket.organisation], "other": [make_organisation()], "none": []}[serves]
    agent = make_agent(make_team(serves=scopes))
    assert can_work(agent, ticket) == works(agent)


def test_notes_are_for_those_who_work_the_ticket(alice, ticket):
    agent = make_agent(make_team())
    note(ticket, by=agent, body="canary", now=MONDAY_9AM)
    assert Message.objects.visible_to(agent).filter(body="canary").exists()
    for reader in (alice, make_user(ticket.organisation, role="manager"), make_user()):
        assert not Message.objects.visible_to(reader).filter(body="canary").exists()
