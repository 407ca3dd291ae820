"""Adding up who held which ticket for how long, and whose the breaches were, for reports.time_held to sum.

Beside the verbs and the sweep, which therefore take no longer: a worker looks every ten minutes for tickets that
changed, and adds each up anew from its history (tickets.holders). What comes out is the same whoever does it, and when.
"""

import logging
from collections import defaultdict
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from core import bulk
from sla.models import PerPerson
from sla.promises import promises_for
from tickets.attributing import ATTRIBUTED, attribute
from tickets.clocks import fact_of, read_clocks
from tickets.histories import lives_of, promise_keys
from tickets.holders import NOTHING, stretches_of
from tickets.models import Event, Ticket

from .models import HeldSum, HeldTime, Overrun

logger = logging.getLogger(__name__)

CHUNK = 500  # tickets in one transaction
STALE = timedelta(hours=1)  # so old the sum of an open ticket may be
SETTLED = timedelta(minutes=5)  # what was done so shortly before may not have been written yet
ONE_AT_A_TIME = 0x48454C44  # the number of the lock in the database
HeldTimeRow, OverrunRow, HeldSumRow = bulk.light(HeldTime), bulk.light(Overrun), bulk.light(HeldSum)


def add_up(*, now) -> int:
    """Add up every ticket that changed, and open ones that are an hour old; return how many.

    Safe to run twice at once and to be killed: each chunk is one transaction.
    """
    done = last = 0
    while numbers := list(_to_do(now).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        _add_up(numbers, now)
        done, last = done + len(numbers), numbers[-1]
    return done


def forget_persons():
    """Take the names out of what was added up: figures per person are switched off, in the same transaction."""
    _one_at_a_time()
    for model in (HeldTime, Overrun):
        model.objects.exclude(person=None).update(person=None)


def _to_do(now):
    has_changed = Q(held_sum=None) | Q(last_event_at__gt=F("held_sum__as_of") - SETTLED)
    goes_on = ~Q(status__in=Ticket.FINISHED) & Q(held_sum__as_of__lte=now - STALE)
    return Ticket.objects.filter(has_changed | goes_on)


@transaction.atomic
def _add_up(numbers, now):
    _one_at_a_time()
    named_since = PerPerson.named_since()  # under the lock: who switches it off waits, and then takes the names out
    lives = lives_of(numbers)
    facts = {number: [fact_of(event) for event in life if event.kind in Event.FACTS] for number, life in lives.items()}
    promises = promises_for({key for line in facts.values() for key in promise_keys(line)})
    times, overruns = [], []
    for number in numbers:
        try:
            held = _Held(number, lives[number], facts[number], promises, named_since, now)
            mine = (held.times(), held.overruns())
        except (ValueError, TypeError, IndexError):  # a history no verb writes; nothing can be read from it
            logger.exception("The holders of ticket %s cannot be added up", number)
            continue
        times += mine[0]
        overruns += mine[1]
    HeldTime.objects.filter(ticket__in=numbers).delete()
    Overrun.objects.filter(ticket__in=numbers).delete()
    bulk.insert(times)
    bulk.insert(overruns)
    bulk.upsert([HeldSumRow(ticket_id=n, as_of=now) for n in numbers], unique=["ticket"], update=["as_of"])


def _one_at_a_time():
    """Keep others out until the transaction's end. Tickets are not locked: no verb has to wait for this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


class _Held:
    """One ticket's sums. Persons are named for what was after `named_since`, and not at all where that is None."""

    def __init__(self, number, life, facts, promises, named_since, now):
        self.number, self.life, self.promises, self.named_since = number, life, promises, named_since
        self.readings = read_clocks(facts, promises, at=max(now, facts[-1].at), segments=True)

    def times(self):
        segments = self.readings.clocks["resolution"].segments
        cuts = [*month_starts(segments[0].from_, segments[-1].to), *filter(None, [self.named_since])]
        sums = defaultdict(lambda: (NOTHING, NOTHING))
        for stretch in stretches_of(segments, self.life, cuts=cuts):
            if stretch.time:
                key = (month_of(stretch.since), self._named(stretch.holder, stretch.since))
                counted, stood = sums[key]
                sums[key] = counted + stretch.counted, stood + stretch.stood
        return [
            HeldTimeRow(ticket_id=self.number, month=month, **columns(holder), counted=counted, stood=stood)
            for (month, holder), (counted, stood) in sums.items()
        ]

    def overruns(self):
        rows = []
        for clock in ATTRIBUTED:
            broken_at = self.readings.clocks[clock].breached_at
            if broken_at is None:
                continue
            whose = attribute(clock, self.life, self.promises, broken_at=broken_at)
            rows.append(
                OverrunRow(
                    ticket_id=self.number,
                    clock=clock,
                    at=broken_at,
                    month=month_of(broken_at),
                    kind=whose.kind,
                    level=whose.level,
                    team_id=whose.team,
                    person_id=whose.person if self._may_name(broken_at) else None,
                    used=whose.used,
                    over=whose.over,
                )
            )
        return rows

    def _named(self, holder, since):
        return holder.kind, holder.level, holder.team, holder.person if self._may_name(since) else None

    def _may_name(self, at):
        return self.named_since is not None and at >= self.named_since


def columns(holder):
    return dict(zip(("kind", "level", "team_id", "person_id"), holder, strict=True))


def month_of(at: datetime):
    """The first day of the month an instant lies in, in the installation's time zone."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date().replace(day=1)


def month_starts(since: datetime, until: datetime) -> list[datetime]:
    """The instants after `since` and before `until` at which a month begins in the installation's time zone."""
    zone, day, starts = ZoneInfo(settings.TIME_ZONE), month_of(since), []
    while True:
        day = (day + timedelta(days=32)).replace(day=1)
        start = datetime.combine(day, time(), zone)
        if start >= until:
            return starts
        starts.append(start)
