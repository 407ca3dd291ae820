"""A write with an Idempotency-Key happens once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from tests.make import make_organisation, make_team, make_ticket, make_tier, make_user
from tickets.models import Ticket

REPORT = {"subject": "No picture", "body": "The screen stays black.", "category": "hardware"}


@pytest.fixture
def employee(program):
    make_tier()
    make_team()
    return program(make_user(make_organisation()))


@pytest.mark.django_db
def test_the_same_key_gets_the_first_answer(employee):
    first = employee.post("tickets/", REPORT, Idempotency_Key="a")
    second = employee.post("tickets/", REPORT, Idempotency_Key="a")
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert second["Idempotent-Replay"] == "true"
    assert Ticket.objects.count() == 1
    assert employee.post("tickets/", REPORT, Idempotency_Key="b").json()["number"] != first.json()["number"]


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused(employee):
    employee.post("tickets/", REPORT, Idempotency_Key="a")
    other = employee.post("tickets/", {**REPORT, "subject": "No sound"}, Idempotency_Key="a")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_a_refused_write_leaves_the_key_unused(employee):
    assert employee.post("tickets/", {"subject": "x"}, Idempotency_Key="a").status_code == 400
    assert employee.post("tickets/", REPORT, Idempotency_Key="a").status_code == 201
    assert employee.post("tickets/", REPORT, Idempotency_Key="x" * 201).json()["code"] == "invalid_idempotency_key"


@pytest.mark.django_db
def test_keys_belong_to_a_person(employee, program):
    other = program(make_user(make_organisation()))
    assert employee.post("tickets/", REPORT, Idempotency_Key="a").status_code == 201
    assert other.post("tickets/", {**REPORT, "subject": "Mine"}, Idempotency_Key="a").status_code == 201


@pytest.mark.django_db
def test_a_verb_with_files_happens_once(program):
    ticket = make_ticket()
    requester, path = program(ticket.requester), f"tickets/{ticket.number}/reply/"

    def send(content):
        said = {"body": "See this.", "attachments": SimpleUploadedFile("a.txt", content)}
        return requester.post(path, said, form=True, Idempotency_Key="a").status_code

    assert [send(b"1"), send(b"1"), send(b"2")] == [200, 200, 409]
    assert ticket.messages.count() == 2


@pytest.mark.django_db(transaction=True)
def test_sent_many_times_at_once_it_happens_once(employee):
    def send(_):
        try:
            answer = employee.post("tickets/", REPORT, Idempotency_Key="a")
            return answer.status_code, answer.json().get("number")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(send, range(8)))
    assert answers == {(201, Ticket.objects.get().number)}
