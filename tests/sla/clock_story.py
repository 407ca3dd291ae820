"""Telling a ticket's story in a test: who, when, what; Berlin, Monday to Friday 8 to 17."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sla.business_time import Calendar, Definition
from sla.clock import Fact, Promise, Target, read

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DATES = {"Fri": 5, "Sat": 6, "Sun": 7, "Mon": 8, "Tue": 9, "Wed": 10, "Thu": 11}  # of January 2024

OFFICE = Calendar(
    [
        (
            None,
            Definition.from_json(
                {
                    "time_zone": "Europe/Berlin",
                    "weekly": {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
                    "holidays": [{"date": "2024-01-11", "name": "Betriebsausflug"}],
                }
            ),
        )
    ]
)


def at(text: str) -> datetime:
    """`Fri 15:00` on the office's wall."""
    day, clock = text.split()
    hour, minute = map(int, clock.split(":"))
    return datetime(2024, 1, DATES[day], hour, minute, tzinfo=BERLIN).astimezone(UTC)


def promise(*, hours=OFFICE, vendor_pauses=True, own_it_pauses=True, warn=75, **targets):
    """`P1={"resolution": 4 * HOUR}`; a key may be (clock, category)."""
    made = {}
    for priority, row in targets.items():
        for key, amount in row.items():
            clock, category = key if isinstance(key, tuple) else (key, None)
            made[clock, priority, category] = Target(amount, hours, warn)
    return Promise(hours, vendor_pauses, made, own_it_pauses=own_it_pauses)


class Story:
    """A history that grows line by line. `gold` and others name the promises."""

    def __init__(self, opened, /, *, priority="P3", tier="gold", promises=None, **data):
        self.promises = promises or {"gold": promise()}
        self.facts = []
        self.add(opened, "opened", promise=tier, priority=priority, **data)

    def add(self, when, kind, **data):
        self.facts.append(Fact(at(when), len(self.facts) + 1, kind, data))
        return self

    def status(self, when, status):
        return self.add(when, "status", status=status)

    def read(self, when, **options):
        return read(self.facts, self.promises, at=when if isinstance(when, datetime) else at(when), **options)

    def clock(self, name, when, **options):
        return self.read(when, **options).clocks[name]
