"""What people type wrong: a sentence each, nothing lost, never a failure."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.desk.pieces import htmx
from tests.make import make_ticket
from tickets.models import Ticket

HUGE = "word " * 400_000  # 2 MB
ODD = "👩‍💻 \u202eRTL \u05e9\u05dc\u05d5\u05dd <script>alert(1)</script> {{ 7*7 }} %s \u0000 end"


@pytest.fixture
def ticket(house):
    return make_ticket(organisation=house.customer, requester=house.mia, now=timezone.now())


@pytest.fixture
def agent(client, house):
    client.force_login(house.jonas)
    return client


EMPTY = ["reply", "note", "log_call", "log_step", "wait_for_vendor", "wait_for_requester", "plan", "resolve", "assign"]


@pytest.mark.parametrize("verb", [*EMPTY, "hand_over", "give_back", "set_priority"])
@pytest.mark.parametrize("headers", [{}, htmx()], ids=["page", "piece"])
def test_an_empty_form_is_answered_with_a_sentence(agent, ticket, verb, headers):
    before = ticket.version
    answer = agent.post(reverse(f"desk:{verb}", args=[ticket.number]), {}, headers=headers)
    assert answer.status_code == 422
    assert b"hd-error" in answer.content
    ticket.refresh_from_db()
    assert ticket.version == before


@pytest.mark.parametrize("verb", ["reply", "note"])
def test_two_megabytes_are_refused_and_still_there(agent, ticket, verb):
    answer = agent.post(reverse(f"desk:{verb}", args=[ticket.number]), {"body": HUGE, "then": "open"}, headers=htmx())
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "100,000 characters" in text
    assert HUGE.strip() in text


def test_a_subject_of_300_letters(agent, house, ticket):
    data = {"field": "subject", "value": "x" * 300, "before": ticket.subject}
    answer = agent.post(reverse("desk:classify", args=[ticket.number]), data, headers=htmx())
    assert answer.status_code == 422
    assert "200 characters" in answer.content.decode()
    call = {"person": house.mia.pk, "subject": "x" * 300, "body": "Text", "impact": "one", "urgency": "slowed"}
    page = agent.post("/desk/new/", call)
    assert page.status_code == 422
    assert "x" * 300 in page.content.decode()
    assert Ticket.objects.count() == 1


def test_odd_letters_are_shown_as_they_were_written(agent, ticket):
    agent.post(reverse("desk:reply", args=[ticket.number]), {"body": ODD, "then": "open"})
    page = agent.get(ticket.get_absolute_url()).content.decode()
    assert "👩‍💻" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page


@pytest.mark.parametrize(
    "query",
    [
        "view=nothing&team=x&level=9&priority=P9&category=%00",
        "after=garbage",
        "after=r_2026-01-01_5",
        "after=n__-1",
        "after=n_2026-11-24T10:00:00%2B00:00_" + "9" * 40,
        "team=" + "9" * 40,
        "requester__password=x&order_by=requester__password",
        "q=' OR 1=1 --",
    ],
)
def test_nonsense_in_the_address_of_a_list_changes_nothing(agent, ticket, query):
    answer = agent.get(f"/desk/?{query}")
    assert answer.status_code == 200
    assert ticket.subject in answer.content.decode()


@pytest.mark.parametrize("address", ["/desk/tickets/" + "9" * 30 + "/", "/desk/customers/" + "9" * 30 + "/"])
def test_a_number_beyond_all_numbers_is_missing(agent, address):
    assert agent.get(address).status_code == 404


@pytest.mark.parametrize("person", ["x", "-1", "9" * 40, "1e3", "٣"])
def test_a_caller_who_is_none(agent, person):
    assert agent.get(f"/desk/new/?person={person}").status_code == 404


def test_a_date_in_the_past_and_one_that_is_none(agent, ticket):
    address = reverse("desk:plan", args=[ticket.number])
    past = agent.post(address, {"until": "2020-01-01T10:00", "reason": "x"}, headers=htmx())
    assert "lies in the past" in past.content.decode()
    none = agent.post(address, {"until": "tomorrow", "reason": "x"}, headers=htmx())
    assert "Give a date and a time." in none.content.decode()


def test_a_draft_of_no_known_kind(agent, ticket):
    assert agent.post(reverse("desk:draft", args=[ticket.number]), {"kind": "x", "body": "y"}).status_code == 422
