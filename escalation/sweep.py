"""What happens when nobody moves: looks at every ticket whose next action has come, and does what is due.

PostgreSQL is the only truth. Any number of sweeps may run at once; each claims tickets nobody else holds, asks again
under the lock what is due, and writes everything in one transaction.
"""

import gc
import logging
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.db.models import prefetch_related_objects

from accounts.responsible import Responsibilities
from tickets.changing import changing
from tickets.models import Ticket

from .actions.back_and_forth import EarlierMoves
from .actions.firing import Duty, fire
from .audience import Audience, prefetch_teams
from .carrying_out import carry_out
from .due import coming_steps
from .models import SetAside, SweepRun
from .new_hours import reread_new_hours
from .packing import Packages
from .roster import look_at_roster
from .standing import standings

logger = logging.getLogger(__name__)

BATCH = 500  # tickets in one transaction
STEPS_AT_ONCE = 20  # for one ticket in one run; what is left comes in the next


def sweep(*, now=None) -> int:
    """Do everything that is due; return how many tickets were looked at.

    `now` is the database's own clock unless a test hands one in.
    """
    looked_at = set_aside = 0
    _change_promises(now or database_now())
    while True:
        with nothing_collected():
            found, failed = _sweep_batch(now)
        looked_at, set_aside = looked_at + found, set_aside + failed
        if found < BATCH:
            break
    finished_at = now or database_now()
    run = {"finished_at": finished_at, "looked_at": looked_at, "set_aside": set_aside}
    SweepRun.objects.update_or_create(pk=1, defaults=run)
    return looked_at


@contextmanager
def nothing_collected():
    """Without Python's search for garbage, a quarter of the time: what a batch makes is needed until its end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _change_promises(now):
    """What changes for many tickets at once; if it fails, what is due for single ones must not wait."""
    for change in (reread_new_hours, carry_out, look_at_roster):
        try:
            change(now=now)
        except Exception:
            logger.exception("%s failed; the next sweep tries again", change.__name__)


def database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _sweep_batch(now):
    """Return how many tickets were claimed, and how many of them had to be set aside."""
    at = now or database_now()
    claimed = []
    try:
        look_at(Ticket.objects.due_at(at)[:BATCH], at=at, claimed=claimed)
        return len(claimed), 0
    except Exception:  # one bad ticket must not hold up the others: each on its own
        if not claimed:
            raise
        logger.exception("A batch of %s tickets failed; trying them one by one", len(claimed))
    return len(claimed), sum(_look_at_one(number, at=at) for number in claimed)


def _look_at_one(number, *, at):
    try:
        look_at(Ticket.objects.due_at(at).filter(pk=number), at=at)
    except Exception as error:
        logger.exception("Ticket %s is set aside for an hour", number)
        left_alone = SetAside.note(number, error, at=at)
        # Its own statement, not a verb: the ticket is one that no verb can change at the moment.
        Ticket.objects.filter(pk=number).update(next_action_at=left_alone.until)
        return 1
    return 0


def look_at(due, *, at, claimed=None):
    """Do what is due with those of `due` that nobody else holds: one transaction, a fixed number of statements.

    Their numbers are put into `claimed`, where they are known also when something fails.
    """
    with changing(due, by=None, now=at, skip_locked=True) as batch:
        tickets = [change.ticket for change in batch]
        if claimed is not None:
            claimed += [ticket.pk for ticket in tickets]
        if not tickets:
            return
        standing = standings(tickets)
        duty = Duty(Responsibilities(), Audience(at), EarlierMoves(tickets), Packages(tickets))
        offered = [found.offer.to_team for found in standing.values() if found.offer]
        prefetch_teams([*(ticket.team for ticket in tickets), *duty.responsible.teams, *offered])
        prefetch_related_objects([t.assignee for t in tickets if t.assignee and t.assignee.deputy_id], "deputy")
        for change in batch:
            standing[change.ticket.pk].pools = duty.pools
            _do_what_is_due(change, standing[change.ticket.pk], duty)
        SetAside.objects.filter(ticket__in=[ticket.pk for ticket in tickets]).delete()


def _do_what_is_due(change, standing, duty):
    """Fire step after step: each may change what is due next. Then note when to look again."""
    steps = None
    for _ in range(STEPS_AT_ONCE):
        if steps is None:
            promises = change.batch.promises
            steps = coming_steps(change.ticket, change.readings, standing, facts=change.facts, promises=promises)
        if not steps or steps[0].due_at > change.now:
            change.next_action_at = steps[0].due_at if steps else None
            return
        step, *others = steps
        facts = len(change.facts)
        fire(change, step, duty=duty, standing=standing, others=others)
        standing.take_note(change, step)
        # A step of a promise's clock that brings no fact leaves the others as they were.
        is_alone = step.clock and not step.is_of_owner and len(change.facts) == facts
        steps = others if is_alone else None
