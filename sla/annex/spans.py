"""Lengths of time in words, for people who sign them: 12 hours, one service day."""

from django.utils.translation import gettext, ngettext

from core.times import keep_together

HOUR, MINUTE, DAY = 3600, 60, 24 * 3600


def length_words(seconds: int, service_day: int | None = None) -> str:
    """Return "30 minutes", "7 hours", "40 hours, 3 service days and 4 hours".

    `service_day`: how many seconds a day of service has, where all have the same; None where they differ.
    """
    words = _hours(seconds)
    if not service_day or seconds < service_day:
        return words
    days, rest = divmod(seconds, service_day)
    in_days = keep_together(ngettext("one service day", "%(count)s service days", days) % {"count": days})
    if rest:
        in_days = gettext("%(first)s and %(second)s") % {"first": in_days, "second": _hours(rest)}
    return gettext("%(hours)s, %(days)s") % {"hours": words, "days": in_days}


def all_hours_words(seconds: int) -> str:
    """As `length_words`, of time that is counted around the clock: 72 hours, 3 days."""
    if seconds < 2 * DAY or seconds % DAY:
        return _hours(seconds)
    days = ngettext("one day", "%(count)s days", seconds // DAY) % {"count": seconds // DAY}
    return gettext("%(hours)s, %(days)s") % {"hours": _hours(seconds), "days": days}


def within(words: str) -> str:
    return gettext("within %(time)s") % {"time": words}


def every(seconds: int, words: str) -> str:
    if seconds == HOUR:
        return gettext("at least every hour")
    return gettext("at least every %(time)s") % {"time": words}


def _hours(seconds):
    if seconds < 2 * HOUR and seconds % HOUR and not seconds % MINUTE:
        return _minutes(seconds // MINUTE)
    parts = []
    hours, rest = divmod(seconds, HOUR)
    minutes, over = divmod(rest, MINUTE)
    if hours:
        parts.append(keep_together(ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}))
    if minutes:
        parts.append(_minutes(minutes))
    if over:
        parts.append(keep_together(ngettext("%(count)s second", "%(count)s seconds", over) % {"count": over}))
    words = parts[0]
    for part in parts[1:]:
        words = gettext("%(first)s and %(second)s") % {"first": words, "second": part}
    return words


def _minutes(count):
    return keep_together(ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count})
