"""How many promises were kept in a month, against the quota of a contract, and beside it what people were told.

A promise is judged once, at the instant at which its outcome is settled:

* first response and resolution: when the clock is done, or before that when it is breached. A clock that was done and
  runs again (reopened) is not judged until it is settled once more; a breach it had stays. Those without a target were
  never promised. A clock that stands still is judged when it goes on, whatever was consumed.
* next update: every cycle on its own, from one of our answers (or a reopening) to the next answer or to the solution.
  Missed where the sweep reported its breach (a Firing), kept where it ended without one; a cycle that still runs, or
  stands still while we wait for the customer, is not judged yet. Tickets whose promise names no next update have none.

Counted are tickets of the contract's organisation; for a contract of single devices, tickets promised by it. Merged
tickets are left out: the surviving one is judged. A month has the days of the organisation's time zone.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.db.models.functions import Least

from escalation.models import Firing
from sla.choosing import DEVICE
from sla.facts import FINISHED
from tickets.models import Commitment, Event, Ticket, TicketClock

Kind = TicketClock.Kind
PROMISED = (Kind.FIRST_RESPONSE, Kind.NEXT_UPDATE, Kind.RESOLUTION)


@dataclass(frozen=True)
class Line:
    """One kind of promise in the month."""

    kind: str  # of TicketClock.Kind
    judged: int
    missed: int

    @property
    def name(self):
        return Kind(self.kind).label

    @property
    def kept_percent(self) -> float | None:
        return 100 * (self.judged - self.missed) / self.judged if self.judged else None


@dataclass(frozen=True)
class Month:
    """`starts` and `ends` are midnights of the organisation, the end not included; `told_*` count commitments."""

    starts: datetime
    ends: datetime
    quota_percent: int
    lines: list[Line]
    told_kept: int
    told_missed: int

    @property
    def first_day(self):
        return self.starts.date()

    @property
    def judged(self):
        return sum(line.judged for line in self.lines)

    @property
    def missed(self):
        return sum(line.missed for line in self.lines)

    @property
    def kept_percent(self) -> float | None:
        return 100 * (self.judged - self.missed) / self.judged if self.judged else None

    @property
    def budget(self) -> int:
        """How many of those judged so far may be missed."""
        return self.judged * (100 - self.quota_percent) // 100

    @property
    def left(self) -> int:
        """How many more may be missed; below zero where the quota is missed."""
        return self.budget - self.missed


def month_of(contract, *, now: datetime) -> Month:
    """Return the month that `now` lies in, up to `now`. Five statements, whatever the number of tickets."""
    starts, ends = _bounds(contract.organisation, now)
    tickets = _tickets(contract).filter(last_event_at__gte=starts)  # What is settled leaves an event, a breach too.
    settled = _settled(tickets, starts, ends)
    settled[Kind.NEXT_UPDATE] = _updates(tickets, starts, ends)
    told = Commitment.objects.filter(ticket__in=_tickets(contract), ended_at__gte=starts, ended_at__lt=ends)
    outcomes = dict(told.values_list("outcome").annotate(count=Count("pk")))
    return Month(
        starts,
        ends,
        contract.quota_percent,
        [Line(kind, *settled[kind]) for kind in PROMISED],
        told_kept=outcomes.get(Commitment.Outcome.KEPT, 0),
        told_missed=outcomes.get(Commitment.Outcome.MISSED, 0),
    )


def _bounds(organisation, now):
    zone = ZoneInfo(organisation.time_zone)
    first = now.astimezone(zone).date().replace(day=1)
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return tuple(datetime.combine(day, time(), zone) for day in (first, following))


def _tickets(contract):
    tickets = Ticket.objects.filter(organisation=contract.organisation_id, merged_into=None)
    if contract.for_devices:
        return tickets.filter(tier_reason=DEVICE, device__contract=contract)
    return tickets.exclude(tier_reason=DEVICE)


def _settled(tickets, starts, ends):
    """(judged, missed) of the two promises that are settled once."""
    clocks = TicketClock.objects.filter(ticket__in=tickets, kind__in=[Kind.FIRST_RESPONSE, Kind.RESOLUTION])
    clocks = clocks.filter(Q(target__isnull=False) | Q(breached_at__isnull=False))
    clocks = clocks.exclude(state=TicketClock.State.PAUSED)
    clocks = clocks.annotate(settled_at=Least("breached_at", "finished_at"))  # of the one there is, the other NULL
    clocks = clocks.filter(settled_at__gte=starts, settled_at__lt=ends)
    rows = clocks.values_list("kind").annotate(
        judged=Count("pk"), missed=Count("pk", filter=Q(breached_at__isnull=False))
    )
    found = {kind: tuple(counts) for kind, *counts in rows}
    return {kind: found.get(kind, (0, 0)) for kind in (Kind.FIRST_RESPONSE, Kind.RESOLUTION)}


def _updates(tickets, starts, ends):
    """(judged, missed) of all cycles of next update."""
    promised = TicketClock.objects.filter(ticket__in=tickets, kind=Kind.NEXT_UPDATE, target__isnull=False)
    numbers = promised.values("ticket")
    breaches = defaultdict(list)
    fired = Firing.objects.filter(ticket__in=numbers, clock=Kind.NEXT_UPDATE, step=Firing.Step.BREACH)
    for number, due_at in fired.values_list("ticket_id", "due_at").order_by("due_at"):
        breaches[number].append(due_at)
    events = Event.objects.facts().filter(ticket__in=numbers, kind__in=["answered", "status"], at__lt=ends)
    histories = defaultdict(list)
    for number, *event in events.values_list("ticket_id", "at", "kind", "data__status"):
        histories[number].append(event)
    judged = missed = 0
    for number, history in histories.items():
        for began, ended in cycles(history):
            breach = next((at for at in breaches[number] if began < at and (ended is None or at <= ended)), None)
            settled_at = breach or ended
            if settled_at is not None and starts <= settled_at < ends:
                judged += 1
                missed += breach is not None
    return judged, missed


def cycles(history):
    """Yield (began, ended or None) of next update, from a ticket's answers and states in order (C6, C7)."""
    began, is_finished = None, False
    for at, kind, status in history:
        was_finished, is_finished = is_finished, status in FINISHED if kind == "status" else is_finished
        is_answer = kind == "answered" and not is_finished
        is_end = is_finished and not was_finished
        is_reopened = was_finished and not is_finished
        if began is not None and began < at and (is_answer or is_end):  # The answer that says it is solved opens none.
            yield began, at
        if is_answer or is_reopened:
            began = at
        elif is_end:
            began = None
    if began is not None:
        yield began, None
