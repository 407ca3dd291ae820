from datetime import datetime, timedelta, timezone

from core.ical import Appointment, calendar_file

NOON = datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=1)))


def lines(**fields):
    fields = {
        "uid": "visit-1",
        "starts_at": NOON,
        "ends_at": NOON + timedelta(minutes=45),
        "summary": "Visit",
        **fields,
    }
    return calendar_file(Appointment(**fields), now=NOON).decode()


def test_instants_are_utc():
    assert "DTSTART:20260302T110000Z\r\nDTEND:20260302T114500Z\r\n" in lines()


def test_what_would_end_a_value_is_escaped():
    assert "SUMMARY:Gate 3\\, key\\; C:\\\\x\\nnext\r\n" in lines(summary="Gate 3, key; C:\\x\r\nnext")


def test_nothing_begins_a_line_of_its_own():
    file = lines(summary="x\r\nATTACH:evil\x0bBEGIN:VALARM", url="https://desk.example/\r\nATTACH:evil")
    assert not any(line.startswith(("ATTACH", "BEGIN:VALARM")) for line in file.split("\r\n"))


def test_long_lines_are_folded_without_tearing_a_character():
    file = lines(summary="ü" * 100)
    pieces = file.encode().split(b"\r\n")
    assert max(len(piece) for piece in pieces) <= 75
    assert "ü" * 100 in file.replace("\r\n ", "")


def test_a_moved_appointment_keeps_its_name_and_counts_up():
    assert "UID:visit-1\r\n" in lines(revision=3) and "SEQUENCE:3\r\n" in lines(revision=3)


def test_what_is_not_known_is_left_out():
    assert "LOCATION" not in lines() and "DESCRIPTION" not in lines() and "URL" not in lines()
