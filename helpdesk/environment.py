"""Settings come from the environment, through these few readers.

Each raises `BadSetting`, whose sentence names the variable and says what to do; `manage.py` prints it and ends.
"""

import os
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

REQUIRED = object()
YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}


class BadSetting(ImproperlyConfigured):
    """A variable of the environment is missing or cannot be read."""


def text(name, default=REQUIRED):
    """Return the variable as it stands; an empty one counts as missing."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is REQUIRED:
        raise BadSetting(f"{name} is not set. Set it in the environment; docs/settings.md says what it means.")
    return default


def choice(name, default, choices):
    """Return one of `choices`, written in small or capital letters."""
    value = text(name, default)
    for each in choices:
        if each.lower() == value.lower():
            return each
    raise BadSetting(f"{name} must be one of {', '.join(choices)}, not “{value}”.")


def zone(name, default):
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        raise BadSetting(f"{name} must be a time zone such as Europe/Berlin, not “{value}”.") from None
    return value


def number(name, default=REQUIRED, least=0, most=None):
    value = text(name, default)
    try:
        found = int(value)
    except (TypeError, ValueError):
        raise BadSetting(f"{name} must be a whole number, not “{value}”.") from None
    if found < least:
        raise BadSetting(f"{name} must be at least {least}, not {found}.")
    if most is not None and found > most:
        raise BadSetting(f"{name} must be at most {most}, not {found}.")
    return found


def switch(name, default=REQUIRED):
    value = text(name, default)
    if isinstance(value, bool):
        return value
    if value.lower() in YES:
        return True
    if value.lower() in NO:
        return False
    raise BadSetting(f"{name} must be yes or no, not “{value}”.")


def words(name, default=REQUIRED):
    """Return a list; commas part its entries."""
    value = text(name, default)
    if not isinstance(value, str):
        return list(value)
    return [word.strip() for word in value.split(",") if word.strip()]


def address(name, default=REQUIRED, schemes=()):
    """Return a URL of one of `schemes`, without a slash at its end."""
    value = text(name, default)
    if value is None:
        return None
    if value.partition("://")[0] not in schemes:
        wanted = " or ".join(f"{scheme}://" for scheme in schemes)
        # The value itself may hold a password, so it is not repeated here.
        raise BadSetting(f"{name} must begin with {wanted}.")
    return value.rstrip("/")
