"""Signing in and out, and a new password: the same answer for known and unknown addresses."""

import re
import time

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from tests.make import PASSWORD, make_user

LOGIN = "/account/login/"
RESET = "/account/password/reset/"


@pytest.fixture
def karl(klinik):
    return make_user(klinik, email="karl@example.com", password=PASSWORD, language="de", first_name="Karl")


@pytest.fixture(autouse=True)
def no_guesses_yet(db):
    cache.clear()
    yield
    cache.clear()


def sign_in(client, email, password):
    return client.post(LOGIN, {"login": email, "password": password}, headers={"Accept-Language": "en"})


def test_the_right_password_opens_the_portal(client, karl):
    assert sign_in(client, "Karl@Example.com", PASSWORD).url == "/"
    assert "Guten" in client.get("/").content.decode()
    assert "erfolgreich" not in client.get("/").content.decode()


def test_without_sign_in_every_page_asks_for_it(client, klinik):
    for name in ("home", "new", "tickets", "profile"):
        path = reverse(f"portal:{name}")
        assert client.get(path).url == f"{LOGIN}?next={path}"


@pytest.mark.parametrize("email", ["karl@example.com", "nobody@example.com"])
def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client, karl, email):
    page = sign_in(client, email, "wrong").content.decode()
    assert "E-mail address and password do not belong together." in page
    assert f'value="{email}"' in page
    assert "wrong" not in page


def test_guessing_ends_soon(client, karl):
    for _ in range(6):
        page = sign_in(client, "karl@example.com", "wrong").content.decode()
    assert "Too many tries." in page
    assert "Too many tries." in sign_in(client, "karl@example.com", PASSWORD).content.decode()


def test_an_address_that_goes_on_and_on_gets_a_page_that_says_so(client, karl):
    answers = {client.post(RESET, {"email": "karl@example.com"}).status_code for _ in range(7)}
    assert answers == {302, 429}


def letter():
    for _ in range(50):
        if mail.outbox:
            return mail.outbox[0]
        time.sleep(0.1)
    return None


def test_a_new_password_comes_by_a_link_that_works_once(client, karl, settings):
    answer = client.post(
        RESET, {"email": "karl@example.com"}, follow=True, headers={"Accept-Language": "en", "Host": "127.0.0.1"}
    )
    assert "If there is an account for this address" in answer.content.decode()
    message = letter()
    assert (message.to, message.subject) == (["karl@example.com"], "Neues Passwort setzen")
    assert "Guten Tag Karl," in message.body
    link = re.search(rf"{re.escape(settings.SITE_URL)}(\S+)", message.body)[1]
    page = client.get(link, follow=True)
    chosen = "ein ganz neues Passwort"
    form = {"password1": chosen, "password2": chosen}
    assert client.post(page.redirect_chain[-1][0], form).status_code == 302
    karl.refresh_from_db()
    assert karl.check_password(chosen)
    again = client.get(link, follow=True, headers={"Accept-Language": "en"}).content.decode()
    assert "This link is no longer valid." in again


def test_an_unknown_address_gets_the_same_page_and_no_mail(client, karl):
    pages = [
        client.post(RESET, {"email": email}, follow=True).content
        for email in ("karl@example.com", "nobody@example.com")
    ]
    tokens = re.compile(rb'(name="csrfmiddlewaretoken" value=|csrf-token" content=|CSRFToken": )"[^"]*"')
    assert tokens.sub(b"", pages[0]) == tokens.sub(b"", pages[1])
    assert letter()
    time.sleep(0.3)
    assert [message.to for message in mail.outbox] == [["karl@example.com"]]


def test_accounts_and_addresses_are_nobodys_own_affair(client, karl):
    assert (
        "Accounts are made for you"
        in client.get("/account/signup/", headers={"Accept-Language": "en"}).content.decode()
    )
    client.force_login(karl)
    for path in (
        "/account/email/",
        "/account/confirm-email/",
        "/account/login/code/confirm/",
        "/account/password/set/",
    ):
        assert client.get(path).status_code == 404


def test_the_password_is_changed_with_the_present_one(client, karl):
    client.force_login(karl)
    form = {"oldpassword": PASSWORD, "password1": "noch ein langes", "password2": "noch ein langes"}
    assert client.post("/account/password/change/", {**form, "oldpassword": "x"}).status_code == 200
    assert client.post("/account/password/change/", form).url == "/profile/"
    karl.refresh_from_db()
    assert karl.check_password("noch ein langes")


def test_signing_out_takes_a_form(client, karl):
    client.force_login(karl)
    client.get("/account/logout/")
    assert client.get("/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/").status_code == 302
