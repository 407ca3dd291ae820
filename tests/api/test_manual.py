"""The examples of docs/api.md, carried out in their order by a shell's rules of quoting."""

import re
import shlex
from pathlib import Path
from string import Template

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from sla.models import AuditEntry, Contract, Tier
from tests.make import make_organisation, make_tier, make_user

pytestmark = pytest.mark.django_db

MANUAL = Path(settings.BASE_DIR) / "docs" / "api.md"
HOST = "http://127.0.0.1:8000"
KEPT = {"calendars": "CALENDAR", "tiers": "TIER", "contracts": "CONTRACT"}


def commands():
    for block in re.findall(r"```sh\n(.*?)```", MANUAL.read_text(), re.S):
        yield from re.split(r"\n(?=curl )", block.strip())


def send(command, words):
    """Do what curl does with the arguments the manual uses."""
    program, *arguments = shlex.split(Template(command.replace("\\\n", "")).substitute(words))
    assert program == "curl"
    headers, content, method, address = {}, None, None, None
    given = iter(arguments)
    for argument in given:
        if argument == "-H":
            name, _colon, value = next(given).partition(": ")
            headers[name] = value
        elif argument == "-d":
            content = next(given)
        elif argument == "-X":
            method = next(given)
        else:
            address = argument.removeprefix(HOST)
    method = method or ("GET" if content is None else "POST")
    kind = headers.pop("Content-Type", "application/octet-stream" if content is None else "")
    return Client().generic(method, address, content or "", content_type=kind, headers=headers)


def test_every_example_does_what_the_manual_says():
    cache.clear()
    make_user(email="admin@helpdesk.example", is_staff=True, is_superuser=True, password="probieren-2026")
    other = make_tier()
    clinic = make_organisation()
    words = {"TOKEN": "", "ORGANISATION": clinic.pk, "OTHER_TIER": other.tier_id}
    done = 0
    for command in commands():
        answer = send(command, words)
        assert answer.status_code < 300, (command, answer.content)
        shown, done = answer.json(), done + 1
        words["TOKEN"] = shown.get("token", words["TOKEN"])
        words["REVISION"] = shown.get("revision", "")
        kind = re.search(r"/api/v1/(\w+)/ ", command + " ")
        if answer.status_code == 201 and kind and kind[1] in KEPT:
            words[KEPT[kind[1]]] = shown["id"]
    assert done == 15
    tier = Tier.objects.get(name="Clinic")
    assert list(tier.versions.order_by("number").values_list("status", "reopen_days")) == [
        ("active", 30),
        ("draft", 14),
    ]
    assert Contract.objects.get().tier == tier
    assert {row["action"] for row in shown["results"]} == {"added", "activated", "drafted", "changed", "taken_back"}
    assert AuditEntry.objects.filter(door="api").count() == len(shown["results"]) + 2
