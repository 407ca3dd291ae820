"""Asking what would have been: the job, its way through a worker, and its result.

PostgreSQL is the only truth: a worker that dies leaves a row whose heartbeat grows old, and the next one begins anew.
Nothing half done is ever seen, because the groups are written in one transaction with the state `done`.
"""

import logging
import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, InvalidInput
from sla.activating import require_fit
from sla.business_time import CalendarError
from sla.models import CalendarVersion

from .models import MOST_MONTHS, WhatIf, WhatIfGroup
from .replaying import Question, months_before, replay, with_past_dates

logger = logging.getLogger(__name__)

State = WhatIf.State
STALE = timedelta(seconds=20)  # without a heartbeat, many times what a chunk takes: its worker is gone
KEPT = 20  # finished ones of a tier or a calendar; older ones make room
ATTEMPTS = 5  # workers that may die over one question
BROKEN = _("The replay stopped with a fault. It is written down in the log of the worker; start it again, please.")
DEADLY = _("Its worker died again and again. Ask for fewer months.")


def ask(*, by, now, months, version=None, calendar=None, hours=None, instead=None) -> WhatIf:
    """Put the question; a worker answers it. Twice the same while it is open is one question.

    Raises InvalidInput for months that are none, a version without targets, or hours that make no calendar.
    """
    what_if = question_of(
        by=by, now=now, months=months, version=version, calendar=calendar, hours=hours, instead=instead
    )
    same = WhatIf.objects.filter(version=version, calendar=calendar, instead=instead, state__in=WhatIf.UNFINISHED)
    same = same.filter(months=months, hours__isnull=True) if hours is None else same.filter(months=months, hours=hours)
    if there := same.first():
        return there
    what_if.save()
    mine = WhatIf.objects.filter(version__tier=version.tier_id) if version else WhatIf.objects.filter(calendar=calendar)
    old = mine.exclude(state__in=WhatIf.UNFINISHED).order_by("-pk").values_list("pk", flat=True)[KEPT:]
    WhatIf.objects.filter(pk__in=list(old)).delete()
    return what_if


def question_of(*, by, now, months, version=None, calendar=None, hours=None, instead=None) -> WhatIf:
    """The question, not saved. Raises as `ask` does."""
    if not isinstance(months, int) or not 1 <= months <= MOST_MONTHS:
        raise InvalidInput(_("Choose between 1 and %(most)s months.") % {"most": MOST_MONTHS})
    if version is not None:
        require_fit(version)
    elif instead is not None and instead == calendar:
        raise InvalidInput(_("Choose another calendar, or a planned version of this one."))
    elif hours is not None:
        _require_hours(hours, calendar)
    return WhatIf(
        by=by,
        version=version,
        calendar=calendar,
        hours=hours,
        instead=instead,
        months=months,
        since=months_before(now, months),
        until=now,
        created_at=now,
    )


def hours_of(version: CalendarVersion) -> dict:
    """The hours of a calendar's version, as a question holds them."""
    return {"time_zone": version.time_zone, "weekly": version.weekly, "holidays": version.holidays}


def _require_hours(hours, calendar):
    try:
        with_past_dates(hours, calendar.pk)
    except CalendarError as error:
        raise InvalidInput(_("These hours make no calendar: %(why)s.") % {"why": str(error)}) from None


def cancel(what_if, *, by, now) -> WhatIf:
    """Stop a question that is not answered yet; its worker notices at the next chunk. Twice is once."""
    open_one = WhatIf.objects.filter(pk=what_if.pk, state__in=WhatIf.UNFINISHED)
    if open_one.update(state=State.CANCELLED, finished_at=now, worker=None):
        logger.info("What-if %s was cancelled by %s", what_if.pk, by)
    return WhatIf.objects.get(pk=what_if.pk)


def left_to_do() -> list[int]:
    """Questions that no living worker works on, oldest first."""
    return list(_claimable().order_by("pk").values_list("pk", flat=True))


def run(pk: int) -> bool:
    """Answer one question; False when somebody else does, or it is finished, cancelled or gone.

    Safe to run twice at once and to be killed: only the worker whose name is in the row goes on and writes.
    """
    worker = uuid.uuid4()
    if not _claim(pk, worker):
        return False
    try:
        _answer(WhatIf.objects.select_related("version", "calendar").get(pk=pk), worker)
    except DomainError as refusal:
        _fail(pk, worker, str(refusal))
    except Exception:
        logger.exception("What-if %s stopped with a fault", pk)
        _fail(pk, worker, str(BROKEN))
    return True


def _claimable():
    is_orphan = Q(state=State.RUNNING) & (Q(heartbeat_at__lt=Now() - STALE) | Q(heartbeat_at=None))
    return WhatIf.objects.filter(Q(state=State.WAITING) | is_orphan)


def _claim(pk, worker):
    """One after the other: two at once would keep every process of a small worker from the sweep."""
    with transaction.atomic():
        at_work = WhatIf.objects.select_for_update().filter(state__in=WhatIf.UNFINISHED).order_by("pk")
        others = [one.pk for one in at_work if one.state == State.RUNNING]
        alive = WhatIf.objects.filter(pk__in=others).exclude(pk__in=_claimable().values("pk"))
        if alive.exists():
            return False
        mine = _claimable().filter(pk=pk)
        if mine.filter(attempts__gte=ATTEMPTS).update(state=State.FAILED, finished_at=Now(), error=str(DEADLY)):
            return False
        begun = {"begun_at": Now(), "heartbeat_at": Now(), "attempts": F("attempts") + 1, "done": 0, "total": None}
        return bool(mine.update(state=State.RUNNING, worker=worker, **begun))


def _answer(what_if, worker):
    question = Question(what_if)
    mine = WhatIf.objects.filter(pk=what_if.pk, worker=worker, state=State.RUNNING)
    mine.update(total=question.tickets().count(), heartbeat_at=Now(), content=_content(what_if))
    groups = replay(question, went_on=lambda done: bool(mine.update(done=done, heartbeat_at=Now())))
    if groups is None:
        return  # cancelled, or taken over by somebody who thought us dead
    with transaction.atomic():
        if not mine.select_for_update().first():
            return
        WhatIfGroup.objects.bulk_create(
            [
                WhatIfGroup(what_if=what_if, **dict(zip(_KEY, group, strict=True)), numbers=numbers)
                for group, numbers in sorted(groups.items())
            ]
        )
        mine.update(state=State.DONE, finished_at=Now(), worker=None)


_KEY = ("clock", "priority", "category", "outcome")


def _content(what_if):
    """What the draft said, so that a reader sees when it was changed since."""
    if what_if.version is None:
        return None
    version = what_if.version
    fields = ("clock", "priority", "category", "seconds", "around_the_clock", "warn_percent")
    own = {name: getattr(version, name) for name in version.CONTENT}
    return {**own, "targets": [list(row) for row in version.targets.order_by(*fields[:3]).values_list(*fields)]}


def is_outdated(what_if) -> bool:
    """Whether the draft was changed since the question was answered."""
    return what_if.content is not None and what_if.content != _content(what_if)


def _fail(pk, worker, sentence):
    mine = WhatIf.objects.filter(pk=pk, worker=worker, state=State.RUNNING)
    mine.update(state=State.FAILED, finished_at=Now(), error=sentence[:500], worker=None)
