"""Whose breach it was. Worked out from the history up to the breach, which never changes; so neither does this.

Two promises are attributed: the first response and the resolution. Pauses do not count on a clock, so whoever a ticket
waited for cannot have broken it. Where the promise pauses for no vendor, his time counts on the level that asked him.

1. The level overran that used most above its part of the customer's time (sla/budgets.py).
2. Of that level it was the vendor, where it would have kept its part without him; else the team that had it longest.
3. Where no level used more than its part (the time was shortened, or set by hand): whoever had it at the breach.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sla.budgets import budgets

from .clocks import fact_of, read_clocks
from .holders import NOTHING, OURS, stretches_of
from .models import Event

ATTRIBUTED = ("first_response", "resolution")


@dataclass(frozen=True)
class Attribution:
    """kind: level (then it was the team's) or vendor. `team` is its id, of a vendor's the one that had asked him.

    `used` of `budget` is the level's service time up to the breach; `over` is what it used above it, None where it
    only had the ticket (rule 3). `team_used` is the team's own part of it.
    """

    clock: str
    at: datetime
    kind: str
    level: int
    team: int | None
    used: timedelta
    team_used: timedelta
    budget: timedelta | None
    over: timedelta | None


def attribute(clock, events, promises, *, broken_at: datetime) -> Attribution:
    """Say whose the breach of `clock` at `broken_at` was; `events` as `stretches_of` takes them."""
    known, reading, readings = _as_it_was(clock, events, promises, broken_at)
    stretches = stretches_of(reading.segments, known, until=broken_at)
    counting = [stretch for stretch in stretches if stretch.counted]
    used = defaultdict(timedelta)
    for stretch in counting:
        used[stretch.holder.level] += stretch.counted
    parts = {}
    if reading.target is not None:
        parts = budgets(promises[readings.promise], readings.priority, readings.category, reading.target)
    over = {level: time - parts[level] for level, time in used.items() if level in parts and time > parts[level]}
    if over:
        level = max(over, key=lambda level: (over[level], used[level]))
        kind, team, time = _within(level, over[level], counting)
    else:
        holder = (counting or stretches)[-1].holder if stretches else None
        level = holder.level if holder else readings.level
        kind = "vendor" if holder and holder.kind == "vendor" and counting else "level"
        team = holder.team if holder else None
        time = _time_of(team, level, counting)
    return Attribution(clock, broken_at, kind, level, team, used[level], time, parts.get(level), over.get(level))


def _as_it_was(clock, events, promises, broken_at):
    """The events known at the breach, and the clocks then. One that had all read again under another promise counts."""
    again = [event.at for event in events if event.data.get("from_start")]
    until = max([broken_at, *again])
    known = [event for event in events if event.at <= until]
    facts = [fact_of(event) for event in known if event.kind in Event.FACTS]
    readings = read_clocks(facts, promises, at=until, segments=True)
    return known, readings.clocks[clock], readings


def _within(level, over, counting):
    """(kind, team, its time) of those who had the ticket at the level that overran by `over`."""
    here = [stretch for stretch in counting if stretch.holder.level == level]
    vendor = [stretch for stretch in here if stretch.holder.kind == "vendor"]
    vendors_time = sum((stretch.counted for stretch in vendor), NOTHING)
    if vendors_time >= over:
        return "vendor", vendor[-1].holder.team, vendors_time
    last_had = {stretch.holder.team: stretch.since for stretch in here if stretch.holder.kind in OURS}
    team = max(last_had, key=lambda team: (_time_of(team, level, here), last_had[team]))
    return "level", team, _time_of(team, level, here)


def _time_of(team, level, stretches):
    mine = (s for s in stretches if (s.holder.team, s.holder.level) == (team, level) and s.holder.kind in OURS)
    return sum((stretch.counted for stretch in mine), NOTHING)
