"""Rows of a ticket list, with everything one row shows, in a fixed number of statements for any number of them."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from core import times
from escalation.models import HandOver
from sla.promises import promises_for
from tickets.clocks import PROMISES
from tickets.models import Ticket, TicketClock

from .clocks import Shown, shown_row
from .queue import SOON


@dataclass(frozen=True)
class Row:
    ticket: Ticket
    clock: Shown | None  # the one due next
    level: Shown | None
    broken: list[Shown]  # reached promises besides the one shown
    offer: HandOver | None
    group: str  # reached | hour | today | later | paused

    @property
    def level_words(self):
        words = _("Level %(level)d of 3.") % {"level": self.ticket.level}
        if self.level and self.level.due_at and self.ticket.level < 3:
            moves = _("Moves up by itself at %(time)s.") % {"time": times.clock_time(self.level.due_at)}
            return f"{words} {moves}"
        if self.level and self.level.state == "paused":
            return f"{words} {_('Its time is paused.')}"
        return f"{words} {_('No automatic move.')}"


def rows_for(tickets, *, now) -> list[Row]:
    """Rows for tickets fetched by `for_list()`."""
    promises = promises_for({ticket.tier_version_id for ticket in tickets})
    offers = HandOver.objects.offered().filter(ticket__in=tickets)  # all rows: of the tickets in hand
    offers = offers.select_related("to_team")
    offered = {offer.ticket_id: offer for offer in offers}
    return [_row(ticket, promises, offered.get(ticket.pk), now) for ticket in tickets]


def _row(ticket, promises, offer, now):
    clocks = {row.kind: row for row in ticket.clocks.all()}
    shown = {kind: shown_row(row, ticket, promises, now=now) for kind, row in clocks.items()}
    promised = [shown[kind] for kind in PROMISES if kind in shown]
    running = [clock for clock in promised if clock.due_at is not None]
    ahead = sorted((c for c in running if c.due_at >= now), key=lambda clock: clock.due_at)
    reached = sorted((c for c in running if c.due_at < now), key=lambda clock: clock.due_at)
    paused = [clock for clock in promised if clock.state == "paused"]
    first = ahead[0] if ahead else reached[-1] if reached else paused[-1] if paused else None
    broken = [clock for clock in reached if clock is not first]
    group = "reached" if reached else _group(first, now)
    return Row(ticket, first, shown.get(TicketClock.Kind.LEVEL), broken, offer, group)


def _group(clock, now):
    if clock is None or clock.due_at is None:
        return "paused"
    if clock.due_at <= now + SOON:
        return "hour"
    return "today" if timezone.localtime(clock.due_at).date() == timezone.localtime(now).date() else "later"


@dataclass(frozen=True)
class Group:
    key: str
    label: str
    rows: list[Row]
    goes_on: bool = False

    @property
    def tone(self):
        return {"reached": "bad", "hour": "warn"}.get(self.key, "")

    @property
    def count(self):
        return f"{len(self.rows)}+" if self.goes_on else str(len(self.rows))


def groups_of(rows, *, goes_on) -> list[Group]:
    """Rows under their headings, in the order in which they came."""
    labels = {
        "reached": _("Breached"),
        "hour": _("Due within one hour"),
        "today": _("Later today"),
        "later": _("Tomorrow and later"),
        "paused": _("Paused"),
    }
    groups = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    last = rows[-1].group if rows else ""
    return [Group(key, labels[key], groups[key], goes_on and key == last) for key in labels if key in groups]
