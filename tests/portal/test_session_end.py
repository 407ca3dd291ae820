"""Text outlives the session it was written in, and is shown to nobody else."""

import re

import pytest
from django.urls import reverse

from tests.make import PASSWORD, make_team, make_ticket, make_user
from tickets.models import Ticket

KEY = re.compile(r'name="key" value="([^"]+)"')
REPORT = {
    "about": "hardware",
    "subject": "Kept subject",
    "body": "Kept text of mine",
    "impact": "one",
    "urgency": "slowed",
}


def end_session(client):
    client.session.flush()


def sign_in(client, user, path):
    return client.post(
        f"{reverse('account_login')}?next={path}", {"login": user.email, "password": PASSWORD}, follow=True
    )


@pytest.fixture
def mia(klinik):
    make_team()
    return make_user(klinik, password=PASSWORD)


def report_without_session(client):
    key = KEY.search(client.get("/report/").content.decode())[1]
    end_session(client)
    return client.post("/report/", {**REPORT, "key": key}, follow=True)


def test_a_report_waits_for_the_sign_in(as_mia, mia):
    page = report_without_session(as_mia).content.decode()
    assert "Your text is kept." in page
    assert "Kept text of mine" not in page
    assert not Ticket.objects.exists()
    page = sign_in(as_mia, mia, "/report/").content.decode()
    assert "Your text is still here." in page
    assert "Kept text of mine" in page
    assert re.search(r'name="about" value="hardware"[^>]* checked', page)
    as_mia.post("/report/", {**REPORT, "key": KEY.search(page)[1]})
    assert Ticket.objects.get().subject == "Kept subject"
    assert "Kept text of mine" not in as_mia.get("/report/").content.decode()


def test_somebody_else_at_the_same_browser_does_not_see_it(as_mia, klinik):
    report_without_session(as_mia)
    jan = make_user(klinik, password=PASSWORD)
    assert "Kept text of mine" not in sign_in(as_mia, jan, "/report/").content.decode()


def test_a_reply_waits_for_the_sign_in(as_mia, mia):
    ticket = make_ticket(organisation=mia.home.organisation, requester=mia)
    path = reverse("portal:ticket", args=[ticket.number])
    key = KEY.search(as_mia.get(path).content.decode())[1]
    end_session(as_mia)
    as_mia.post(reverse("portal:reply", args=[ticket.number]), {"body": "My kept answer", "key": key})
    page = sign_in(as_mia, mia, path).content.decode()
    assert "My kept answer" in page
    assert ticket.messages.count() == 1


def test_a_piece_without_session_leaves_the_page_alone(client, klinik):
    answer = client.post(reverse("portal:times"), {}, headers={"HX-Request": "true"})
    assert answer.status_code == 401


def test_a_form_without_token_is_refused_without_showing_its_text(mia):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(mia)
    answer = client.post("/report/", REPORT)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Please send it once more." in page
    assert "Kept text of mine" not in page
