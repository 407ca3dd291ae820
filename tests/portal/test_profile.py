"""What a person decides for himself, and nothing more."""

import pytest
from django.urls import reverse

from tests.make import make_agent

URL = "/profile/"
FORM = {"language": "de", "time_zone": "America/New_York", "theme": "dark", "phone": " 4711 ", "mobile": ""}


def test_settings_are_saved_and_shown_at_once(as_mia, mia):
    answer = as_mia.post(URL, FORM, follow=True)
    mia.refresh_from_db()
    assert (mia.language, mia.time_zone, mia.theme, mia.phone) == ("de", "America/New_York", "dark", "4711")
    assert (mia.single_keys, mia.wants_mail) == (False, False)
    page = answer.content.decode()
    assert "Ihre Einstellungen sind gespeichert." in page
    assert 'data-bs-theme="dark"' in page
    assert 'data-single-keys="off"' in page
    assert answer["Content-Language"] == "de"


@pytest.mark.parametrize(
    "bad", [{"language": "xx"}, {"time_zone": "Europe/Nowhere"}, {"theme": "pink"}, {"phone": "1" * 41}]
)
def test_what_makes_no_sense_is_refused_and_nothing_changes(as_mia, mia, bad):
    answer = as_mia.post(URL, {**FORM, **bad})
    assert answer.status_code == 422
    assert 'lang="en"' in answer.content.decode()
    mia.refresh_from_db()
    assert mia.language == "en"


def test_nobody_changes_his_own_rights(as_mia, mia):
    as_mia.post(URL, {**FORM, "is_staff": "on", "is_superuser": "on", "email": "x@y.example", "is_important": "on"})
    mia.refresh_from_db()
    assert not (mia.is_staff or mia.is_superuser or mia.is_important)
    assert mia.email == "mia@klinik-sued.example"


def test_agents_have_it_too(client, klinik):
    client.force_login(make_agent())
    assert client.get(URL).status_code == 200


def test_another_language_is_kept_for_the_person(as_mia, mia):
    answer = as_mia.post(reverse("portal:language"), {"language": "de", "next": "/tickets/"})
    assert answer.url == "/tickets/"
    mia.refresh_from_db()
    assert mia.language == "de"


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_it_leads_nowhere_else(client, klinik, place):
    answer = client.post(reverse("portal:language"), {"language": "de", "next": place})
    assert answer.url == "/"
    assert client.get("/account/login/")["Content-Language"] == "de"
