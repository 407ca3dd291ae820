"""Every address of the desk, asked by people who have no business there."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from desk.urls import VERBS
from tests.make import make_agent, make_organisation, make_team, make_ticket, make_user

LISTS = ["queue", "offered", "new", "find_caller", "questions", "preview", "search"]
BULK = ["bulk_take", "bulk_assign", "bulk_hand_over"]


@pytest.fixture
def ticket(house):
    return make_ticket(organisation=house.customer, requester=house.mia, now=timezone.now())


def addresses(ticket):
    yield from (reverse(f"desk:{name}") for name in [*LISTS, *BULK])
    yield reverse("desk:customer", args=[ticket.organisation_id])
    yield reverse("desk:ticket", args=[ticket.number])
    yield from (reverse(f"desk:{verb}", args=[ticket.number]) for verb in VERBS)


def without_token(answer):
    return re.sub(rb"[A-Za-z0-9]{64}", b"", answer.content)


def test_nobody_is_sent_to_the_sign_in(client, ticket):
    for address in addresses(ticket):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302, address
            assert answer.url.startswith("/account/login/")


def test_for_a_requester_the_desk_does_not_exist(client, house, ticket):
    client.force_login(house.mia)
    for address in addresses(ticket):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 404, address


def test_for_another_customers_agent_the_ticket_does_not_exist(client, ticket):
    stranger = make_agent(make_team(serves=[make_organisation()]))
    client.force_login(stranger)
    before = (ticket.version, ticket.messages.count())
    for verb in ["ticket", *VERBS]:
        address = reverse(f"desk:{verb}", args=[ticket.number])
        missing = reverse(f"desk:{verb}", args=[ticket.number + 1000])
        for ask in (client.get, client.post):
            foreign = ask(address)
            if foreign.status_code != 405:
                assert foreign.status_code == 404, address
                assert without_token(foreign) == without_token(ask(missing))
    ticket.refresh_from_db()
    assert (ticket.version, ticket.messages.count()) == before
    assert client.get(reverse("desk:customer", args=[ticket.organisation_id])).status_code == 404


def test_foreign_tickets_are_in_no_list_and_no_answer(client, house, ticket):
    stranger = make_agent(make_team(serves=[make_organisation()]))
    client.force_login(stranger)
    for address in ("/desk/", "/desk/?view=unassigned", "/desk/search/?q=printer", f"/desk/search/?q={ticket.number}"):
        page = client.get(address)
        assert page.status_code == 200
        assert ticket.subject not in page.content.decode()
    found = client.get("/desk/new/callers/?q=Mia")
    assert "Brandt" not in found.content.decode()
    assert client.get(f"/desk/new/?person={house.mia.pk}").status_code == 404


def test_a_selection_with_foreign_numbers_touches_only_ones_own(client, house, ticket):
    other = make_organisation()
    team = make_team(serves=[other])
    own = make_ticket(organisation=other, team=team, now=timezone.now())
    stranger = make_agent(team)
    client.force_login(stranger)
    client.post("/desk/bulk/take/", {"number": [ticket.number, own.number, "x", "9" * 30]})
    own.refresh_from_db()
    ticket.refresh_from_db()
    assert own.assignee == stranger
    assert ticket.assignee is None


def test_looking_changes_nothing(client, house, ticket):
    client.force_login(house.jonas)
    for address in addresses(ticket):
        client.get(address)
    version = ticket.version
    ticket.refresh_from_db()
    assert ticket.version == version


def test_a_person_without_organisation_can_call_nobody(client, house):
    loner = make_user()
    client.force_login(house.jonas)
    assert client.get(f"/desk/new/?person={loner.pk}").status_code == 404
