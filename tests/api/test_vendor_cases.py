"""Vendor cases of a ticket by the API."""

import pytest
from django.utils import timezone

from tests.make import HOUR, make_agent, make_organisation, make_team, make_ticket, make_user

NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def vendor(db):
    return make_organisation(name="Readers Ltd", kind="vendor")


@pytest.fixture
def ticket(db):
    make_team()
    return make_ticket(now=NOW - 2 * HOUR)


@pytest.fixture
def agent(program, ticket):
    return program(make_agent(ticket.team))


def cases(ticket):
    return f"tickets/{ticket.number}/vendor-cases/"


def opened(agent, ticket, vendor, **fields):
    said = {"vendor": vendor.pk, "what": "Exchange it", "reference": "V-7", "target_minutes": 60, **fields}
    return agent.post(cases(ticket), said)


def test_a_case_is_opened_changed_and_closed(agent, ticket, vendor):
    answer = opened(agent, ticket, vendor, kinds=["return"])
    assert answer.status_code == 201, answer.content
    case = answer.json()
    assert (case["vendor"]["name"], case["kinds"], case["clock"]["state"]) == ("Readers Ltd", ["return"], "running")
    changed = agent.post(f"{cases(ticket)}{case['id']}/update/", {"costs": "95 €", "is_wiped": True}).json()
    assert (changed["costs"], changed["is_wiped"], changed["reference"]) == ("95 €", True, "V-7")
    closed = agent.post(f"{cases(ticket)}{case['id']}/close/", {"reason": "Works"}).json()
    assert closed["closed_at"] and closed["clock"]["state"] == "done"
    assert [row["id"] for row in agent.get(cases(ticket)).json()] == [case["id"]]


def test_steps_are_added_moved_and_ticked(agent, ticket, vendor):
    case = opened(agent, ticket, vendor).json()
    visit = {"kind": "on_site", "what": "Felix comes", "starts_at": NOW.isoformat()}
    visit["due_at"] = (NOW + HOUR).isoformat()
    answer = agent.post(f"{cases(ticket)}{case['id']}/steps/", visit)
    assert answer.status_code == 201, answer.content
    [step] = answer.json()["steps"]
    moved = {"due_at": (NOW + 2 * HOUR).isoformat(), "done": True}
    [step] = agent.post(f"{cases(ticket)}{case['id']}/steps/{step['id']}/", moved).json()["steps"]
    assert step["done_at"] and step["what"] == "Felix comes"
    assert step["due_at"] == (NOW + 2 * HOUR).isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize("wrong", [{"vendor": 999_999}, {"what": ""}, {"kinds": ["pigeon"]}, {"target_minutes": -1}])
def test_what_makes_no_sense_is_named_by_its_field(agent, ticket, vendor, wrong):
    answer = agent.post(cases(ticket), {"vendor": vendor.pk, "what": "Exchange it", **wrong})
    assert answer.status_code == 400 and next(iter(wrong)) in answer.content.decode()


def test_a_customer_is_no_vendor(agent, ticket):
    assert opened(agent, ticket, make_organisation()).status_code == 400


def test_a_closed_case_is_refused_with_its_sentence(agent, ticket, vendor):
    case = opened(agent, ticket, vendor).json()
    agent.post(f"{cases(ticket)}{case['id']}/close/")
    answer = agent.post(f"{cases(ticket)}{case['id']}/update/", {"costs": "1 €"})
    assert (answer.status_code, answer.json()["code"]) == (409, "invalid_input")


def test_requesters_and_strangers_find_nothing(program, agent, ticket, vendor):
    case = opened(agent, ticket, vendor).json()
    stranger = program(make_agent(make_team(serves=[make_organisation()])))
    for other in (program(ticket.requester), program(make_user()), stranger):
        assert other.get(cases(ticket)).status_code == 404
        assert other.post(f"{cases(ticket)}{case['id']}/close/").status_code == 404


def test_every_verb_of_a_case_is_an_end_point_and_twice_is_once(agent, ticket, vendor):
    case = f"{cases(ticket)}{opened(agent, ticket, vendor).json()['id']}/"
    for _twice in range(2):
        assert agent.post(f"{case}owe/", {"what": "A photo"}).json()["clock"]["state"] == "paused"
    for _twice in range(2):
        assert agent.post(f"{case}settle/", {}).json()["clock"]["state"] == "running"
    for verb in ("confirm", "unconfirm"):
        for _twice in range(2):
            assert bool(agent.post(f"{case}{verb}/", {}).json()["confirmed_at"]) is (verb == "confirm")
    for verb in ("chase", "write", "refuse-done", "tell-requester"):
        answer = agent.post(f"{case}{verb}/", {"body": f"{verb} them"})
        assert answer.status_code == 200, answer.content
    codes = [event.data["code"] for event in ticket.events.filter(kind="vendor_case")]
    assert codes == ["opened", "owed", "settled", "confirmed", "unconfirmed", "chased"]


def test_a_step_they_proposed_is_agreed_to(agent, ticket, vendor):
    case = f"{cases(ticket)}{opened(agent, ticket, vendor).json()['id']}/"
    [step] = agent.post(f"{case}steps/", {"kind": "remote", "what": "A call", "asked_of": "them"}).json()["steps"]
    assert step["asked_of"] == "them"
    [step] = agent.post(f"{case}steps/{step['id']}/", {"asked_of": ""}).json()["steps"]
    assert step["asked_of"] == ""


def test_cases_are_listed_across_tickets_for_those_who_work_them(agent, ticket, vendor, program):
    opened(agent, ticket, vendor, reference="V-9")
    [found] = agent.get("vendor-cases/").json()
    assert (found["reference"], found["ticket"]) == ("V-9", ticket.number)
    assert agent.get(f"vendor-cases/?vendor={vendor.pk + 1}").json() == []
    assert agent.get("vendor-cases/?mine=true").json() == []
    assert agent.get("vendor-cases/?late=true").json() == []
    assert agent.get("vendor-cases/?colour=red").status_code == 400
    assert program(make_user(vendor)).get("vendor-cases/").json() == []
