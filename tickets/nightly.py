"""The nightly check: a sample of the stored clocks is held against the history, and the outcome kept for health."""

import logging
from datetime import timedelta

from django.db.models import Max
from django.db.models.functions import Greatest
from django.utils import timezone

from sla.models import CalendarVersion

from .models import ClockCheck
from .rebuilding import compare, sample

logger = logging.getLogger(__name__)

SAMPLE = 5000  # tickets
NIGHT = range(1, 5)  # hours of the installation's own time zone
ENOUGH, TOO_LONG = timedelta(hours=18), timedelta(hours=36)  # between two checks
SETTLED = timedelta(minutes=1)  # so long the sweep may take to read clocks anew under a calendar's new version
MOST_NUMBERS = 20


def is_due(*, now) -> bool:
    """Whether a check is to be made: once a night, and by day where the nights are missed.

    Not while a calendar's newest version is being carried to the tickets: they differ for that moment.
    """
    changed = CalendarVersion.objects.aggregate(at=Greatest(Max("created_at"), Max("withdrawn_at")))["at"]
    if changed is not None and changed > now - SETTLED:
        return False
    last = ClockCheck.objects.filter(pk=1).first()
    if last is None or last.finished_at <= now - TOO_LONG:
        return True
    return last.finished_at <= now - ENOUGH and timezone.localtime(now).hour in NIGHT


def check_sample(*, now, count=SAMPLE) -> ClockCheck:
    """Compare about `count` tickets and keep what came out. Nothing is mended: somebody should ask why it differs."""
    differing = {}
    outcome = compare(
        sample(count),
        now=now,
        told=lambda difference: differing.setdefault(difference.ticket, difference),
        went_on=lambda tickets: None,
    )
    for difference in list(differing.values())[:MOST_NUMBERS]:
        logger.error("A clock differs from its history: %s", difference)
    found = {"finished_at": now, "tickets": outcome.tickets, "differing": outcome.differing}
    row, _is_new = ClockCheck.objects.update_or_create(
        pk=1, defaults={**found, "numbers": list(differing)[:MOST_NUMBERS]}
    )
    return row
