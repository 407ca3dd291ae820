"""The ladder on the ticket: what was done, what is held, skipped or falls away, what comes, and what can be said to it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation.models import Acknowledgement, Firing, Hold, Ladder, LadderStep
from escalation.sweep import sweep
from sla.activating import activate
from tests.desk.pieces import htmx, pieces
from tests.make import (
    ALL_HOURS,
    DAY,
    HOUR,
    MINUTE,
    make_agent,
    make_calendar,
    make_organisation,
    make_team,
    make_ticket,
    make_tier,
)
from tickets.actions import assign
from tickets.models import Ticket

STEPS = [
    {"at_percent": 10, "audience": ["team"]},
    {"at_percent": 50, "audience": ["team", "lead"]},
    {"at_percent": 75, "audience": ["lead"], "action": "call_lead"},
]


@pytest.fixture
def ticket(house):
    """Opened an hour ago, moves to second level in two hours, due in seven."""
    now = timezone.now()
    draft = make_tier(
        targets={"resolution": 8 * HOUR, "level_1": 3 * HOUR}, calendar=make_calendar(ALL_HOURS)
    ).copy_as_draft()
    ladder = Ladder.objects.create(version=draft)
    for position, step in enumerate(STEPS, 1):
        LadderStep.objects.create(ladder=ladder, position=position, clock="resolution", **step)
    activate(draft, now=now - DAY)
    return make_ticket(organisation=house.customer, requester=house.mia, now=now - HOUR)


@pytest.fixture
def agent(client, house):
    client.force_login(house.jonas)
    return client


def section(client, ticket):
    return str(pieces(client.get(ticket.get_absolute_url()))["ladder"])


def send(client, ticket, verb, data, **options):
    return client.post(reverse(f"desk:{verb}", args=[ticket.number]), data, **options)


def put_off(**changed):
    until = timezone.localtime(timezone.now() + timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M")
    return {"step": "level:1:move", "until": until, "reason": "A test is agreed.", **changed}


def test_done_and_coming_with_whom_it_reached_and_whom_it_will(agent, house, ticket):
    sweep(now=timezone.now())
    words = section(agent, ticket)
    for said in ("Done", "at 10 %", "Jonas", "Coming", "unless you act", "Tell: The team on duty", "To Network"):
        assert said in words
    assert Firing.objects.get(step="10%:notify").values["people"]


def test_skipped_says_why(agent, ticket):
    now = timezone.now()
    Firing.objects.create(
        ticket=ticket, clock="resolution", cycle=1, step="10%:notify", due_at=now, fired_at=now, skipped="nobody"
    )
    assert "nobody was there" in section(agent, ticket)


def test_the_move_is_held_and_let_come_again(agent, house, ticket):
    page = agent.get(ticket.get_absolute_url()).content.decode()
    assert 'data-key="h"' in page
    assert send(agent, ticket, "hold", put_off()).status_code == 302
    words = section(agent, ticket)
    assert "Held" in words
    assert "Jonas: A test is agreed." in words
    page = agent.get(ticket.get_absolute_url()).content.decode()
    assert "Held by Jonas" in page
    assert "Put off until" in page
    assert send(agent, ticket, "unhold", {"step": "level:1:move"}).status_code == 302
    assert "Held by" not in agent.get(ticket.get_absolute_url()).content.decode()
    assert Hold.objects.get().until <= timezone.now()


def test_a_hold_without_reason_or_of_nothing_is_said_and_nothing_lost(agent, ticket):
    for changed, sentence in (
        ({"reason": ""}, "Say why it has to wait"),
        ({"step": "level:9:move"}, "Choose one from the list."),
        ({"step": "x"}, "Choose one from the list."),
        ({"until": "2020-01-01T10:00"}, "lies in the past"),
    ):
        answer = send(agent, ticket, "hold", put_off(**changed), headers=htmx())
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert b"A test is agreed." in answer.content
    assert not Hold.objects.exists()
    for step in ("", "x", "a:b:c", "level:1:move:more"):
        assert send(agent, ticket, "unhold", {"step": step}).status_code == 404


def test_acknowledged_by_the_link_of_a_mail_for_everybody(agent, house, ticket):
    address = reverse("desk:acknowledge", args=[ticket.number]) + "?clock=resolution"
    assert 'value="resolution" selected' in agent.get(address).content.decode()
    for _twice in range(2):
        assert send(agent, ticket, "acknowledge", {"clock": "resolution"}).status_code == 302
    assert Acknowledgement.objects.get().by == house.jonas
    words = section(agent, ticket)
    assert "seen by Jonas" in words
    assert "Falls away" in words
    sweep(now=timezone.now() + 7 * HOUR)
    assert not Firing.objects.filter(step__endswith="call_lead").exists()


def test_what_is_swapped_in_is_what_a_reload_shows(agent, ticket):
    answer = send(agent, ticket, "hold", put_off(), headers=htmx())
    fresh = pieces(agent.get(ticket.get_absolute_url()))
    assert pieces(answer)["ladder"] == fresh["ladder"]
    assert pieces(answer)["ticket-clocks"] == fresh["ticket-clocks"]


def test_a_step_of_the_ladder_is_a_line_of_the_history(agent, ticket):
    sweep(now=timezone.now() + MINUTE)
    page = agent.get(ticket.get_absolute_url()).content.decode()
    assert "Ladder: Tell" in page


def test_a_strangers_ticket_is_not_there(client, house, ticket):

    client.force_login(make_agent(make_team(serves=[make_organisation()])))
    for verb, data in (("hold", put_off()), ("unhold", put_off()), ("acknowledge", {"clock": "resolution"})):
        assert send(client, ticket, verb, data).status_code == 404


def ladder_page(client, ticket, **asked):
    return client.get(reverse("desk:ladder", args=[ticket.number]), asked)


def test_its_page_says_what_comes_whom_it_reaches_and_what_an_acknowledgement_spares(agent, house, ticket):
    assert reverse("desk:ladder", args=[ticket.number]) in section(agent, ticket)
    page = ladder_page(agent, ticket).content.decode()
    for said in ("Resolution at 50 %", "To level 2: Network", "Call the lead", "Resolution is late", "Jonas"):
        assert said in page
    assert "Falls away" not in page
    page = ladder_page(agent, ticket, seen="30").content.decode()
    assert page.count("Falls away: somebody has seen it") == 2  # at 50 and 75 %; 10 % came before
    assert "Write a whole number." in ladder_page(agent, ticket, seen="soon").content.decode()
    assert not Firing.objects.exists()


def test_its_page_says_what_fired_with_its_values_beside_what_todays_ladder_would_do(agent, house, ticket):
    now = timezone.now()
    sweep(now=now)
    draft = ticket.tier_version.copy_as_draft()
    ladder = Ladder.objects.create(version=draft)
    LadderStep.objects.create(
        ladder=ladder, position=1, clock="resolution", at_percent=5, audience=["lead"], action="notify"
    )
    activate(draft, now=now)
    page = ladder_page(agent, ticket).content.decode()
    for said in ("12 % of 8", "level 1, First level", "Late:", "Would fire earlier", "5 % of 8", "24"):
        assert said in page.replace("\xa0", " ")


def test_who_has_the_ticket_is_a_line_of_the_ladder_and_can_be_held(agent, house):
    """Silent for two hours he is reminded, after as long again it comes back to the team, unless he acts."""
    now = timezone.now()
    draft = make_tier(targets={"resolution": 30 * HOUR}, calendar=make_calendar(ALL_HOURS)).copy_as_draft()
    Ladder.objects.create(version=draft, silent_minutes=120)
    activate(draft, now=now - DAY)
    ticket = make_ticket(organisation=house.customer, requester=house.mia, now=now - HOUR)
    assign(ticket, by=None, assignee=make_agent(house.first, first_name="Otto"), now=now - HOUR)
    shown = section(agent, ticket)
    for words in ("Otto is reminded", "Comes back to First level", "unless Otto acts"):
        assert words in shown
    seq = ticket.events.filter(kind="status").last().seq
    said = {"step": f"owner:{seq}:back", "until": f"{now + DAY:%Y-%m-%dT%H:%M}", "reason": "On the telephone"}
    assert send(agent, ticket, "hold", said).status_code == 302
    assert "On the telephone" in section(agent, ticket)
    sweep(now=now + 4 * HOUR)
    shown = section(agent, ticket)
    assert "The agent is reminded" in shown
    assert "Nothing heard of Otto for 2\u00a0h" in agent.get(ticket.get_absolute_url()).content.decode()
    assert Ticket.objects.get(pk=ticket.pk).assignee.first_name == "Otto"
