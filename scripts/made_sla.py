"""`scripts/made-sla`: what a ServiceNow log says of its own targets, beside what our engine reads from its instants.

The log's rule, as its README derives it: a clock of 24 hours from Monday to Friday, without holidays and pauses, from
opening to closing. The log has no time zone, so its local times are taken as UTC; weekends are what matters.
"""

import argparse
import csv
import gzip
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from sla.business_time import Calendar, Definition
from sla.clock import Fact, Promise, Target, read

FILE = "incident_event_log.csv.gz"
HOURS = {"P1": 6.4, "P2": 0.1, "P3": 153.4, "P4": 345.6}
JUDGED = ("P3", "P4")  # the other limits rest on a handful of incidents
LEAST = 99.0  # percent
UNREADABLE = 2  # exit status

ALL_DAY, CLOSED = (("00:00", "24:00"),), ()
WEEKDAYS = Calendar([(None, Definition("UTC", (ALL_DAY,) * 5 + (CLOSED,) * 2))])
PROMISE = Promise(
    calendar=WEEKDAYS,
    vendor_pauses=False,
    targets={
        ("resolution", priority, None): Target(timedelta(seconds=round(hours * 3600)), WEEKDAYS, 75)
        for priority, hours in HOURS.items()
    },
)


@dataclass(frozen=True)
class Judged:
    number: str
    priority: str
    logged: bool  # made_sla of its last row
    kept: bool  # what the engine reads
    used: timedelta

    def __str__(self):
        says = "kept" if self.logged else "late"
        return f"{self.number} {self.priority}: the log says {says}, used {self.used / timedelta(hours=1):.1f} h"


def judged(path: Path) -> Iterator[Judged]:
    """Yield each P3 and P4 incident that was closed. Raises OSError, KeyError or ValueError for what is no such log."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as log:
        for number, rows in groupby(csv.DictReader(log), key=itemgetter("number")):
            if found := judge(number, list(rows)):
                yield found


def judge(number, rows) -> Judged | None:
    last = rows[-1]
    priority, opened, closed = _priority(last), _instant(last["opened_at"]), _instant(last["closed_at"])
    if priority not in JUDGED or closed is None:
        return None
    # The log judges by the priority at the end alone; by ours a target once missed stays missed (C9).
    facts = [
        Fact(opened, 1, "opened", {"promise": 1, "priority": priority}),
        Fact(max(opened, closed), 2, "status", {"status": "closed"}),
    ]
    reading = read(facts, {1: PROMISE}, at=facts[-1].at).clocks["resolution"]
    return Judged(number, priority, last["made_sla"] == "true", not reading.breached, reading.consumed)


def _priority(row):
    return f"P{row['priority'][:1]}"  # “3 - Moderate”


def _instant(text):
    return None if text == "?" else datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=UTC)


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(prog="scripts/made-sla", description=__doc__.partition("\n")[0])
    parser.add_argument("path", type=Path, help=f"the log, or the folder with {FILE}")
    parser.add_argument("-v", "--verbose", action="store_true", help="print each incident that disagrees")
    chosen = parser.parse_args(arguments)
    path = chosen.path / FILE if chosen.path.is_dir() else chosen.path
    try:
        found = list(judged(path))
    except (OSError, EOFError, KeyError, ValueError) as error:
        print(f"{path} cannot be read as this log: {error}", file=sys.stderr)
        return UNREADABLE
    disagreeing = [one for one in found if one.kept != one.logged]
    if chosen.verbose:
        for one in disagreeing:
            print(one)
    incidents = len(found)
    share = 100 * (incidents - len(disagreeing)) / incidents if incidents else 0.0
    print(f"made_sla: agree {share:.2f} % of {incidents} incidents (P3 and P4)")
    return 0 if share >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
