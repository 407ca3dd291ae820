"""The description of the API, for machines and for people, and the lists one needs to use it."""

import re

import pytest
from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from api.verbs import VERBS
from catalogue.models import Service
from tests.make import make_agent, make_organisation, make_team, make_user

pytestmark = pytest.mark.django_db


def test_the_description_is_valid_and_complete(tmp_path):
    call_command("spectacular", "--fail-on-warn", "--validate", "--file", str(tmp_path / "schema.yml"))
    description = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(description)
    paths = description["paths"]
    assert {f"/api/v1/tickets/{{number}}/{verb.name}/" for verb in VERBS} <= set(paths)
    listed = paths["/api/v1/tickets/"]["get"]
    assert {"cursor", "status", "external_id"} <= {parameter["name"] for parameter in listed["parameters"]}
    assert {"200", "400", "401", "404"} <= set(listed["responses"])
    written = paths["/api/v1/tickets/"]["post"]
    assert "Idempotency-Key" in {parameter["name"] for parameter in written["parameters"]}


def test_it_is_served_to_anybody(client):
    assert client.get("/api/schema/?format=json").json()["openapi"].startswith("3.")
    page = client.get("/api/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "<b>POST</b> /api/v1/tickets/{number}/hand-over/" in text
    assert "to_team" in text
    assert not re.search(r"<script>|<style|style=| on\w+=", text)


def test_each_operation_says_what_it_does_in_the_readers_language(client):
    operations = [
        operation
        for path in SchemaGenerator().get_schema(request=None, public=True)["paths"].values()
        for operation in path.values()
    ]
    assert all(operation.get("summary") for operation in operations)
    german, english = (client.get("/api/", headers={"Accept-Language": code}).content.decode() for code in ("de", "en"))
    assert "<p>Den Inhalt einer Datei holen.</p>" in german
    assert "<p>Fetch a file&#x27;s bytes.</p>" in english


def test_an_unknown_address_answers_in_the_apis_own_form(client):
    answer = client.get("/api/v1/cake/")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_lists_show_what_one_may_know(program):
    ours, theirs = make_organisation(), make_organisation()
    mine, others = make_team(serves=[ours]), make_team(serves=[theirs])
    both = make_team(serves=[ours, theirs])
    Service.objects.create(name="Printing", category="hardware")
    Service.objects.create(name="Old thing", category="hardware", is_active=False)
    agent, employee = make_agent(mine), make_user(ours)

    def names(who, path):
        return {row["name"] for row in program(who).get(path).json()["results"]}

    assert names(agent, "teams/") == {mine.name, both.name}
    assert names(employee, "teams/") == set()
    assert names(agent, "organisations/") == names(employee, "organisations/") == {ours.name}
    assert names(employee, "services/") == {"Printing"}
    assert others.name in names(make_agent(make_team()), "teams/")
    assert program(agent).get("teams/", {"name": "x"}).json()["code"] == "unknown_filter"
    assert len(program(agent).get("teams/", {"page_size": 1}).json()["results"]) == 1
    me = program(agent).get("me/").json()
    assert me["is_agent"] is True
    assert [team["id"] for team in me["teams"]] == [mine.pk]


def test_each_reader_gets_the_description_in_his_language(client):
    german, english, again = (
        client.get("/api/v1/schema/", headers={"Accept-Language": language}).content for language in ("de", "en", "de")
    )
    assert german == again != english
