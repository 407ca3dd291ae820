from datetime import UTC

import pytest

from sla.business_time import CalendarError, Definition, TimeError
from tests.sla.vector_cases import amount, calendar, cases, instant, parse, seconds


def answer(case, calendars):
    """What the code says, in the words of the cases."""
    try:
        if case["op"] == "validate":
            Definition.from_json(case["definition"])
            return {"error": None}
        hours = calendar(calendars[case["calendar"]])
        if case["op"] == "add":
            return {"due": instant(hours.add(parse(case["start"]), amount(case["seconds"])))}
        return {"seconds": seconds(hours.between(parse(case["from"]), parse(case["to"])))}
    except (CalendarError, TimeError) as error:
        return {"error": error.code}


def expectation(case):
    if "error" in case:
        return {"error": case["error"]}
    if case["op"] == "add":
        return {"due": instant(parse(case["due"]).astimezone(UTC))}
    return {"seconds": case["seconds"]}


@pytest.mark.parametrize("case, calendars", cases("*business_time*.json"))
def test_business_time(case, calendars):
    expected, got = expectation(case), answer(case, calendars)
    assert got == expected, f"{case.get('id')}: expected {expected}, got {got}; the case: {case}"
