"""From a log's lines to rows. A line that cannot be read is reported with its number and costs nothing but itself."""

import csv
import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

COLUMNS = [
    "SR Number",
    "Change Date+Time",
    "Status",
    "Sub Status",
    "Involved Org line 3",
    "Involved ST",
    "ST Level",
    "SR Latest Impact",
    "Product",
    "Country",
    "Owner Country",
    "Owner First Name",
]
# What a row says; the rest of a state follows from what came before. See docs/replay.md.
QUEUED, WORKING, ASKING, VENDOR, RESOLVED, CLOSED, IN_CALL, CANCELLED, UNMATCHED = (
    "queued",
    "working",
    "asking",
    "vendor",
    "resolved",
    "closed",
    "in call",
    "cancelled",
    "unmatched",
)
MEANINGS = {
    ("queued", "awaiting assignment"): QUEUED,
    ("accepted", "in progress"): WORKING,
    ("accepted", "assigned"): WORKING,
    ("accepted", "wait - user"): ASKING,
    ("accepted", "wait - customer"): ASKING,
    ("accepted", "wait - vendor"): VENDOR,
    ("accepted", "wait - implementation"): VENDOR,
    ("accepted", "wait"): VENDOR,
    ("completed", "resolved"): RESOLVED,
    ("completed", "closed"): CLOSED,
    ("completed", "in call"): IN_CALL,
    ("completed", "cancelled"): CANCELLED,
    ("unmatched", "unmatched"): UNMATCHED,
}
# A sub status nobody has heard of: the status alone speaks.
BY_STATUS = {"queued": QUEUED, "accepted": WORKING, "completed": RESOLVED, "unmatched": UNMATCHED}
LEVELS = {"L1": 1, "L2": 2, "L3": 3, "L2/L3": 3}
SYSTEM = "siebel"  # the old system itself, no person
NOBODY = ("", "0")
YEARS = range(1990, 2071)  # others are slips of the pen, and further apart than a closed ticket can be reopened
NUMBER_LIMIT = 100  # characters of an external number
CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")


class Person(NamedTuple):
    country: str
    name: str


@dataclass(slots=True)
class Row:
    line: int
    incident: str
    at: datetime  # UTC
    meaning: str
    state: str  # status and sub status as they were written
    organisation: str
    team: str  # empty: none was named so far
    level: int
    impact: str
    product: str
    country: str
    person: Person | None  # None: the system


@dataclass(slots=True)
class Problem:
    line: int
    sentence: str

    def __str__(self):
        return f"line {self.line}: {self.sentence}"


@dataclass
class Log:
    incidents: dict[str, list[Row]] = field(default_factory=dict)  # rows in order of time, equal ones as they stood
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0
    is_readable: bool = True


class _Broken(Exception):
    pass


def read_log(path: Path) -> Log:
    """Read a log, compressed or not. Raises OSError where there is no such file."""
    log = Log()
    lines = _lines(path, log)
    try:
        number, header = next(lines)
    except StopIteration:
        log.problems.append(Problem(1, "the file is empty; there is nothing to replay."))
        return log
    try:
        names = [name.strip() for name in _cells(header)]
    except _Broken as broken:
        names, header = [], broken
    if missing := [name for name in COLUMNS if name not in names]:
        log.is_readable = False
        log.problems.append(Problem(number, f"the columns {', '.join(missing)} are missing; this is no such log."))
        return log
    places = [names.index(name) for name in COLUMNS]
    for number, line in lines:
        try:
            row = _row(number, line, len(names), places, log)
        except _Broken as broken:
            log.problems.append(Problem(number, f"{broken} The row is left out."))
            continue
        log.incidents.setdefault(row.incident, []).append(row)
        log.rows += 1
    for rows in log.incidents.values():
        rows.sort(key=lambda row: row.at)
        _fill_in_teams(rows)
    if not log.rows and not log.problems:
        log.problems.append(Problem(1, "below the heading there are no rows; there is nothing to replay."))
    return log


def _lines(path, log) -> Iterator[tuple[int, bytes]]:
    """Each line with its number, blank ones left out. One row is one line, so that a lost quote costs one row only."""
    with path.open("rb") as file:
        compressed = file.read(2) == b"\x1f\x8b"
    number = 0
    with gzip.open(path, "rb") if compressed else path.open("rb") as file:
        try:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            log.problems.append(Problem(number + 1, f"the compressed file is damaged from here on ({error})."))


def _cells(line):
    try:
        text = line.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise _Broken("this is not UTF-8.") from None
    if CONTROL.search(text):
        raise _Broken("there are control characters in it.")
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error:
        raise _Broken("it is no line of values separated by commas.") from None


def _row(number, line, width, places, log):
    cells = _cells(line)
    if len(cells) != width:
        raise _Broken(f"it has {len(cells)} of {width} columns.")
    incident, at, status, sub_status, organisation, team, level, impact, product, country, land, name = (
        " ".join(cells[place].split()) for place in places
    )
    if not incident:
        raise _Broken("the incident's number is missing.")
    if len(incident) > NUMBER_LIMIT:
        raise _Broken(f"the incident's number is longer than {NUMBER_LIMIT} characters.")
    return Row(
        line=number,
        incident=incident,
        at=_instant(at),
        meaning=_meaning(number, status, sub_status, log),
        state=f"{status} / {sub_status}",
        organisation=organisation,
        team=team,
        level=LEVELS.get(level.upper()) or _level_by_name(team),
        impact=impact.lower(),
        product=product,
        country=country.upper() if country not in NOBODY else "",
        person=None if name in NOBODY or name.lower() == SYSTEM else Person(land.casefold(), name),
    )


def _instant(text):
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise _Broken(f"the time “{text}” has no offset.")
        instant = instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _Broken(f"“{text}” is no time.") from None
    if instant.year not in YEARS:
        raise _Broken(f"the year {instant.year} cannot be right.")
    return instant


def _meaning(number, status, sub_status, log):
    known = MEANINGS.get((status.lower(), sub_status.lower()))
    if known:
        return known
    by_status = BY_STATUS.get(status.lower())
    if by_status is None:
        raise _Broken(f"the status “{status} / {sub_status}” is unknown.")
    log.problems.append(
        Problem(number, f"the sub status of “{status} / {sub_status}” is unknown; read as “{by_status}”.")
    )
    return by_status


def _fill_in_teams(rows):
    """A row that names no team says that the incident is where it was."""
    team, level = "", 1
    for row in rows:
        if not row.team:
            row.team, row.level = team, level
        team, level = row.team, row.level


def _level_by_name(team):
    return 3 if "3rd" in team else 2 if "2nd" in team else 1
