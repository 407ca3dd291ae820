"""Waits that deserve a second look: set just before a promise broke, after the customer had answered, or very long.

A list of tickets, not of people: nothing is added up by person. Read-only, two statements whatever it finds.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Subquery, TextField, Value, When, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Lead
from django.utils.translation import gettext_lazy as _

from tickets.models import Event, Message, Ticket

JUST_BEFORE = timedelta(minutes=30)  # of service time
USUAL_SHARE = 0.9  # of the waits of a kind are not longer than what is usual for it
ENOUGH = 20  # ended waits of a kind, before it is said what is usual
DAYS = (7, 30, 90)
MOST = 200  # shown

JUST_BEFORE_BREACH, AFTER_ANSWER, LONG = "just_before", "after_answer", "long"
WHY = {
    JUST_BEFORE_BREACH: _("Shortly before a promise broke"),
    AFTER_ANSWER: _("The customer had answered"),
    LONG: _("Longer than usual"),
}
IS_WAIT = Q(kind=Event.Kind.PLANNED) | Q(data__status__in=[status.value for status in Ticket.WAITING])


@dataclass
class Pause:
    """A wait and what is odd about it. `length`: real time, until now where it goes on."""

    event_id: int
    kind: str  # a status of Ticket.WAITING
    at: datetime
    length: timedelta
    goes_on: bool
    left: timedelta | None  # service time that the most urgent clock it stopped still had
    usual: timedelta | None = None
    why: list[str] = field(default_factory=list)
    event: Event | None = None

    @property
    def label(self):
        return Ticket.Status(self.kind).label


def odd_pauses(user, *, days, now, why="", team=None) -> tuple[list[Pause], bool]:
    """Return the odd waits that began within `days` on tickets `user` works, the newest first, at most MOST of them;
    and whether there are more. `why`: only those odd for this reason; `team`: only of tickets that are with it.
    """
    found = _pauses(Ticket.objects.workable_by(user), now - timedelta(days=days), now)
    usual = usual_lengths(pause for pause, _answered, _team in found)
    odd = []
    for pause, answered, team_id in found:
        pause.usual = usual.get(pause.kind)
        pause.why = list(_oddities(pause, answered))
        if pause.why and (not why or why in pause.why) and (team is None or team_id == team):
            odd.append(pause)
    odd.sort(key=lambda pause: (pause.at, pause.event_id), reverse=True)
    return _with_events(odd[:MOST]), len(odd) > MOST


def _oddities(pause, answered):
    if pause.left is not None and timedelta() <= pause.left <= JUST_BEFORE:
        yield JUST_BEFORE_BREACH
    if answered:
        yield AFTER_ANSWER
    if pause.usual is not None and pause.length > pause.usual:
        yield LONG


def usual_lengths(pauses) -> dict[str, timedelta]:
    """How long nine of ten ended waits of each kind are at most; kinds with fewer than ENOUGH of them are left out."""
    lengths = defaultdict(list)
    for pause in pauses:
        if not pause.goes_on:
            lengths[pause.kind].append(pause.length)
    return {
        kind: sorted(found)[ceil(USUAL_SHARE * len(found)) - 1]
        for kind, found in lengths.items()
        if len(found) >= ENOUGH
    }


def _pauses(tickets, since, now):
    """All waits since then: [(Pause, whether the customer had answered, the ticket's team)]. One statement."""
    status = Case(
        When(kind=Event.Kind.PLANNED, then=Value(Ticket.Status.PLANNED.value)),
        default=KT("data__status"),
        output_field=TextField(),
    )
    facts = Event.objects.filter(kind__in=[Event.Kind.STATUS, Event.Kind.PLANNED], at__gte=since, ticket__in=tickets)
    facts = facts.annotate(
        status=status,
        ended_at=Window(Lead("at"), partition_by="ticket_id", order_by="seq"),
        left=Cast(KT("data__left"), IntegerField()),
        said=Case(When(IS_WAIT, then=_last_said())),
        spoke=Case(When(IS_WAIT, then=Exists(_said().filter(direction=Message.Direction.OUT))), default=False),
    )
    waits = []
    for row in facts.values("pk", "status", "at", "ended_at", "left", "said", "spoke", "ticket__team_id"):
        if row["status"] in Ticket.WAITING and row["at"] <= now:
            answered = row["said"] == Message.Direction.IN and row["spoke"]
            waits.append((_pause(row, now), answered, row["ticket__team_id"]))
    return waits


def _pause(row, now):
    left, ended_at = row["left"], row["ended_at"]
    return Pause(
        event_id=row["pk"],
        kind=row["status"],
        at=row["at"],
        length=(ended_at or now) - row["at"],
        goes_on=ended_at is None,
        left=None if left is None else timedelta(seconds=left),
    )


def _said():
    """What customer and desk had said to one another before the wait; reminders that go by themselves are no word."""
    said = Message.objects.filter(ticket=OuterRef("ticket"), is_public=True, at__lt=OuterRef("at"))
    return said.exclude(kind=Message.Kind.SYSTEM)


def _last_said():
    return Subquery(_said().order_by("-at", "-pk").values("direction")[:1])


def _with_events(pauses):
    """Read what the list says of each; one statement."""
    related = ("by", "ticket__organisation", "ticket__team")
    events = Event.objects.select_related(*related).in_bulk([pause.event_id for pause in pauses])
    for pause in pauses:
        pause.event = events[pause.event_id]
    return pauses
