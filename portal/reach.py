"""How to reach us: the telephone, and when somebody is there by the reader's contract."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from accounts.models import Organisation
from core.errors import DomainError
from core.times import keep_together
from sla.choosing import choose_tier
from sla.opening_hours import WEEKDAYS
from sla.promises import compiled_calendar


@dataclass(frozen=True)
class Reach:
    """`hours` are lines such as "Mon–Fri, 08:00–17:00", in the calendar's own zone; empty where nothing is agreed."""

    phone: str = ""
    hours: tuple[str, ...] = ()
    is_open: bool = False
    opens_at: datetime | None = None

    @property
    def tel(self):
        """What a telephone dials: no spaces."""
        return "".join(letter for letter in self.phone if letter.isdigit() or letter == "+")

    @property
    def line(self):
        return "; ".join(self.hours)


def reach(organisation, *, now, device=None) -> Reach:
    """`device`: what a ticket is about; one with a contract of its own may be looked after at other hours."""
    phone = provider_phone()
    try:
        version, _reason = choose_tier(organisation, now=now, device=device) if organisation else (None, "")
    except DomainError:  # no tier yet: we still have a telephone
        version = None
    if version is None:
        return Reach(phone=phone)
    calendar = compiled_calendar(version.calendar_id)
    is_open = calendar.open_at(now)
    in_force = version.calendar.version_at(now) or version.calendar.versions.first()
    return Reach(
        phone=phone,
        hours=tuple(weekly_lines(in_force.weekly)) if in_force else (),
        is_open=is_open,
        opens_at=None if is_open else calendar.next_opening(now),
    )


def provider_phone() -> str:
    own = Organisation.objects.filter(kind=Organisation.Kind.OWN, is_active=True).exclude(phone="")
    return own.order_by("pk").values_list("phone", flat=True).first() or ""


def weekly_lines(weekly) -> list[str]:
    """Put weekly hours into as few lines as possible: days in a row with the same hours share one."""
    lines, run = [], []
    for number, day in enumerate(WEEKDAYS):
        windows = tuple(tuple(window) for window in weekly.get(day) or ())
        if run and run[-1][1] != windows:
            lines += _line(run)
            run = []
        run.append((number, windows))
    lines += _line(run)
    if len(lines) == 1 and len(run) == len(WEEKDAYS) and run[0][1] == (("00:00", "24:00"),):
        return [_("around the clock")]
    return lines


def _line(run):
    windows = run[0][1]
    if not windows:
        return []
    first, last = WEEKDAYS_ABBR[run[0][0]], WEEKDAYS_ABBR[run[-1][0]]
    days = str(first) if len(run) == 1 else f"{first}–{last}"
    spans = ", ".join(f"{opens}–{closes}" for opens, closes in windows)
    return [_("%(days)s, %(hours)s") % {"days": days, "hours": keep_together(spans)}]
