"""Names and texts from outside, made fit for a mail.

Where a value stands inside a sentence of ours it is set apart by Unicode's own isolates, so that a name written from
right to left turns nothing around it. The HTML part shows them as <bdi>; the text part keeps only those that are needed.
"""

import re
import unicodedata

OPEN, CLOSE = "\u2068", "\u2069"
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HIDDEN = re.compile("[\u200b\u2060\ufeff]")
_SET_APART = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")


def without_turns(text: str) -> str:
    """Return `text` without marks that turn the direction of what follows, and without invisible spaces."""
    return _HIDDEN.sub("", _TURNING.sub("", text))


def one_line(text: str, limit: int = 200) -> str:
    """Return `text` as one line without control characters, of at most `limit` characters."""
    line = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text)
    line = " ".join(without_turns(line).split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def apart(text: str, limit: int = 200) -> str:
    """Return `text` as one line, set apart for a place inside a sentence."""
    return f"{OPEN}{one_line(text, limit)}{CLOSE}"


def for_text_part(text: str) -> str:
    return _SET_APART.sub(lambda found: found[0] if _runs_left(found[1]) else found[1], text)


def for_header(text: str) -> str:
    return one_line(text, 250)


def _runs_left(text):
    return any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in text)
