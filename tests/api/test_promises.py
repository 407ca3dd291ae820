"""What is agreed, set by hand or merged, by way of the API; and what people read of it there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.make import (
    ALL_HOURS,
    make_agent,
    make_calendar,
    make_organisation,
    make_team,
    make_ticket,
    make_tier,
    make_user,
)
from tickets import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    make_tier(calendar=make_calendar(ALL_HOURS))
    desk = type("Desk", (), {})
    desk.now = timezone.now()
    desk.organisation = make_organisation()
    desk.team = make_team(serves=[desk.organisation])
    desk.agent, desk.lead = make_agent(desk.team), make_agent(desk.team)
    desk.team.lead = desk.lead
    desk.team.save()
    opened = desk.now - timedelta(minutes=5)
    desk.ticket = make_ticket(organisation=desk.organisation, team=desk.team, now=opened)
    desk.path = f"tickets/{desk.ticket.number}"
    desk.until = (desk.now + timedelta(hours=5)).replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")
    return desk


def clock(ticket, kind):
    return next(clock for clock in ticket["clocks"] if clock["kind"] == kind)


def test_a_time_is_set_told_and_taken_back(desk, program):
    lead, said = program(desk.lead), {"clock": "resolution", "until": desk.until, "reason": "Courier."}
    assert program(desk.agent).post(f"{desk.path}/set-due/", said).json()["code"] == "not_allowed"
    ticket = lead.post(f"{desk.path}/set-due/", said).json()
    assert clock(ticket, "resolution")["due_at"] == desk.until
    told = [each for each in ticket["commitments"] if each["kind"] == "solution"]
    assert [each["outcome"] for each in told] == ["moved", "open"]
    assert (told[1]["due_at"], told[1]["reason"], told[1]["note"]) == (desk.until, "by_hand", "Courier.")
    ticket = lead.post(f"{desk.path}/clear-due/", {"clock": "resolution"}).json()
    assert clock(ticket, "resolution")["due_at"] == told[0]["due_at"]


def test_news_are_agreed_by_whoever_works_the_ticket(desk, program):
    agent = program(desk.agent)
    ticket = agent.post(f"{desk.path}/agree-news/", {"until": desk.until, "reason": "I call at five."}).json()
    assert clock(ticket, "next_update")["due_at"] == desk.until
    mine = program(desk.ticket.requester).get(f"{desk.path}/").json()
    [news] = [told for told in mine["commitments"] if told["outcome"] == "open" and told["kind"] == "news"]
    assert (news["due_at"], news["reason"]) == (desk.until, "agreed")
    assert agent.post(f"{desk.path}/clear-due/", {"clock": "next_update"}).status_code == 200
    assert agent.post(f"{desk.path}/clear-due/", {"clock": "tea"}).status_code == 400


def test_a_tier_is_pinned_and_freed(desk, program):
    lead, gold = program(desk.lead), make_tier(is_default=False)
    ticket = lead.post(f"{desk.path}/pin-tier/", {"tier": gold.tier_id, "reason": "The board meets."}).json()
    assert (ticket["tier"], ticket["tier_version"], ticket["tier_reason"]) == (gold.tier.name, 1, "override")
    assert lead.post(f"{desk.path}/pin-tier/", {"tier": None}).json()["tier_reason"] == "default"
    for odd in ({"tier": 10**9, "reason": "x"}, {"tier": "x", "reason": "x"}, {"tier": True, "reason": "x"}, {}):
        assert lead.post(f"{desk.path}/pin-tier/", odd).status_code == 400
    assert lead.post(f"{desk.path}/pin-tier/", {"tier": gold.tier_id}).json()["code"] == "invalid_input"
    shown = program(desk.ticket.requester).get(f"{desk.path}/").json()
    assert not {"tier", "tier_version", "tier_reason", "clocks"} & set(shown)


def test_the_requester_is_changed_among_those_one_may_see(desk, program):
    agent, colleague = program(desk.agent), make_user(desk.organisation)
    answer = agent.post(f"{desk.path}/set-requester/", {"requester": colleague.email})
    assert answer.json()["requester"]["id"] == colleague.pk
    elsewhere = make_organisation()
    stranger = make_user(elsewhere)
    assert agent.post(f"{desk.path}/set-requester/", {"requester": stranger.pk}).status_code == 400
    said = {"requester": colleague.pk, "organisation": elsewhere.pk}
    assert agent.post(f"{desk.path}/set-requester/", said).status_code == 400


def test_merging_leads_everybody_to_the_ticket_that_goes_on(desk, program):
    other = make_ticket(organisation=desk.organisation, team=desk.team, now=desk.now)
    agent, requester = program(desk.agent), program(desk.ticket.requester)
    ticket = agent.post(f"{desk.path}/merge/", {"into": other.number}).json()
    assert (ticket["status"], ticket["merged_into"]) == ("closed", other.number)
    assert requester.get(f"{desk.path}/").json()["merged_into"] == other.number
    assert requester.get(f"tickets/{other.number}/").status_code == 200
    ticket = agent.post(f"{desk.path}/unmerge/").json()
    assert (ticket["status"], ticket["merged_into"]) == ("open", None)


def test_the_number_of_the_other_ticket_is_for_those_who_may_see_it(desk, program):
    follower = make_user(desk.organisation)
    actions.follow(desk.ticket, by=desk.agent, now=desk.now, person=follower)
    other = make_ticket(organisation=desk.organisation, team=desk.team, now=desk.now)
    actions.merge(desk.ticket, into=other, by=desk.agent, now=desk.now)
    assert program(follower).get(f"{desk.path}/").json()["merged_into"] is None


def test_a_foreign_ticket_is_none_to_merge_into(desk, program):
    foreign = make_ticket(organisation=make_organisation(), team=make_team(serves=[make_organisation()]), now=desk.now)
    agent = program(desk.agent)
    answer, missing = (agent.post(f"{desk.path}/merge/", {"into": number}) for number in (foreign.number, 10**9))
    assert answer.status_code == 400
    assert answer.json() == missing.json()
    assert agent.post(f"{desk.path}/merge/", {"into": desk.ticket.number}).json()["code"] == "invalid_input"
