"""Clock rows held against what the history gives, ticket by ticket, and mended where they differ.

Read in one statement per chunk, so that a ticket's facts and rows are of the same instant whoever is writing, and
without making models: a million tickets are to be compared in minutes and in little memory.
"""

import json
import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max, Min

from sla.clock import CLOCKS
from sla.models import TierVersion
from sla.promises import promises_for

from .clocks import ON_TICKET, ROW_FIELDS, Projection, make_fact, projected, read_clocks, write_projections
from .models import Event, Ticket

CHUNK = 500  # tickets in one statement

QUESTION = f"""
SELECT ticket.number, ticket.{", ticket.".join(ON_TICKET)},
       fact.ats, fact.seqs, fact.kinds, fact.datas,
       clock.ids, clock.kinds, {", ".join(f"clock.{name}s" for name in ROW_FIELDS)}
FROM (SELECT number, {", ".join(ON_TICKET)} FROM tickets_ticket WHERE {{which}}) ticket
LEFT JOIN LATERAL (
    SELECT array_agg(at) AS ats, array_agg(seq) AS seqs, array_agg(kind) AS kinds, json_agg(data)::text AS datas
    FROM (
        SELECT at, seq, kind, data FROM tickets_event
        WHERE ticket_id = ticket.number AND kind IN ({", ".join(f"'{kind}'" for kind in Event.FACTS)})
        ORDER BY at, seq
    ) line
) fact ON true
LEFT JOIN LATERAL (
    SELECT array_agg(id) AS ids, array_agg(kind) AS kinds,
           {", ".join(f"array_agg({name}) AS {name}s" for name in ROW_FIELDS)}
    FROM tickets_ticketclock WHERE ticket_id = ticket.number
) clock ON true
ORDER BY ticket.number
"""
AFTER = QUESTION.format(which="number > %s ORDER BY number LIMIT %s")
NAMED = QUESTION.format(which="number = ANY(%s)")


@dataclass(frozen=True)
class Difference:
    """`clock` is empty for the ticket's own columns; `field` is "row" for one that is missing or superfluous."""

    ticket: int
    clock: str
    field: str
    stored: object
    right: object

    def __str__(self):
        where = " ".join(filter(None, [f"#{self.ticket}", self.clock, self.field]))
        return f"{where}: stored {_text(self.stored)}, right {_text(self.right)}"


@dataclass
class Outcome:
    tickets: int = 0
    differing: int = 0
    mended: int = 0
    seconds: float = 0.0

    def __str__(self):
        rate = round(self.tickets / self.seconds) if self.seconds else 0
        return f"clocks: {self.tickets} tickets, {self.differing} differ, {rate} tickets/s"


@dataclass(slots=True)
class Stored:
    """A ticket as the tables tell it: its columns, its facts' columns, its clock rows by kind with their keys."""

    number: int
    columns: tuple
    facts: list[tuple]
    rows: dict[str, tuple]
    keys: dict[str, int]

    @property
    def promise_ids(self):
        named = (data.get("promise") for _at, _seq, _kind, data in self.facts)
        return {key for key in named if isinstance(key, int)}

    def as_of(self, now) -> datetime:
        """When the rows were read, `now` if there are none. Never before the newest fact: that one is not in them."""
        known = [row[0] for kind, row in self.rows.items() if kind in CLOCKS]
        return max([*(known or [now]), *(at for at, *_rest in self.facts[-1:])])


def compare(numbers: Iterable[int] | None = None, *, now, mend=False, told: Callable, went_on: Callable) -> Outcome:
    """Hold the clock rows of the tickets with these numbers, or of all, against their histories.

    Calls `told(difference)` for each difference, and `went_on(tickets)` after each chunk. With `mend` what differs is
    written anew, under the ticket's lock and from what stands there then. `now` is the instant for tickets that have
    no rows at all.
    """
    outcome, began = Outcome(), time.monotonic()
    for chunk in _chunks(numbers):
        differing = {stored.number: found for stored, _right, found in _held_against(chunk, now) if found}
        for found in differing.values():
            for difference in found:
                told(difference)
        if mend and differing:
            outcome.mended += _mend(list(differing), now)
        outcome.tickets += len(chunk)
        outcome.differing += len(differing)
        went_on(len(chunk))
    outcome.seconds = time.monotonic() - began
    return outcome


def sample(count: int) -> list[int]:
    """Return the numbers of about `count` tickets: half of them the newest open ones, the others finished by chance."""
    newest = Ticket.objects.unfinished().order_by("-number").values_list("number", flat=True)
    chosen = list(newest[: count - count // 2])
    ends = Ticket.objects.aggregate(first=Min("number"), last=Max("number"))
    if ends["first"] is None:
        return []
    span = range(ends["first"], ends["last"] + 1)
    # Numbers by chance, more than needed since some are of open tickets: sorting all rows by chance would read them all.
    drawn = random.sample(span, min(len(span), 3 * count))
    finished = Ticket.objects.filter(number__in=drawn, status__in=Ticket.FINISHED).values_list("number", flat=True)
    return sorted([*chosen, *finished[: count - len(chosen)]])


def _chunks(numbers) -> Iterator[list[Stored]]:
    if numbers is not None:
        numbers = sorted(set(numbers))
        for start in range(0, len(numbers), CHUNK):
            yield _stored(NAMED, [numbers[start : start + CHUNK]])
        return
    last = 0
    while chunk := _stored(AFTER, [last, CHUNK]):
        yield chunk
        last = chunk[-1].number


def _stored(question, values) -> list[Stored]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return [_stored_of(*row) for row in cursor.fetchall()]


def _stored_of(number, next_due_at, next_clock, breached, ats, seqs, kinds, datas, keys, clocks, *fields):
    facts = list(zip(ats, seqs, kinds, json.loads(datas), strict=True)) if ats else []
    rows = dict(zip(clocks, zip(*fields, strict=True), strict=True)) if clocks else {}
    return Stored(
        number, (next_due_at, next_clock, breached), facts, rows, dict(zip(clocks or (), keys or (), strict=True))
    )


def _held_against(chunk, now) -> Iterator[tuple[Stored, Projection | None, list[Difference]]]:
    promises = _promises(chunk)
    for stored in chunk:
        try:
            right = _right(stored, promises, now)
        except (ValueError, TypeError) as error:  # a history no verb writes; nothing can be read from it
            yield stored, None, [Difference(stored.number, "", "history", "unreadable", error)]
            continue
        yield (
            stored,
            right,
            [] if stored.rows == right.rows and stored.columns == right.ticket else list(_differences(stored, right)),
        )


def _promises(chunk):
    ids = {pk for stored in chunk for pk in stored.promise_ids}
    return promises_for(list(TierVersion.objects.filter(pk__in=ids).values_list("pk", flat=True)))


def _right(stored, promises, now) -> Projection:
    facts = [make_fact(*columns) for columns in stored.facts]
    at = stored.as_of(now)
    return projected(read_clocks(facts, promises, at=at), now=at)


def _differences(stored, right) -> Iterator[Difference]:
    for name, is_now, should_be in zip(ON_TICKET, stored.columns, right.ticket, strict=True):
        if is_now != should_be:
            yield Difference(stored.number, "", name, is_now, should_be)
    for kind, row in right.rows.items():
        if kind not in stored.rows:
            yield Difference(stored.number, kind, "row", "missing", "there")
            continue
        for name, is_now, should_be in zip(ROW_FIELDS, stored.rows[kind], row, strict=True):
            if is_now != should_be:
                yield Difference(stored.number, kind, name, is_now, should_be)
    for kind in stored.rows.keys() - right.rows.keys():
        yield Difference(stored.number, kind, "row", "there", "none")


@transaction.atomic
def _mend(numbers, now) -> int:
    """Write what differs; return of how many tickets. Asked again under the lock: a verb may have been there."""
    locked = list(Ticket.objects.filter(pk__in=numbers).order_by("pk").select_for_update().values_list("pk", flat=True))
    wanted, superfluous = {}, []
    for stored, right, found in _held_against(_stored(NAMED, [locked]), now):
        if found and right is not None:
            changed = {kind: row for kind, row in right.rows.items() if stored.rows.get(kind) != row}
            columns = right.ticket if stored.columns != right.ticket else None
            wanted[stored.number] = replace(right, rows=changed, ticket=columns)
            superfluous += [stored.keys[kind] for kind in stored.rows.keys() - right.rows.keys()]
    write_projections(wanted, superfluous=superfluous, now=now)
    return len(wanted)


def _text(value):
    return "none" if value is None else value.isoformat() if isinstance(value, datetime) else str(value) or "none"
