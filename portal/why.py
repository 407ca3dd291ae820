"""Why a ticket should be solved by then, in the requester's words: the way to that time, and what he was told before.

What is explained is what the clocks show; what he was told is a record of its own.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import zip_longest

from django.utils.translation import gettext as _

from core import times
from tickets.explained import Explained
from tickets.explaining import NOTHING
from tickets.models import Commitment, TicketClock
from tickets.plain_words import hold_in_words, sentence

Outcome = Commitment.Outcome
# The newest of them: what a person wants to know is the last changes.
TOLD = 20


@dataclass(frozen=True)
class Row:
    label: str
    value: str = ""
    is_sum: bool = False


@dataclass(frozen=True)
class Told:
    """A time he was told, instead of `before`; `outcome` says how it came out."""

    at: datetime
    due: datetime
    before: datetime | None
    reason: str
    outcome: str = ""
    is_missed: bool = False


class Why:
    """The explanation of one ticket, read once at `now`. While work is planned, the time it leads to is foreseen."""

    def __init__(self, ticket, now):
        self.ticket, self.now = ticket, now
        self.explained = Explained(ticket, now=now)

    @cached_property
    def foreseen(self):
        return self.explained.foreseen(TicketClock.Kind.RESOLUTION)

    @cached_property
    def told(self):
        return self.foreseen or self.explained.of(TicketClock.Kind.RESOLUTION)

    @property
    def is_there(self):
        return self.told.end is not None

    @property
    def sentence(self):
        return sentence(self.told, now=self.now, under_heading=True)

    @property
    def rows(self) -> list[Row]:
        rows = [_SAY[line.kind](line, self.told, self.now) for line in self.told.lines if line.kind in _SAY]
        return [*rows, self._sum]

    @property
    def _sum(self):
        told = self.told
        if told.state == "paused":
            return Row(_("Left when it goes on"), times.span(max(told.left, NOTHING)), is_sum=True)
        if told.state in ("met", "missed"):
            label = _("Finished") if told.state == "met" else _("Finished, later than agreed")
            return Row(label, times.near(told.end, self.now), is_sum=True)
        label = _("Was to be solved by") if told.state == "late" else _("Expected to be solved")
        return Row(label, times.near(told.due_at, self.now) if told.due_at else _("no time yet"), is_sum=True)

    @cached_property
    def _commitments(self):
        return list(self.ticket.commitments.order_by("-pk")[: 2 * TOLD])

    @cached_property
    def solutions(self) -> list[Told]:
        """Each time he was told for the solution, the newest first."""
        return self._told(Commitment.Kind.SOLUTION)

    @property
    def latest(self) -> Told | None:
        return self.solutions[0] if self.solutions else None

    @cached_property
    def news(self) -> list[Told]:
        """Each time by which he was to hear from us, the newest first."""
        return self._told(Commitment.Kind.NEWS)

    def _told(self, kind):
        rows = [row for row in self._commitments if row.kind == kind]
        told = [
            _told(row, before, self._hold_until(row.told_at), self.now) for row, before in zip_longest(rows, rows[1:])
        ]
        return told[:TOLD]

    def _hold_until(self, instant):
        return next((line for line in self.told.of("pause") if line.to == instant), None)


def _told(row, before, hold, now):
    """`before` is the row it came after; one that was kept is over, and nothing was changed about it.

    `hold` ended when it was told, and says more about it than that there was one.
    """
    reason = f"{row.get_reason_display()}."
    if hold is not None and row.reason == Commitment.Reason.WAITED:
        reason = f"{hold_in_words(hold)} ({times.length(hold.duration)})."
    if row.note:
        reason += f" {row.note}" if row.note.endswith((".", "!", "?")) else f" {row.note}."
    is_changed = before is not None and before.outcome != Outcome.KEPT
    is_missed = row.outcome == Outcome.MISSED or (row.outcome == Outcome.OPEN and row.due_at < now)
    outcome = _("We did not keep it.") if is_missed else _("We kept it.") if row.outcome == Outcome.KEPT else ""
    return Told(row.told_at, row.due_at, before.due_at if is_changed else None, reason, outcome, is_missed)


def _started(line, told, now):
    label = {
        "status": _("Reopened"),
        "priority": _("It became more urgent: the time starts anew"),
        "promised": _("Our agreement changed: the time starts anew"),
    }.get(line.event.kind if line.event else "", _("Your report"))
    return Row(label, times.near(line.since, now))


def _target(line, told, now):
    is_always = line.aim is not None and line.aim.runs_always
    label = _("Time to solve it, day and night") if is_always else _("Time to solve it, service hours only")
    return Row(label, _plus(line.duration) if line.duration is not None else times.length(told.target))


def _by_hand(line, told, now):
    said = line.event.data.get("reason", "")
    label = _("Time agreed with you") if line.event.data.get("agreed") else _("Time set by the person in charge")
    return Row(f"{label}: {said}" if said else label, _plus(told.target) if line.duration is not None else "")


def _reread(line, told, now):
    return Row(_("Your agreement with us has changed; it counts from the report on"), times.near(line.since, now))


def _used(line, told, now):
    return Row(_("Service time used"), _plus(line.duration))


def _beyond(line, told, now):
    return Row(_("Used above it before the time became shorter"), _plus(line.duration))


def _closed(line, told, now):
    return Row(_("Outside our service hours"), _plus(line.duration))


def _holiday(line, told, now):
    label = _("We are closed: %(name)s") % {"name": line.name} if line.name else _("We are closed")
    return Row(label, _plus(line.duration))


def _hold(line, told, now):
    first, last = times.near(line.since, now), times.near(line.to, now)
    if times.day(line.since) == times.day(line.to):
        last = times.clock_time(line.to)
    words = {"start": first, "end": last, "reason": hold_in_words(line)}
    return Row(_("On hold %(start)s – %(end)s: %(reason)s") % words, _plus(line.duration))


_SAY = {
    "started": _started,
    "target": _target,
    "by_hand": _by_hand,
    "reread": _reread,
    "used": _used,
    "beyond": _beyond,
    "closed": _closed,
    "holiday": _holiday,
    "pause": _hold,
    "finished": _hold,
}


def _plus(length):
    return times.keep_together(f"+ {times.length(length)}")
