"""Gaps and give-backs are counted by team and month, with the hand-overs behind each number."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalation.actions import give_back, hand_over
from reports.hand_overs import GAP, GIVEN_BACK, Line, Month, behind, lines
from tests.make import DAY, MONDAY_9AM, make_agent, make_organisation, make_team, make_ticket, make_tier

pytestmark = pytest.mark.django_db
MARCH, APRIL = Month(2026, 3), Month(2026, 4)


@pytest.fixture
def teams():
    make_tier(acceptance_minutes=30)
    first = make_team(name="First level")
    return first, make_team(name="Network", level=2, essentials="Switch port\nError text")


def offer(teams, *, at=MONDAY_9AM, **said):
    first, network = teams
    ticket = make_ticket(now=at, team=first)
    said.setdefault("gaps", {"Switch port": "not_known", "Error text": "Nobody asked"})
    return hand_over(ticket, by=make_agent(first), to_team=network, sentence="Look", now=at, **said)


def test_what_was_missing_is_counted_by_teams_and_month(teams):
    first, network = teams
    offer(teams)
    ticket = offer(teams, gaps={"Switch port": "no_access"}, essentials={"Error text": "809"})
    offer(teams, at=MONDAY_9AM + 31 * DAY)
    agent = make_agent(first)
    among = (first.pk, "First level", network.pk, "Network")
    assert lines(agent, GAP, MARCH) == [Line("Switch port", *among, 2), Line("Error text", *among, 1)]
    assert [line.count for line in lines(agent, GAP, APRIL)] == [1, 1]
    moves = behind(agent, GAP, MARCH, what="Switch port", from_team=first.pk, to_team=network.pk)
    assert (len(moves), moves[0].ticket) == (2, ticket)
    assert len(behind(agent, GAP, MARCH, what="Error text", from_team=first.pk, to_team=network.pk)) == 1
    assert behind(agent, GAP, MARCH, what="Nobody asked", from_team=first.pk, to_team=network.pk) == []


def test_what_was_given_back_is_counted_by_its_reason(teams):
    first, network = teams
    expert = make_agent(network)
    for reason in ("missing_facts", "missing_facts", "wrong_team"):
        give_back(offer(teams), by=expert, reason=reason, sentence="Which port?", now=MONDAY_9AM)
    offer(teams)
    counted = lines(expert, GIVEN_BACK, MARCH)
    assert [(line.what, line.count) for line in counted] == [("missing_facts", 2), ("wrong_team", 1)]
    [move] = behind(expert, GIVEN_BACK, MARCH, what="wrong_team", from_team=first.pk, to_team=network.pk)
    assert move.give_back_sentence == "Which port?"


def test_who_does_not_work_a_customer_counts_nothing_of_it(teams):
    offer(teams)
    stranger = make_agent(make_team(serves=[make_organisation()]))
    assert lines(stranger, GAP, MARCH) == []


def test_a_figure_is_one_statement(teams):
    agent = make_agent(teams[0])
    for _count in range(3):
        offer(teams)
    agent.serves_all  # noqa: B018 - reads his teams, as every page does
    with CaptureQueriesContext(connection) as captured:
        lines(agent, GAP, MARCH)
    assert len(captured) == 1


def test_months_that_can_be_chosen():
    assert str(Month.parse("2025-12", MONDAY_9AM)) == "2025-12"
    for odd in (None, "", "2026-13", "x", "1999-01"):
        assert Month.parse(odd, MONDAY_9AM) == MARCH
    assert Month(2026, 1).before.after == Month(2026, 1)
