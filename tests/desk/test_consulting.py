"""Questions to colleagues on the pages: asked from the ticket, answered from the list."""

import pytest
from django.urls import reverse
from django.utils import timezone

from desk.side import Side
from escalation.actions import consult
from escalation.models import Consultation
from tests.desk.pieces import htmx
from tests.make import make_agent, make_organisation, make_team, make_ticket


@pytest.fixture
def ticket(house):
    return make_ticket(organisation=house.customer, requester=house.mia, team=house.first, now=timezone.now())


def address(verb, ticket):
    return reverse(f"desk:{verb}", args=[ticket.number])


def test_a_team_is_asked_and_finds_the_question_in_its_list(client, house, ticket):
    client.force_login(house.jonas)
    client.post(address("consult", ticket), {"to": f"team-{house.network.pk}", "question": "Which <b>proxy</b>?"})
    client.force_login(house.kai)
    page = client.get("/desk/offered/").content.decode()
    assert "Which &lt;b&gt;proxy&lt;/b&gt;?" in page
    assert f"?consultation={Consultation.objects.get().pk}" in page
    client.post(
        address("answer_consultation", ticket),
        {"consultation": Consultation.objects.get().pk, "answer": "The old one."},
    )
    client.force_login(house.jonas)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert "The old one." in page
    assert Consultation.objects.get().ticket.team == house.first


def test_only_people_and_teams_of_the_customer_are_offered(client, house, ticket):
    stranger = make_agent(make_team(serves=[make_organisation()]), first_name="Stranger")
    client.force_login(house.jonas)
    form = client.get(address("consult", ticket), headers=htmx()).content.decode()
    assert "Kai" in form
    assert "Stranger" not in form
    answer = client.post(address("consult", ticket), {"to": f"person-{stranger.pk}", "question": "Well?"})
    assert answer.status_code == 422
    assert "Well?" in answer.content.decode()


@pytest.mark.parametrize("odd", ["", "x", "9" * 40, "0"])
def test_a_question_that_is_not_there_is_said_and_the_answer_kept(client, house, ticket, odd):
    consult(ticket, by=house.jonas, to_team=house.network, question="Which proxy?", now=timezone.now())
    client.force_login(house.kai)
    answer = client.post(address("answer_consultation", ticket), {"consultation": odd, "answer": "The old one."})
    assert answer.status_code == 422
    assert "The old one." in answer.content.decode()
    assert client.get(f"{address('answer_consultation', ticket)}?consultation={odd}").status_code == 200


def test_the_count_beside_the_list_counts_questions_too(house, ticket):
    consult(ticket, by=house.jonas, to_team=house.network, question="Which proxy?", now=timezone.now())
    assert Side(house.kai, now=timezone.now()).counts["offered"] == 1
