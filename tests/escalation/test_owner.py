"""The owner timer: an agent who says nothing, or is away with open work, is told; after as long again it leaves him."""

import pytest

from escalation.actions import hold
from escalation.models import Firing, Ladder
from escalation.owner import ABSENT, BACK, CLOCK, SILENT
from escalation.sweep import sweep
from sla.activating import activate
from tests.make import DAY, HOUR, MINUTE, MONDAY_9AM, make_agent, make_ticket, make_tier
from tickets.actions import assign, note, reply, resolve, resume, wait_for_requester
from tickets.models import Event, Notice, Ticket

pytestmark = pytest.mark.django_db
AT = MONDAY_9AM


def make_silent(minutes=60, **fields):
    """A default tier whose ladder says when an agent counts as silent; no other promise disturbs."""
    draft = make_tier(targets={"resolution": 30 * HOUR}).copy_as_draft()
    ladder = Ladder.objects.create(version=draft, silent_minutes=minutes, **fields)
    activate(draft, now=AT - DAY)
    return ladder


@pytest.fixture
def anna(team):
    """An agent of the team with a deputy in it."""
    return make_agent(team, first_name="Anna", deputy=make_agent(team, first_name="Ben"))


def of_anna(anna, **fields):
    ticket = make_ticket()
    assign(ticket, by=make_agent(first_name="Otto"), assignee=anna, now=AT)
    return ticket


def every(minutes, until):
    at = AT
    while at <= AT + until:
        sweep(now=at)
        at += minutes * MINUTE


def fired(ticket):
    """(minutes after nine, step) of the owner timer."""
    rows = Firing.objects.filter(ticket=ticket, clock=CLOCK).order_by("fired_at", "pk")
    return [((row.fired_at - AT) / MINUTE, row.step) for row in rows]


def told(kind=Notice.Kind.SILENT):
    """First names of who was told, in order."""
    return list(
        Notice.objects.filter(kind=kind).order_by("created_at", "person").values_list("person__first_name", flat=True)
    )


def holder(ticket):
    return Ticket.objects.get(pk=ticket.pk).assignee


def test_a_silent_agent_is_told_and_after_as_long_again_the_ticket_is_the_team_s(team, anna):
    make_silent(60)
    ticket = of_anna(anna)
    every(30, 90 * MINUTE)
    assert (fired(ticket), told(), holder(ticket)) == ([(60, SILENT)], ["Anna"], anna)
    every(30, 4 * HOUR)
    assert (fired(ticket), holder(ticket)) == ([(60, SILENT), (120, BACK)], None)
    assert set(told()[1:]) == {"Anna", "Ben", "Jonas", "Lea"}  # who lost it, the team on duty and its lead, each once
    event = ticket.events.filter(kind=Event.Kind.ASSIGNED).last()
    assert (event.by, event.data["to"], event.data["before"], event.data["why"]) == (None, None, anna.pk, "silent")


def test_a_word_an_event_of_his_or_a_new_agent_begins_it_anew(team, anna):
    make_silent(60)
    ticket = of_anna(anna)
    note(ticket, by=anna, body="I look into it.", now=AT + 50 * MINUTE)
    every(10, 100 * MINUTE)
    assert fired(ticket) == []
    every(10, 115 * MINUTE)
    assert fired(ticket) == [(110, SILENT)]
    reply(ticket, by=anna, body="Which one?", now=AT + 120 * MINUTE)
    reply(ticket, by=ticket.requester, body="The red one.", now=AT + 150 * MINUTE)  # not his word
    every(10, 200 * MINUTE)
    assert fired(ticket) == [(110, SILENT), (180, SILENT)]
    assign(ticket, by=anna, assignee=anna.deputy, now=AT + 200 * MINUTE)
    every(10, 250 * MINUTE)
    assert (len(fired(ticket)), holder(ticket)) == (2, anna.deputy)


def test_nights_and_waits_do_not_count(team, anna):
    make_silent(60)
    ticket = of_anna(anna)
    wait_for_requester(ticket, by=anna, reason="Which one?", now=AT + 10 * MINUTE)
    every(30, 7 * HOUR)
    assert fired(ticket) == []
    resume(ticket, by=None, now=AT + 7 * HOUR + 30 * MINUTE)  # half an hour before closing
    every(30, 23 * HOUR)
    assert fired(ticket) == []
    every(30, 24 * HOUR)
    assert fired(ticket) == [(23.5 * 60, SILENT)]
    resolve(ticket, by=anna, problem="Red", cause="Age", solution="Changed it.", now=AT + 24 * HOUR)
    every(60, 26 * HOUR)
    assert len(fired(ticket)) == 1


def test_an_absent_assignee(team, anna):
    """Whoever goes away leaves open work: deputy and lead hear of it at once, though nobody touched the ticket."""
    make_silent(60, silent_action=Ladder.Silent.DEPUTY)
    ticket, other = of_anna(anna), of_anna(anna)
    note(other, by=anna, body="Looked at it.", now=AT + 30 * MINUTE)
    sweep(now=AT + 30 * MINUTE)
    anna.absent_from = AT + 31 * MINUTE
    anna.save()  # by whatever door
    sweep(now=AT + 32 * MINUTE)
    assert sorted(told()) == ["Ben", "Ben", "Lea", "Lea"]
    every(4, 92 * MINUTE)
    assert fired(ticket) == fired(other) == [(32, ABSENT), (92, BACK)]
    assert holder(ticket) == holder(other) == anna.deputy
    assert ticket.events.filter(kind=Event.Kind.ASSIGNED).last().data["why"] == "away"
    assert "Anna" not in told()


def test_an_absent_deputy(team, anna):
    """Nobody absent is told or given anything: the lead hears of it, then the team has the ticket."""
    make_silent(60, silent_action=Ladder.Silent.DEPUTY)
    ben = anna.deputy
    ben.absent_from = AT - DAY
    ben.save()
    ticket = of_anna(anna)
    anna.absent_from = AT + 10 * MINUTE
    anna.save()
    every(10, 80 * MINUTE)
    assert (fired(ticket), holder(ticket)) == ([(10, ABSENT), (70, BACK)], None)
    assert set(told()) == {"Lea", "Jonas"}


def test_an_absence_that_is_over_before_the_time_is_changes_nothing(team, anna):
    make_silent(60)
    anna.absent_from, anna.absent_until = AT + 10 * MINUTE, AT + 40 * MINUTE
    anna.save()
    ticket = of_anna(anna)
    every(10, 70 * MINUTE)
    assert fired(ticket) == [(60, SILENT)]


def test_who_is_with_us_no_longer_holds_nothing(team, anna):
    make_silent(60)
    ticket = of_anna(anna)
    sweep(now=AT)
    anna.is_active = False
    anna.save()
    every(10, 90 * MINUTE)
    assert (fired(ticket), holder(ticket)) == ([(0, ABSENT), (60, BACK)], None)


def test_put_off_it_comes_later_and_that_is_no_word_of_his(team, anna):
    make_silent(60)
    ticket = of_anna(anna)
    every(30, 90 * MINUTE)
    begun = ticket.events.filter(kind=Event.Kind.STATUS).last().seq
    until = AT + 4 * HOUR
    hold(ticket, by=anna, key=(CLOCK, begun, BACK), until=until, reason="On the telephone", now=AT + 100 * MINUTE)
    every(30, 230 * MINUTE)
    assert (fired(ticket), holder(ticket)) == ([(60, SILENT)], anna)
    every(30, 4 * HOUR)
    assert (fired(ticket), holder(ticket)) == ([(60, SILENT), (240, BACK)], None)


def test_after_a_standstill_he_is_told_first_and_has_the_whole_time(team, anna):
    make_silent(60)
    ticket = of_anna(anna)
    sweep(now=AT + 5 * HOUR)
    assert (fired(ticket), holder(ticket)) == ([(300, SILENT)], anna)
    assert Ticket.objects.get(pk=ticket.pk).next_action_at == AT + 6 * HOUR


def test_without_the_setting_nothing_is_watched(team, anna):
    make_silent(None)
    ticket = of_anna(anna)
    every(60, 8 * HOUR)
    assert (fired(ticket), holder(ticket)) == ([], anna)
