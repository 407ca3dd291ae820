"""A service's process description: lines that begin with "- " are a checklist, all others text."""

from .models import Event

MARK = "- "


def lines_of(service):
    """(whether it is an item of the checklist, its text) for each line that says something."""
    for line in map(str.strip, (service.process if service else "").splitlines()):
        if line.startswith(MARK):
            if item := line.removeprefix(MARK).strip():
                yield True, item
        elif line:
            yield False, line


def items_of(service) -> list[str]:
    return [text for is_item, text in lines_of(service) if is_item]


def ticks_of(events) -> dict[str, Event]:
    """The event by which each item is ticked at present, by the item's text. `events` in the order of time."""
    ticks = {}
    for event in events:
        if event.kind == Event.Kind.PROCESS:
            ticks.pop(event.data["item"], None)
            if event.data["done"]:
                ticks[event.data["item"]] = event
    return ticks
