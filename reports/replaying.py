"""Closed tickets read again under another promise: what would have been kept, beside what was.

What is simulated: each ticket's own history, fact by fact, once under what it was promised and once with every version
of the tier replaced by the draft (or with the calendar's hours replaced, for all time). When it was answered, paused
and resolved, with which priority and category, stays as it was; agents are not imagined to work faster. Moves between
levels by themselves happen at the very instant at which the level clock reaches its target (C13), in both readings;
the level clock counts as late where the ticket would have been moved at least once. Customers' promises do not depend
on the level.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from sla.business_time import Calendar as CompiledCalendar
from sla.business_time import Definition
from sla.clock import CLOCKS, read
from sla.models import CalendarVersion, TierVersion
from sla.promises import compiled_calendar, promise_of, promises_for
from tickets.histories import chunks, facts_of, promise_keys
from tickets.models import Ticket

from .models import Outcome, WhatIf

Group = tuple[str, str, str, str]  # clock, priority, category, outcome


@dataclass(frozen=True)
class Question:
    """Which tickets are read again, and under what. `what_if` need not be saved."""

    what_if: WhatIf

    def tickets(self):
        """Those closed in the time asked for whose promise would be another. Merged ones closed for another reason."""
        asked = self.what_if
        closed = Ticket.objects.filter(status=Ticket.Status.CLOSED, merged_into=None)
        closed = closed.filter(closed_at__gte=asked.since, closed_at__lt=asked.until)
        if asked.version_id:
            return closed.filter(tier_version__tier=asked.version.tier_id)
        return closed.filter(tier_version__calendar=asked.calendar_id)

    @cached_property
    def replaced(self):
        """Promises by the version they stand for, compiled once. Raises CalendarError for hours that make none."""
        if self.what_if.version_id:
            draft = TierVersion.objects.prefetch_related("targets").get(pk=self.what_if.version_id)
            promise = promise_of(draft)
            versions = TierVersion.objects.filter(tier=draft.tier_id).values_list("pk", flat=True)
            return dict.fromkeys(versions, promise)
        versions = TierVersion.objects.filter(calendar=self.what_if.calendar_id).prefetch_related("targets")
        return {version.pk: promise_of(version, self._hours) for version in versions}

    @cached_property
    def _hours(self):
        if self.what_if.instead_id:
            return compiled_calendar(self.what_if.instead_id)
        return CompiledCalendar([(None, with_past_dates(self.what_if.hours, self.what_if.calendar_id))])


def with_past_dates(hours, calendar_id) -> Definition:
    """Read `hours`, with the calendar's own holidays of the time before the first one listed there.

    A new version names the years that come; without this, Christmas of last year would count as a working day.
    """
    definition = Definition.from_json(hours)
    first = min((day for day, *_ in definition.exceptions), default=None)
    known = {}
    for version in CalendarVersion.objects.counting().filter(calendar=calendar_id):
        known.update({day: (day, windows, name) for day, windows, name in version.definition.exceptions})
    past = tuple(entry for day, entry in sorted(known.items()) if first is None or day < first)
    return Definition(definition.time_zone, definition.weekly, past + definition.exceptions)


def replay(question: Question, *, went_on: Callable[[int], bool] = lambda done: True) -> dict[Group, list[int]] | None:
    """Return the ticket numbers of each group; None when `went_on`, told how many were read so far, says to stop."""
    groups = defaultdict(list)
    done = 0
    for rows in chunks(question.tickets(), "closed_at"):
        histories = facts_of([number for number, _closed in rows])
        promised = promises_for({key for facts in histories.values() for key in promise_keys(facts)})
        instead = {**promised, **{key: p for key, p in question.replaced.items() if key in promised}}
        for number, closed_at in rows:
            for group in outcomes(histories[number], promised, instead, at=closed_at):
                groups[group].append(number)
        done += len(rows)
        if not went_on(done):
            return None
    return dict(groups)


def outcomes(facts, promised, instead, *, at) -> Iterable[Group]:
    """Yield (clock, priority, category, outcome) of each clock that was, or would have been, promised."""
    at = max(at, facts[-1].at)
    was = read(facts, promised, at=at, auto_escalate=True)
    will = read(facts, instead, at=at, auto_escalate=True)
    for clock in CLOCKS:
        outcome = _OUTCOMES[_result(was, clock), _result(will, clock)]
        if outcome is not None:
            yield clock, was.priority, was.category, outcome


def _result(readings, clock):
    """True: kept, False: late, None: nothing was promised, or it never came to it."""
    reading = readings.clocks[clock]
    if clock == "level" and readings.moves:
        return False
    if reading.target is None or not reading.cycle:
        return None
    return not reading.breached


_OUTCOMES = {
    (True, True): Outcome.KEPT.value,
    (False, False): Outcome.BREACHED.value,
    (True, False): Outcome.NEWLY_BREACHED.value,
    (False, True): Outcome.NEWLY_KEPT.value,
    (None, True): Outcome.FIRST_KEPT.value,
    (None, False): Outcome.FIRST_BREACHED.value,
    (True, None): Outcome.DROPPED.value,
    (False, None): Outcome.DROPPED.value,
    (None, None): None,
}


def months_before(now, months):
    """The same day so many months earlier, or the last of that month."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    for day in range(now.day, now.day - 4, -1):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return now - timedelta(days=30 * months)
