"""No word of one customer reaches anybody of another, and none for colleagues reaches a requester, by whatever way."""

import json

import pytest

from accounts.models import Membership
from notifications.words import mail_of
from tickets.models import Notice

from .crawling import everything, searches
from .world import text, words_in

pytestmark = pytest.mark.django_db

# Whom the words of the customer `own` may reach.
OPEN = {"requester", "colleague", "manager", "own IT", "vendor", "agent", "agent of all"}
INSIDE = {"agent", "agent of all"}
GIVEN = {"vendor", "agent", "agent of all"}
PRIVATE = {"colleague", "manager", "agent", "agent of all"}


# What each should be told, or the search for words would prove nothing.
TOLD = {
    "nobody": "",
    "deactivated": "",
    "requester": "open",
    "colleague": "open private",
    "manager": "open private",
    "own IT": "open",
    "vendor": "open given",
    "foreign requester": "",
    "foreign manager": "",
    "agent": "open inside private given",
    "foreign vendor": "",
    "foreign agent": "",
    "agent of all": "open inside private given",
    "SLA administrator": "open",  # contracts name their customer
    "requester's token, read": "open",
    "requester's token, write": "open",
    "requester's token, promises": "open",
    "agent's token, read": "open inside private given",
    "agent's token, write": "open inside private given",
    "agent's token, promises": "open inside private given",
    "foreign agent's token, write": "",
    "SLA administrator's token, read": "open",
    "SLA administrator's token, write": "open",
    "SLA administrator's token, promises": "open",
}


def hidden_from(name, world):
    """The words that must reach `name` in no answer."""
    own, other = world.own.words, world.other.words
    hidden = {own.inside: INSIDE, own.private: PRIVATE, own.open: OPEN, own.given: GIVEN}
    hidden = {word for word, allowed in hidden.items() if name not in allowed}
    if name == "agent of all":
        return hidden
    if name == "SLA administrator":
        return (own.all | other.all) - {own.open, other.open}
    if not name.startswith("foreign"):
        return hidden | other.all
    of_their_own = {"foreign agent": other.all, "foreign vendor": {other.given}}
    return hidden | ({other.inside, other.given} - of_their_own.get(name, set()))


@pytest.mark.parametrize("who", TOLD)
def test_nobody_reads_what_is_not_for_him(world, who):
    client, hidden = world.visitors()[who], hidden_from(who.split("'s token")[0], world)
    read, told, leaks = 0, set(), []
    for path, answer in everything(client, (world.own, world.other)):
        said = words_in(answer)
        read += 1
        assert answer.status_code < 500, path
        leaks += [f"{word} at {path}" for word in hidden if word in said]
        told |= {word for word in world.own.words.all if word in said}
    assert leaks == []
    assert told == {getattr(world.own.words, kind) for kind in TOLD[who].split()}
    assert read > 250


def test_everybody_is_asked_for(world):
    assert set(TOLD) == set(world.visitors()) - {"administrator"}  # who sees everything in the administration


def test_the_lure_finds_what_the_searcher_may_read(world):
    [found] = [world.visitors()["agent"].get(path) for path in searches() if path.startswith("/desk/search/")][:1]
    said = words_in(found)
    for ticket in (world.own.ticket, world.own.resolved, world.own.colleagues):
        assert f"#{ticket.number}" in said or f"/tickets/{ticket.number}/" in said
    assert f"/tickets/{world.other.ticket.number}/" not in said


def test_no_mail_tells_what_its_reader_may_not_know(world):
    mails = 0
    for notice in Notice.objects.select_related("person", "ticket"):
        of_own = notice.ticket.organisation_id == world.own.organisation.pk
        words, foreign = (world.own.words, world.other.words) if of_own else (world.other.words, world.own.words)
        mail = mail_of(notice, now=notice.created_at)
        said = mail.message().as_string() + mail.subject + mail.body + str(mail.alternatives) + str(mail.extra_headers)
        assert not [word for word in foreign.all if word in said], notice
        if notice.person == notice.ticket.requester:
            assert words.inside not in said, notice
        mails += 1
    assert mails >= 12


WRITES = {
    "set-priority": {"priority": "P2", "reason": "x"},
    "reply": {"body": "x"},
    "reopen": {},
    "close": {},
    "resolve": {"problem": "x", "cause": "x", "solution": "x", "message": "x"},
}


def test_answers_to_writes_tell_no_more_than_reading(world):
    """A requester's writes answer with the ticket as he reads it; strangers learn from no error text."""
    visitors = world.visitors()
    path = f"/api/v1/tickets/{world.own.ticket.number}/"
    for who, hidden in (("requester's token, write", {world.own.words.inside}), ("foreign agent's token, write", None)):
        for verb, content in WRITES.items():
            answer = visitors[who].post(f"{path}{verb}/", json.dumps(content), content_type="application/json")
            said = words_in(answer)
            assert not [word for word in hidden or world.own.words.all if word in said], f"{verb} as {who}"


def test_a_device_of_another_customer_never_comes_onto_a_ticket(world):
    """Whoever serves both customers could otherwise show one of them what the other one has."""
    client = world.visitors()["agent of all"]
    device, number = world.other.device.pk, world.own.ticket.number
    one = client.post(f"/api/v1/tickets/{number}/classify/", {"device": device}, content_type="application/json")
    report = {
        "subject": text(""),
        "body": "x",
        "category": "hardware",
        "requester": world.own.owner.pk,
        "device": device,
    }
    two = client.post("/api/v1/tickets/", report, content_type="application/json")
    three = client.post(f"/desk/tickets/{number}/classify/", {"field": "device", "value": device, "before": ""})
    assert (one.status_code, two.status_code, three.status_code) == (400, 400, 422)
    world.own.ticket.refresh_from_db()
    assert world.own.ticket.device == world.own.device


def test_belonging_to_a_customer_gives_an_agent_of_others_no_rights_of_an_agent_there(world):
    """Somebody who works for one customer and is an employee of another sees that one as its employees do."""
    agent = world.other.agent
    Membership.objects.create(user=agent, organisation=world.own.organisation)
    client = world.visitors()["foreign agent"]
    card = client.get(f"/desk/customers/{world.own.organisation.pk}/")
    assert card.status_code == 404
    for piece in ("", "preview/", "questions/", "callers/"):
        query = f"unknown=&customer={world.own.organisation.pk}&q=Owner"
        said = words_in(client.get(f"/desk/new/{piece}?{query}"))
        assert world.own.words.inside not in said
        assert world.own.owner.get_full_name() not in said
