"""What the clocks are read from: the facts of a ticket's history and the promises it was under (sla-semantics, 2).

Pure: no Django, no database.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sla.business_time import Calendar, to_us

CLOCKS = ("first_response", "next_update", "resolution", "level")
STATUSES = frozenset({"new", "open", "waiting_requester", "waiting_vendor", "planned", "resolved", "closed"})
FINISHED = frozenset({"resolved", "closed"})
LEVELS = (1, 2, 3)
PRIORITIES = frozenset({"P1", "P2", "P3", "P4"})

_SECOND = timedelta(seconds=1)


class _Refused(ValueError):
    def __init__(self, code: str, detail: str = ""):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class PromiseError(_Refused):
    """A target that cannot be promised. `code` is invalid_target or invalid_warning_percent (C14)."""


class HistoryError(_Refused):
    """A history that cannot be. `code` says what is wrong, `detail` in which fact."""


@dataclass(frozen=True, slots=True)
class Target:
    """So much service time of `calendar`; a warning when `warn_percent` of it are used. Raises PromiseError."""

    amount: timedelta
    calendar: Calendar
    warn_percent: int
    amount_us: int = field(init=False, repr=False, compare=False)
    warn_us: int = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        if not isinstance(self.amount, timedelta) or self.amount <= timedelta() or self.amount % _SECOND:
            raise PromiseError("invalid_target", str(self.amount))
        if type(self.warn_percent) is not int or not 1 <= self.warn_percent <= 100:
            raise PromiseError("invalid_warning_percent", str(self.warn_percent))
        amount_us = self.amount // _SECOND * 1_000_000
        object.__setattr__(self, "amount_us", amount_us)
        object.__setattr__(self, "warn_us", amount_us * self.warn_percent // 100)  # Exact: whole seconds.


@dataclass(frozen=True, slots=True)
class DueByHand:
    """A target that somebody set for one ticket: reached when `amount_us` are consumed, to the microsecond."""

    amount_us: int
    calendar: Calendar
    warn_percent: int

    @property
    def amount(self) -> timedelta:
        return timedelta(microseconds=self.amount_us)

    @property
    def warn_us(self) -> int:
        return self.amount_us * self.warn_percent // 100


@dataclass(frozen=True, eq=False)
class Promise:
    """What a tier version promises. The clock keys are the clocks', but level_1 and level_2 for the level clock."""

    calendar: Calendar  # Counts where there is no target.
    vendor_pauses: bool
    targets: Mapping[tuple[str, str, str | None], Target | None]  # by clock key, priority, category or None for all
    id: Hashable = None
    priorities: frozenset[str] = PRIORITIES
    own_it_pauses: bool = True  # while the customer's own IT has the case
    raise_restarts: bool = False  # a higher priority than ever before starts the running targets anew

    def target(self, clock_key: str, priority: str, category: str | None) -> Target | None:
        """The target of this category if it has one of its own, else the one of all."""
        if category is not None and (own := self.targets.get((clock_key, priority, category))) is not None:
            return own
        return self.targets.get((clock_key, priority, None))


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened to a ticket and that the clocks depend on.

    `kind` and what `data` must hold: opened (promise, priority; category, level 1, status "new"), status (status;
    own_it, where a wait for a vendor is one for the customer's own IT), answered, priority (priority, category, or both), promised (promise; from_start), handed_over (level),
    planned (until), due_set (clock; until, none to take it back).
    A promise is named by its key. Other entries of `data` do not matter here.
    """

    at: datetime
    seq: int
    kind: str
    data: Mapping


def check_history(facts: Sequence[Fact], promises: Mapping[Hashable, Promise]) -> list[int]:
    """The instants of `facts` in microseconds. Raises HistoryError, or TimeError for a naive instant."""
    if not facts:
        raise HistoryError("not_created")
    instants = []
    before, before_seq = None, None
    priorities = PRIORITIES
    for fact in facts:
        try:
            check, at = _CHECKS[fact.kind], to_us(fact.at)
        except (KeyError, TypeError, AttributeError):
            raise _odd(fact) from None
        if before is None:
            if fact.kind != "opened":
                raise HistoryError("not_created", f"{fact.seq}: {fact.kind}")
        elif fact.kind == "opened":
            raise HistoryError("created_twice", str(fact.seq))
        elif at < before or (at == before and fact.seq <= before_seq):
            raise HistoryError("out_of_order", str(fact.seq))
        if check is not None:
            priorities = check(fact, promises, priorities)
        instants.append(at)
        before, before_seq = at, fact.seq
    return instants


def _odd(fact) -> HistoryError:
    if not isinstance(fact.kind, str) or not isinstance(fact.at, datetime):
        return HistoryError("invalid_event", f"{fact.seq}: kind and instant")
    return HistoryError("unknown_event", fact.kind)


def _check_opened(fact, promises, priorities):
    priorities = _check_promised(fact, promises, priorities)
    _check_priority_name(fact, _need(fact, "priority"), priorities)
    if "status" in fact.data:
        _check_status(fact, promises, priorities)
    if "level" in fact.data:
        _check_level(fact, promises, priorities)
    return priorities


def _check_promised(fact, promises, priorities):
    key = _need(fact, "promise")
    if not isinstance(key, Hashable) or key not in promises:
        raise HistoryError("unknown_tier", f"{fact.seq}: {key}")
    return promises[key].priorities


def _check_priority(fact, promises, priorities):
    if "priority" in fact.data:
        _check_priority_name(fact, fact.data["priority"], priorities)
    elif "category" not in fact.data:
        raise HistoryError("invalid_event", f"{fact.seq}: priority")
    return priorities


def _check_priority_name(fact, priority, priorities):
    if not isinstance(priority, str) or priority not in priorities:
        raise HistoryError("unknown_priority", f"{fact.seq}: {priority}")


def _check_status(fact, promises, priorities):
    status = _need(fact, "status")
    if not isinstance(status, str) or status not in STATUSES:
        raise HistoryError("unknown_status", f"{fact.seq}: {status}")
    if status == "planned":
        _check_planned(fact, promises, priorities)
    return priorities


def _check_planned(fact, promises, priorities):
    until = _need(fact, "until")
    if not isinstance(until, datetime):
        raise HistoryError("invalid_event", f"{fact.seq}: until")
    to_us(until)
    return priorities


def _check_level(fact, promises, priorities):
    level = _need(fact, "level")
    if type(level) is not int or level not in LEVELS:
        raise HistoryError("invalid_level", f"{fact.seq}: {level}")
    return priorities


def _check_due_set(fact, promises, priorities):
    if _need(fact, "clock") not in CLOCKS:
        raise HistoryError("invalid_event", f"{fact.seq}: clock")
    if fact.data.get("until") is not None:
        _check_planned(fact, promises, priorities)
    return priorities


def _need(fact, name):
    try:
        return fact.data[name]
    except (KeyError, TypeError):
        raise HistoryError("invalid_event", f"{fact.seq}: {name}") from None


_CHECKS = {
    "opened": _check_opened,
    "status": _check_status,
    "answered": None,
    "priority": _check_priority,
    "promised": _check_promised,
    "handed_over": _check_level,
    "planned": _check_planned,
    "due_set": _check_due_set,
}
