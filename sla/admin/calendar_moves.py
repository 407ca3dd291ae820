"""What a calendar's edit does to open tickets, before it is saved."""

from reports.moving import CalendarChange, Preview, moving

MOST_WHILE_TYPING = 2000  # open tickets that are read with each look; more are read when it is to be saved


def moves_of(version, *, now, is_look: bool) -> Preview | None:
    """Every open ticket whose due time would move with the unsaved `version`; None where that takes too long."""
    change = CalendarChange(version, now=now)
    if is_look and change.tickets().count() > MOST_WHILE_TYPING:
        return None
    return moving(change, now=now)
