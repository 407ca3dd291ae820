"""Instants and durations in the words of the reader's language and zone (English and German forms).

A due time is a wall-clock time in the active zone; a time left is service time. Spaces inside them never break.
"""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

NBSP = "\u00a0"
# Outside of these an instant has no date in some zone.
EARLIEST, LATEST = datetime(2, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def is_storable(at: datetime) -> bool:
    """Whether an aware instant can be compared with stored ones, and shown, in every zone."""
    return EARLIEST < at < LATEST


def keep_together(text: str) -> str:
    return text.replace(" ", NBSP)


def clock_time(at: datetime) -> str:
    """15:14, 15:14 Uhr."""
    return keep_together(_format(at, pgettext("date format", "H:i")))


def day(at: datetime | date) -> str:
    """Tue 24 Nov 2026, Di., 24.11.2026; of an instant the day it is in the active zone."""
    return _format(at, pgettext("date format", "D j M Y"))


def exact(at: datetime) -> str:
    """Tue 24 Nov 2026, 15:14."""
    return f"{day(at)}, {clock_time(at)}"


def near(at: datetime, now: datetime) -> str:
    """today 15:14, tomorrow 09:00, Wed 11:00, and beyond a week the date."""
    days = (timezone.localtime(at).date() - timezone.localtime(now).date()).days
    if days == 0:
        return keep_together(gettext("today %(time)s") % {"time": clock_time(at)})
    if days == 1:
        return keep_together(gettext("tomorrow %(time)s") % {"time": clock_time(at)})
    if days == -1:
        return keep_together(gettext("yesterday %(time)s") % {"time": clock_time(at)})
    if -7 < days < 7:
        return keep_together(_format(at, pgettext("date format", "D H:i")))
    return exact(at)


def short(at: datetime, now: datetime) -> str:
    """For columns: 15:14, Wed 11:00, 24 Nov, and in another year 24 Nov 2026."""
    here, today = timezone.localtime(at), timezone.localtime(now).date()
    days = (here.date() - today).days
    if days == 0:
        return _format(at, "H:i")
    if -7 < days < 7:
        return keep_together(_format(at, pgettext("short date format", "D H:i")))
    if here.year == today.year:
        return keep_together(_format(at, pgettext("date format", "j M")))
    return keep_together(_format(at, pgettext("date format", "j M Y")))


def ago(at: datetime, now: datetime) -> str:
    """12 m up to a day, then as `short`."""
    passed = now - at
    return span(passed) if timedelta(0) <= passed < timedelta(days=1) else short(at, now)


def span(duration: timedelta) -> str:
    """4 h 32 m, 48 m, 3:41; the sign is dropped."""
    seconds = int(abs(duration.total_seconds()))
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours:
        return keep_together(gettext("%(hours)d h %(minutes)02d m") % {"hours": hours, "minutes": minutes})
    if seconds >= 300:
        return keep_together(gettext("%(minutes)d m") % {"minutes": minutes})
    return f"{minutes}:{seconds % 60:02d}"


def length(duration: timedelta) -> str:
    """A promised or used time, without seconds and idle parts: 4 h, 1 h 30 m, 45 m, 20 s."""
    seconds = int(abs(duration.total_seconds()))
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours and minutes:
        return span(duration)
    if hours:
        return keep_together(gettext("%(hours)d h") % {"hours": hours})
    if minutes:
        return keep_together(gettext("%(minutes)d m") % {"minutes": minutes})
    return keep_together(gettext("%(seconds)d s") % {"seconds": seconds})


def in_full(duration: timedelta) -> str:
    """For sentences: 7 hours, 2 hours 22 minutes, 20 seconds."""
    seconds = int(abs(duration.total_seconds()))
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    parts = []
    if hours:
        parts.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if minutes:
        parts.append(ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes})
    if not parts:
        parts.append(ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds})
    return keep_together(" ".join(parts))


def late(duration: timedelta) -> str:
    """24 m over."""
    return keep_together(gettext("%(time)s over") % {"time": span(duration)})


def _format(at, form):
    here = timezone.localtime(at) if isinstance(at, datetime) else at
    return date_format(here, form, use_l10n=False)
