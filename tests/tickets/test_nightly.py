"""The nightly check of the clocks: when it is made, what it keeps, and that it mends nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from helpdesk.celery import app
from sla.models import CalendarVersion
from tests.make import DAY, HOUR, make_ticket
from tickets.models import ClockCheck, TicketClock
from tickets.nightly import check_sample, is_due

pytestmark = pytest.mark.django_db

NIGHT = datetime(2030, 1, 15, 1, 17, tzinfo=UTC)  # 2:17 in Berlin
NOON = NIGHT + 10 * HOUR


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (None, NOON, True),
        (NIGHT - DAY, NIGHT, True),
        (NIGHT - HOUR, NIGHT, False),
        (NIGHT, NOON, False),
        (NIGHT - DAY, NOON, False),  # the coming night is near enough
        (NIGHT - 2 * DAY, NOON, True),  # a machine that is off at night
        (NIGHT, NIGHT + DAY + HOUR, True),
        (NIGHT, NIGHT + DAY - 3 * HOUR, False),  # 23:17
    ],
)
def test_it_is_made_once_a_night_or_by_day_where_nights_are_missed(last, now, due):
    if last is not None:
        ClockCheck.objects.create(pk=1, finished_at=last, tickets=1, differing=0)
    assert is_due(now=now) is due


def test_it_waits_while_a_calendars_new_version_is_carried_to_the_tickets():
    make_ticket()
    CalendarVersion.objects.update(created_at=NIGHT - timedelta(seconds=30))
    assert not is_due(now=NIGHT)
    CalendarVersion.objects.update(withdrawn_at=NIGHT - timedelta(seconds=70), created_at=NIGHT - DAY)
    assert is_due(now=NIGHT)


def test_it_keeps_what_it_found_and_mends_nothing():
    _fine, odd = make_ticket(), make_ticket()
    now = timezone.now()
    assert (check_sample(now=now).tickets, check_sample(now=now).differing) == (2, 0)
    TicketClock.objects.filter(ticket=odd).update(cycle=9)
    check_sample(now=now + HOUR)
    assert ClockCheck.objects.values().get() == {
        "id": 1,
        "finished_at": now + HOUR,
        "tickets": 2,
        "differing": 1,
        "numbers": [odd.pk],
    }
    assert TicketClock.objects.filter(ticket=odd, cycle=9).count() == 4


def test_beat_asks_for_it_by_a_name_that_exists():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_the_task_checks_when_it_is_due():
    app.loader.import_default_modules()
    make_ticket()
    app.tasks["tickets.tasks.check_clocks"]()
    assert not ClockCheck.objects.exists(), "the calendar is a moment old"
    CalendarVersion.objects.update(created_at=timezone.now() - HOUR)
    app.tasks["tickets.tasks.check_clocks"]()
    assert ClockCheck.objects.get().tickets == 1
