"""Around every page: the reader's language and zone, and refusals that keep what was written."""

from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import timezone, translation

from core.errors import DomainError
from helpdesk.middleware import way_back, written
from tests.make import make_user

INSTANT = datetime(2026, 7, 1, 12, tzinfo=UTC)


def here(request):
    return HttpResponse(f"{translation.get_language()} {timezone.localtime(INSTANT):%H:%M}")


def refuse(request):
    raise DomainError("The date has passed. Choose a later one.")


urlpatterns = [path("here/", here), path("refuse/", refuse)]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def ask(user=None, **headers):
    client = Client(headers=headers)
    if user:
        client.force_login(user)
    return client.get("/here/").content.decode()


def test_a_signed_in_person_gets_his_language_and_zone():
    mia = make_user(language="de", time_zone="America/New_York")
    assert ask(mia, accept_language="en") == "de 08:00"


def test_everybody_else_gets_what_the_browser_asks_for():
    assert ask(accept_language="de-DE,de;q=0.9") == "de 14:00"
    assert ask(accept_language="fr") == "en 14:00"


def test_the_zone_of_one_reader_is_not_the_next_ones():
    ask(make_user(language="de", time_zone="America/New_York"))
    assert timezone.get_current_timezone_name() == "Europe/Berlin"
    assert ask(accept_language="en") == "en 14:00"


def test_a_refusal_is_a_piece_for_htmx(client):
    answer = client.post("/refuse/", {"body": "My words"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'role="alert"' in page
    assert "The date has passed." in page
    assert "<html" not in page


def test_what_was_written_is_shown_again_and_secrets_are_not():
    request = RequestFactory().post(
        "/refuse/",
        {
            "body": "My <b>words</b>\n",
            "subject": "One",
            "impact": "several",
            "password1": "a secret of mine",
            "csrfmiddlewaretoken": "t" * 64,
            "key": "k" * 64,
            "answer-3": "the lower tray",
        },
    )
    assert written(request) == ["My <b>words</b>", "One", "the lower tray"]


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/t/5/?a=1", "/t/5/?a=1"),
        ("http://testserver.evil.example/t/5/", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_stays_here(referer, back):
    assert way_back(RequestFactory().get("/refuse/", headers={"Referer": referer})) == back
