"""From a ticket's history to its clock rows: the only place that writes them, and what the queue sorts by."""

from datetime import datetime

from sla.clock import Fact, Readings, read

from .models import TicketClock

# What was promised to the customer, in the order in which it comes; the level clock is between ourselves.
PROMISES = ("first_response", "next_update", "resolution")


def fact_of(event) -> Fact:
    data = event.data
    if event.kind == "planned":
        data = {**data, "until": datetime.fromisoformat(data["until"])}
    return Fact(event.at, event.seq, event.kind, data)


def read_clocks(facts, promises, *, at, segments=False) -> Readings:
    """Return all clocks of a ticket at `at`; `promises` by tier version id, as sla.promises gives them."""
    return read(facts, promises, at=at, segments=segments)


def project(ticket, readings: Readings, *, now) -> list[TicketClock]:
    """Return the ticket's clock rows as of `now`, and put on the ticket what lists sort and group by."""
    running = [kind for kind in PROMISES if readings.clocks[kind].due_at is not None]
    reached = sorted((readings.clocks[kind].due_at, kind) for kind in running if _is_broken(readings.clocks[kind], now))
    ahead = sorted(
        (readings.clocks[kind].due_at, kind) for kind in running if not _is_broken(readings.clocks[kind], now)
    )
    ticket.next_due_at, ticket.next_clock = ahead[0] if ahead else reached[-1] if reached else (None, "")
    ticket.breached_clocks = [kind for _due, kind in reached]
    return [_row(ticket, kind, reading, now) for kind, reading in readings.clocks.items()]


def _is_broken(reading, now):
    """Whether a running clock is past its due time; one that reached its target at closing time still keeps it."""
    return reading.due_at < now and not (reading.breaks_at and reading.breaks_at > now)


def _row(ticket, kind, reading, now):
    return TicketClock(
        ticket=ticket,
        kind=kind,
        state=reading.state,
        as_of=now,
        consumed=reading.consumed,
        target=reading.target,
        due_at=reading.due_at,
        warn_at=reading.warn_at,
        breached_at=reading.breached_at,
        finished_at=reading.finished_at,
        cycle=reading.cycle,
    )
