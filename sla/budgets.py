"""How the customer's time is split between the levels.

Pure: no Django, no database.
"""

from collections.abc import Mapping
from datetime import timedelta

from .clock import LEVEL_KEYS
from .facts import LEVELS, Promise


def budgets(promise: Promise, priority: str, category: str | None, whole: timedelta) -> Mapping[int, timedelta]:
    """Return the part of `whole`, the time promised to the customer, that each level may use of it.

    A level whose time is set gets that, the lower level first, as far as `whole` reaches. What is left goes to the
    levels without a time of their own, in equal parts: with both set to the third, with none set a third to each.
    The parts never add up to more than `whole`. Amounts of service time, in whatever hours they count.
    """
    own = own_times(promise, priority, category)
    left, parts = whole, {}
    for level, time in own.items():
        parts[level] = min(time, left)
        left -= parts[level]
    others = [level for level in LEVELS if level not in own]
    for number, level in enumerate(others):
        parts[level] = left // (len(others) - number)
        left -= parts[level]
    return parts


def own_times(promise: Promise, priority: str, category: str | None) -> dict[int, timedelta]:
    """The times that the promise sets for its levels; the third never has one."""
    targets = ((level, promise.target(LEVEL_KEYS[level], priority, category)) for level in LEVELS)
    return {level: target.amount for level, target in targets if target is not None}
