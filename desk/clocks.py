"""A clock as a page shows it: how it stands, how much is left, and what its ring and its words say.

Made from a stored row for lists and from a fresh reading for the ticket. What is left is service time, counted at the
page's `now`; the browser only goes on counting down.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import pgettext_lazy

from core import times
from tickets.models import TicketClock

NOTHING = timedelta(0)
# Closing time is looked for this far ahead: no page stays open longer without being asked for again.
WINDOW = timedelta(hours=36)
RINGED = ("running", "warned", "outside")

SHORT_NAMES = {
    "first_response": pgettext_lazy("clock", "Reply"),
    "next_update": pgettext_lazy("clock", "Update"),
    "resolution": pgettext_lazy("clock", "Fix"),
    "level": pgettext_lazy("clock", "Level"),
}
# For the tile on the ticket, which has to hold the due time too.
TILE_NAMES = {"next_update": pgettext_lazy("tile", "Next update")}
CODES = {"first_response": "reply", "next_update": "update", "resolution": "fix", "level": "level"}


@dataclass(frozen=True)
class Shown:
    """`state`: running, warned, breached, outside (service hours), paused, met, missed, idle or none (no target)."""

    kind: str
    state: str
    target: timedelta | None = None
    left: timedelta | None = None
    due_at: datetime | None = None
    opens_at: datetime | None = None  # while outside service hours
    finished_at: datetime | None = None
    consumed: timedelta = NOTHING
    warn_left: timedelta = NOTHING  # what is left when it warns
    window: timedelta = WINDOW  # until the service hours end
    was_broken: bool = False

    @property
    def name(self):
        return TicketClock.Kind(self.kind).label

    @property
    def short_name(self):
        return SHORT_NAMES[self.kind]

    @property
    def tile_name(self):
        return TILE_NAMES.get(self.kind, self.name)

    @property
    def code(self):
        return CODES[self.kind]

    @property
    def is_late(self):
        return self.left is not None and self.left < NOTHING

    @property
    def has_ring(self):
        return self.state in RINGED

    @property
    def ring(self):
        """Share of the time that is left, 0 to 100."""
        if not self.target or self.left is None:
            return 0
        return max(0, min(100, round(100 * self.left / self.target)))

    @property
    def text(self):
        return times.late(self.left) if self.is_late else times.span(self.left)

    @property
    def left_seconds(self):
        return int(self.left.total_seconds())

    @property
    def warn_seconds(self):
        return int(self.warn_left.total_seconds())

    @property
    def window_seconds(self):
        return int(self.window.total_seconds())


def shown_row(row: TicketClock, ticket, promises, *, now) -> Shown:
    """From the stored row; `promises` by tier version id, as sla.promises gives them."""
    target = _target(promises[ticket.tier_version_id], row.kind, ticket)
    hours = target.calendar if target else promises[ticket.tier_version_id].calendar
    left = row.target - row.consumed if row.target is not None else None
    if left is not None and row.state == TicketClock.State.RUNNING and row.due_at is not None:
        left = hours.between(now, row.due_at) if now <= row.due_at else -hours.between(row.due_at, now)
    return _shown(row, row.kind, left, target, hours, now)


def shown_reading(reading, kind, ticket, promises, *, now) -> Shown:
    """From a reading as of `now`."""
    target = _target(promises[ticket.tier_version_id], kind, ticket)
    hours = target.calendar if target else promises[ticket.tier_version_id].calendar
    return _shown(reading, kind, reading.left, target, hours, now)


def _target(promise, kind, ticket):
    key = f"level_{ticket.level}" if kind == "level" else kind
    return promise.target(key, ticket.priority, ticket.category)


def _shown(clock, kind, left, target, hours, now):
    said = {
        "kind": kind,
        "target": clock.target,
        "left": left,
        "due_at": clock.due_at,
        "finished_at": clock.finished_at,
        "consumed": clock.consumed,
        "was_broken": clock.breached_at is not None,
    }
    if clock.state == "done":
        return Shown(state="missed" if clock.breached_at else "met", **said)
    if clock.state == "idle":
        return Shown(state="idle", **said)
    if clock.target is None:
        return Shown(state="none", **said)
    if clock.state == "paused":
        return Shown(state="paused", **said)
    if target is not None:
        said["warn_left"] = clock.target * (100 - target.warn_percent) / 100
    return _running(said, left, hours, now)


def _running(said, left, hours, now):
    if not hours.open_at(now):
        state = "breached" if left < NOTHING else "outside"
        return Shown(state=state, window=NOTHING, opens_at=hours.next_opening(now), **said)
    closings = (start for start, _end, is_open, _name in hours.segments(now, now + WINDOW) if not is_open)
    closes = next(closings, None)
    window = closes - now if closes else WINDOW
    if left < NOTHING:
        return Shown(state="breached", window=window, **said)
    return Shown(state="warned" if left <= said.get("warn_left", NOTHING) else "running", window=window, **said)
