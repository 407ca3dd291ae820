"""Why is it due then? The calculation of a clock, line by line: each leads to what it comes from.

It adds up: start + target + time outside service hours + pauses = due.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import times
from sla.clock import Readings
from tickets.models import Ticket, TicketClock

NOTHING = timedelta(0)
PAUSED_WORDS = {
    Ticket.Status.WAITING_REQUESTER: gettext_lazy("Paused: waited for the customer"),
    Ticket.Status.WAITING_VENDOR: gettext_lazy("Paused: waited for the vendor"),
    Ticket.Status.PLANNED: gettext_lazy("Paused: until the agreed date"),
}


@dataclass(frozen=True)
class Item:
    label: str
    value: str
    anchor: str = ""  # of the entry in the conversation
    is_sum: bool = False


@dataclass
class Why:
    """The lines of one clock. `sum` says how it ends: due, paused, met or missed."""

    kind: str
    items: list[Item] = field(default_factory=list)
    is_open: bool = False

    @property
    def end(self):
        return self.items[-1]

    @property
    def name(self):
        return TicketClock.Kind(self.kind).label

    @property
    def anchor(self):
        return f"why-{self.kind}"


def why(kind, readings: Readings, ticket, events, promises, *, now) -> Why | None:
    """Explain a clock that has a target and was started; None for the others. `readings` with segments."""
    reading = readings.clocks[kind]
    if reading.target is None or reading.state == "idle":
        return None
    start = _start(reading)
    end = reading.due_at or reading.finished_at or now
    closed, holidays, pauses = _uncounted(reading, start, min(end, now))
    if reading.due_at and reading.due_at > now:
        hours = promises[ticket.tier_version_id].target(kind, ticket.priority, ticket.category).calendar
        closed += sum((to - since for since, to, is_open, _name in hours.segments(now, end) if not is_open), NOTHING)
    made = Why(kind, [Item(_started(kind), times.near(start, now), _anchor_at(start, events))])
    made.items.append(_target(kind, reading, ticket, events, promises, now))
    if closed:
        made.items.append(Item(_("Outside service hours"), _plus(closed)))
    made.items += [Item(name or _("Holiday"), _plus(length)) for name, length in holidays.items()]
    made.items += [_pause(segment, events, now) for segment in pauses]
    if reading.due_at and (rest := reading.due_at - start - _sum(reading.target, closed, holidays, pauses)):
        # The target in force now came later than the time it would have been reached at (C17).
        made.items.append(Item(_("Until the target changed"), _plus(rest)))
    made.items.append(_end(reading, now))
    return made


def _start(reading) -> datetime:
    """When the clock's present run began; what lies before belongs to earlier ones."""
    idle = [segment.to for segment in reading.segments if segment.cause == "idle"]
    return idle[-1] if idle else reading.segments[0].from_


def _started(kind):
    return _("Our latest answer") if kind == TicketClock.Kind.NEXT_UPDATE else _("Received")


def _uncounted(reading, start, end):
    """Closed time, closed holidays by name, and pauses between two instants."""
    closed, holidays, pauses = NOTHING, {}, []
    for segment in reading.segments:
        since, to = max(segment.from_, start), min(segment.to, end)
        if since >= to or segment.counted:
            continue
        if segment.cause == "paused":
            pauses.append(replace(segment, from_=since, to=to))
        elif segment.cause == "exception":
            holidays[segment.name] = holidays.get(segment.name, NOTHING) + to - since
        elif segment.cause == "closed":
            closed += to - since
    return closed, holidays, pauses


def _sum(target, closed, holidays, pauses):
    paused = sum((segment.to - segment.from_ for segment in pauses), NOTHING)
    return target + closed + sum(holidays.values(), NOTHING) + paused


def _target(kind, reading, ticket, events, promises, now) -> Item:
    """The target in force, and the one it replaced."""
    changes = list(_targets(kind, events, promises))
    words = {"tier": ticket.tier_version.tier.name, "priority": ticket.priority}
    label = _("Target: %(tier)s, %(priority)s") % words
    if len(changes) < 2:
        return Item(label, _plus(reading.target))
    event, _amount = changes[-1]
    before = changes[-2][1]
    words |= {"time": times.near(event.at, now), "before": times.length(before) if before else _("none")}
    label = _("Target: %(tier)s, %(priority)s since %(time)s, before that %(before)s") % words
    return Item(label, _plus(reading.target), anchor_of(event))


def _targets(kind, events, promises):
    """Each event that brought another target, with it."""
    data, last = {}, object()
    for event in events:
        if event.kind not in ("opened", "priority", "promised"):
            continue
        data |= {key: event.data[key] for key in ("promise", "priority", "category") if key in event.data}
        target = promises[data["promise"]].target(kind, data["priority"], data.get("category"))
        amount = target.amount if target else None
        if amount != last:
            yield event, amount
        last = amount


def _pause(segment, events, now) -> Item:
    cause = next((event for event in events if event.seq == segment.fact), None)
    label = f"{PAUSED_WORDS.get(segment.status, _('Paused'))}, {times.near(segment.from_, now)}"
    if cause is not None and cause.by is not None:
        label += f" ({cause.by.get_short_name()})"
    return Item(label, _plus(segment.to - segment.from_), anchor_of(cause) if cause else "")


def _end(reading, now) -> Item:
    if reading.due_at:
        return Item(_("Due"), times.near(reading.due_at, now), is_sum=True)
    if reading.state == "paused":
        return Item(_("Paused; left when it goes on"), times.span(max(reading.left, NOTHING)), is_sum=True)
    label = _("Missed, ended") if reading.breached_at else _("Met")
    return Item(label, times.near(reading.finished_at, now) if reading.finished_at else "", is_sum=True)


def _plus(length):
    return times.keep_together(f"+ {times.length(length)}")


def anchor_of(event) -> str:
    """Where an event stands in the conversation: with its message, else as a line of its own."""
    return f"m-{event.data['message']}" if event.data.get("message") else f"e-{event.seq}"


def _anchor_at(instant, events):
    """The message of that instant, else what came first at it."""
    there = [event for event in events if event.at == instant]
    said = [event for event in there if event.data.get("message")]
    return anchor_of((said or there)[0]) if there else ""
