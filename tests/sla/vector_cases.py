"""Cases in machine form, out of every folder that has them, and what they mean in terms of `sla`.

The form is told in the README beside the cases. Calendars and promises that many cases share are made once.
"""

import json
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from sla.business_time import ALWAYS, Calendar, Definition, to_us
from sla.clock import Fact, HistoryError, Promise, Target
from tests.given import SLA_VECTORS

OWN = Path(__file__).parent / "vectors"
CLOCK_KEYS = ("first_response", "next_update", "resolution", "level_1", "level_2")
KINDS = {
    "created": "opened",
    "status": "status",
    "agent_reply": "answered",
    "priority": "priority",
    "tier": "promised",
    "hand_over": "handed_over",
}
NOT_FACTS = ("customer_reply", "internal_note")


def cases(pattern: str) -> list:
    """Every case of every file that matches, once: the same file may lie in both folders."""
    found, seen = [], set()
    for folder in filter(None, (OWN, SLA_VECTORS)):
        for path in sorted(folder.glob(pattern)):
            content = path.read_text(encoding="utf-8")
            if content not in seen:
                seen.add(content)
                found += _cases_of(path, json.loads(content))
    return found


def _cases_of(path, data):
    shared = data.get("calendars", {})
    for number, case in enumerate(data["cases"], 1):
        yield pytest.param(case, shared, id=f"{path.stem}:{case.get('id', number)}")


def calendar(definition: dict) -> Calendar:
    return _calendar(json.dumps(definition))


@cache
def _calendar(text: str) -> Calendar:
    return Calendar([(None, Definition.from_json(json.loads(text)))])


def seconds(amount: timedelta | None) -> int | float | None:
    """The exact number of seconds: whole ones as an int."""
    if amount is None:
        return None
    whole, rest = divmod(amount, timedelta(seconds=1))
    return whole if not rest else round(whole + rest / timedelta(seconds=1), 6)


def amount(number: int | float) -> timedelta:
    try:
        return timedelta(seconds=number)
    except OverflowError:
        return timedelta.max if number > 0 else timedelta.min


def instant(at: datetime | None) -> datetime | None:
    return None if at is None else at.isoformat()


def parse(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def promises(policy: dict) -> dict[str, Promise]:
    return {name: _promise(policy, name, tier) for name, tier in policy["tiers"].items()}


def _promise(policy, name, tier):
    if tier["calendar"] not in policy["calendars"]:
        raise HistoryError("unknown_calendar", name)
    hours = calendar(policy["calendars"][tier["calendar"]])
    Target(timedelta(seconds=1), ALWAYS, policy["warning_percent"])  # Refused even where nothing is promised.
    targets = {
        (key, priority, None): Target(_amount(row[key]), hours, policy["warning_percent"])
        for priority, row in tier["targets"].items()
        for key in CLOCK_KEYS
        if row.get(key) is not None
    }
    return Promise(hours, policy["vendor_pauses"], targets, name, frozenset(tier["targets"]))


def _amount(value):
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return amount(value) if is_number else value


def facts(events: list[dict]) -> list[Fact]:
    """The facts among the events."""
    every = [_fact(number, event) for number, event in enumerate(events, 1)]
    _check_place_of_others(every)
    return [fact for fact in every if fact.kind not in NOT_FACTS]


def _check_place_of_others(every):
    """What is no fact never comes to `read`, so its place in the order is checked here."""
    for earlier, later in pairwise([None, *every]):
        if earlier is None and later.kind in NOT_FACTS:
            raise HistoryError("not_created")
        if later.at is None:
            return  # `read` tells.
        is_about_others = earlier is not None and {earlier.kind, later.kind} & set(NOT_FACTS)
        if is_about_others and to_us(later.at) < to_us(earlier.at):
            raise HistoryError("out_of_order")


def _fact(number, event):
    if not isinstance(event, dict):
        raise HistoryError("invalid_event")
    data = {name: value for name, value in event.items() if name not in ("at", "type", "tier")}
    if "tier" in event:
        data["promise"] = event["tier"]
    if data.get("status") == "waiting_customer":
        data["status"] = "waiting_requester"
    return Fact(_event_instant(event), number, KINDS.get(event.get("type"), event.get("type")), data)


def _event_instant(event):
    try:
        return parse(event.get("at"))
    except (TypeError, ValueError):
        return None  # Not an instant; `read` refuses the history for it.
