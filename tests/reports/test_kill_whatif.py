"""A worker dies during a what-if: nothing half done is left, and the next one finishes it."""

import time

import pytest
from django.db import connection
from django.utils import timezone
from kombu import Connection

from helpdesk.databases import celery_broker
from reports.models import WhatIf, WhatIfGroup
from reports.tasks import run_what_if
from reports.whatif import STALE, ask, cancel
from tests.make import DAY, HOUR, MINUTE, make_tier, make_user
from tests.reports.test_whatif import closed_ticket, draft_of
from tickets.models import Event, Ticket

pytestmark = pytest.mark.long


TICKETS = 20_000


def make_many(first, number):
    """Copies of one closed ticket with its history, by the database itself."""
    for model, key in ((Ticket, "number"), (Event, "ticket_id")):
        names = [f.column for f in model._meta.concrete_fields if not f.generated and f.column not in ("id", key)]
        columns = ", ".join(f'"{name}"' for name in names)
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({key}, {columns}) SELECT %s + n, {columns} FROM {table}, generate_series(1, %s) n"
                f" WHERE {key} = %s ORDER BY n{', seq' if model is Event else ''}",
                [first.pk, number, first.pk],
            )


def make_question():
    now = timezone.now()
    version = make_tier(since=now - 30 * DAY)
    first = closed_ticket(took=2 * HOUR, now=now - 10 * DAY)
    Ticket.objects.filter(pk=first.pk).update(next_action_at=None)  # nothing for a sweep to do
    make_many(first, TICKETS - 1)
    return ask(by=make_user(), now=now, months=1, version=draft_of(version, resolution=MINUTE))


def send(installation, what_if):
    """As reports.tasks.ask_worker does, to the worker of this installation."""
    with Connection(celery_broker(f"unix://{installation.sockets}/redis.sock")) as connection:
        run_what_if.apply_async((what_if.pk,), connection=connection)


def state_of(what_if):
    what_if.refresh_from_db()
    return what_if.state


def test_kill_9_of_the_worker_during_a_what_if(installation):
    what_if = make_question()
    worker = installation.start_worker()
    send(installation, what_if)
    installation.wait_until(lambda: state_of(what_if) == "running" and what_if.done, "a first chunk")
    worker.kill()
    assert (state_of(what_if), WhatIfGroup.objects.count()) == ("running", 0), "killed too late to show anything"
    time.sleep(STALE.total_seconds())  # its heartbeat grows old
    installation.start_worker()
    installation.start_beat()
    installation.wait_until(lambda: state_of(what_if) == "done", "the second worker finishes it", 60)
    assert (what_if.attempts, what_if.done) == (2, TICKETS)
    assert sum(len(group.numbers) for group in what_if.groups.filter(clock="resolution")) == TICKETS


def test_a_running_one_is_cancelled(installation):
    what_if = make_question()
    installation.start_worker()
    send(installation, what_if)
    installation.wait_until(lambda: state_of(what_if) == "running" and what_if.done, "a first chunk")
    cancel(what_if, by=None, now=timezone.now())
    seen = WhatIf.objects.get(pk=what_if.pk).done
    time.sleep(3)
    assert state_of(what_if) == "cancelled"
    assert what_if.done <= seen + 1000
    assert not WhatIfGroup.objects.exists()
