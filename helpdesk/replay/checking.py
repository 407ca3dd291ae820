"""What the product's own tables tell of each incident, beside what the log tells."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import connection

from .expectation import Expected

# Hand-overs that took effect, and the history: not what the replay remembers of its own doing.
QUESTION = """
SELECT ticket.external_id,
       greatest((opened.data ->> 'level')::int, moved.highest),
       coalesce(moved.moves, 0),
       coalesce(moved.down, 0),
       happened.reopenings,
       ticket.status,
       happened.first,
       happened.last
FROM tickets_ticket ticket
JOIN tickets_event opened ON opened.ticket_id = ticket.number AND opened.kind = 'opened'
JOIN LATERAL (
    SELECT min(at) AS first, max(at) AS last,
           count(*) FILTER (WHERE kind = 'status' AND data ->> 'reopened' = 'true') AS reopenings
    FROM tickets_event WHERE ticket_id = ticket.number
) happened ON true
LEFT JOIN LATERAL (
    SELECT max(to_level) AS highest, count(*) AS moves, count(*) FILTER (WHERE to_level < from_level) AS down
    FROM escalation_handover
    WHERE ticket_id = ticket.number AND status IN ('at_once', 'accepted', 'expired')
) moved ON true
WHERE ticket.external_id = ANY(%s)
"""
CHUNK = 1000  # incidents in one question


@dataclass(frozen=True)
class Disagreement:
    incident: str
    what: str
    log: object
    product: object

    def __str__(self):
        return f"{self.incident}: {self.what.replace('_', ' ')} is {_text(self.log)} in the log, {_text(self.product)} here"


def disagreements(expected: dict[str, Expected]) -> Iterator[Disagreement]:
    """Compare each incident; one entry for each thing that differs, one for an incident that is not there."""
    incidents = list(expected)
    for start in range(0, len(incidents), CHUNK):
        part = incidents[start : start + CHUNK]
        told = told_by_tables(part)
        for incident in part:
            yield from _compare(incident, expected[incident], told.get(incident))


def told_by_tables(incidents) -> dict[str, Expected]:
    with connection.cursor() as cursor:
        cursor.execute(QUESTION, [list(incidents)])
        return {incident: Expected(*told) for incident, *told in cursor.fetchall()}


def _compare(incident, expected, told):
    if told is None:
        yield Disagreement(incident, "the incident", "there", "missing")
        return
    for field in fields(Expected):
        log, product = getattr(expected, field.name), getattr(told, field.name)
        if log != product:
            yield Disagreement(incident, field.name, log, product)


def _text(value):
    return value.isoformat() if isinstance(value, datetime) else value
