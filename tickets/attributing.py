"""Whose breach it was. Worked out from the history up to the breach, which never changes; so neither does this.

Two promises are attributed: the first response and the resolution. Pauses do not count on a clock, so whoever a ticket
waited for cannot have broken it. Where the promise does not pause for a vendor, or for the customer's own IT, their time
counts on the level that asked them.

1. The level overran that used most above its part of the customer's time (sla/budgets.py).
2. Of that level it was the third party, where it would have kept its part without it; else the team that had it
   longest.
3. Where no level used more than its part (the time was shortened, or set by hand): whoever had it at the breach.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sla.budgets import budgets

from .clocks import fact_of, read_clocks
from .holders import NOTHING, OURS, OUTSIDE, stretches_of
from .models import Event

MOMENT = timedelta(microseconds=1)
ATTRIBUTED = ("first_response", "resolution")


@dataclass(frozen=True)
class Attribution:
    """kind: level (then it was the team's), vendor or own_it. `team` is its id, of the latter the one that had asked.

    `used` of `budget` is the level's service time up to the breach; `over` is what it used above it, None where it
    only had the ticket (rule 3). `team_used` is the team's own part of it, and `person` (his id) who had most of that,
    which no door says unless an administrator has switched it on (sla.PerPerson).
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
    person: int | None = None


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
        kind = holder.kind if holder and holder.kind in OUTSIDE and counting else "level"
        team = holder.team if holder else None
        time = _time_of(team, level, counting)
    person = _person_of(team, level, counting) if kind == "level" else None
    return Attribution(
        clock, broken_at, kind, level, team, used[level], time, parts.get(level), over.get(level), person
    )


def _as_it_was(clock, events, promises, broken_at):
    """The events known at the breach, and the clocks the moment after it.

    Where they do not show the breach, all was read again later under another promise, which put it there.
    """
    until = broken_at + MOMENT
    while True:
        known = [event for event in events if event.at < until]
        facts = [fact_of(event) for event in known if event.kind in Event.FACTS]
        readings = read_clocks(facts, promises, at=until, segments=True)
        reading = readings.clocks[clock]
        again = [event.at for event in events if event.data.get("from_start") and event.at >= until]
        if reading.breached_at == broken_at or not again:
            return known, reading, readings
        until = again[0] + MOMENT


def _within(level, over, counting):
    """(kind, team, its time) of those who had the ticket at the level that overran by `over`."""
    here = [stretch for stretch in counting if stretch.holder.level == level]
    outside = [stretch for stretch in here if stretch.holder.kind in OUTSIDE]
    their_time = sum((stretch.counted for stretch in outside), NOTHING)
    if outside and their_time >= over:
        longest = max(outside, key=lambda stretch: stretch.counted).holder
        return longest.kind, longest.team, their_time
    last_had = {stretch.holder.team: stretch.since for stretch in here if stretch.holder.kind in OURS}
    team = max(last_had, key=lambda team: (_time_of(team, level, here), last_had[team]))
    return "level", team, _time_of(team, level, here)


def _person_of(team, level, stretches):
    """Who had most of the team's time there; None where nobody was assigned for longer than anybody."""
    times = defaultdict(timedelta)
    for stretch in stretches:
        if (stretch.holder.team, stretch.holder.level) == (team, level) and stretch.holder.kind in OURS:
            times[stretch.holder.person] += stretch.counted
    return max(times, key=times.get) if times else None


def _time_of(team, level, stretches):
    mine = (s for s in stretches if (s.holder.team, s.holder.level) == (team, level) and s.holder.kind in OURS)
    return sum((stretch.counted for stretch in mine), NOTHING)
