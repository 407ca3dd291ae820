import pytest
from django.utils import timezone

from accounts.models import User
from catalogue.models import Question, Service
from tests.make import make_organisation, make_ticket
from tickets.models import Ticket

CALL = {"subject": "No network", "body": "Nothing works", "impact": "one", "urgency": "cannot", "category": "service"}


@pytest.fixture
def agent(client, house):
    client.force_login(house.jonas)
    return client


def test_a_call_opens_a_ticket_that_is_the_agents_and_answered(agent, house):
    answer = agent.post("/desk/new/", {"person": house.mia.pk, **CALL})
    ticket = Ticket.objects.get()
    assert answer.url == ticket.get_absolute_url()
    assert (ticket.requester, ticket.organisation, ticket.channel) == (house.mia, house.customer, "phone")
    assert (ticket.assignee, ticket.priority) == (house.jonas, "P2")
    assert ticket.clocks.get(kind="first_response").state == "done"


@pytest.mark.parametrize(("then", "ends"), [("resolve", "/resolve/"), ("hand_over", "/hand_over/")])
def test_a_call_ends_where_the_agent_wants(agent, house, then, ends):
    assert agent.post("/desk/new/", {"person": house.mia.pk, "then": then, **CALL}).url.endswith(ends)


def test_the_callers_open_tickets_stand_beside(agent, house):
    ticket = make_ticket(organisation=house.customer, requester=house.mia, now=timezone.now(), subject="VPN drops")
    page = agent.get(f"/desk/new/?person={house.mia.pk}").content.decode()
    assert f"#{ticket.number}" in page
    assert "Server room only with Mr Brand." in page


@pytest.mark.parametrize("question", ["Mia", "brandt", "66969 231", "040/66969231"])
def test_a_caller_is_found(agent, house, question):
    assert "Brandt" in agent.get("/desk/new/callers/", {"q": question}).content.decode()


def test_an_unknown_caller_becomes_a_person_of_the_customer(agent, house):
    data = {"unknown": "1", "caller-name": "Nele Pharmacy", "caller-customer": house.customer.pk, "caller-phone": "287"}
    agent.post("/desk/new/", {**data, **CALL})
    ticket = Ticket.objects.get()
    assert ticket.requester.get_full_name() == "Nele Pharmacy"
    assert ticket.requester.memberships.get().organisation == house.customer
    assert not ticket.requester.wants_mail
    assert not ticket.requester.has_usable_password()


def test_an_unknown_callers_known_address_is_that_person(agent, house):
    data = {"unknown": "1", "caller-name": "Mia", "caller-customer": house.customer.pk, "caller-email": house.mia.email}
    agent.post("/desk/new/", {**data, **CALL})
    assert Ticket.objects.get().requester == house.mia


def test_somebody_elses_address_is_refused_with_a_sentence(agent, house):
    data = {"unknown": "1", "caller-name": "K", "caller-customer": house.customer.pk, "caller-email": house.kai.email}
    answer = agent.post("/desk/new/", {**data, **CALL})
    assert answer.status_code == 422
    assert "belongs to somebody else" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_a_foreign_customer_cannot_be_chosen(agent, house):
    data = {"unknown": "1", "caller-name": "Nele", "caller-customer": make_organisation().pk}
    people = User.objects.count()
    assert agent.post("/desk/new/", {**data, **CALL}).status_code == 422
    assert User.objects.count() == people


def test_a_service_asks_its_questions_and_suggests_how_bad_it_is(agent, house):
    service = Service.objects.create(name="Remote access", category="software", urgency="cannot")
    text = Question.objects.create(service=service, text="Exact text on the screen", is_required=True)
    where = Question.objects.create(service=service, text="Where are you?", kind="choice", choices="Office\nHome")
    about = {"person": house.mia.pk, "service": service.pk}
    asked = agent.get("/desk/new/questions/", about).content.decode()
    assert "Exact text on the screen" in asked
    assert "P2" in asked
    assert agent.post("/desk/new/", {**about, **CALL}).status_code == 422
    agent.post("/desk/new/", {**about, **CALL, f"question_{text.pk}": "809", f"question_{where.pk}": "Home"})
    ticket = Ticket.objects.get()
    assert ticket.answers == [["Exact text on the screen", "809"], ["Where are you?", "Home"]]
    assert ticket.category == "software"


def test_priority_and_times_are_shown_before_saving(agent, house):
    page = agent.get("/desk/new/preview/", {"person": house.mia.pk, "impact": "all", "urgency": "cannot"})
    text = page.content.decode()
    assert "P1" in text
    assert "Resolution" in text
    unknown = agent.get("/desk/new/preview/", {"unknown": "1", "impact": "x"}).content.decode()
    assert "Choose the customer" in unknown
