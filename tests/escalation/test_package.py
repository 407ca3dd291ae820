"""What goes with a hand-over, and what is asked for where it is missing."""

import pytest

from accounts.models import Site
from core.errors import EssentialsMissing
from escalation.actions import hand_over
from escalation.models import HandOver
from escalation.sweep import sweep
from tests.make import HOUR, MINUTE, MONDAY_9AM, make_agent, make_team, make_ticket, make_tier
from tickets.actions import log_step
from tickets.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    team = make_team(level=2, name="Network", essentials="Error text\nSwitch port")
    make_agent(team)
    return team


@pytest.fixture
def ticket(network):
    make_tier(targets={"resolution": 8 * HOUR, "level_1": HOUR}, acceptance_minutes=30)
    return make_ticket(team=make_team(), answers=[["Error text?", "809"], ["Since when?", "Monday"]])


def offer(ticket, network, **said):
    by = make_agent(ticket.team)
    said.setdefault("gaps", {"Switch port": "The cabinet is locked"})
    return hand_over(ticket, by=by, to_team=network, sentence="Look at it", now=MONDAY_9AM + 10 * MINUTE, **said)


def test_the_package_is_put_together_from_the_ticket(ticket, network):
    log_step(ticket, by=make_agent(ticket.team), body="Other cable", result="same", now=MONDAY_9AM + MINUTE)
    offer(ticket, network)
    package = HandOver.objects.get().package
    assert package["facts"] == {"impact": "one", "urgency": "slowed"}
    assert package["answers"] == [["Error text?", "809"], ["Since when?", "Monday"]]
    assert [(step["body"], step["result"]) for step in package["steps"]] == [("Other cable", "same")]


def test_the_sender_changes_it(ticket, network):
    offer(ticket, network, details={"cause": "The update", "without": ["facts:urgency", "answers:1"]})
    package = HandOver.objects.get().package
    assert (package["facts"], package["cause"]) == ({"impact": "one"}, "The update")
    assert package["answers"] == [["Error text?", "809"]]


def test_what_the_team_cannot_begin_without_is_asked_for_by_name(ticket, network):
    with pytest.raises(EssentialsMissing, match="Network cannot begin without: Switch port"):
        offer(ticket, network, gaps={})
    assert not HandOver.objects.exists()


def test_an_essential_is_said_or_its_gap_kept_with_the_reason(ticket, network):
    offer(ticket, network, essentials={"Switch port": "AP-2-07"})
    assert (HandOver.objects.get().package["essentials"], HandOver.objects.get().gaps) == (
        [["Switch port", "AP-2-07"]],
        [],
    )
    HandOver.objects.all().delete()
    offer(ticket, network)
    assert HandOver.objects.get().gaps == [["Switch port", "The cabinet is locked"]]


def test_an_answer_left_out_is_a_gap_again(ticket, network):
    with pytest.raises(EssentialsMissing, match="Error text"):
        offer(ticket, network, details={"without": ["answers:0"]})


def test_the_short_form_is_enough_where_the_team_asks_for_nothing(ticket):
    other = make_team(level=2)
    offer(ticket, other, gaps=None)
    assert HandOver.objects.get().gaps == []


def test_the_message_to_the_requester_goes_with_it(ticket, network):
    offer(ticket, network, message="The network team looks at it now.")
    said = ticket.messages.get(kind="reply", direction="out")
    assert said.body == "The network team looks at it now."
    assert Notice.objects.filter(kind="answer", person=ticket.requester).count() == 1
    assert ticket.events.filter(kind__in=["answered", "offered"], at=MONDAY_9AM + 10 * MINUTE).count() == 2


def test_the_clock_takes_everything_along(ticket, network):
    ticket.site = Site.objects.create(organisation=ticket.organisation, name="House 2")
    ticket.save()
    log_step(ticket, by=make_agent(ticket.team), body="Other cable", result="same", now=MONDAY_9AM + MINUTE)
    sweep(now=MONDAY_9AM + HOUR)
    move = HandOver.objects.get()
    assert (move.reason, move.to_team, move.status) == ("clock", network, "at_once")
    assert move.package["facts"] == {"site": "House 2", "impact": "one", "urgency": "slowed"}
    assert move.package["answers"] == [["Error text?", "809"], ["Since when?", "Monday"]]
    assert [step["body"] for step in move.package["steps"]] == ["Other cable"]
    assert move.gaps == [["Switch port", ""]]
