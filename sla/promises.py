"""Promises and calendars in the form in which clocks read them, kept per process.

An active tier version never changes, and neither does a calendar version. So what was compiled once stays right until
a calendar gets another version; that is asked once per transaction, by one small query.
"""

import threading
from datetime import timedelta

from django.db import connection
from django.db.models import Count, Max

from .business_time import ALWAYS
from .business_time import Calendar as CompiledCalendar
from .clock import Promise
from .clock import Target as ClockTarget
from .models import CalendarVersion, TierVersion

_lock = threading.Lock()
_kept: dict[str, "_Kept"] = {}  # per database


class _Kept:
    def __init__(self, newest):
        self.newest = newest
        self.promises = {}
        self.calendars = {}


def promises_for(version_ids) -> dict[int, Promise]:
    """Return the promise of each tier version, by its id. Three statements at most for what is not kept yet."""
    with _lock:
        kept = _current()
        if missing := set(version_ids) - kept.promises.keys():
            _load(kept, missing)
        return {pk: kept.promises[pk] for pk in version_ids}


def compiled_calendar(calendar_id: int) -> CompiledCalendar:
    """Return the calendar with the line of all its versions, compiled."""
    with _lock:
        kept = _current()
        if calendar_id not in kept.calendars:
            _load_calendars(kept, {calendar_id})
        return kept.calendars[calendar_id]


def promise_of(version, calendar: CompiledCalendar | None = None) -> Promise:
    """Return the promise of a version, a draft too, read at this moment; counted in `calendar` instead of its own."""
    return _promise(version, calendar or compiled_calendar(version.calendar_id))


def _current():
    # With their instants: a database made anew numbers its versions from one again, and one may be taken back.
    # Counted too: whoever commits later may have been numbered, and have noted his instant, earlier.
    counted = Count("pk"), Count("withdrawn_at")
    newest = CalendarVersion.objects.aggregate(*counted, Max("pk"), Max("created_at"), Max("withdrawn_at"))
    database = connection.settings_dict["NAME"]
    kept = _kept.get(database)
    if kept is None or kept.newest != newest:
        kept = _kept[database] = _Kept(newest)
    return kept


def _load(kept, version_ids):
    versions = list(TierVersion.objects.filter(pk__in=version_ids).prefetch_related("targets"))
    _load_calendars(kept, {version.calendar_id for version in versions} - kept.calendars.keys())
    for version in versions:
        kept.promises[version.pk] = _promise(version, kept.calendars[version.calendar_id])


def _load_calendars(kept, calendar_ids):
    lines = {pk: [] for pk in calendar_ids}
    for version in CalendarVersion.objects.counting().filter(calendar__in=calendar_ids):
        lines[version.calendar_id].append((version.valid_from, version.definition))
    for pk, line in lines.items():
        kept.calendars[pk] = CompiledCalendar(line)


def _promise(version, calendar):
    targets = {}
    for target in version.targets.all():
        hours = ALWAYS if target.around_the_clock else calendar
        amount = timedelta(seconds=target.seconds)
        targets[target.clock, target.priority, target.category] = ClockTarget(amount, hours, target.warn_percent)
    return Promise(
        calendar=calendar,
        vendor_pauses=version.vendor_pauses,
        own_it_pauses=version.own_it_pauses,
        targets=targets,
        id=version.pk,
        raise_restarts=version.raise_restarts,
    )
