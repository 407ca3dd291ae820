from datetime import UTC

import pytest

from sla.business_time import CalendarError, TimeError
from sla.clock import HistoryError, PromiseError, read
from tests.sla.vector_cases import cases, facts, instant, parse, promises, seconds


def answer(case):
    """What the code says, in the words of the cases: {"resolution.due": …}."""
    try:
        readings = read(
            facts(case["events"]),
            promises(case["policy"]),
            at=parse(case["at"]),
            auto_escalate=case.get("auto_escalate", False),
        )
    except (HistoryError, PromiseError, CalendarError, TimeError) as error:
        return {"error": error.code}
    status = "waiting_customer" if readings.status == "waiting_requester" else readings.status
    told = {"status": status, "tier": readings.promise, "priority": readings.priority, "level": readings.level}
    for name, reading in readings.clocks.items():
        values = {
            "state": reading.state,
            "consumed": seconds(reading.consumed),
            "target": seconds(reading.target),
            "due": instant(reading.due_at),
            "warn_at": instant(reading.warn_at),
            "warning": reading.warning,
            "breached": reading.breached,
        }
        clock = "level_clock" if name == "level" else name
        told |= {f"{clock}.{key}": value for key, value in values.items()}
    moves = [{"at": instant(at), "from": level, "to": to} for at, level, to in readings.moves]
    return told | {"automatic_hand_overs": moves}


def expectation(case):
    error = case.get("error") or (case.get("expect") or {}).get("error")
    if error:
        return {"error": error}
    told = {}
    for key, value in case["expect"].items():
        if isinstance(value, dict):
            told |= {f"{key}.{name}": _value(name, each) for name, each in value.items()}
        else:
            told[key] = value
    if "automatic_hand_overs" in case:
        told["automatic_hand_overs"] = [
            move | {"at": _value("due", move["at"])} for move in case["automatic_hand_overs"]
        ]
    return told


def _value(name, value):
    is_instant = name in ("due", "warn_at") and value is not None
    return instant(parse(value).astimezone(UTC)) if is_instant else value


@pytest.mark.parametrize("case, calendars", cases("*sla_clock*.json"))
def test_sla_clock(case, calendars):
    expected, got = expectation(case), answer(case)
    wrong = [
        f"{key}: expected {value!r}, got {got.get(key)!r}"
        for key, value in (expected | {"error": expected.get("error")}).items()
        if got.get(key) != value
    ]
    assert not wrong, f"{case.get('id')} at {case['at']}: " + "; ".join(wrong)
