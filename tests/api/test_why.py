"""The explanation of a due time by the API: it adds up, and each reads what he may."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.make import HOUR, make_agent, make_organisation, make_team, make_ticket, make_tier, make_user
from tickets import actions

pytestmark = pytest.mark.django_db

CANARY = "Zuckerrohrpapagei"
TARGETS = {"first_response": HOUR, "next_update": 2 * HOUR, "resolution": 800 * HOUR, "level_1": 3 * HOUR}


@pytest.fixture
def world():
    make_tier(targets=TARGETS)
    ours = make_organisation()
    team = make_team(serves=[ours])
    world = type("World", (), {"agent": make_agent(team, first_name="Jonas"), "alice": make_user(ours)})
    world.ticket = make_ticket(organisation=ours, requester=world.alice, team=team, now=timezone.now() - 48 * HOUR)
    return world


def clocks_of(reader, ticket):
    answer = reader.get(f"tickets/{ticket.number}/why/")
    assert answer.status_code == 200, answer.content
    return {clock["kind"]: clock for clock in answer.json()["clocks"]}


def test_the_lines_add_up_to_the_due_time(world, program):
    start = world.ticket.opened_at
    actions.wait_for_requester(world.ticket, by=world.agent, reason="Which room?", now=start + HOUR)
    actions.reply(world.ticket, by=world.alice, body="2.14", now=start + 20 * HOUR)
    clock = clocks_of(program(world.agent), world.ticket)["resolution"]
    started, due = (datetime.fromisoformat(clock[name]) for name in ("started_at", "due_at"))
    assert started == start
    assert started + timedelta(seconds=sum(line["seconds"] or 0 for line in clock["lines"])) == due
    [pause] = [line for line in clock["lines"] if line["kind"] == "pause"]
    assert (pause["reason"], pause["by"], pause["seconds"]) == ("Which room?", "Jonas", 19 * 3600)
    assert world.ticket.events.get(seq=pause["event"]).data["status"] == "waiting_requester"


def test_a_requester_reads_what_the_portal_shows(world, program):
    start = world.ticket.opened_at
    actions.set_priority(world.ticket, by=world.agent, priority="P1", reason=CANARY, now=start + HOUR)
    actions.wait_for_vendor(world.ticket, by=world.agent, vendor="Lenovo", reason=CANARY, now=start + 2 * HOUR)
    actions.resume(world.ticket, by=world.agent, now=start + 3 * HOUR)
    reader = program(world.alice)
    assert set(clocks_of(reader, world.ticket)) == {"first_response", "next_update", "resolution"}
    text = reader.get(f"tickets/{world.ticket.number}/why/").content.decode()
    assert CANARY not in text
    for word in ("tier", "priority", "level", "event"):
        assert f'"{word}' not in text
    agents = program(world.agent).get(f"tickets/{world.ticket.number}/why/").content.decode()
    assert CANARY in agents
    assert '"level"' in agents


@pytest.mark.parametrize(("language", "words"), [("de", "Servicezeit"), ("en", "of service time")])
def test_the_sentence_is_in_the_readers_language(world, program, language, words):
    world.alice.language = language
    world.alice.save()
    assert words in clocks_of(program(world.alice), world.ticket)["resolution"]["sentence"]


def test_a_program_may_ask_for_another_language(world, program):
    answer = program(world.alice).get(f"tickets/{world.ticket.number}/why/", **{"Accept-Language": "de"})
    sentences = {clock["kind"]: clock["sentence"] for clock in answer.json()["clocks"]}
    assert sentences["next_update"] == "Diese Zeit beginnt mit unserer ersten Antwort."


def test_a_paused_clock_has_no_due_time_but_says_when_it_comes_back(world, program):
    back = timezone.now() + 24 * HOUR
    actions.wait_for_requester(world.ticket, by=world.agent, reason="Which?", until=back, now=timezone.now() - HOUR)
    clock = clocks_of(program(world.alice), world.ticket)["resolution"]
    assert (clock["state"], clock["due_at"]) == ("paused", None)
    assert datetime.fromisoformat(clock["comes_back_at"]) == back
    assert "Without an answer we go on by ourselves" in clock["sentence"]


def test_whose_a_breach_was_is_told_to_agents_only(world, program):
    clock = clocks_of(program(world.agent), world.ticket)["first_response"]
    assert clock["missed_at"] is not None
    whose = clock["overrun"]
    assert (whose["kind"], whose["level"], whose["team"]) == ("level", 1, world.agent.teams.get().name)
    assert whose["used_seconds"] == 3600.0  # what there was of it, up to the breach
    assert clocks_of(program(world.agent), world.ticket)["level"]["overrun"] is None
    assert "overrun" not in program(world.alice).get(f"tickets/{world.ticket.number}/why/").content.decode()


def test_a_stranger_finds_nothing(world, program):
    assert program(make_user(make_organisation())).get(f"tickets/{world.ticket.number}/why/").status_code == 404


def test_the_number_of_queries_does_not_grow(world, program):
    reader = program(world.agent)
    clocks_of(reader, world.ticket)
    counted = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            clocks_of(reader, world.ticket)
        counted.append(len(queries))
        for number in range(8):
            actions.reply(world.ticket, by=world.agent, body=f"Answer {number}", now=timezone.now())
    assert counted[0] == counted[1]
