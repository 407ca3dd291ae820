"""What a change of a promise would do to the tickets open now: each due time that moves. Nothing is written.

The same engine that writes the clock rows reads each history twice: as it is, and with the fact the change would add
(or under the hours it would bring). A clock that is done is not judged again, so it never appears.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import inf

from django.db import models
from django.utils.translation import gettext_lazy as _

from sla.clock import Fact, read
from sla.promises import promises_for
from tickets.clocks import PROMISES
from tickets.histories import chunks as ticket_chunks
from tickets.histories import facts_of, promise_keys

from .changes import CalendarChange, ContractChange, Mode, VersionChange

__all__ = ["CalendarChange", "ContractChange", "Effect", "Preview", "Row", "VersionChange", "moving"]

FIELDS = ("subject", "organisation__name", "team__name", "priority", "category")
ACTIVE = ("running", "paused")


class Effect(models.TextChoices):
    NEWLY_LATE = "newly_late", _("becomes late")
    EARLIER = "earlier", _("due earlier")
    NEWLY_IN_TIME = "newly_in_time", _("in time again")
    LATER = "later", _("due later")
    STAYS_LATE = "stays_late", _("stays late")


LATENESS = (Effect.NEWLY_LATE, Effect.NEWLY_IN_TIME, Effect.STAYS_LATE)
_RANK = {effect: rank for rank, effect in enumerate(Effect.values)}


@dataclass(slots=True, frozen=True)
class Row:
    """One clock of one ticket. `due_*` is None while paused or without a target; `left_*` is below zero when late."""

    number: int
    subject: str
    organisation: str
    team: str
    priority: str
    category: str
    clock: str  # first_response | next_update | resolution | level
    used: timedelta  # service time, before the change
    due_before: datetime | None
    due_after: datetime | None
    left_before: timedelta | None
    left_after: timedelta | None
    effect: str  # of Effect
    is_earlier: bool  # the due time, or what is left of a paused clock, shrinks
    is_paused: bool  # afterwards

    @property
    def is_internal(self) -> bool:
        """Between ourselves: the time a level may hold the ticket."""
        return self.clock not in PROMISES

    @property
    def is_late(self) -> bool:
        return self.effect in (Effect.NEWLY_LATE, Effect.STAYS_LATE)


@dataclass(slots=True)
class Preview:
    """As of one instant. Figures count tickets where they say so, else clocks that customers were promised."""

    as_of: datetime
    total: int = 0  # open tickets looked at
    moved: int = 0  # tickets with a promise that is due at another time
    paused: int = 0  # tickets where only a paused promise changes: none is due, more or less is left
    rows: list[Row] = field(default_factory=list)  # the worst first; the level clocks too, marked as internal
    counts: Counter = field(default_factory=Counter)  # by Effect; a paused promise counts where it is or was late
    earlier: int = 0  # of them, whatever their effect
    later: int = 0

    @property
    def unchanged(self) -> int:
        """Tickets whose promises stay as they are."""
        return self.total - self.moved - self.paused

    def add(self, rows):
        """Count one ticket with its changed clocks."""
        self.total += 1
        if not rows:
            return
        self.rows += rows
        promised = [row for row in rows if not row.is_internal]
        due = [row for row in promised if not row.is_paused]
        self.moved += bool(due)
        self.paused += bool(promised) and not due
        self.counts.update(row.effect for row in promised if not row.is_paused or row.effect in LATENESS)
        self.earlier += sum(row.is_earlier for row in due)
        self.later += sum(not row.is_earlier for row in due)


def moving(change, *, now) -> Preview:
    """Read every open ticket that `change` reaches before and after it, at `now`; values only, chunk by chunk.

    `change` is a VersionChange, CalendarChange or ContractChange. Raises CalendarError for hours that make no calendar.
    """
    preview = Preview(as_of=now)
    if change.mode == Mode.NEW:
        preview.total = change.tickets().count()
        return preview
    for chunk in ticket_chunks(change.tickets(), *FIELDS):
        histories = facts_of([row[0] for row in chunk])
        keys = {key for facts in histories.values() for key in promise_keys(facts)}
        before, after = promises_for(keys), change.promises(keys)
        for number, *values in chunk:
            preview.add(_changed_clocks(change, number, values, histories[number], before, after, now))
    preview.rows.sort(key=_worst_first)
    return preview


def _changed_clocks(change, number, values, facts, before, after, now):
    at = max(now, facts[-1].at)
    was = read(facts, before, at=at)
    will = read(_with_fact(change, facts, at), after, at=at)
    return [
        _row(number, values, clock, was.clocks[clock], will.clocks[clock], change.mode)
        for clock in was.clocks
        if _differs(was.clocks[clock], will.clocks[clock])
    ]


def _with_fact(change, facts, at):
    """The history as the change would have it go on. A ticket that is under that promise already gets no fact."""
    current = next(fact.data["promise"] for fact in reversed(facts) if "promise" in fact.data)
    if change.key is None or change.key == current:
        return facts
    data = {"promise": change.key}
    if change.mode == Mode.START:
        data["from_start"] = True
    return [*facts, Fact(at, facts[-1].seq + 1, "promised", data)]


def _differs(was, will):
    if was.state not in ACTIVE and will.state not in ACTIVE:
        return False
    if "running" in (was.state, will.state):
        return was.due_at != will.due_at or was.breached != will.breached
    return was.left != will.left


def _row(number, values, clock, was, will, mode):
    late_before = _is_late(clock, was)
    # What was late stays late, unless the whole history is read again.
    late_after = _is_late(clock, will) or (late_before and mode != Mode.START)
    is_earlier = _is_earlier(was, will)
    return Row(
        number,
        *values,
        clock,
        was.consumed,
        was.due_at,
        will.due_at,
        was.left,
        will.left,
        _effect(late_before, late_after, is_earlier),
        is_earlier,
        will.state == "paused" and was.state == "paused",
    )


def _is_late(clock, reading):
    """A next update that came late stays on record, but the one now running may be in time."""
    return reading.breached and (clock != "next_update" or (reading.left is not None and reading.left < timedelta()))


def _effect(late_before, late_after, is_earlier):
    if late_after:
        return Effect.STAYS_LATE.value if late_before else Effect.NEWLY_LATE.value
    if late_before:
        return Effect.NEWLY_IN_TIME.value
    return Effect.EARLIER.value if is_earlier else Effect.LATER.value


def _is_earlier(was, will):
    if was.due_at is None and will.due_at is None:
        return will.left is not None and (was.left is None or will.left < was.left)
    return will.due_at is not None and (was.due_at is None or will.due_at < was.due_at)


def _worst_first(row):
    due = row.due_after.timestamp() if row.due_after else inf
    return row.is_internal, row.is_paused, _RANK[row.effect], due, row.number
