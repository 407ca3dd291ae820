"""Every verb's address does what it is named for, and its answer to htmx is what a reload shows."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from escalation import actions as moves
from escalation.models import HandOver
from tests.desk.pieces import htmx, pieces
from tests.make import make_ticket
from tickets import actions
from tickets.models import Draft, Ticket

TOMORROW = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
TAKEN = {"problem": "No paper", "cause": "Empty", "solution": "Filled", "message": "Prints again."}


@pytest.fixture
def ticket(house):
    return make_ticket(organisation=house.customer, requester=house.mia, now=timezone.now() - timedelta(minutes=5))


@pytest.fixture
def agent(client, house):
    client.force_login(house.jonas)
    return client


def send(client, ticket, verb, data=None, **options):
    answer = client.post(reverse(f"desk:{verb}", args=[ticket.number]), data or {}, **options)
    ticket.refresh_from_db()
    return answer


def impact(value, before="one"):
    return {"field": "impact", "value": value, "before": before}


SENT = [  # verb, what is sent, what is true of the ticket afterwards
    ("reply", {"body": "Hello", "then": "open"}, {"status": "open"}),
    ("reply", {"body": "Which room?", "then": "waiting_requester"}, {"status": "waiting_requester"}),
    ("reply", {"body": "On site", "then": "planned", "until": TOMORROW}, {"status": "planned"}),
    ("note", {"body": "Between us"}, {"status": "new"}),
    ("log_call", {"body": "Talked", "outgoing": "yes", "reached": "yes", "minutes": "3"}, {"status": "open"}),
    ("log_step", {"body": "Other cable", "result": "no_change"}, {"status": "new"}),
    ("wait_for_vendor", {"vendor": "Fibre", "reason": "Line"}, {"status": "waiting_vendor", "waiting_vendor": "Fibre"}),
    ("wait_for_requester", {"reason": "Which room?"}, {"status": "waiting_requester"}),
    ("plan", {"until": TOMORROW, "reason": "Technician"}, {"status": "planned"}),
    ("resume", {}, {"status": "open"}),
    ("take", {}, {"status": "open"}),
    ("resolve", TAKEN, {"status": "resolved", "cause": "Empty"}),
    ("close", {"reason": "Double"}, {"status": "closed"}),
    ("classify", impact("several"), {"impact": "several"}),
    ("set_priority", {"priority": "P1", "reason": "Minister", "before": "P3"}, {"priority": "P1"}),
]


@pytest.mark.parametrize(("verb", "data", "after"), SENT, ids=[f"{verb}-{n}" for n, (verb, *_) in enumerate(SENT)])
def test_a_verb_does_what_it_is_named_for(agent, ticket, verb, data, after):
    answer = send(agent, ticket, verb, data)
    assert answer.status_code == 302
    assert answer.url == ticket.get_absolute_url()
    assert {name: getattr(ticket, name) for name in after} == after


@pytest.mark.parametrize(("verb", "data", "after"), SENT, ids=[f"{verb}-{n}" for n, (verb, *_) in enumerate(SENT)])
def test_what_is_swapped_in_is_what_a_reload_shows(agent, ticket, verb, data, after):
    answer = send(agent, ticket, verb, data, headers=htmx())
    assert answer.status_code == 200
    assert answer["HX-Reswap"] == "none"
    swapped, fresh = pieces(answer), pieces(agent.get(ticket.get_absolute_url()))
    for name in ("ticket-head", "ticket-clocks", "ticket-feed", "ticket-side"):
        assert swapped[name] == fresh[name], name
    assert {name: getattr(ticket, name) for name in after} == after


def test_assign_and_release(agent, house, ticket):
    send(agent, ticket, "assign", {"assignee": house.kai.pk})
    assert ticket.assignee == house.kai
    send(agent, ticket, "release")
    assert ticket.assignee is None


def test_only_people_who_serve_the_customer_can_be_assigned(agent, house, ticket):
    answer = send(agent, ticket, "assign", {"assignee": house.mia.pk})
    assert answer.status_code == 422
    assert ticket.assignee is None


def test_reopen(agent, house, ticket):
    actions.resolve(ticket, by=house.jonas, now=timezone.now(), **TAKEN)
    send(agent, ticket, "reopen", {"reason": "Again"})
    assert ticket.status == "open"


def test_hand_over_offered_accepted(client, house, ticket):
    client.force_login(house.jonas)
    send(client, ticket, "hand_over", {"to_team": house.network.pk, "sentence": "Look", "reason": "expertise"})
    assert HandOver.objects.get().status == "offered"
    client.force_login(house.kai)
    assert b"Look" in client.get("/desk/offered/").content
    send(client, ticket, "accept")
    assert (ticket.team, ticket.assignee, ticket.level) == (house.network, house.kai, 2)


def test_hand_over_given_back_and_taken_back(client, house, ticket):
    offer = {"by": house.jonas, "to_team": house.network, "sentence": "Look"}
    moves.hand_over(ticket, now=timezone.now(), **offer)
    client.force_login(house.kai)
    send(client, ticket, "give_back", {"reason": "wrong_team"})
    assert HandOver.objects.get().status == "given_back"
    moves.hand_over(ticket, now=timezone.now(), **offer)
    client.force_login(house.jonas)
    send(client, ticket, "take_back")
    assert not HandOver.objects.offered().exists()


def test_a_refusal_is_said_and_keeps_the_text(agent, house, ticket):
    actions.close(ticket, by=house.jonas, now=timezone.now())
    data = {"body": "A long answer", "then": "open"}
    piece = send(agent, ticket, "reply", data, headers=htmx())
    assert piece.status_code == 409
    assert "Reopen it first" in piece.content.decode()
    page = send(agent, ticket, "reply", data)
    assert page.status_code == 409
    assert "A long answer" in page.content.decode()


def test_a_file_comes_with_a_reply(agent, ticket):
    file = SimpleUploadedFile("log.txt", b"tunnel rebuilt")
    send(agent, ticket, "reply", {"body": "See the log", "then": "open", "attachments": file})
    [attachment] = ticket.messages.get(body="See the log").attachments.all()
    assert attachment.name == "log.txt"
    assert b"log.txt" in agent.get(ticket.get_absolute_url()).content


def test_taking_a_ticket_in_the_queue_swaps_its_row(agent, house, ticket):
    name = f"row-{ticket.number}"
    answer = send(agent, ticket, "take", headers=htmx(name))
    assert ticket.assignee == house.jonas
    assert pieces(answer)[name] == without_back(pieces(agent.get("/desk/"))[name])


def without_back(row):
    """The list's rows know which list they stand in."""
    for child in row.children:
        if not isinstance(child, str):
            child.attributes = [(n, v.split("?")[0] if n == "href" else v) for n, v in child.attributes]
            without_back(child)
    return row


def test_somebody_elses_change_is_shown_beside_ones_own(agent, house, ticket):
    seen = impact("all", before="one")
    actions.classify(ticket, by=house.kai, now=timezone.now(), impact="several")
    answer = send(agent, ticket, "classify", seen, headers=htmx())
    assert answer.status_code == 409
    assert "Several people" in answer.content.decode()
    assert ticket.impact == "several"
    assert send(agent, ticket, "classify", {**seen, "before": "several"}).status_code == 302
    assert ticket.impact == "all"


def test_a_draft_is_kept_per_person_and_forgotten_when_sent(client, house, ticket):
    client.force_login(house.jonas)
    send(client, ticket, "draft", {"kind": "reply", "body": "Half a sent"})
    assert "Half a sent" in client.get(ticket.get_absolute_url()).content.decode()
    client.force_login(house.kai)
    assert "Half a sent" not in client.get(ticket.get_absolute_url()).content.decode()
    client.force_login(house.jonas)
    send(client, ticket, "reply", {"body": "Half a sentence", "then": "open"})
    assert not Draft.objects.exists()


def test_several_at_once(agent, house):
    tickets = [make_ticket(organisation=house.customer, requester=house.mia, now=timezone.now()) for _n in range(3)]
    numbers = [ticket.number for ticket in tickets]
    assert agent.post("/desk/bulk/take/", {"number": numbers, "view": "unassigned"}).url == "/desk/?view=unassigned"
    assert Ticket.objects.filter(assignee=house.jonas).count() == 3
    form = agent.post("/desk/bulk/hand_over/", {"number": numbers}, headers=htmx())
    assert b"<dialog" in form.content
    move = {"to_team": house.network.pk, "sentence": "All yours", "reason": "expertise"}
    agent.post("/desk/bulk/hand_over/", {"number": numbers, **move})
    assert HandOver.objects.offered().count() == 3
    agent.post("/desk/bulk/assign/", {"number": numbers, "assignee": house.kai.pk})
    assert Ticket.objects.filter(assignee=house.kai).count() == 3
