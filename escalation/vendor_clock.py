"""The clock of a vendor case (C16): on the vendor's promise, in the vendor's hours. It moves no other clock.

It runs from the opening of the case until the vendor's work is confirmed, and stands only while we owe the vendor
something. Pure, over a loaded case.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sla.business_time import ALWAYS, TimeError
from sla.business_time import Calendar as CompiledCalendar
from sla.promises import compiled_calendar


@dataclass(frozen=True)
class VendorReading:
    """One vendor's clock at one instant. Instants are UTC.

    due_at, left: None where nothing was promised. due_at: None too while the clock stands. left: of the vendor's hours,
    below zero once they are used up. Exactly at its target a promise is kept (C9).
    """

    state: str  # running | paused | done
    consumed: timedelta
    due_at: datetime | None
    left: timedelta | None
    is_late: bool


def calendar_of(case) -> CompiledCalendar:
    """The vendor's hours; every hour of the week where none are known. Read once per case."""
    if not case.calendar_id:
        return ALWAYS
    if case.hours is None or case.hours[0] != case.calendar_id:
        case.hours = case.calendar_id, compiled_calendar(case.calendar_id)
    return case.hours[1]


def read_hours(cases) -> list:
    """The cases, each with its vendor's hours, read once per calendar."""
    cases = list(cases)
    compiled = {pk: compiled_calendar(pk) for pk in {case.calendar_id for case in cases} if pk}
    for case in cases:
        case.hours = (case.calendar_id, compiled[case.calendar_id]) if case.calendar_id else None
    return cases


def reading(case, now, *, calendar=None) -> VendorReading:
    """Read the clock of `case` at `now`; `calendar` by default the vendor's own."""
    calendar = calendar or calendar_of(case)
    owed = _stretches(case.owed)
    end = min(filter(None, (case.confirmed_at, case.closed_at, now)))
    is_done = end < now or end in (case.confirmed_at, case.closed_at)
    is_owed = not is_done and bool(owed) and owed[-1][1] is None
    if is_owed:
        end = owed[-1][0]
    consumed = calendar.between(case.opened_at, end) if end > case.opened_at else timedelta()
    for begin, until in owed:
        stood_until = min(until or end, end)
        if stood_until > begin:
            consumed -= calendar.between(begin, stood_until)
    due = _due(case, calendar, owed)
    left = None if due is None else calendar.between(end, due) if end <= due else -calendar.between(due, end)
    is_late = due is not None and end > _late_from(case, calendar, due)
    state = "done" if is_done else "paused" if is_owed else "running"
    return VendorReading(state, consumed, due if state != "paused" else None, left, is_late)


def _stretches(owed):
    """(begin, end) of the times in which we owed something; the last may have no end yet."""
    return [tuple(at and datetime.fromisoformat(at) for at in stretch) for stretch in owed]


def _due(case, calendar, owed):
    """When the promise is over: what we owed after it was given puts it off by as much of the vendor's hours."""
    try:
        if case.promised_at is not None:
            since, due = case.promise_given_at or case.opened_at, case.promised_at
        elif case.target_minutes is not None:
            since = case.opened_at
            due = calendar.add(since, timedelta(minutes=case.target_minutes))
        else:
            return None
        for begin, end in owed:
            stood_from = max(begin, since)
            if end is not None and stood_from < min(due, end):
                due = calendar.add(end, calendar.between(stood_from, due))
    except (TimeError, OverflowError):  # beyond the years a calendar reaches
        return None
    return due


def _late_from(case, calendar, due):
    """A time that is used up at closing is kept until the vendor opens again; a promised instant passes at any hour."""
    return due if case.promised_at is not None else calendar.next_opening(due) or due


def late_since(case, now) -> datetime | None:
    """Since when the vendor lets us wait: the promise, or the oldest step that should be done; None while neither."""
    return min((at for at in due_instants(case) if at < now), default=None)


def due_instants(case, *, calendar=None) -> list[datetime]:
    """When the vendor will be, or is, late with the promise and with each agreed step. None at all while we owe."""
    if case.closed_at is not None or (case.owed and case.owed[-1][1] is None):
        return []
    # What one side has only proposed binds nobody yet.
    open_steps = [step for step in case.steps.all() if step.done_at is None and not step.asked_of]
    instants = [step.due_at for step in open_steps if step.due_at is not None]
    if case.confirmed_at is None:
        calendar = calendar or calendar_of(case)
        due = _due(case, calendar, _stretches(case.owed))
        instants += [_late_from(case, calendar, due)] if due else []
    return instants
