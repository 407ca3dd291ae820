"""Closed tickets are read again under a draft or other hours: beside today's results, and nothing else changes."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models.functions import Now

from core.errors import InvalidInput
from reports.models import WhatIf, WhatIfGroup
from reports.replaying import Question, months_before, replay, with_past_dates
from reports.whatif import ATTEMPTS, ask, cancel, hours_of, is_outdated, left_to_do, question_of, run
from sla.activating import activate
from sla.models import CalendarVersion
from tests.make import (
    ALL_HOURS,
    DAY,
    HOUR,
    MINUTE,
    MONDAY_9AM,
    WORKING_HOURS,
    make_agent,
    make_calendar,
    make_contract,
    make_organisation,
    make_ticket,
    make_tier,
    make_user,
)
from tickets.actions import close, reply, resolve
from tickets.models import Event, Ticket, TicketClock

pytestmark = pytest.mark.django_db
FRIDAY = MONDAY_9AM + 4 * DAY


def closed_ticket(*, answered=30 * MINUTE, took, now=MONDAY_9AM, **fields):
    agent = make_agent()
    ticket = make_ticket(now=now, **fields)
    reply(ticket, by=agent, now=now + answered, body="We look at it.")
    resolve(ticket, by=agent, now=now + took, problem="p", cause="c", solution="s")
    return close(ticket, by=agent, now=now + took + MINUTE)


def draft_of(version, **targets):
    draft = version.copy_as_draft()
    for clock, time in targets.items():
        draft.targets.filter(clock=clock).update(seconds=time.total_seconds())
    return draft


def answered(**question):
    """The question's result: {(clock, outcome): ticket numbers}."""
    what_if = ask(by=make_user(), now=FRIDAY, months=3, **question)
    assert run(what_if.pk)
    what_if.refresh_from_db()
    assert what_if.state == WhatIf.State.DONE
    return {(group.clock, group.outcome): group.numbers for group in what_if.groups.all()}


def test_a_shorter_target_breaks_some_and_a_longer_one_keeps_some():
    version = make_tier()
    quick, slow = closed_ticket(took=2 * HOUR), closed_ticket(answered=2 * HOUR, took=6 * HOUR)
    found = answered(version=draft_of(version, resolution=4 * HOUR, first_response=3 * HOUR))
    assert found["resolution", "kept"] == [quick.pk]
    assert found["resolution", "newly_breached"] == [slow.pk]
    assert found["first_response", "kept"] == [quick.pk]
    assert found["first_response", "newly_kept"] == [slow.pk]


def test_every_version_of_the_tier_is_replaced_and_other_tiers_stay_out():
    first = make_tier()
    early = closed_ticket(took=2 * HOUR)
    activate(first.copy_as_draft(), now=MONDAY_9AM + 2 * HOUR)
    late = closed_ticket(took=2 * HOUR, now=MONDAY_9AM + 3 * HOUR)
    other = make_organisation()
    make_contract(other, make_tier(is_default=False))
    closed_ticket(took=2 * HOUR, organisation=other)
    found = answered(version=draft_of(first, resolution=HOUR))
    assert found["resolution", "newly_breached"] == [early.pk, late.pk]


def test_a_clock_that_was_not_promised_is_told_apart():
    version = make_tier(targets={"resolution": 8 * HOUR})
    ticket = closed_ticket(took=2 * HOUR)
    draft = version.copy_as_draft()
    draft.targets.all().update(clock="first_response", seconds=60)
    found = answered(version=draft)
    assert found == {("resolution", "dropped"): [ticket.pk], ("first_response", "first_breached"): [ticket.pk]}


def test_moves_between_levels_happen_at_the_very_instant():
    version = make_tier(targets={"level_1": 8 * HOUR})
    ticket = closed_ticket(took=4 * HOUR)
    assert answered(version=draft_of(version, level_1=2 * HOUR)) == {("level", "newly_breached"): [ticket.pk]}


def test_open_merged_and_older_tickets_stay_out():
    version = make_tier(since=MONDAY_9AM - 300 * DAY)
    make_ticket()
    merged, into = closed_ticket(took=HOUR), closed_ticket(took=HOUR)
    Ticket.objects.filter(pk=merged.pk).update(merged_into=into)
    closed_ticket(took=HOUR, now=MONDAY_9AM - 200 * DAY)
    assert answered(version=draft_of(version))["resolution", "kept"] == [into.pk]


def test_another_calendar_s_hours_and_a_planned_version_s():
    calendar = make_calendar(WORKING_HOURS)
    make_tier(calendar=calendar, targets={"resolution": 10 * HOUR})
    ticket = closed_ticket(took=26 * HOUR)  # until Tuesday 11:00: 11 h of service
    assert answered(calendar=calendar, instead=make_calendar(ALL_HOURS)) == {("resolution", "breached"): [ticket.pk]}
    shorter = {**WORKING_HOURS, "mon": [["08:00", "12:00"]]}
    planned = CalendarVersion(calendar=calendar, valid_from=FRIDAY, time_zone="Europe/Berlin", weekly=shorter)
    assert answered(calendar=calendar, hours=hours_of(planned)) == {("resolution", "newly_kept"): [ticket.pk]}


def test_new_hours_keep_the_holidays_of_the_past():
    christmas = [{"date": "2025-12-25", "name": "Christmas"}]
    calendar = make_calendar(WORKING_HOURS, holidays=christmas)
    hours = {"time_zone": "Europe/Berlin", "weekly": WORKING_HOURS, "holidays": [{"date": "2026-12-25"}]}
    assert [str(day) for day, *_ in with_past_dates(hours, calendar.pk).exceptions] == ["2025-12-25", "2026-12-25"]


def test_nothing_is_written_on_tickets():
    version = make_tier()
    closed_ticket(took=2 * HOUR)
    kept = [list(model.objects.order_by("pk").values()) for model in (Ticket, Event, TicketClock)]
    answered(version=draft_of(version, resolution=HOUR))
    assert kept == [list(model.objects.order_by("pk").values()) for model in (Ticket, Event, TicketClock)]


def test_asking_twice_is_asking_once_and_a_finished_one_is_run_by_nobody():
    draft = draft_of(make_tier())
    one = ask(by=make_user(), now=FRIDAY, months=3, version=draft)
    assert ask(by=make_user(), now=FRIDAY, months=3, version=draft) == one
    assert left_to_do() == [one.pk]
    assert run(one.pk)
    assert not run(one.pk)
    assert left_to_do() == []


def test_one_at_a_time():
    draft = draft_of(make_tier())
    first, second = (ask(by=make_user(), now=FRIDAY, months=months, version=draft) for months in (1, 2))
    WhatIf.objects.filter(pk=first.pk).update(state="running", heartbeat_at=Now())
    assert not run(second.pk)
    assert left_to_do() == [second.pk]


def test_a_cancelled_one_is_run_by_nobody_and_leaves_no_groups():
    draft = draft_of(make_tier())
    closed_ticket(took=HOUR)
    what_if = ask(by=make_user(), now=FRIDAY, months=3, version=draft)
    assert cancel(what_if, by=None, now=FRIDAY).state == "cancelled"
    assert not run(what_if.pk)
    assert what_if.groups.count() == 0
    assert cancel(what_if, by=None, now=FRIDAY + HOUR).finished_at == FRIDAY


def test_a_replay_stops_when_told_so():
    draft = draft_of(make_tier())
    closed_ticket(took=HOUR)
    question = Question(question_of(by=make_user(), now=FRIDAY, months=3, version=draft))
    assert replay(question, went_on=lambda done: False) is None
    assert replay(question)


def test_an_orphan_is_begun_anew_and_a_deadly_one_given_up():
    draft = draft_of(make_tier())
    closed_ticket(took=HOUR)
    what_if = ask(by=make_user(), now=FRIDAY, months=3, version=draft)
    WhatIf.objects.update(state="running", heartbeat_at=Now() - timedelta(minutes=1), done=500, attempts=1)
    assert left_to_do() == [what_if.pk]
    assert run(what_if.pk)
    what_if.refresh_from_db()
    assert (what_if.state, what_if.done, what_if.attempts) == ("done", 1, 2)
    WhatIf.objects.update(state="running", heartbeat_at=None, attempts=ATTEMPTS)
    assert not run(what_if.pk)
    what_if.refresh_from_db()
    assert what_if.state == "failed" and what_if.error_text


def test_what_cannot_be_read_fails_with_a_sentence():
    calendar = make_calendar()
    make_tier(calendar=calendar)
    closed_ticket(took=HOUR)
    what_if = ask(by=make_user(), now=FRIDAY, months=1, calendar=calendar, instead=make_calendar())
    WhatIf.objects.update(instead=None, hours={})
    assert run(what_if.pk)
    what_if.refresh_from_db()
    assert (what_if.state, WhatIfGroup.objects.count()) == ("failed", 0)
    assert "fault" in what_if.error


@pytest.mark.parametrize("months", [0, 61, "3", None])
def test_months_that_are_none(months):
    with pytest.raises(InvalidInput):
        ask(by=make_user(), now=FRIDAY, months=months, version=draft_of(make_tier()))


def test_hours_that_make_no_calendar_and_the_same_calendar_are_refused():
    calendar = make_calendar()
    for wrong in ({"hours": {"time_zone": "Europe/Berlin", "weekly": {}}}, {"hours": {}}, {"instead": calendar}):
        with pytest.raises(InvalidInput):
            ask(by=make_user(), now=FRIDAY, months=3, calendar=calendar, **wrong)


def test_a_draft_changed_since_is_noticed():
    draft = draft_of(make_tier())
    what_if = ask(by=make_user(), now=FRIDAY, months=3, version=draft)
    run(what_if.pk)
    what_if = WhatIf.objects.get()
    assert not is_outdated(what_if)
    draft.targets.filter(clock="resolution").update(seconds=60)
    assert is_outdated(what_if)


def test_months_end_with_the_month():
    day = MONDAY_9AM.replace(month=5, day=31)
    assert months_before(day, 3) == day.replace(month=2, day=28)
    assert months_before(day, 12) == day.replace(year=2025)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_the_same_instant_one_answers():
    draft = draft_of(make_tier())
    for _ in range(3):
        closed_ticket(took=HOUR)
    what_if = ask(by=make_user(), now=FRIDAY, months=3, version=draft)
    ran, start = [], threading.Barrier(2)

    def work():
        start.wait()
        try:
            ran.append(run(what_if.pk))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    what_if.refresh_from_db()
    assert (sorted(ran), what_if.state, what_if.attempts) == ([False, True], "done", 1)
    assert what_if.groups.filter(clock="resolution").count() == 1
