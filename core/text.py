"""Text from outside, made fit to be stored. What it looks like is decided when it is shown."""

import re
import unicodedata

SUBJECT_LIMIT = 200  # characters
BODY_LIMIT = 100_000  # characters

# Control characters but tab and newline, lone surrogates, and the marks that turn reading direction for what follows.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_IN_NAMES = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff/\\\\]")
_RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}


def clean_text(text: str) -> str:
    """Return `text` without what PostgreSQL or a reader cannot take; line ends become newlines."""
    return _UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def clean_line(text: str) -> str:
    """Return `text` as one line."""
    return " ".join(clean_text(text).split())


def clean_file_name(name: str) -> str:
    """Return a name that is only a name: no path, no hidden or direction-turning characters, at most 200 bytes.

    A name of nothing, or one that some system reserves, becomes "file" with its ending kept.
    """
    name = unicodedata.normalize("NFC", clean_line(_IN_NAMES.sub("_", name))).strip(". ")
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if dot else (name, "")
    if not stem.strip("_ ") or stem.lower() in _RESERVED:
        stem = "file"
    room = 200 - len(ending.encode())
    if room < 1:
        stem, ending, room = "file", "", 200
    return stem.encode()[:room].decode(errors="ignore") + ending
