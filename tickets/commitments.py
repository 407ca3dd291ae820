"""What the requester is told to expect: kept as a record of its own, apart from the clocks it is taken from.

Worked out with each change from the readings after it; a verb says nothing about it.
"""

from dataclasses import dataclass
from datetime import datetime

from sla.business_time import TimeError

from .models import Commitment, Event, Ticket

Kind, Outcome, Reason = Commitment.Kind, Commitment.Outcome, Commitment.Reason


@dataclass(frozen=True)
class Told:
    """A time the requester is told instead of another; None where he was told none."""

    kind: str
    due_at: datetime
    before: datetime | None
    reason: str
    note: str = ""


def keep(change, kept: dict[str, Commitment]) -> list[Told]:
    """Bring the ticket's last commitment of each kind (`kept`) up to date with what was decided; return what is new."""
    dues = expected(change.ticket, change.readings, change.batch.promises)
    return [told for kind, due in dues.items() for told in _keep(change, kind, due, kept)]


def _keep(change, kind, due, kept):
    now, last = change.now, kept.get(kind)
    before = last.due_at if last else None
    current = last if last and last.outcome == Outcome.OPEN else None
    if current and _is_fulfilled(change, kind):
        _end(change, current, Outcome.KEPT if now <= current.due_at else Outcome.MISSED)
        current = None
    if due is not None and due <= now:  # A time that has passed is nothing to tell; our word of before stands.
        return
    if current and current.due_at != due:
        _end(change, current, Outcome.MOVED if now <= current.due_at else Outcome.MISSED)
        current = None
    if due is not None and current is None:
        reason, note = _reason(change, kind)
        row = Commitment(
            ticket=change.ticket, kind=kind, due_at=due, told_at=now, reason=reason, note=note, outcome=Outcome.OPEN
        )
        kept[kind] = row
        change.commitments.append(row)
        yield Told(kind, due, before, reason, note)


def expected(ticket, readings, promises) -> dict[str, datetime | None]:
    """When the requester may expect the solution, and our next news; None while that cannot be said."""
    clocks = readings.clocks
    news = clocks["first_response"].due_at or clocks["next_update"].due_at
    return {
        Kind.SOLUTION: clocks["resolution"].due_at or _after_agreed_date(ticket, readings, promises),
        Kind.NEWS: news,
    }


def _after_agreed_date(ticket, readings, promises):
    """While work is planned its clock has no due time, but how long it will take from the agreed date on is known."""
    reading = readings.clocks["resolution"]
    if ticket.status != Ticket.Status.PLANNED or reading.state != "paused" or not reading.left:
        return None
    target = promises[readings.promise].target("resolution", readings.priority, readings.category)
    if target is None or reading.left.total_seconds() < 0:
        return None
    try:
        return target.calendar.add(ticket.waiting_until, reading.left)
    except TimeError:
        return None


def _is_fulfilled(change, kind):
    if kind == Kind.SOLUTION:
        return change.ticket.status == Ticket.Status.RESOLVED
    return change.ticket.is_finished or any(event.kind == Event.Kind.ANSWERED for event in change.recorded)


def _end(change, row, outcome):
    row.outcome, row.ended_at = outcome, change.now
    if row.pk is not None:
        change.ended_commitments.append(row)


def _reason(change, kind):
    """Why it is told now, from the facts of this change; the strongest of them."""
    facts = {event.kind: event.data for event in change.recorded if event.kind in Event.FACTS}
    if "opened" in facts:
        return Reason.REPORTED, ""
    if "due_set" in facts:
        data = facts["due_set"]
        return (Reason.AGREED if data.get("agreed") else Reason.BY_HAND), data.get("reason", "")
    if "planned" in facts:
        return Reason.AGREED, facts["planned"].get("reason", "")
    if facts.get("status", {}).get("reopened"):
        return Reason.REOPENED, ""
    for fact, reason in _REASONS:
        if fact in facts and not (fact == "answered" and kind == Kind.SOLUTION):
            return reason, ""
    return Reason.HOURS, ""


_REASONS = (
    ("promised", Reason.PROMISE),
    ("priority", Reason.PRIORITY),
    ("answered", Reason.ANSWERED),
    ("status", Reason.WAITED),
    ("handed_over", Reason.TEAM),
)
