"""Each verb by its address; what it does is tested where it stands."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from api.verbs import VERBS
from tests.make import make_agent, make_organisation, make_team, make_ticket, make_user
from tickets.models import Attachment, Message

pytestmark = pytest.mark.django_db

FAR = "2036-03-02T08:00:00Z"
CONTENT = {
    "classify": {"category": "software", "impact": "all"},
    "set-priority": {"priority": "P1", "reason": "The board meets."},
    "assign": None,  # depends on who is there
    "reply": {"body": "Which printer?"},
    "note": {"body": "Known trouble maker."},
    "log-call": {"body": "He restarted it.", "reached": True, "minutes": 5},
    "log-step": {"body": "Other cable.", "result": "no_change"},
    "wait-for-requester": {"reason": "Which printer?", "until": FAR},
    "wait-for-vendor": {"vendor": "Printers Inc.", "reason": "New drum."},
    "plan": {"until": FAR, "reason": "New switch."},
    "resolve": {"problem": "Dark", "cause": "Cable", "solution": "Plugged in"},
    "hand-over": None,
    "give-back": {"reason": "wrong_team"},
    "consult": None,
}


@pytest.fixture
def desk():
    organisation = make_organisation()
    first, second = make_team(serves=[organisation]), make_team(level=2, serves=[organisation])
    desk = type("Desk", (), {"organisation": organisation, "first": first, "second": second})
    desk.agent, desk.expert = make_agent(first), make_agent(second)
    desk.ticket = make_ticket(organisation=organisation, team=first)
    desk.requester = desk.ticket.requester
    desk.path = f"tickets/{desk.ticket.number}"
    return desk


def content_of(verb, desk):
    found = {"assign": {"assignee": desk.agent.email}, "hand-over": {"to_team": desk.second.pk, "sentence": "Network."}}
    found["consult"] = {"to_team": desk.second.pk, "question": "Which proxy?"}
    return found.get(verb.name) or CONTENT.get(verb.name) or {}


def test_a_ticket_goes_its_way(desk, program):
    agent, expert = program(desk.agent), program(desk.expert)

    def does(who, verb, content=None):
        answer = who.post(f"{desk.path}/{verb}/", content or CONTENT.get(verb) or {})
        assert answer.status_code == 200, answer.content
        return answer.json()

    assert does(agent, "classify")["priority"] == "P1"
    assert does(agent, "take")["assignee"]["id"] == desk.agent.pk
    assert does(agent, "release")["assignee"] is None
    assert does(agent, "assign", {"assignee": desk.agent.pk})["status"] == "open"
    assert does(agent, "wait-for-requester")["waiting_reason"] == "Which printer?"
    assert does(program(desk.requester), "reply", {"body": "The blue one."})["status"] == "open"
    assert does(agent, "log-call") and does(agent, "log-step") and does(agent, "note")
    assert does(agent, "wait-for-vendor")["status"] == "waiting_vendor"
    assert does(agent, "resume")["status"] == "open"
    assert does(agent, "plan")["waiting_until"] == FAR
    does(agent, "resume")
    offer = {"to_team": desk.second.pk, "sentence": "Please look at the switch."}
    assert does(agent, "hand-over", offer)["level"] == 1
    does(expert, "give-back")
    does(agent, "hand-over", offer)
    does(agent, "take-back")
    does(agent, "hand-over", offer)
    assert (
        does(expert, "accept")["level"],
        does(expert, "set-priority", {"priority": "P3", "reason": "x"}),
    ) is not None
    assert does(expert, "resolve")["solution"] == "Plugged in"
    assert does(program(desk.requester), "reopen", {"reason": "Dark again."})["status"] == "open"
    assert does(expert, "close")["status"] == "closed"


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_strangers_find_nothing_and_change_nothing(desk, program, verb):
    stranger, elsewhere = make_user(make_organisation()), make_agent(make_team(serves=[make_organisation()]))
    before = (desk.ticket.version, Message.objects.count())
    for who in (stranger, elsewhere):
        answer = program(who).post(f"{desk.path}/{verb.name}/", content_of(verb, desk))
        missing = program(who).post(f"tickets/999999/{verb.name}/", content_of(verb, desk))
        assert answer.status_code == 404
        assert answer.content == missing.content
    assert program(None).post(f"{desk.path}/{verb.name}/").status_code == 401
    desk.ticket.refresh_from_db()
    assert (desk.ticket.version, Message.objects.count()) == before


@pytest.mark.parametrize("verb", [verb for verb in VERBS if not verb.requesters_too], ids=lambda verb: verb.name)
def test_the_requester_has_no_agents_verbs(desk, program, verb):
    assert program(desk.requester).post(f"{desk.path}/{verb.name}/", content_of(verb, desk)).status_code == 404


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_an_unknown_field_is_refused_by_each_verb(desk, program, verb):
    answer = program(desk.agent).post(f"{desk.path}/{verb.name}/", {**content_of(verb, desk), "by": 1, "now": "x"})
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_field")
    assert set(answer.json()["fields"]) == {"by", "now"}
    assert program(desk.agent).get(f"{desk.path}/{verb.name}/").status_code == 405


def test_what_the_desk_refuses_has_its_code(desk, program):
    agent = program(desk.agent)
    agent.post(f"{desk.path}/close/")
    answer = agent.post(f"{desk.path}/note/", {"body": "x"}) and agent.post(f"{desk.path}/take/")
    assert (answer.status_code, answer.json()["code"]) == (409, "ticket_finished")
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize(
    ("verb", "content"),
    [
        ("plan", {"until": "2020-01-01T00:00:00Z", "reason": "x"}),
        ("plan", {"until": "9999-12-31T23:59:59Z", "reason": "x"}),
        ("plan", {"until": "0001-01-01T00:00:00+14:00", "reason": "x"}),
        ("wait-for-requester", {"reason": "x", "until": "9999-12-31T23:59:59-12:00"}),
        ("hand-over", {"to_team": 2**70, "sentence": "x"}),
        ("hand-over", {"to_team": True, "sentence": "x"}),
        ("assign", {"assignee": "a@b.c\x00"}),
        ("log-call", {"body": "x", "reached": "perhaps"}),
        ("log-call", {"body": "x", "reached": True, "minutes": 10**9}),
        ("classify", {"service": "x"}),
        ("classify", {"impact": None}),
        ("reply", {"body": {"a": 1}}),
    ],
)
def test_odd_values_are_never_an_error_of_ours(desk, program, verb, content):
    answer = program(desk.agent).post(f"{desk.path}/{verb}/", content)
    assert answer.status_code in (200, 400, 409), answer.content
    assert "detail" in answer.json() or answer.status_code == 200
    assert program(desk.agent).get(f"{desk.path}/").status_code == 200


def test_a_team_of_another_customer_cannot_be_handed_to(desk, program):
    foreign = make_team(serves=[make_organisation()])
    agent = program(desk.agent)
    answer = agent.post(f"{desk.path}/hand-over/", {"to_team": foreign.pk, "sentence": "x"})
    missing = agent.post(f"{desk.path}/hand-over/", {"to_team": 10**9, "sentence": "x"})
    assert answer.status_code == 400
    assert answer.json() == missing.json()


def test_requesters_read_no_notes(desk, program):
    agent, requester = program(desk.agent), program(desk.requester)
    agent.post(f"{desk.path}/note/", {"body": "Between ourselves."})
    agent.post(f"{desk.path}/messages/", {"body": "We look into it."})
    assert requester.post(f"{desk.path}/messages/", {"body": "Thank you."}).status_code == 201

    def bodies(who):
        return [row["body"] for row in who.get(f"{desk.path}/messages/").json()["results"]]

    assert bodies(requester) == ["It blinks and does nothing.", "We look into it.", "Thank you."]
    assert len(bodies(agent)) == 4
    assert b"Between" not in requester.get(f"{desk.path}/messages/").content


def test_files_come_with_a_message_and_are_fetched_with_its_right(desk, program):
    file = SimpleUploadedFile("log.txt", b"It blinks.")
    agent, requester = program(desk.agent), program(desk.requester)
    assert agent.post(f"{desk.path}/note/", {"body": "x", "attachments": [file]}, form=True).status_code == 200
    file.seek(0)
    requester.post(f"{desk.path}/reply/", {"body": "x", "attachments": [file, file]}, form=True)
    note, *own = Attachment.objects.order_by("message_id")
    assert len(own) == 2
    described = requester.get(f"attachments/{own[0].key}/").json()
    assert (described["name"], described["size"]) == ("log.txt", 10)
    content = requester.get(described["content"].removeprefix("/api/v1/"))
    assert b"".join(content.streaming_content) == b"It blinks."
    for path in ("", "content/"):
        assert requester.get(f"attachments/{note.key}/{path}").status_code == 404
        assert agent.get(f"attachments/{note.key}/{path}").status_code == 200


def test_a_file_too_large_is_refused_by_name(desk, program):
    file = SimpleUploadedFile("film.mp4", bytes(25 * 1024 * 1024 + 1))
    answer = program(desk.requester).post(f"{desk.path}/reply/", {"body": "x", "attachments": [file]}, form=True)
    assert answer.status_code == 400
    assert "film.mp4" in answer.json()["detail"]
    assert Attachment.objects.count() == 0


def test_a_hand_over_names_what_is_missing_and_shows_what_went_with_it(desk, program):
    desk.second.essentials = "Switch port"
    desk.second.save()
    offer = {"to_team": desk.second.pk, "sentence": "Please look.", "details": {"cause": "The update"}}
    agent = program(desk.agent)
    refused = agent.post(f"{desk.path}/hand-over/", offer)
    assert (refused.status_code, refused.json()["code"]) == (409, "essentials_missing")
    assert list(refused.json()["fields"]) == ["essentials.Switch port"]
    assert "Switch port" in refused.json()["detail"]
    agent.post(f"{desk.path}/hand-over/", {**offer, "gaps": {"Switch port": "Locked"}, "message": "Passed on."})
    [move] = agent.get(f"{desk.path}/hand-overs/").json()["results"]
    assert (move["gaps"], move["package"]["cause"]) == ([["Switch port", "Locked"]], "The update")
    assert desk.ticket.messages.filter(body="Passed on.", is_public=True).exists()


def test_a_reply_of_the_receiving_team_accepts(desk, program):
    offer = {"to_team": desk.second.pk, "sentence": "Please look."}
    program(desk.agent).post(f"{desk.path}/hand-over/", offer)
    answer = program(desk.expert).post(f"{desk.path}/messages/", {"body": "Good morning"})
    assert answer.json()["level"] == 2


def test_a_question_to_colleagues_is_asked_and_answered(desk, program):
    agent, expert = program(desk.agent), program(desk.expert)
    agent.post(f"{desk.path}/consult/", {"to_team": desk.second.pk, "question": "Which proxy?"})
    [asked] = expert.get(f"{desk.path}/consultations/").json()["results"]
    answer = {"consultation": asked["id"], "answer": "The old one."}
    assert agent.post(f"{desk.path}/answer-consultation/", answer).status_code == 409
    assert expert.post(f"{desk.path}/answer-consultation/", answer).json()["level"] == 1
    [asked] = agent.get(f"{desk.path}/consultations/").json()["results"]
    assert (asked["answer"], asked["answered_by"]["id"]) == ("The old one.", desk.expert.pk)


@pytest.mark.parametrize("odd", [{}, {"to_team": "both"}, {"to_person": 2**70}])
def test_a_question_to_nobody_or_to_what_is_not_there_is_refused(desk, program, odd):
    answer = program(desk.agent).post(f"{desk.path}/consult/", {"question": "Which proxy?", **odd})
    assert answer.status_code in (400, 409)
