"""Every address × method × person, against the tables of expected.py: an unexpected or undeclared cell fails."""

import copy
import re
from itertools import product

import pytest
from django.db import transaction
from django.urls import reverse

from .addresses import address, names, of_nothing, patterns
from .expected import ANSWERS, API, API_ROWS, METHOD_FIRST, PAGES, rows_of
from .world import visitor

HTMX = {"HX-Request": "true"}
NOT_TAKEN = "405"
RESET_LINK = "account_reset_password_from_key"
VARIES = re.compile(rb"[A-Za-z0-9]{64}")  # the form's token against forgery


def ask(client, method, path, **headers):
    """Ask, and undo what it did: the next cell finds the world as it was."""
    cookies = copy.copy(client.cookies)
    with transaction.atomic():
        answer = client.generic(method, path, headers=headers)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def path_of(name, customer):
    if name == RESET_LINK:
        return reverse(name, kwargs={"uidb36": "1", "key": "set-password"})
    return address(name, customer)


def shown(answer):
    """The answer as the tables name it."""
    for place in ("login", "desk", "admin", "cases"):
        prefix = {"login": "/account/login/?next=", "desk": "/desk/", "admin": "/admin/", "cases": "/cases/"}[place]
        if answer.status_code == 302 and answer["Location"].startswith(prefix):
            return place
    return str(answer.status_code)


def page_cell(kind, who, own, rights):
    """What `who` gets where the address itself would answer `own`."""
    if own == NOT_TAKEN and kind in METHOD_FIRST:
        return NOT_TAKEN
    right = rights[who][kind]
    if right == "gone":
        return NOT_TAKEN if own == NOT_TAKEN else "404"
    return own if right == "in" else right


def test_every_address_is_declared():
    declared = {*rows_of(ANSWERS), *API_ROWS}
    assert declared == set(names())


def test_only_what_is_no_address_of_the_api_has_no_name():
    nameless = [str(pattern) for name, pattern in patterns() if name in ("api:", "desk:", "portal:", "")]
    assert nameless == ["^v1/.*"]


def matches(kind, method, expected, answer, piece, name):
    found = shown(answer)
    if expected == "login" and piece and name.startswith("portal:"):
        return found == "401"
    if name == "account_logout" and expected == "login":
        return found == "302"
    if expected == "302" and found == "cases":
        return True
    if expected == "302":  # after a verb: back to a page of ours
        return answer.status_code == 302 and answer["Location"].startswith("/") and "login" not in found
    return found == expected


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("way", ["GET", "POST", "GET by htmx", "POST by htmx"])
def test_pages(world, way):
    rights, method, piece = rows_of(PAGES), way.split()[0], way.endswith("htmx")
    visitors = {who: client for who, client in world.visitors().items() if "token" not in who}
    assert set(visitors) == set(rights)
    wrong, cells = [], 0
    for name, row in rows_of(ANSWERS).items():
        path, own, kind = path_of(name, world.own), row[way if way in row else method], row["kind"]
        for who, client in visitors.items():
            if kind == "guest":
                expected = own if rights[who]["person"] == "login" else "302"
            else:
                expected = page_cell(kind, who, own, rights)
            answer = ask(client, method, path, **(HTMX if piece else {}))
            cells += 1
            if not signing_out(name, answer) and not matches(kind, method, expected, answer, piece, name):
                wrong.append(f"{way} {name} as {who}: {shown(answer)}, not {expected}")
    assert wrong == []
    assert cells > 600


def signing_out(name, answer):
    return name == "account_logout" and answer.status_code == 302 and answer["Location"] == "/account/login/"


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_api(world, method):
    rights, visitors = rows_of(API), world.visitors()
    assert set(visitors) == set(rights)
    wrong = []
    for name, row in API_ROWS.items():
        path = address(name, world.own)
        for who, client in visitors.items():
            own = row.get(method, NOT_TAKEN)
            if (name, method) == ("api:token", "DELETE"):
                own = "204" if "token" in who else "401" if rights[who]["person"] == "401" else "400"
            expected = api_cell(name, method, own, rights[who][row["kind"]], rights[who]["person"])
            answer = ask(client, method, path)
            if shown(answer) != expected:
                wrong.append(f"{method} {name} as {who}: {shown(answer)}, not {expected}")
    assert wrong == []


def api_cell(name, method, own, right, person):
    if name == "api:token" and method != "POST":  # ending a token is for those who have one
        return {"401": "401", "read": own if method == "GET" else "403"}.get(person, own)
    if right in ("read", "blind") and method != "GET":
        return "403"
    if right == "read":
        return own
    if right in ("gone", "blind"):
        return NOT_TAKEN if own == NOT_TAKEN else "404"
    return own if right == "in" else right


@pytest.mark.django_db
def test_foreign_and_missing_are_the_same_answer(world):
    visitors, compared = world.visitors(), 0
    strangers = [
        "colleague",
        "vendor",
        "foreign vendor",
        "foreign requester",
        "foreign agent",
        "foreign agent's token, write",
    ]
    for name in [*rows_of(ANSWERS), *API_ROWS]:
        if (missing := of_nothing(name)) is None:
            continue
        there = address(name, world.own)
        for who, method in product(strangers, ("GET", "POST")):
            client = visitors[who]
            foreign, nothing = (ask(client, method, path) for path in (there, missing))
            if foreign.status_code == 404:
                same = VARIES.sub(b"", foreign.content) == VARIES.sub(b"", nothing.content)
                assert same, f"{method} {name} as {who}"
                assert nothing.status_code == 404
                assert headers(foreign) == headers(nothing), f"{method} {name} as {who}"
                compared += 1
    assert compared > 200


def headers(answer):
    return {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}


@pytest.mark.django_db
def test_nothing_is_changed_without_the_token_against_forgery(world):
    """With a session alone, every POST that another site could cause is refused."""
    public = {"healthz", "api:token"}  # change nothing; give nothing to the sender
    paths = {name: path_of(name, world.own) for name in {*rows_of(ANSWERS), *API_ROWS} - public}
    for person in (world.own.owner, world.own.agent, world.administrator):
        client = visitor(person, enforce_csrf_checks=True)
        for name, path in paths.items():
            answer = ask(client, "POST", path)
            assert answer.status_code in (403, 405), f"{name}: {answer.status_code}"
