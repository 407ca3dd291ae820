"""Workers die in the middle of their work: each ticket is moved exactly once all the same."""

import os
import signal
import time
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from escalation.models import Firing, HandOver
from tests.make import ALL_HOURS, HOUR, make_calendar, make_organisation, make_team, make_ticket, make_tier
from tests.processes import wait_until
from tickets.models import Event, Ticket

pytestmark = pytest.mark.long


TICKETS = 600  # more than the sweep takes at once


def make_tickets_due_now():
    make_tier(calendar=make_calendar(ALL_HOURS), targets={"level_1": HOUR, "level_2": 10 * HOUR})
    for level in (1, 2, 3):
        make_team(level=level)
    organisation = make_organisation()
    opened = timezone.now() - 2 * HOUR
    first = make_ticket(organisation=organisation, now=opened)
    for _ in range(TICKETS - 1):
        make_ticket(organisation=organisation, requester=first.requester, now=opened)


def is_held():
    """Whether somebody else has locked tickets and not committed yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM pg_locks WHERE relation = 'tickets_ticket'::regclass AND mode = 'RowShareLock' "
            "AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone() is not None


def child_processes(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_kill_9_of_the_worker_while_many_tickets_fall_due(installation):
    make_tickets_due_now()
    installation.start_beat()
    for _ in range(3):
        worker = installation.start_worker()
        wait_until(is_held, "a batch that is being worked on", pause=0.01)
        worker.kill()
    assert HandOver.objects.count() < TICKETS, "the worker was killed too late to show anything"
    worker = installation.start_worker()
    installation.wait_until(lambda: Ticket.objects.filter(level=2).count() == TICKETS, "every ticket at second level")
    time.sleep(6)  # one more sweep, which must find nothing to do
    assert_each_moved_once()


def test_kill_9_of_a_worker_s_process_in_the_middle_of_a_batch(installation):
    """The worker's own children die, again and again; the worker starts new ones."""
    make_tickets_due_now()
    worker = installation.start_worker()
    installation.start_beat()
    kills, end = 0, time.monotonic() + 60
    while Ticket.objects.filter(level=2).count() < TICKETS and time.monotonic() < end:
        if kills < 10:
            for child in child_processes(worker.child.pid):
                os.kill(child, signal.SIGKILL)
                kills += 1
        time.sleep(0.4)
    assert kills >= 2
    assert_each_moved_once()


def assert_each_moved_once():
    moves = Event.objects.filter(kind="handed_over").values("ticket").annotate(times=Count("pk"))
    assert moves.count() == TICKETS
    assert not moves.exclude(times=1).exists()
    assert HandOver.objects.count() == Firing.objects.filter(step="move").count() == TICKETS
    assert Ticket.objects.filter(level=2).count() == TICKETS
