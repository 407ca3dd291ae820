"""Who held a ticket, and for how long: its way in stretches, each with one holder, without gap or overlap.

Pure: over a clock's reading with segments and the ticket's events; no database. The stretches of the resolution clock
add up, to the microsecond: what they counted is what the clock consumed, what they stood is the length of its pauses.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sla.clock import Segment

NOTHING = timedelta(0)
PAUSES = {"waiting_requester": "requester", "waiting_vendor": "vendor", "own_it": "own_it"}
OUTSIDE = ("vendor", "own_it")  # third parties, whose time may count against the customer's
OURS = ("level", "nobody")  # kinds whose time is the level's own


@dataclass(frozen=True, slots=True)
class Holder:
    """kind: level, nobody (with a level's team, and assigned to no person), vendor, own_it (the customer's own IT),
    requester, planned (until an agreed date), finished, earlier (before the clock was started anew: no longer counts).

    `level` and `team` (its id) are those the ticket was with meanwhile, also while somebody outside had it; `person`
    (his id) only of kind level.
    """

    kind: str
    level: int
    team: int | None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `since` to `to` with one holder, in service time: what `counted` on the clock, and what `stood` in pauses."""

    since: datetime
    to: datetime
    holder: Holder
    counted: timedelta
    stood: timedelta

    @property
    def time(self) -> timedelta:
        return self.counted + self.stood


def stretches_of(
    segments: Sequence[Segment], events: Iterable, *, until: datetime | None = None, cuts: Iterable[datetime] = ()
) -> list[Stretch]:
    """Return the stretches of a clock, from the opening to the instant of its reading, or to `until` before that.

    A new one begins with each holder, and at each of `cuts`, where a sum is wanted by month.
    `events` in the order in which they count: all facts, and who it was assigned to; without the latter nobody ever
    held it. An offer that nobody accepted yet is no hand-over: that time is the sender's.
    """
    stretches, cuts = [], sorted(cuts)
    turns = _cut(_turns(events), cuts)
    place = 0
    for segment in segments:
        since, end = segment.from_, segment.to if until is None else min(segment.to, until)
        while since < end:
            while place + 1 < len(turns) and turns[place + 1][0] <= since:
                place += 1
            to = min(end, turns[place + 1][0]) if place + 1 < len(turns) else end
            _add(stretches, segment, since, to, _holder(segment, turns[place][1]), is_cut=since in cuts)
            since = to
    return stretches


def _turns(events):
    """[(instant, (level, team, person, status)), …]: what is so from each instant on."""
    turns, level, team, person, status = [], 1, None, None, "new"
    for event in events:
        kind, data = event.kind, event.data
        if kind in ("opened", "handed_over"):
            stays = kind == "handed_over" and team is not None and data.get("team") == team  # it goes up with its team
            level, team, person = data.get("level", 1), data.get("team"), person if stays else None
            status = data.get("status", "new") if kind == "opened" else status
        elif kind == "assigned":
            person = data["to"]
        elif kind in ("status", "planned"):
            status = "own_it" if data.get("own_it") else data.get("status", "planned")
        else:
            continue
        turns.append((event.at, (level, team, person, status)))
    return turns


def _cut(turns, cuts):
    """The turns, and one more at each cut, at which everything stays as it is."""
    cuts = [cut for cut in cuts if cut > turns[0][0]]
    if not cuts:
        return turns
    cut_up, so_far = [], None
    for at, turn in sorted([*turns, *((cut, None) for cut in cuts)], key=lambda turn: turn[0]):
        so_far = turn or so_far
        cut_up.append((at, so_far))
    return cut_up


def _holder(segment, turn):
    level, team, person, status = turn
    if segment.cause == "idle":
        return Holder("earlier", level, team)
    if segment.cause == "done":
        return Holder("finished", level, team)
    if segment.cause == "paused":
        return Holder(PAUSES.get(status, "planned"), level, team)
    if PAUSES.get(status) in OUTSIDE:  # It counts against the customer's time: the promise does not pause for them.
        return Holder(PAUSES[status], level, team)
    return Holder("nobody" if person is None else "level", level, team, person)


def _add(stretches, segment, since, to, holder, *, is_cut):
    counted = to - since if segment.cause == "open" else NOTHING
    stood = segment.hours.between(since, to) if segment.cause == "paused" else NOTHING
    if stretches and stretches[-1].holder == holder and not is_cut:
        last = stretches.pop()
        since, counted, stood = last.since, last.counted + counted, last.stood + stood
    stretches.append(Stretch(since, to, holder, counted, stood))
