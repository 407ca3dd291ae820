"""The owner timer: an agent who says nothing, or is away, is told; after as long again the ticket leaves him.

Also what becomes of a ticket that nobody has, in a team that gives tickets to its people. Pure, over loaded rows, but
for `silences`. Times are service time of the ticket's promise; a waiting ticket counts none, and begins anew.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q

from sla.business_time import TimeError
from tickets.models import Event

from .models import Firing

CLOCK = "owner"  # stands for a clock in Firing and Hold; the cycle is the number of the event the silence began with
SILENT, ABSENT, BACK, NOBODY = Firing.Step.SILENT, Firing.Step.ABSENT, Firing.Step.BACK, Firing.Step.NOBODY
ASSIGN = "assign"  # leaves no firing: once it is done somebody has the ticket
BEGINS = (Event.Kind.OPENED, Event.Kind.STATUS, Event.Kind.ASSIGNED, Event.Kind.HANDED_OVER)
NO_WORD = (Event.Kind.HELD,)  # putting a step off has a time of its own
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Silence:
    """Since which event nothing was heard of who has the ticket, or nobody has it."""

    seq: int
    at: datetime
    before: int | None = None  # who had it before nobody had it


def is_watched(ticket, ladder) -> bool:
    """Whether the sweep cares who has the ticket at present."""
    if ticket.is_finished or ticket.is_waiting:
        return False
    if ticket.assignee_id is None:
        return ticket.team.assigns_itself
    return ladder is not None and ladder.silent_minutes is not None


def silences(tickets) -> dict[int, Silence]:
    """The silence of each of `tickets` by its number: one statement, none for no tickets."""
    if not tickets:
        return {}
    begins = Q(kind__in=BEGINS) | Q(by=F("ticket__assignee")) & ~Q(kind__in=NO_WORD)
    newest = Event.objects.filter(begins, ticket__in=tickets).order_by("ticket_id", "-seq").distinct("ticket_id")
    found = newest.values_list("ticket_id", "seq", "at", "data")
    return {number: Silence(seq, at, data.get("before")) for number, seq, at, data in found}


def silence_in(change) -> Silence | None:
    """The silence that began within this change; None where nothing of it counts."""
    holder = change.ticket.assignee_id
    for event, _message in reversed(change.events):
        if event.kind in BEGINS or (holder is not None and event.by_id == holder and event.kind not in NO_WORD):
            return Silence(event.seq, event.at, event.data.get("before"))
    return None


def owner_steps(ticket, standing, calendar, *, now):
    """Yield (what, due_at) of what comes because of who has the ticket, or because nobody has."""
    if standing.silence is None or not is_watched(ticket, standing.ladder):
        return
    try:
        if ticket.assignee is not None:
            yield from _of_holder(ticket.assignee, standing, calendar)
        elif standing.pools is not None and standing.offer is None:
            yield from _of_nobody(ticket, standing, calendar, now)
    except (TimeError, OverflowError):
        return  # no service time any more: nobody is missed


def _of_holder(person, standing, calendar):
    time = timedelta(minutes=standing.ladder.silent_minutes)
    since = standing.silence.at
    silent_at, away_at, ends = calendar.add(since, time), *_away(person, since, time, calendar)
    backs = []
    if away_at is not None:
        told_at = _told(ABSENT, away_at, standing)
        yield ABSENT, away_at
        backs += [back for back in [calendar.add(told_at, time)] if ends is None or back < ends]
    if away_at is not None and silent_at > away_at:
        silent_at = None if ends is None else calendar.add(max(since, ends), time)
    if silent_at is not None:
        yield SILENT, silent_at
        backs.append(calendar.add(_told(SILENT, silent_at, standing), time))
    if backs:
        yield BACK, min(backs)


def _away(person, since, time, calendar):
    """From when, and until when, the person is away; (None, None) for an absence that is over before the time is."""
    if not person.is_active:
        return since, None
    starts, ends = person.absent_from, person.absent_until
    if starts is None:
        return None, None
    starts = max(starts, since)
    if ends is not None and (ends <= starts or calendar.add(starts, time) >= ends):
        return None, None
    return starts, ends


def _told(what, due_at, standing):
    """When he was told, or will be."""
    key = CLOCK, standing.silence.seq, what
    return standing.told_at.get(key) or max(due_at, standing.holds.get(key, due_at))


def _of_nobody(ticket, standing, calendar, now):
    if standing.pools.people_for(ticket, besides=standing.silence.before):
        yield ASSIGN, now
    else:  # nobody is missed before the hours begin
        yield NOBODY, calendar.add(standing.silence.at, INSTANT) - INSTANT
