"""Histories that cannot be and targets that cannot be promised are refused with their code."""

from datetime import datetime, timedelta

import pytest

from sla.business_time import ALWAYS, TimeError
from sla.clock import Fact, HistoryError, Promise, PromiseError, Target, read
from tests.sla.clock_story import Story, at, promise

OPENED = Fact(at("Mon 08:00"), 1, "opened", {"promise": "gold", "priority": "P3"})


def fact(when, kind, seq=2, **data):
    return Fact(at(when) if isinstance(when, str) else when, seq, kind, data)


@pytest.mark.parametrize(
    "facts, code",
    [
        ([], "not_created"),
        ([fact("Mon 08:00", "status", status="open")], "not_created"),
        ([Fact(at("Wed 08:00"), 1, "opened", OPENED.data)], "not_created"),  # Asked about Tuesday.
        ([OPENED, fact("Mon 09:00", "opened", promise="gold", priority="P3")], "created_twice"),
        ([OPENED, fact("Fri 09:00", "answered")], "out_of_order"),
        ([OPENED, fact("Mon 08:00", "answered", seq=1)], "out_of_order"),
        ([OPENED, fact("Mon 09:00", "answered", 3), fact("Mon 09:00", "status", 2, status="open")], "out_of_order"),
        ([OPENED, fact("Mon 09:00", "phoned")], "unknown_event"),
        ([OPENED, fact("Mon 09:00", None)], "invalid_event"),
        ([OPENED, fact(None, "answered")], "invalid_event"),
        ([OPENED, fact("Mon 09:00", "status", status="asleep")], "unknown_status"),
        ([OPENED, fact("Mon 09:00", "status")], "invalid_event"),
        ([OPENED, fact("Mon 09:00", "priority", priority="P9")], "unknown_priority"),
        ([OPENED, fact("Mon 09:00", "priority")], "invalid_event"),
        ([OPENED, fact("Mon 09:00", "promised", promise="platinum")], "unknown_tier"),
        ([OPENED, fact("Mon 09:00", "promised", promise=["gold"])], "unknown_tier"),
        ([OPENED, fact("Mon 09:00", "handed_over", level=4)], "invalid_level"),
        ([OPENED, fact("Mon 09:00", "handed_over", level=True)], "invalid_level"),
        ([OPENED, fact("Mon 09:00", "handed_over")], "invalid_event"),
        ([OPENED, fact("Mon 09:00", "planned")], "invalid_event"),
        ([OPENED, fact("Mon 09:00", "planned", until="Tuesday")], "invalid_event"),
        (
            [OPENED, fact("Wed 09:00", "status", status="asleep")],
            "unknown_status",
        ),  # Broken after the asked instant too.
        ([Fact(at("Mon 08:00"), 1, "opened", {"promise": "gold"})], "invalid_event"),
        ([Fact(at("Mon 08:00"), 1, "opened", {"promise": "gold", "priority": "P9"})], "unknown_priority"),
        ([Fact(at("Mon 08:00"), 1, "opened", {"promise": "gold", "priority": "P3", "level": 0})], "invalid_level"),
        ([Fact(at("Mon 08:00"), 1, "opened", {"promise": "gold", "priority": "P3", "status": "x"})], "unknown_status"),
    ],
)
def test_a_history_that_cannot_be_is_refused(facts, code):
    with pytest.raises(HistoryError) as refused:
        read(facts, {"gold": promise()}, at=at("Tue 08:00"))
    assert refused.value.code == code


def test_a_naive_instant_is_refused():
    naive = datetime(2024, 1, 8, 9)  # noqa: DTZ001
    for facts, asked in (([OPENED], naive), ([OPENED, fact(naive, "answered")], at("Tue 08:00"))):
        with pytest.raises(TimeError) as refused:
            read(facts, {"gold": promise()}, at=asked)
        assert refused.value.code == "naive_datetime"


def test_facts_after_the_asked_instant_are_left_out():
    ticket = Story("Mon 08:00").status("Mon 09:00", "open").status("Mon 10:00", "resolved")
    assert ticket.read("Mon 09:59").status == "open"
    assert ticket.read("Mon 10:00").status == "resolved"


@pytest.mark.parametrize(
    "amount, percent, code",
    [
        (timedelta(), 75, "invalid_target"),
        (timedelta(seconds=-60), 75, "invalid_target"),
        (timedelta(seconds=1.5), 75, "invalid_target"),
        (3600, 75, "invalid_target"),
        (timedelta(hours=1), 0, "invalid_warning_percent"),
        (timedelta(hours=1), 101, "invalid_warning_percent"),
        (timedelta(hours=1), 50.5, "invalid_warning_percent"),
        (timedelta(hours=1), True, "invalid_warning_percent"),
    ],
)
def test_a_target_that_cannot_be_promised_is_refused(amount, percent, code):
    with pytest.raises(PromiseError) as refused:
        Target(amount, ALWAYS, percent)
    assert refused.value.code == code


def test_a_promise_looks_for_the_category_first():
    own, common = Target(timedelta(hours=1), ALWAYS, 75), Target(timedelta(hours=2), ALWAYS, 75)
    kept = Promise(ALWAYS, True, {("resolution", "P1", "hardware"): own, ("resolution", "P1", None): common})
    assert kept.target("resolution", "P1", "hardware") is own
    assert kept.target("resolution", "P1", "software") is common
    assert kept.target("resolution", "P1", None) is common
    assert kept.target("resolution", "P2", None) is None
