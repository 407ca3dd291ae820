"""The conversation of a ticket: messages and what happened between them, in the order of time."""

from dataclasses import dataclass, field

from tickets.models import Message

from .history import Line

FOLD = 4  # so many plain lines in a row become one that can be opened


@dataclass(frozen=True)
class Entry:
    """A message, a line of history, or (`folded`) several lines behind one another. `look` chooses its dress."""

    look: str  # customer | reply | note | call | step | vendor | system | move | line | folded
    at: object
    message: Message | None = None
    line: Line | None = None
    folded: list[Line] = field(default_factory=list)


def feed_of(messages, lines) -> list[Entry]:
    """`messages` and `lines` each in the order of time; a message stands before the lines of its own instant."""
    entries = [Entry(look_of(message), message.at, message=message) for message in messages]
    entries += [Entry("move" if line.is_move else "line", line.at, line=line) for line in lines]
    entries.sort(key=lambda entry: (entry.at, entry.message is None))
    return list(_fold(entries))


def look_of(message) -> str:
    if message.kind == Message.Kind.REPLY:
        return "reply" if message.direction == Message.Direction.OUT else "customer"
    return message.kind


def _fold(entries):
    lines = []
    for entry in [*entries, None]:
        if entry is not None and entry.look == "line":
            lines.append(entry)
            continue
        if len(lines) >= FOLD:
            yield Entry("folded", lines[0].at, folded=[each.line for each in lines])
        else:
            yield from lines
        lines = []
        if entry is not None:
            yield entry
