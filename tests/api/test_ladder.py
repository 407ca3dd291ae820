"""A ticket's ladder by the API: what fired beside what today's would do, and what comes if nobody acts."""

import pytest
from django.utils import timezone

from escalation.models import Firing
from escalation.sweep import sweep
from tests.escalation.test_ladder import make_ladder
from tests.make import DAY, HOUR, make_agent, make_organisation, make_team, make_ticket, make_user

pytestmark = pytest.mark.django_db


def test_what_fired_and_what_comes(program):
    ours = make_organisation()
    team = make_team(serves=[ours])
    agent, alice = make_agent(team), make_user(ours)
    make_ladder({"at_percent": 1}, {"at_percent": 100, "action": "call_lead"}, targets={"resolution": 200 * HOUR})
    ticket = make_ticket(organisation=ours, requester=alice, team=team, now=timezone.now() - 20 * DAY)
    sweep(now=timezone.now())
    path = f"tickets/{ticket.number}/ladder/"
    told = program(agent).get(path, {"acknowledged_after": 0}).json()
    [fired] = told["fired"]
    assert (fired["clock"], fired["outcome"], fired["fired"]["step"]) == ("resolution", "same", "1%:notify")
    assert fired["fired"]["values"]["people"] == [agent.pk]
    assert fired["fired"]["late"]
    assert fired["today"]["due_at"] == fired["fired"]["due_at"]
    coming = {step["what"]: step["falls_away"] for step in told["coming"]}
    assert coming == {"warn": False, "breach": False, "100%:call_lead": True}
    count = Firing.objects.count()
    assert program(agent).get(path, {"acknowledged_after": "soon"}).status_code == 400
    assert program(alice).get(path).status_code == 404
    assert Firing.objects.count() == count
