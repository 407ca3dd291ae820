"""Links and redirects stay on our host, whatever a request says about hosts and addresses."""

from itertools import product
from urllib.parse import urljoin, urlsplit

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from portal.keeping import KEPT
from portal.once import SALT
from tests.make import PASSWORD

from .expected import ANSWERS, rows_of
from .world import visitor

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "https:evil.example",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "http://[",
    "http://[::1",
    "javascript:alert(1)",
    "data:text/html,x",
    "\thttps://evil.example/",
    " //evil.example",
    "/\t/evil.example",
    "/a\r\nLocation: https://evil.example/",
    "\x00//evil.example/",
    "ftp://evil.example/",
    "profile",
    "desk:queue",
    "x" * 5000,
    "/" * 5000,
]
HOSTS = [
    "evil.example",
    "testserver.evil.example",
    "testserver@evil.example",
    "testserver:80@evil.example",
    "evil.example:443",
    "127.0.0.1.evil.example",
    "",
    "testserver evil.example",
    "testserver/../evil.example",
    "[::1",
    "testserver\x00",
]


def leads_away(answer):
    """Where a browser would go from our page, were it followed there."""
    target = answer.get("Location") or answer.get("HX-Redirect") or "/"
    return urlsplit(urljoin("http://testserver/", target.replace("\\", "/"))).netloc != "testserver"


def test_after_what_was_done_one_stays_here(world):
    for elsewhere in ELSEWHERE:
        cache.clear()
        for answer in led_on(world, elsewhere):
            asked = f"{answer.request['PATH_INFO']} {elsewhere[:40]!r}"
            assert answer.status_code in (200, 302), asked
            assert not leads_away(answer), asked


def led_on(world, elsewhere):
    sign_in = {"login": world.own.owner.email, "password": PASSWORD, "next": elsewhere}
    return [
        visitor().post("/account/login/", sign_in),
        visitor().post("/language/", {"language": "de", "next": elsewhere}),
        visitor().post("/i18n/setlang/", {"language": "de", "next": elsewhere}),
        visitor(world.own.agent).post(f"/desk/tickets/{world.own.ticket.number}/take/", {"next": elsewhere}),
        visitor(world.own.owner).post("/account/logout/", {"next": elsewhere}),
        visitor(world.own.owner).get("/account/login/", {"next": elsewhere}),
        visitor(world.administrator).get("/admin/login/", {"next": elsewhere}),
    ]


@pytest.mark.parametrize("header", ["Referer", "HX-Current-URL", "Origin"])
def test_a_header_leads_nowhere_else_and_breaks_nothing(world, header):
    client = visitor(world.own.agent)
    possible = [text for text in ELSEWHERE if not {"\r", "\x00"} & set(text)]  # no server lets the others through
    for elsewhere, verb, htmx in product(possible, ("take", "accept"), ("true", "false")):
        with transaction.atomic():
            path = f"/desk/tickets/{world.own.ticket.number}/{verb}/"
            answer = client.post(path, headers={header: elsewhere, "HX-Request": htmx})
            assert answer.status_code < 500, f"{verb} {elsewhere[:40]!r}: {answer.status_code}"
            assert not leads_away(answer)
            assert b"//evil.example" not in answer.content
            transaction.set_rollback(True)


def test_only_the_host_we_are_is_answered(world):
    client = visitor(world.own.agent)
    for name in ("account_login", "portal:home", "desk:queue", "api:me", "admin:index", "account_reset_password"):
        for host, method in product(HOSTS, ("GET", "POST")):
            answer = client.generic(method, reverse(name), headers={"Host": host})
            assert answer.status_code == 400, f"{name} at {host!r}"
            assert b"evil" not in answer.content


def test_no_header_of_a_proxy_is_believed_unless_one_is_configured(world):
    """Neither names the host, the sender's address and the scheme, nor signs anybody in."""
    headers = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Server": "evil.example",
        "Forwarded": "host=evil.example;proto=https",
        "X-Forwarded-Proto": "https",
        "X-Remote-User": world.administrator.email,
        "Remote-User": world.administrator.email,
        "X-Original-Url": "/admin/",
        "X-Http-Method-Override": "DELETE",
    }
    for name in rows_of(ANSWERS):
        if not reverse_or_none(name):
            continue
        answer = visitor().get(reverse_or_none(name), headers=headers)
        assert b"evil.example" not in answer.content
        assert "evil.example" not in str(answer.headers)
    assert visitor().get("/admin/", headers=headers).status_code == 302
    assert visitor().get("/api/v1/me/", headers=headers).status_code == 401


def reverse_or_none(name):
    try:
        return reverse(name)
    except NoReverseMatch:  # an address that names a row
        return None


def test_a_stranger_fills_no_sessions_with_his_texts(world):
    """A form outlives its session only where we made the form."""
    for key, is_kept in (("x", False), (signing.dumps(["0" * 32, 1], salt=SALT), True)):
        client = visitor()
        client.post("/report/", {"key": key, "body": "word " * 1000})
        assert (KEPT in client.session) == is_kept
