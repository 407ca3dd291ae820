"""The list of public holidays by year: which count, where they come from, what each takes away, and who confirmed it."""

from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version as library_version

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.times import length
from sla.clock_changes import openings
from sla.models import HolidayYear
from sla.opening_hours import Definition
from sla.public_holidays import Holiday

DAY = timedelta(days=1)
LIBRARY = f"holidays {library_version('holidays')}"
PARTIAL = {
    "catholic": _("law, only where most are Catholic"),
    "protestant": _("law, only where most are Protestant"),
    "bank": _("banks only"),
    "half_day": _("half a day, by custom"),
}


@dataclass(frozen=True)
class Row:
    holiday: Holiday
    is_ticked: bool
    source: str
    effect: str
    is_moot: bool


@dataclass(frozen=True)
class Year:
    year: int
    rows: list[Row]
    confirmed: HolidayYear | None

    @property
    def counted(self):
        return sum(row.is_ticked for row in self.rows)


def holiday_years(proposed, ticked: set, own: dict, definition: Definition, state: str, confirmed) -> list[Year]:
    """Years in order. `own` are the dates that have lines of their own; `confirmed` HolidayYears of the calendar."""
    by_year = {}
    for holiday in proposed:
        row = _row(holiday, holiday.date.isoformat() in ticked, own, definition, state)
        by_year.setdefault(holiday.date.year, []).append(row)
    looked_at = {each.year: each for each in confirmed}
    return [Year(year, rows, looked_at.get(year)) for year, rows in by_year.items()]


def year_to_show(years: list[Year], this_year: int) -> int | None:
    """The first that nobody confirmed yet, else this one."""
    return next((year.year for year in years if year.confirmed is None), this_year if years else None)


def _row(holiday, is_ticked, own, definition, state):
    whole = _("law, whole state") if state else _("law, whole country")
    source = whole if holiday.is_law else PARTIAL.get(holiday.kind, _("only in places or trades"))
    if holiday.date.isoformat() in own:
        return Row(holiday, is_ticked, source, gettext("has hours of its own"), is_moot=True)
    less = _less(definition, holiday.date)
    if less:
        return Row(holiday, is_ticked, source, gettext("%(hours)s less") % {"hours": length(less)}, is_moot=False)
    is_weekend = holiday.date.weekday() >= 5
    effect = gettext("at a weekend, no effect") if is_weekend else gettext("closed anyway, no effect")
    return Row(holiday, is_ticked, source, effect, is_moot=True)


def _less(definition, day):
    """The service time that goes when the date is closed, the end of the night before included."""
    others = tuple(entry for entry in definition.exceptions if entry[0] != day)
    open_then = Definition(definition.time_zone, definition.weekly, others)
    closed = Definition(definition.time_zone, definition.weekly, (*others, (day, (), "")))
    return _open(open_then, day) - _open(closed, day)


def _open(definition, day):
    return sum((opening.lasts for opening in openings(definition, day - DAY, day)), timedelta())
