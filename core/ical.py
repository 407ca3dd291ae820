"""Appointments as a calendar file (iCalendar, RFC 5545), for the programs people keep their days in."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

CONTENT_TYPE = "text/calendar; charset=utf-8"
LINE = 75  # bytes, beyond which a line goes on in the next
PRODUCT = "-//Helpdesk//Visits//EN"
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Appointment:
    """`uid` stays the same when the appointment is moved; a greater `revision` replaces what a calendar has."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    revision: int = 0


def calendar_file(*appointments: Appointment, now: datetime, name: str = "") -> bytes:
    """The file for appointments; their instants are UTC, so that every calendar shows them in its reader's zone.

    `name`: what a calendar that subscribes to the file is called.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "METHOD:PUBLISH"]
    if name:
        lines += [f"X-WR-CALNAME:{_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]
    for appointment in appointments:
        lines += _event(appointment, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in _folded(line)).encode()


def _event(appointment, now):
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(appointment.uid)}",
        f"DTSTAMP:{_instant(now)}",
        f"DTSTART:{_instant(appointment.starts_at)}",
        f"DTEND:{_instant(appointment.ends_at)}",
        f"SEQUENCE:{appointment.revision}",
        f"SUMMARY:{_text(appointment.summary)}",
    ]
    for name in ("description", "location"):
        if value := getattr(appointment, name):
            lines.append(f"{name.upper()}:{_text(value)}")
    if appointment.url:
        lines.append(f"URL:{CONTROLS.sub('', appointment.url)}")
    return [*lines, "END:VEVENT"]


def _instant(at):
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value):
    """Escape what would end the value, or begin another line."""
    value = CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line):
    """Pieces of at most 75 bytes, those after the first beginning with a space; no character is torn apart."""
    piece, size = "", 0
    for character in line:
        length = len(character.encode())
        if size + length > LINE:
            yield piece
            piece, size = " ", 1
        piece += character
        size += length
    yield piece
