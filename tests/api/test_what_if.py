"""What-if by API: for administrators of SLAs alone; asked, followed, cancelled, and the tickets behind each figure."""

import pytest
from django.utils import timezone

from reports.models import WhatIf
from reports.whatif import run
from tests.make import ALL_HOURS, DAY, HOUR, make_agent, make_calendar, make_tier
from tests.reports.test_whatif import closed_ticket, draft_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    tier = make_tier(
        since=timezone.now() - 60 * DAY, calendar=make_calendar(ALL_HOURS), targets={"resolution": 8 * HOUR}
    )
    return draft_of(tier, resolution=2 * HOUR)


def test_a_question_from_beginning_to_end(keeper, draft):
    now = timezone.now() - 10 * DAY
    quick, slow = closed_ticket(took=HOUR, now=now), closed_ticket(took=4 * HOUR, now=now)
    asked = keeper.post("what-if/", {"version": draft.pk, "months": 1})
    assert asked.status_code == 201, asked.content
    assert (asked.json()["state"], asked.json()["result"]) == ("waiting", [])
    path = f"what-if/{asked.json()['id']}/"
    run(asked.json()["id"])
    shown = keeper.get(path).json()
    assert (shown["state"], shown["done"], shown["total"]) == ("done", 2, 2)
    assert shown["result"] == [
        {
            "clock": "resolution",
            "priority": "P3",
            "category": "hardware",
            "today": {"kept": 2, "late": 0},
            "then": {"kept": 1, "late": 1},
            "outcomes": {"kept": 1, "newly_breached": 1},
        }
    ]
    behind = keeper.get(f"{path}tickets/").json()["results"]
    assert [row["ticket"] for row in behind] == [quick.pk, slow.pk]
    late = keeper.get(f"{path}tickets/", {"clock": "resolution", "outcome": "newly_breached"}).json()["results"]
    assert [(row["ticket"], row["subject"]) for row in late] == [(slow.pk, slow.subject)]
    assert keeper.get(f"{path}tickets/", {"priority": "P1"}).json()["results"] == []
    assert keeper.get(f"{path}tickets/", {"outcome": "nonsense"}).status_code == 400
    assert keeper.post(f"{path}cancel/").json()["state"] == "done"


def test_a_calendar_in_other_hours_and_a_cancelled_one(keeper, draft):
    calendar = draft.calendar_id
    weekly = {"mon": [["08:00", "12:00"]]}
    for how in ({"hours": {"weekly": weekly, "holidays": [{"date": "2026-12-25"}]}}, {"instead": make_calendar().pk}):
        asked = keeper.post("what-if/", {"calendar": calendar, **how}).json()
        assert (asked["state"], asked["months"]) == ("waiting", 3)
        assert keeper.post(f"what-if/{asked['id']}/cancel/").json()["state"] == "cancelled"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "version"),
        ({"calendar": True}, "hours"),
        ({"version": True, "hours": {"weekly": {}}}, "hours"),
        ({"version": True, "months": 0}, "months"),
        ({"version": True, "months": 61}, "months"),
        ({"version": 999_999}, "version"),
        ({"version": True, "surprise": 1}, "surprise"),
    ],
)
def test_what_makes_no_question_is_said_at_its_field(keeper, draft, said, field):
    ids = {"version": draft.pk, "calendar": draft.calendar_id}
    said = {name: ids[name] if value is True and name in ids else value for name, value in said.items()}
    answer = keeper.post("what-if/", said)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_hours_that_make_no_calendar(keeper, draft):
    answer = keeper.post("what-if/", {"calendar": draft.calendar_id, "hours": {"weekly": {"mon": [["8", "9"]]}}})
    assert (answer.status_code, answer.json()["code"]) == (409, "invalid_input")


def test_to_everybody_else_there_is_nothing(program, draft):
    what_if = WhatIf.objects.create(
        by=make_agent(), version=draft, months=1, since=timezone.now(), until=timezone.now(), created_at=timezone.now()
    )
    agent = program(make_agent())
    for path in (f"what-if/{what_if.pk}/", f"what-if/{what_if.pk}/tickets/"):
        assert agent.get(path).status_code == 404
    assert agent.post("what-if/", {"version": draft.pk}).status_code == 404
    assert agent.post(f"what-if/{what_if.pk}/cancel/").status_code == 404
    assert program(None).get(f"what-if/{what_if.pk}/").status_code == 401
