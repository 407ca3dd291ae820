"""Guessing passwords: few guesses reach the check whatever door they come by, and no answer tells who has an account."""

import json
import re
import statistics
import time

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache

from tests.make import PASSWORD, make_user

from .world import visitor

pytestmark = pytest.mark.django_db

GUESSES = 1000
AT_MOST = 50  # may reach the password check
TOKENS = re.compile(rb"[A-Za-z0-9]{64}")


@pytest.fixture(autouse=True)
def no_guesses_yet(db):
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def vera(db):
    return make_user(email="vera.stoss@example.com", password=PASSWORD)


@pytest.fixture
def checks(monkeypatch):
    """Counts how often a password is really compared, or its time spent for nobody's."""
    count = []
    for name in ("verify", "encode"):
        real = getattr(Argon2PasswordHasher, name)

        def counting(self, *args, real=real, **options):
            count.append(1)
            return real(self, *args, **options)

        monkeypatch.setattr(Argon2PasswordHasher, name, counting)
    return count


def by_page(client, email, password):
    return client.post("/account/login/", {"login": email, "password": password})


def by_token(client, email, password):
    content = json.dumps({"email": email, "password": password})
    return client.post("/api/v1/token/", content, content_type="application/json")


def by_admin(client, email, password):
    return client.post("/admin/login/", {"username": email, "password": password})


DOORS = {"page": by_page, "token": by_token, "admin": by_admin}
SPELLINGS = [
    "vera.stoss@example.com",
    "VERA.STOSS@EXAMPLE.COM",
    "vera.\u017fto\u017fs@example.com",
    " Vera.Stoss@example.com ",
]


@pytest.mark.parametrize("door", DOORS)
def test_of_a_thousand_guesses_at_one_address_few_are_checked(vera, checks, door):
    for number in range(GUESSES):
        headers = {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250}"}
        DOORS[door](visitor(headers=headers), SPELLINGS[number % len(SPELLINGS)], f"guess {number}")
    assert len(checks) <= AT_MOST


def test_all_doors_count_together(vera, checks):
    for number in range(GUESSES // 5):
        for ask in DOORS.values():
            ask(visitor(), "vera.stoss@example.com", f"guess {number}")
    assert len(checks) <= AT_MOST


def test_of_guesses_from_many_places_at_one_address_few_are_checked(vera, checks):
    """One person's password is guessed by a thousand machines."""
    for number in range(GUESSES // 4):
        client = visitor(REMOTE_ADDR=f"10.1.{number // 250}.{number % 250}")
        by_page(client, SPELLINGS[number % len(SPELLINGS)], f"guess {number}")
    assert len(checks) <= AT_MOST


def test_of_guesses_at_many_addresses_from_one_place_few_are_checked(vera, checks):
    for number in range(GUESSES // 4):
        by_page(visitor(), f"person{number}@example.com", PASSWORD)
    assert len(checks) <= AT_MOST


@pytest.mark.parametrize("door", ["page", "token"])
def test_known_unknown_and_unusable_addresses_are_answered_alike(vera, door):
    make_user(email="invited@example.com")
    make_user(email="gone@example.com", password=PASSWORD, is_active=False)
    answers = set()
    for email in ("vera.stoss@example.com", "nobody@example.com", "invited@example.com", "gone@example.com"):
        cache.clear()
        answer = DOORS[door](visitor(), email, "wrong")
        answers.add((answer.status_code, TOKENS.sub(b"", answer.content).replace(email.encode(), b"")))
    assert len(answers) == 1


def test_the_time_of_an_answer_does_not_tell_who_has_an_account(vera):
    """Medians of interleaved tries, on a machine that does other things too."""
    times = {"vera.stoss@example.com": [], "nobody@example.com": []}
    for _ in range(15):
        for email, taken in times.items():
            cache.clear()
            client = visitor()
            began = time.process_time()
            by_page(client, email, "wrong")
            taken.append(time.process_time() - began)
    known, unknown = (statistics.median(taken) for taken in times.values())
    assert abs(known - unknown) < max(0.010, 0.25 * known), (known, unknown)
