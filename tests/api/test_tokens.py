"""Who may come in, and what a token allows."""

import pytest
from django.core.cache import cache
from django.test import Client

from api.models import Token
from tests.make import PASSWORD, make_organisation, make_ticket, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()


@pytest.fixture
def alice():
    return make_user(make_organisation(), email="alice@example.com", password=PASSWORD)


def test_a_token_for_the_password_shown_once_and_kept_as_a_digest(alice, program):
    answer = program(None).post("token/", {"email": "Alice@example.com", "password": PASSWORD, "scope": "write"})
    assert answer.status_code == 201, answer.content
    secret = answer.json()["token"]
    token = Token.objects.get()
    assert secret not in "".join(str(value) for value in vars(token).values())
    for word in ("Token", "Bearer"):
        me = Client().get("/api/v1/me/", headers={"Authorization": f"{word} {secret}"})
        assert me.json()["email"] == "alice@example.com"
        assert me["Cache-Control"] == "private, no-store"
    token.refresh_from_db()
    assert token.last_used_at is not None


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ({"email": "alice@example.com", "password": "wrong"}, 401),
        ({"email": "nobody@example.com", "password": "wrong"}, 401),
        ({"email": "alice@example.com"}, 400),
        ({"email": "alice@example.com", "password": PASSWORD, "user": 1}, 400),
        ({"email": "alice@example.com", "password": PASSWORD, "scope": "all"}, 400),
    ],
)
def test_no_token_without_the_right_words(alice, program, content, status):
    assert program(None).post("token/", content).status_code == status
    assert not Token.objects.exists()


def test_known_and_unknown_get_the_same_answer(alice, program):
    one = program(None).post("token/", {"email": "alice@example.com", "password": "wrong"})
    other = program(None).post("token/", {"email": "nobody@example.com", "password": "wrong"})
    assert one.content == other.content


def test_guessing_is_limited_as_on_the_sign_in_page(alice, program):
    guesses = [
        program(None).post("token/", {"email": "alice@example.com", "password": f"wrong{n}"}).status_code
        for n in range(12)
    ]
    assert guesses[0] == 401
    assert guesses[-1] == 429
    right = program(None).post("token/", {"email": "alice@example.com", "password": PASSWORD})
    assert (right.status_code, right.json()["code"]) == (429, "too_many_attempts")


@pytest.mark.parametrize("header", ["Token x", "Token", "Token ", "Bearer é", "Token a b c", "Basic YTpi", ""])
def test_without_a_valid_token_nothing_is_told(alice, header):
    answer = Client().get("/api/v1/tickets/", headers={"Authorization": header.encode().decode("latin-1")})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"
    assert set(answer.json()) == {"code", "detail"}


def test_a_token_for_reading_changes_nothing(alice, program):
    ticket = make_ticket(requester=alice)
    reader = program(alice, scope="read")
    assert reader.get(f"tickets/{ticket.number}/").status_code == 200
    answer = reader.post(f"tickets/{ticket.number}/reply/", {"body": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "read_only_token")


def test_a_token_ends_with_its_person_or_at_his_wish(alice, program):
    asked = program(alice)
    assert asked.get("me/").status_code == 200
    alice.is_active = False
    alice.save()
    assert asked.get("me/").json()["code"] == "invalid_token"
    alice.is_active = True
    alice.save()
    assert asked.delete("token/").status_code == 204
    assert asked.get("me/").status_code == 401


def test_the_session_of_the_pages_serves_too_and_needs_the_csrf_token(alice):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    assert browser.get("/api/v1/me/").status_code == 200
    content = {"subject": "x", "body": "x", "category": "hardware"}
    answer = browser.post("/api/v1/tickets/", content, content_type="application/json")
    assert answer.status_code == 403
