"""Tickets by the API: opened, listed, shown."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.make import HOUR, MONDAY_9AM, make_agent, make_organisation, make_team, make_ticket, make_user
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

REPORT = {"subject": "No picture", "body": "The screen stays black.", "category": "hardware"}


@pytest.fixture
def world():
    """Two customers, each with an employee and a ticket; one team works for the first only."""
    ours, theirs = make_organisation(), make_organisation()
    team = make_team(serves=[ours])
    world = type("World", (), {"ours": ours, "theirs": theirs, "team": team, "agent": make_agent(team)})
    world.alice, world.bob = make_user(ours), make_user(theirs)
    world.ticket = make_ticket(organisation=ours, requester=world.alice, team=team)
    world.foreign = make_ticket(organisation=theirs, requester=world.bob, team=make_team(serves=[theirs]))
    return world


def numbers(answer):
    assert answer.status_code == 200, answer.content
    return [row["number"] for row in answer.json()["results"]]


def test_a_requester_opens_a_ticket_and_reads_it_back(world, program):
    answer = program(world.alice).post("tickets/", {**REPORT, "urgency": "cannot"})
    assert answer.status_code == 201, answer.content
    ticket = Ticket.objects.get(number=answer.json()["number"])
    assert (ticket.requester, ticket.organisation, ticket.channel) == (world.alice, world.ours, "api")
    assert ticket.messages.get().body == REPORT["body"]
    shown = program(world.alice).get(f"tickets/{ticket.number}/").json()
    assert (shown["subject"], shown["priority"], shown["status"]) == ("No picture", "P2", "new")
    assert "team" not in shown and "clocks" not in shown and "problem" not in shown


def test_an_agent_opens_a_ticket_for_somebody(world, program):
    fields = {**REPORT, "requester": world.alice.email, "channel": "phone"}
    answer = program(world.agent).post("tickets/", fields)
    assert answer.status_code == 201, answer.content
    assert answer.json()["requester"]["id"] == world.alice.pk
    assert answer.json()["team"] == {"id": world.team.pk, "name": world.team.name}
    assert {clock["kind"] for clock in answer.json()["clocks"]} >= {"first_response", "resolution"}


@pytest.mark.parametrize("requester", ["bob@nowhere.example", 0, 2**70, "x", "", None, [], {}, True])
def test_a_requester_who_is_not_there_is_refused(world, program, requester):
    answer = program(world.agent).post("tickets/", {**REPORT, "requester": requester})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert list(answer.json()["fields"]) == ["requester"]


def test_a_foreign_requester_looks_like_a_missing_one(world, program):
    asked = program(world.agent)
    foreign = asked.post("tickets/", {**REPORT, "requester": world.bob.pk})
    assert foreign.json() == asked.post("tickets/", {**REPORT, "requester": 10**9}).json()
    assert foreign.json() == asked.post("tickets/", {**REPORT, "requester": world.bob.email}).json()


def test_the_site_and_the_organisation_must_be_the_requesters(world, program):
    site = world.ours.sites.create(name="Hamburg")
    asked = {**REPORT, "requester": world.alice.pk, "site": site.pk, "organisation": world.ours.pk}
    assert program(world.agent).post("tickets/", asked).status_code == 201
    assert Ticket.objects.latest("number").site == site
    for wrong in ({"organisation": world.theirs.pk}, {"site": world.theirs.sites.create(name="Bremen").pk}):
        assert program(world.agent).post("tickets/", {**asked, **wrong}).status_code == 400


@pytest.mark.parametrize("field", ["status", "team", "priority", "requester", "organisation", "number", "is_staff"])
def test_a_field_that_is_not_declared_is_refused(world, program, field):
    answer = program(world.alice).post("tickets/", {**REPORT, field: 1})
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_field")
    assert list(answer.json()["fields"]) == [field]
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({}, "subject"),
        ({**REPORT, "subject": "x" * 201}, "subject"),
        ({**REPORT, "body": " "}, "body"),
        ({**REPORT, "body": "x" * 100_001}, "body"),
        ({**REPORT, "category": "cake"}, "category"),
        ({**REPORT, "service": 999}, "service"),
        ({**REPORT, "subject": "\x00"}, "subject"),
        ({**REPORT, "body": "\ud800"}, "body"),
        ([REPORT], "non_field_errors"),
        ("text", "non_field_errors"),
    ],
)
def test_bad_input_is_a_sentence(world, program, content, field):
    answer = program(world.alice).post("tickets/", content)
    assert answer.status_code == 400
    assert field in answer.json()["fields"]
    assert answer.json()["detail"]


def test_what_is_no_json_is_refused(world, program, client):
    asked = program(world.alice)
    answer = client.post("/api/v1/tickets/", "{", content_type="application/json", headers=asked.headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
    answer = client.post("/api/v1/tickets/", "<x/>", content_type="application/xml", headers=asked.headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_an_external_number_is_taken_once(world, program):
    agent = make_agent(make_team())
    asked = {**REPORT, "requester": world.alice.pk, "external_id": "OLD-1"}
    assert program(agent).post("tickets/", asked).json()["external_id"] == "OLD-1"
    again = program(agent).post("tickets/", asked)
    assert (again.status_code, again.json()["code"]) == (409, "external_id_taken")
    refused = program(world.agent).post("tickets/", {**asked, "external_id": "OLD-2"})
    assert refused.status_code == 400
    assert len(numbers(program(agent).get("tickets/", {"external_id": "OLD-1"}))) == 1


def test_foreign_and_missing_look_the_same(world, program):
    for person in (world.alice, world.agent):
        asked = program(person)
        for path in ("", "messages/"):
            foreign = asked.get(f"tickets/{world.foreign.number}/{path}")
            missing = asked.get(f"tickets/999999999/{path}")
            assert foreign.status_code == missing.status_code == 404
            assert foreign.content == missing.content == asked.get("nothing/here/").content
    assert program(world.alice).get(f"tickets/{2**80}/").status_code == 404


def test_each_lists_what_he_may_see(world, program):
    colleague = make_user(world.ours)
    assert numbers(program(world.alice).get("tickets/")) == [world.ticket.number]
    assert numbers(program(world.agent).get("tickets/")) == [world.ticket.number]
    assert numbers(program(colleague).get("tickets/")) == []
    assert len(numbers(program(make_agent(make_team())).get("tickets/"))) == 2


def test_filters(world, program):
    later = make_ticket(
        organisation=world.ours, requester=world.alice, team=world.team, now=MONDAY_9AM + HOUR, urgency="cannot"
    )
    agent = program(world.agent)

    def found(**query):
        return numbers(agent.get("tickets/", query))

    both = [later.number, world.ticket.number]
    assert found(status="new,open") == both
    assert found(status="resolved") == []
    assert found(priority="P2") == [later.number]
    assert found(category="hardware", level=1, team=world.team.pk, requester=world.alice.pk) == both
    assert found(organisation=world.theirs.pk) == []
    assert found(assignee=world.agent.pk) == []
    assert found(opened_after="2026-03-02T08:30:00Z") == [later.number]
    assert found(updated_before="2026-03-02T08:30:00Z") == [world.ticket.number]
    assert found(requester=2**62) == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"requester__password": "x"}, "unknown_filter"),
        ({"status__in": "new"}, "unknown_filter"),
        ({"pk": 1}, "unknown_filter"),
        ({"ordering": "requester__password"}, "unknown_ordering"),
        ({"ordering": "?"}, "unknown_ordering"),
        ({"ordering": "--number"}, "unknown_ordering"),
        ({"cursor": "x"}, "invalid_cursor"),
        ({"cursor": "WzEsMl0"}, "invalid_cursor"),
        ({"cursor": "W251bGwsbnVsbF0"}, "invalid_cursor"),
        ({"cursor": "é"}, "invalid_cursor"),
        ({"page_size": "0"}, "invalid_page_size"),
        ({"page_size": "201"}, "invalid_page_size"),
        ({"page_size": "٣"}, "invalid_page_size"),
        ({"status": "cake"}, "invalid"),
        ({"requester": "1 OR 1=1"}, "invalid"),
        ({"requester": str(2**70)}, "invalid"),
        ({"opened_after": "yesterday"}, "invalid"),
        ({"external_id": "\x00"}, "invalid"),
    ],
)
def test_what_a_list_does_not_know_is_refused(world, program, query, code):
    answer = program(world.agent).get("tickets/", query)
    assert answer.status_code == (400 if code else 200), answer.content
    assert answer.json().get("code") == code


def test_requesters_cannot_ask_by_what_they_do_not_see(world, program):
    assert program(world.alice).get("tickets/", {"team": 1}).json()["code"] == "unknown_filter"
    assert program(world.alice).get("tickets/", {"status": "new"}).status_code == 200


@pytest.mark.parametrize("ordering", ["number", "-number", "opened_at", "-updated_at", "priority", "-priority"])
def test_pages_follow_one_another_without_gap_or_overlap(world, program, client, ordering):
    for n in range(4):
        make_ticket(organisation=world.ours, requester=world.alice, team=world.team, now=MONDAY_9AM + (n % 2) * HOUR)
    agent = program(world.agent)
    whole = numbers(agent.get("tickets/", {"ordering": ordering}))
    assert len(whole) == 5
    parts, address = [], f"/api/v1/tickets/?ordering={ordering}&page_size=2"
    while address:
        answer = client.get(address, headers=agent.headers)
        parts += numbers(answer)
        address = answer.json()["next"]
    assert parts == whole


def test_a_list_takes_the_same_number_of_queries_for_any_number_of_tickets(world, program):
    agent = program(world.agent)
    agent.get("tickets/")  # notes the token's use

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            agent.get("tickets/")
        return len(captured)

    few = queries()
    for _ in range(5):
        make_ticket(organisation=world.ours, requester=world.alice, team=world.team, assignee=world.agent)
    assert queries() == few <= 8
