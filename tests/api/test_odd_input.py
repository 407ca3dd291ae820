"""Whatever is sent, the answer is one of ours: never an error of the server, and the ticket can still be read."""

import random

import pytest

from api.inputs import OpenTicketForSomebody
from api.verbs import VERBS
from tests.make import make_agent, make_team, make_ticket

pytestmark = pytest.mark.django_db

ODD = [
    None,
    True,
    0,
    -1,
    2**31,
    2**63,
    2**80,
    1.5,
    1e308,
    "",
    " ",
    "x",
    "\x00",
    "\ud800",
    "\u202e\u200b",
    "😀" * 300,
    "x" * 100_001,
    "1",
    "٣",
    "2036-03-02T08:00:00Z",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01",
    "P1",
    "open",
    "one",
    "a@b.example",
    "'; DROP TABLE tickets_ticket; --",
    [],
    [[]],
    ["x"],
    {},
    {"a": {"b": []}},
]
PLACES = [(verb.name, verb.takes) for verb in VERBS] + [("", OpenTicketForSomebody)]


@pytest.fixture
def agent(program):
    return program(make_agent(make_team()))


@pytest.mark.parametrize(("verb", "takes"), PLACES, ids=[name or "open" for name, _takes in PLACES])
def test_odd_values_in_every_field(agent, verb, takes):
    dice = random.Random(verb)
    ticket = make_ticket()
    path = f"tickets/{ticket.number}/{verb}/" if verb else "tickets/"
    for _ in range(25):
        content = {name: dice.choice(ODD) for name in takes().fields if dice.random() < 0.9}
        answer = agent.post(path, content)
        assert answer.status_code < 500, (content, answer.content)
        assert answer.status_code < 300 or {"code", "detail"} <= set(answer.json())
    assert agent.get(f"tickets/{ticket.number}/").status_code == 200


@pytest.mark.parametrize("path", ["tickets/", "tickets/1/messages/", "teams/", "services/", "organisations/"])
def test_odd_values_in_every_query(agent, path):
    dice = random.Random(path)
    names = ["status", "priority", "level", "team", "assignee", "requester", "organisation", "external_id", "category"]
    names += ["opened_after", "updated_before", "ordering", "cursor", "page_size", "format", "x"]
    for _ in range(40):
        query = {name: str(dice.choice(ODD[:-2])).encode("utf-8", "replace") for name in dice.sample(names, 2)}
        answer = agent.get(path, query)
        assert answer.status_code < 500, (query, answer.content)


@pytest.mark.parametrize("value", ODD, ids=[repr(value)[:12] for value in ODD])
def test_odd_values_as_a_whole_body(agent, value):
    answer = agent.post("tickets/", value, Idempotency_Key="a")
    assert answer.status_code == 400
