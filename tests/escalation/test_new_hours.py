"""A calendar's new version reaches tickets that are open already, by itself and once."""

from datetime import timedelta

import pytest

from escalation.sweep import sweep
from sla.models import CalendarVersion
from tests.make import HOUR, MONDAY_9AM, WORKING_HOURS, make_calendar, make_ticket, make_tier
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def calendar():
    made = make_calendar()
    created(made, MONDAY_9AM - 30 * 24 * HOUR)
    make_tier(calendar=made, targets={"resolution": 4 * HOUR})
    return made


def created(calendar, at):
    """Say when the newest version was saved; the field itself takes the machine's clock."""
    CalendarVersion.objects.filter(pk=calendar.versions.latest("pk").pk).update(created_at=at)


def close_at_noon(calendar, *, at):
    weekly = {**WORKING_HOURS, "mon": [["08:00", "12:00"]]}
    CalendarVersion.objects.create(calendar=calendar, valid_from=at, weekly=weekly)
    created(calendar, at)


def due(ticket):
    return Ticket.objects.get(pk=ticket.pk).clocks.get(kind="resolution").due_at


def test_the_due_time_of_an_open_ticket_moves(calendar):
    ticket = make_ticket(now=MONDAY_9AM)
    assert due(ticket) == MONDAY_9AM + 4 * HOUR
    close_at_noon(calendar, at=MONDAY_9AM + HOUR)
    sweep(now=MONDAY_9AM + HOUR + MINUTE)
    tuesday_9am = MONDAY_9AM + 24 * HOUR
    assert due(ticket) == tuesday_9am
    assert Ticket.objects.get(pk=ticket.pk).next_due_at == tuesday_9am


def test_a_ticket_is_read_anew_once(calendar):
    ticket = make_ticket(now=MONDAY_9AM)
    close_at_noon(calendar, at=MONDAY_9AM + HOUR)
    sweep(now=MONDAY_9AM + HOUR + MINUTE)
    version = Ticket.objects.get(pk=ticket.pk).version
    sweep(now=MONDAY_9AM + HOUR + 2 * MINUTE)
    assert Ticket.objects.get(pk=ticket.pk).version == version


def test_what_was_overdue_by_the_new_hours_alone_is_no_breach_of_the_old(calendar):
    ticket = make_ticket(now=MONDAY_9AM)
    close_at_noon(calendar, at=MONDAY_9AM + HOUR)
    sweep(now=MONDAY_9AM + HOUR + MINUTE)
    sweep(now=MONDAY_9AM + 5 * HOUR)
    assert not ticket.firings.filter(step="breach").exists()


def test_tickets_under_another_calendar_are_left_alone(calendar):
    other = make_calendar()
    created(other, MONDAY_9AM - 30 * 24 * HOUR)
    ticket = make_ticket(now=MONDAY_9AM)
    before = Ticket.objects.get(pk=ticket.pk).version
    close_at_noon(other, at=MONDAY_9AM + HOUR)
    sweep(now=MONDAY_9AM + HOUR + MINUTE)
    assert Ticket.objects.get(pk=ticket.pk).version == before
