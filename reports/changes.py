"""The three changes that can move the due times of open tickets, before they are made.

Each says which tickets it reaches (as escalation.carrying_out does it afterwards), what they are promised then, and by
which fact they come to know. Nothing here is written.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from sla.business_time import Calendar as CompiledCalendar
from sla.choosing import CONTRACT, DEFAULT, DEVICE
from sla.clock import Promise
from sla.models import Activation, CalendarVersion, Contract, Tier, TierVersion
from sla.promises import promise_of, promises_for
from tickets.models import Ticket

Mode = Activation.Mode


class _Change:
    """`key` names the promise in the fact `promised`; None: no fact comes, the hours themselves change."""

    key: Hashable = None
    mode = Mode.OPEN

    def tickets(self):
        """The open tickets that are looked at."""
        raise TypeError("each change says which tickets it reaches")

    def promises(self, keys) -> Mapping[Hashable, Promise]:
        """What the versions `keys` promise once the change is made."""
        return promises_for(keys)


@dataclass(frozen=True)
class VersionChange(_Change):
    """A drafted version of a tier comes into force."""

    version: TierVersion
    mode: str = Mode.NEW

    @property
    def key(self):
        return self.version.pk

    def tickets(self):
        return Ticket.objects.unfinished().filter(tier_version__tier=self.version.tier_id)

    @cached_property
    def _promise(self):
        return promise_of(self.version)

    def promises(self, keys):
        return {**promises_for(keys), self.key: self._promise}


@dataclass(frozen=True)
class ContractChange(_Change):
    """A customer's contract moves to another tier on a day of his own time zone; today means now."""

    contract: Contract
    tier: Tier
    mode: str = Mode.NEW
    from_day: date | None = None
    now: datetime | None = None

    @cached_property
    def version(self) -> TierVersion | None:
        """What the tier promises on that day; None where nothing of it is in force by then."""
        zone = ZoneInfo(self.contract.organisation.time_zone)
        is_later = self.from_day is not None and self.from_day > self.now.astimezone(zone).date()
        at = datetime.combine(self.from_day, time(), zone) if is_later else self.now
        return TierVersion.objects.in_force(at).filter(tier=self.tier).first()

    @property
    def key(self):
        return self.version.pk if self.version else None

    def tickets(self):
        if self.version is None:
            return Ticket.objects.none()
        tickets = Ticket.objects.unfinished().exclude(tier_version__tier=self.tier)
        if self.contract.for_devices:
            return tickets.filter(tier_reason=DEVICE, device__contract=self.contract)
        return tickets.filter(tier_reason__in=[CONTRACT, DEFAULT], organisation=self.contract.organisation_id)

    def promises(self, keys):
        return promises_for({*keys, self.key})


@dataclass(frozen=True)
class CalendarChange(_Change):
    """A version is added to a calendar's line; not saved, with `calendar`, `valid_from` and its hours."""

    version: CalendarVersion
    now: datetime | None = None

    def tickets(self):
        return Ticket.objects.unfinished().filter(tier_version__calendar=self.version.calendar_id)

    @cached_property
    def compiled(self) -> CompiledCalendar:
        """The calendar as it would be. Raises CalendarError for hours that make none."""
        line = CalendarVersion.objects.counting().filter(calendar=self.version.calendar_id)
        start = max(self.version.valid_from or self.now, self.now)
        kept = [(v.valid_from, v.definition) for v in line if v.pk != self.version.pk and v.valid_from != start]
        return CompiledCalendar([*kept, (start, self.version.definition)])

    @cached_property
    def _own(self):
        versions = TierVersion.objects.filter(calendar=self.version.calendar_id).prefetch_related("targets")
        return {version.pk: promise_of(version, self.compiled) for version in versions}

    def promises(self, keys):
        return {**promises_for(keys), **{key: self._own[key] for key in keys if key in self._own}}
