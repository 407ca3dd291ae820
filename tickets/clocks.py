"""From a ticket's history to its clock rows: the only place that writes them, and what the queue sorts by."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from core import bulk
from core.bulk import LightRow, light
from sla.clock import Fact, Readings, read

from .models import Ticket, TicketClock

# What was promised to the customer, in the order in which it comes; the level clock is between ourselves.
PROMISES = ("first_response", "next_update", "resolution")
ON_TICKET = ("next_due_at", "next_clock", "breached_clocks")
ClockRow = light(TicketClock)
_COLUMNS = [field.name for field in TicketClock._meta.concrete_fields]
READING_FIELDS = tuple(name for name in _COLUMNS if name not in ("id", "ticket", "kind", "as_of"))
ROW_FIELDS = ("as_of", *READING_FIELDS)
_of_reading = attrgetter(*READING_FIELDS)


@dataclass(slots=True)
class Projection:
    """What is stored of a ticket's readings, in plain values: ON_TICKET, and ROW_FIELDS by clock."""

    ticket: tuple | None
    rows: dict[str, tuple]


def fact_of(event) -> Fact:
    return make_fact(event.at, event.seq, event.kind, event.data)


def make_fact(at, seq, kind, data) -> Fact:
    """Return the fact of a stored event's columns; stored instants are text."""
    if kind in ("planned", "due_set") and data.get("until") is not None:
        data = {**data, "until": datetime.fromisoformat(data["until"])}
    return Fact(at, seq, kind, data)


def read_clocks(facts, promises, *, at, segments=False) -> Readings:
    """Return all clocks of a ticket at `at`; `promises` by tier version id, as sla.promises gives them."""
    return read(facts, promises, at=at, segments=segments)


def projected(readings: Readings, *, now) -> Projection:
    """Return what is to be stored as of `now`, for writing it and for holding what is stored against it."""
    clocks = readings.clocks
    running = [kind for kind in PROMISES if clocks[kind].due_at is not None]
    reached = sorted((clocks[kind].due_at, kind) for kind in running if _is_broken(clocks[kind], now))
    ahead = sorted((clocks[kind].due_at, kind) for kind in running if not _is_broken(clocks[kind], now))
    next_due_at, next_clock = ahead[0] if ahead else reached[-1] if reached else (None, "")
    rows = {kind: (now, *_of_reading(reading)) for kind, reading in clocks.items()}
    return Projection((next_due_at, next_clock, [kind for _due, kind in reached]), rows)


def project(ticket, readings: Readings, *, now) -> list[LightRow]:
    """Return the ticket's clock rows as of `now`, and put on the ticket what lists sort and group by."""
    projection = projected(readings, now=now)
    for name, value in zip(ON_TICKET, projection.ticket, strict=True):
        setattr(ticket, name, value)
    return [_clock_row(ticket, kind, row) for kind, row in projection.rows.items()]


def _clock_row(ticket, kind, row):
    return ClockRow(ticket=ticket, kind=kind, **dict(zip(ROW_FIELDS, row, strict=True)))


def write_rows(rows):
    """Write clock rows, new ones and ones that are there, in one statement. The tickets have to be locked."""
    bulk.upsert(rows, unique=["ticket", "kind"], update=ROW_FIELDS)


def write_projections(wanted: dict[int, Projection], *, superfluous=(), now):
    """Write what `wanted` holds by ticket number; delete the rows with the keys `superfluous`. Of locked tickets.

    A Projection may name some of the rows only, and no columns of the ticket (None). The sweep is asked to look at the
    tickets: whatever spoilt their rows may have kept it from looking.
    """
    TicketClock.objects.filter(pk__in=superfluous).delete()
    tickets = {number: Ticket(pk=number) for number in wanted}
    write_rows([_clock_row(tickets[n], kind, row) for n, part in wanted.items() for kind, row in part.rows.items()])
    columns = {number: part.ticket for number, part in wanted.items() if part.ticket is not None}
    for number, values in columns.items():
        for name, value in zip(ON_TICKET, values, strict=True):
            setattr(tickets[number], name, value)
    bulk.update([tickets[number] for number in columns], ON_TICKET)
    Ticket.objects.filter(pk__in=wanted).update(next_action_at=now)


def _is_broken(reading, now):
    """Whether a running clock is past its due time; one that reached its target at closing time still keeps it."""
    return reading.due_at < now and not (reading.breaks_at and reading.breaks_at > now)
