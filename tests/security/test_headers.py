"""What every answer says to the browser: which content it may run, that nobody frames it, that nothing keeps it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import RequestFactory, override_settings

from helpdesk.errors import unavailable
from tickets.files import ALLOWED_TYPES, content_type_of

from .addresses import address, names
from .crawling import all_reading
from .world import visitor

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
INLINE = re.compile(
    rb"<style[\s>]|<[^>]*\sstyle\s*=|<[a-z][^>]*\son[a-z]+\s*=|hx-on|<script(?![^>]*\ssrc=)[^>]*>|javascript:|<base\s",
    re.I,
)
FILES = re.compile(r"^/(files/|api/v1/attachments/.*/content/)")


def faults(path, answer):
    """What the answer lacks, as a list of words."""
    policy = set(answer.get("Content-Security-Policy", "").split("; "))
    wanted = {"sandbox", "default-src 'none'"} if FILES.match(path) and answer.status_code == 200 else POLICY
    if policy != wanted:
        yield f"policy {sorted(policy ^ wanted)}"
    for name, value in (
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ):
        if answer.get(name) != value:
            yield f"{name}: {answer.get(name)}"
    if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
        yield from (f"inline {found[:60]}" for found in INLINE.findall(answer.content))


def all_answers(world, person):
    """Every address at least once, with what is found by following links; those of nothing besides."""
    yield from all_reading(world, person)
    client = visitor(person)
    for path in [address(name, world.own) for name in names() if name.startswith(("desk:", "portal:"))]:
        for headers in ({}, {"HX-Request": "true"}):
            yield path, client.post(path, headers=headers)


@pytest.mark.parametrize("who", [None, "requester", "agent", "SLA administrator", "administrator"])
def test_every_answer_has_them(world, who):
    wrong, seen = [], 0
    for path, answer in all_answers(world, who and world.people[who]):
        seen += 1
        wrong += [f"{path}: {fault}" for fault in faults(path, answer)]
        if who and "no-store" not in answer.get("Cache-Control", ""):
            wrong.append(f"{path} as {who} may be kept: {answer.get('Cache-Control')}")
    assert wrong == []
    assert seen > 150


def test_answers_that_say_no_have_them_too(world, monkeypatch):
    from desk.views import queue

    def fails(*args, **kwargs):
        raise RuntimeError("unforeseen")

    asked = visitor(world.own.agent)
    monkeypatch.setattr(queue, "tickets_in", fails)
    strict = visitor(world.own.agent, enforce_csrf_checks=True)
    answers = {
        500: asked.get("/desk/"),
        404: asked.get("/nothing/"),
        403: strict.post("/profile/"),
        400: asked.get("/", headers={"Host": "evil.example"}),
        405: asked.post("/tickets/"),
        409: asked.post(f"/desk/tickets/{world.own.ticket.number}/reopen/"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert list(faults("", answer)) == [], status
        assert b"unforeseen" not in answer.content
        assert b"Traceback" not in answer.content
    assert unavailable()["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"<!DOCTYPE html><svg onload=alert(1)>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\xef\xbb\xbf<html>",
        b"%PDF-1.7 <script>",
        b"GIF89a<script>alert(1)</script>",
        b"<?xml version='1.0'?><?xml-stylesheet href='x'?><html/>",
    ],
)
def test_nothing_that_could_run_is_handed_out_as_what_it_is(content):
    kind = content_type_of(content)
    assert not re.search("html|svg|xml(?!formats)|javascript", kind)
    assert not [kind for kind in ALLOWED_TYPES if re.search("html|svg|/xml|javascript", kind)]


def test_a_file_is_saved_and_never_shown(world):
    for path in (f"/files/{world.own.attachment.key}/", f"/api/v1/attachments/{world.own.attachment.key}/content/"):
        answer = visitor(world.own.owner).get(path)
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["Cache-Control"] == "private, no-store"


ASK = """
import django; django.setup()
from django.conf import settings as s
print(s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SECURE,
      s.CSRF_COOKIE_SAMESITE, s.LANGUAGE_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, s.SECURE_SSL_REDIRECT, s.DEBUG)
"""


def test_outside_a_trial_cookies_travel_by_https_alone():
    environ = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
        "DATABASE_URL": "postgresql://x@127.0.0.1/x",
        "REDIS_URL": "redis://127.0.0.1/0",
        "SECRET_KEY": "x" * 60,
        "SITE_URL": "https://desk.example.com",
        "ALLOWED_HOSTS": "desk.example.com",
        "DEFAULT_FROM_EMAIL": "desk@example.com",
        "EMAIL_HOST": "127.0.0.1",
    }
    root = Path(__file__).resolve().parents[2]
    said = subprocess.run(
        [sys.executable, "-c", ASK], env=environ, cwd=root, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["True", "True", "Lax", "True", "Lax", "True", "True", "True", "False"]


def test_cookies_as_they_are_set(client):
    with override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True, LANGUAGE_COOKIE_SECURE=True):
        client.post("/language/", {"language": "de"})
        client.get("/account/login/")
    for name, cookie in client.cookies.items():
        assert cookie["secure"], name
        assert cookie["samesite"] == "Lax", name
        assert cookie["httponly"] or name == "csrftoken"  # scripts of ours send that one back
    assert {"django_language", "csrftoken"} <= set(client.cookies)


def test_a_cookie_that_cannot_be_one_is_none():
    """Octal escapes hold NUL, which PostgreSQL refuses: it was an error of the server, to anybody who liked one."""
    client = visitor(headers={"Cookie": 'sessionid="abcdefghijkl\\000mnopqrst"; django_language="\\000"'})
    assert client.get("/").status_code == 302
    assert client.get("/account/login/").status_code == 200
    assert RequestFactory().get("/").COOKIES == {}
