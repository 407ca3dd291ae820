"""What a clock was aiming at: the targets a ticket was under, one after the other, and what brought each."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sla.business_time import ALWAYS, Calendar


@dataclass(frozen=True)
class Aim:
    """A target in force from `at`, brought by `event`. `amount` is service time, None where nothing is promised.

    `is_of_category`: the promise has a target of its own for this kind of trouble. `runs_always`: it counts around the
    clock, outside service hours too.
    """

    at: datetime
    event: object
    promise: Hashable
    priority: str
    category: str | None
    amount: timedelta | None
    calendar: Calendar
    is_of_category: bool = False
    level: int = 1

    @property
    def runs_always(self):
        return self.calendar is ALWAYS


def aims_of(clock, events, promises, *, since) -> list[Aim]:
    """The aims of a clock that runs since `since`, the one in force then first; each differs from the one before.

    A promise that everything was read again under counts as if it had been there from the start.
    """
    again = max((number for number, event in enumerate(events) if event.data.get("from_start")), default=-1)
    said, made = {}, []
    for number, event in enumerate(events):
        if event.kind not in ("opened", "priority", "promised", "handed_over"):
            continue
        said |= {name: event.data[name] for name in ("promise", "priority", "category", "level") if name in event.data}
        if number <= again:
            said["promise"] = events[again].data["promise"]
        aim = _aim(clock, event, said, promises)
        while made and (aim.at <= since or aim.at == made[-1].at):
            made.pop()  # Not for a moment of this run was that one in force.
        if made and (made[-1].amount, made[-1].calendar) == (aim.amount, aim.calendar):
            aim = replace(aim, at=made[-1].at, event=made[-1].event)
            made.pop()
        made.append(aim)
    return made


def _aim(clock, event, said, promises):
    promise, category, level = promises[said["promise"]], said.get("category"), said.get("level", 1)
    key = _key(clock, level)
    target = promise.target(key, said["priority"], category)
    return Aim(
        at=event.at,
        event=event,
        promise=said["promise"],
        priority=said["priority"],
        category=category,
        amount=target.amount if target else None,
        calendar=target.calendar if target else promise.calendar,
        is_of_category=None not in (target, category)
        and promise.targets.get((key, said["priority"], category)) is target,
        level=level,
    )


def _key(clock, level):
    return f"level_{level}" if clock == "level" else clock
