"""A calendar, a promise and a long history of the kind that people have, for what is measured without a database."""

from datetime import UTC, date, datetime, timedelta

from sla.business_time import ALWAYS, Calendar, Definition
from sla.clock import Fact, Promise, Target

BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)  # a Monday
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
HOLIDAYS = [(1, 1), (1, 6), (5, 1), (10, 3), (10, 31), (12, 24), (12, 25), (12, 26)]

OFFICE = {
    "time_zone": "Europe/Berlin",
    "weekly": {day: [["08:00", "12:00"], ["13:00", "17:30"]] for day in WEEKDAYS},
    "holidays": [{"date": str(date(year, *day)), "name": "Feiertag"} for year in range(2020, 2040) for day in HOLIDAYS],
}
# What happens in ten facts of a lively ticket; the clocks run, pause, start anew and get other targets.
ROUND = [
    ("answered", {}),
    ("status", {"status": "waiting_requester"}),
    ("status", {"status": "open"}),
    ("priority", {"priority": "P2"}),
    ("handed_over", {"level": 2}),
    ("answered", {}),
    ("status", {"status": "waiting_vendor"}),
    ("status", {"status": "open"}),
    ("priority", {"priority": "P3"}),
    ("handed_over", {"level": 1}),
]


def office() -> Calendar:
    return Calendar([(None, Definition.from_json(OFFICE))])


def promise(calendar) -> Promise:
    targets = {}
    for number, priority in enumerate(("P1", "P2", "P3", "P4"), 1):
        hours = ALWAYS if priority == "P1" else calendar
        row = {"first_response": HOUR, "next_update": 4 * HOUR, "resolution": 40 * HOUR, "level_1": 8 * HOUR}
        for clock, amount in row.items():
            targets[clock, priority, None] = Target(number * amount, hours, 75)
    return Promise(calendar=calendar, vendor_pauses=True, targets=targets, id=1)


def history(facts: int, days: int) -> list[Fact]:
    """`facts` facts spread evenly over `days` days from BEGIN, the ticket still open at the end."""
    step = days * DAY / facts
    line = [Fact(BEGIN, 1, "opened", {"promise": 1, "priority": "P3", "category": "hardware"})]
    for number in range(1, facts):
        kind, data = ROUND[(number - 1) % len(ROUND)]
        line.append(Fact(BEGIN + number * step, number + 1, kind, data))
    return line
