import pytest

from core.errors import InvalidInput
from tests.make import HOUR, MONDAY_9AM, Target, TierVersion, activate, make_agent, make_ticket, make_tier
from tickets.actions import classify, set_priority

pytestmark = pytest.mark.django_db


def test_priority_follows_from_impact_and_urgency():
    ticket = make_ticket(impact="one", urgency="workaround")
    assert ticket.priority == "P4"
    ticket = classify(ticket, by=make_agent(), impact="all", urgency="cannot", now=MONDAY_9AM)
    assert ticket.priority == "P1"


def test_a_priority_set_by_hand_needs_a_reason_and_stays():
    agent, ticket = make_agent(), make_ticket()
    with pytest.raises(InvalidInput):
        set_priority(ticket, by=agent, priority="P1", reason="", now=MONDAY_9AM)
    set_priority(ticket, by=agent, priority="P1", reason="The director", now=MONDAY_9AM)
    ticket = classify(ticket, by=agent, urgency="workaround", now=MONDAY_9AM)
    assert (ticket.priority, ticket.priority_reason) == ("P1", "The director")


def test_an_unknown_priority_is_refused():
    with pytest.raises(InvalidInput):
        set_priority(make_ticket(), by=make_agent(), priority="P9", reason="Why not", now=MONDAY_9AM)


def test_used_time_survives_a_change_of_priority():
    version = make_tier()
    draft = version.copy_as_draft()
    Target.objects.filter(version=draft, clock="resolution", priority="P1").update(seconds=4 * 3600)
    activate(draft, now=MONDAY_9AM - HOUR)
    ticket = make_ticket()
    set_priority(ticket, by=make_agent(), priority="P1", reason="Gate 3", now=MONDAY_9AM + 2 * HOUR)
    clock = ticket.clocks.get(kind="resolution")
    assert (clock.consumed, clock.due_at) == (2 * HOUR, MONDAY_9AM + 4 * HOUR)


def test_an_open_ticket_keeps_the_version_it_was_promised():
    version = make_tier()
    ticket = make_ticket()
    activate(version.copy_as_draft(), now=MONDAY_9AM + HOUR)
    ticket = classify(ticket, by=make_agent(), category="software", now=MONDAY_9AM + 2 * HOUR)
    assert ticket.tier_version == version
    assert make_ticket(now=MONDAY_9AM + 2 * HOUR).tier_version == TierVersion.objects.get(number=2)
