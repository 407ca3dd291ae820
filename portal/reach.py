"""How to reach us: the telephone, and when somebody is there by the reader's contract."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Organisation
from core.errors import DomainError
from sla.choosing import choose_tier
from sla.hours_in_words import weekly_lines
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
