"""What a log tells of each incident, counted from the raw rows: the measure for what the product's tables tell.

On purpose this shares no code with the replay. It must not be made to agree by calling what it checks.
"""

import csv
import gzip
import io
import itertools
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Expected:
    highest_level: int
    moves: int  # between teams
    moves_down: int  # to a lower level
    reopenings: int
    final_state: str
    first: datetime
    last: datetime


def expectations(path) -> dict[str, Expected]:
    """Read the log at `path` from its bytes; return what it tells by incident."""
    told = {}
    for incident, rows in _by_incident(_raw_rows(_bytes(path))).items():
        told[incident] = _tell(rows)
    return told


def _bytes(path):
    raw = open(path, "rb").read()  # noqa: SIM115
    if raw[:2] != b"\x1f\x8b":
        return raw
    kept = b""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
            while piece := packed.read1(1 << 16):
                kept += piece
    except Exception:  # damaged: what came before counts
        pass
    return kept


def _raw_rows(raw):
    """Dictionaries of the lines that are rows: as many cells as the heading, an incident, an instant, a known status."""
    lines = [line for line in raw.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()]
    heading = None
    for line in lines:
        cells = _split(line)
        if heading is None:
            heading = [cell.strip() for cell in cells or []]
        elif cells is not None and len(cells) == len(heading):
            row = {name: " ".join(cell.split()) for name, cell in zip(heading, cells, strict=True)}
            if _counts(row):
                yield row


def _split(line):
    try:
        text = line.decode("utf-8").rstrip("\r")
        if not text.isprintable() and any(unicodedata.category(letter) == "Cc" and letter != "\t" for letter in text):
            return None
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    return rows[0] if len(rows) == 1 else None


def _counts(row):
    if not 0 < len(row.get("SR Number", "")) <= 100:
        return False
    if row.get("Status", "").lower() not in ("queued", "accepted", "completed", "unmatched"):
        return False
    try:
        instant = datetime.fromisoformat(row["Change Date+Time"])
        if instant.utcoffset() is None:
            return False
        row["instant"] = instant.astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        return False
    return 1990 <= row["instant"].year <= 2070


def _by_incident(rows):
    found = {}
    for row in rows:
        found.setdefault(row["SR Number"], []).append(row)
    return {number: sorted(rows, key=lambda row: row["instant"]) for number, rows in found.items()}


def _tell(rows):
    places, place = [], ("", 1)
    for row in rows:
        if row["Involved ST"]:  # an empty one means: where it was
            place = (row["Involved ST"], _level(row))
        places.append(place)
    steps = list(itertools.pairwise(places))
    reopenings, state = _states(rows)
    return Expected(
        highest_level=max(level for _team, level in places),
        moves=sum(before != after for before, after in steps),
        moves_down=sum(after[1] < before[1] for before, after in steps),
        reopenings=reopenings,
        final_state=state,
        first=rows[0]["instant"],
        last=rows[-1]["instant"],
    )


def _level(row):
    said = row["ST Level"].upper()
    if said in ("L1", "L2", "L3", "L2/L3"):
        return int(said[-1])
    if "3rd" in row["Involved ST"]:
        return 3
    return 2 if "2nd" in row["Involved ST"] else 1


def _states(rows):
    """Walk through the rows; how often it was taken up again, and where it ended."""
    reopenings, state = 0, "new"
    for row in rows:
        status, detail = row["Status"].lower(), row["Sub Status"].lower()
        if status == "unmatched":
            continue
        if status == "completed":
            after = "closed" if detail in ("closed", "in call", "cancelled") else "resolved"
        elif detail in ("wait - user", "wait - customer"):
            after = "waiting_requester"
        elif detail in ("wait", "wait - vendor", "wait - implementation"):
            after = "waiting_vendor"
        elif status == "queued":
            after = "new" if state == "new" else "open"  # nobody has worked on it yet
        else:
            after = "open"
        if (state in ("resolved", "closed") and status != "completed") or (state, after) == ("closed", "resolved"):
            reopenings += 1
        state = after
    return reopenings, state
