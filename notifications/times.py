"""Instants in a mail: it may be read days later, so only today is called so and all other days have their date."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.times import clock_time, keep_together


def instant(at, *, now) -> str:
    """Return "today 15:04", or "Wed 25 Nov, 10:42", in the active language and time zone."""
    if localtime(at).date() == localtime(now).date():
        return keep_together(_("today %(time)s") % {"time": clock_time(at)})
    return f"{day(at, now=now)}, {clock_time(at)}"


def day(at, *, now) -> str:
    """Return "Wed 25 Nov", with the year where it is another one."""
    at = localtime(at)
    same_year = at.year == localtime(now).year
    return date_format(at, pgettext("date format", "D j M") if same_year else pgettext("date format", "D j M Y"))
