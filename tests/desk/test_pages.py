from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from desk.urls import VERBS
from escalation.actions import hand_over
from tests.make import make_ticket
from tickets import actions

GETS = [
    *(
        "resolve",
        "plan",
        "wait_for_requester",
        "assign",
        "hand_over",
        "give_back",
        "close",
        "reopen",
        "set_priority",
        "decline",
    ),
    *("agree_news", "set_due", "pin_tier", "set_requester", "merge", "hold", "acknowledge", "open_vendor_case"),
    *("consult", "answer_consultation", "decide_urgency"),
]


@pytest.fixture
def ticket(house):
    return make_ticket(organisation=house.customer, requester=house.mia, now=timezone.now())


@pytest.fixture
def agent(client, house):
    client.force_login(house.jonas)
    return client


def test_all_pages_are_shown(agent, house, ticket):
    for path in ("/desk/", "/desk/offered/", "/desk/new/", f"/desk/new/?person={house.mia.pk}", "/desk/new/?unknown=1"):
        assert agent.get(path).status_code == 200, path
    assert agent.get(reverse("desk:customer", args=[house.customer.pk])).status_code == 200
    assert agent.get("/desk/search/?q=Mia").status_code == 200
    assert agent.get(ticket.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("verb", GETS)
def test_every_form_is_a_page_and_a_dialog(agent, ticket, verb):
    address = reverse(f"desk:{verb}", args=[ticket.number])
    assert b"<html" in agent.get(address).content
    piece = agent.get(address, headers={"HX-Request": "true"})
    assert piece.status_code == 200
    assert b"<html" not in piece.content


def test_a_ticket_with_everything_in_it(agent, house, ticket):
    now = timezone.now()
    for count, (verb, said) in enumerate(
        [
            (actions.take, {}),
            (actions.reply, {"body": "Hello Mia"}),
            (actions.note, {"body": "Hidden"}),
            (actions.log_call, {"body": "Called", "reached": True, "minutes": 3}),
            (actions.log_step, {"body": "Other cable", "result": "no_change"}),
            (actions.wait_for_requester, {"reason": "Which room?"}),
            (actions.resume, {}),
            (actions.wait_for_vendor, {"vendor": "Fibre", "reason": "Line is down", "reference": "L-1"}),
            (actions.plan, {"until": now + timedelta(days=2), "reason": "Technician"}),
            (actions.resume, {}),
            (actions.set_priority, {"priority": "P1", "reason": "Many people"}),
            (actions.classify, {"impact": "all"}),
            (actions.release, {}),
            (hand_over, {"to_team": house.network, "sentence": "Look at the firewall"}),
        ]
    ):
        ticket = verb(ticket, by=house.jonas, now=now + timedelta(minutes=count), **said)
    page = agent.get(ticket.get_absolute_url()).content.decode()
    for words in (
        "Hello Mia",
        "Hidden",
        "Other cable",
        "No change",
        "Which room?",
        "Fibre L-1",
        "Look at the firewall",
    ):
        assert words in page, words
    assert "Priority P3 → P1" in page


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in GETS and verb != "classify"])
def test_looking_at_what_can_only_be_sent(agent, ticket, verb):
    assert agent.get(reverse(f"desk:{verb}", args=[ticket.number])).status_code in (302, 404, 405)
