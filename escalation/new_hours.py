"""A calendar's new version moves due times of tickets that nobody touches: the sweep reads their clocks anew.

The administration saves a version and tells nobody; whoever needs it asks. A ticket read since is not read again.
"""

import logging
from datetime import timedelta

from django.db.models import Max
from django.db.models.functions import Coalesce

from sla.models import CalendarVersion
from tickets.changing import changing
from tickets.models import Ticket, TicketClock

from .models import SweepRun

logger = logging.getLogger(__name__)

BATCH = 200  # tickets in one transaction
# A verb that ran while the version was being saved still read the old hours; so long may the saving take.
SETTLED = timedelta(seconds=10)
# How far behind its last run the sweep looks for versions, when it or a ticket of it failed.
LOOK_BACK = timedelta(minutes=10)


def reread_new_hours(*, now) -> int:
    """Rewrite the clock rows of open tickets whose calendar got a version since they were read; return how many."""
    numbers = [number for calendar, since in _changed(now) for number in _read_before(calendar, since)]
    return sum(_reread(numbers[start : start + BATCH], now) for start in range(0, len(numbers), BATCH))


def _changed(now):
    """(calendar, from when on its clocks are right) of those with a new version."""
    versions = CalendarVersion.objects.annotate(changed_at=Coalesce("withdrawn_at", "created_at"))
    versions = versions.filter(changed_at__lte=now - SETTLED)
    last_run = SweepRun.objects.filter(finished_at__isnull=False).values_list("finished_at", flat=True).first()
    if last_run is not None:
        versions = versions.filter(changed_at__gt=min(last_run, now) - LOOK_BACK)
    newest = versions.order_by().values("calendar").annotate(newest=Max("changed_at"))
    return [(row["calendar"], row["newest"] + SETTLED) for row in newest]


def _read_before(calendar, since):
    old = TicketClock.objects.filter(kind=TicketClock.Kind.RESOLUTION, as_of__lt=since)
    tickets = Ticket.objects.unfinished().filter(tier_version__calendar=calendar, pk__in=old.values("ticket"))
    return list(tickets.order_by("pk").values_list("pk", flat=True))


def _reread(numbers, now):
    try:
        _rewrite(numbers, now)
        return len(numbers)
    except Exception:  # one bad ticket must not hold up the others: each on its own
        logger.exception("%s tickets could not be read anew at once; trying them one by one", len(numbers))
    return sum(_reread_one(number, now) for number in numbers)


def _reread_one(number, now):
    try:
        _rewrite([number], now)
    except Exception:
        logger.exception("Ticket %s could not be read anew under its calendar's new hours", number)
        return 0
    return 1


def _rewrite(numbers, now):
    with changing(Ticket.objects.filter(pk__in=numbers), by=None, now=now, skip_locked=True) as batch:
        for change in batch:
            change.look_again = True
