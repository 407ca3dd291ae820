"""What a ticket would be promised if it were opened now."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Team
from sla.business_time import TimeError
from sla.choosing import REASONS, choose_tier
from sla.models import TierVersion
from sla.promises import promises_for
from tickets.actions.opening import first_team


@dataclass(frozen=True)
class Outlook:
    version: TierVersion
    reason: str  # why this tier, in words
    priority: str
    team: Team
    update_due: datetime | None
    resolution_due: datetime | None
    move_due: datetime | None  # to the next level, by itself


def outlook(organisation, *, category, impact, urgency, service, now, device=None) -> Outlook:
    """A call is an answer, so the first response is met by it. Raises InvalidInput where no tier applies."""
    version, reason = choose_tier(organisation, now=now, device=device)
    priority = version.priority_for(impact, urgency)
    promise = promises_for({version.pk})[version.pk]
    team = first_team(category, service, organisation)
    dues = [
        _due(promise.target(clock, priority, category), now)
        for clock in ("next_update", "resolution", f"level_{team.level}")
    ]
    return Outlook(version, REASONS[reason], priority, team, *dues)


def _due(target, now):
    try:
        return target.calendar.add(now, target.amount) if target else None
    except TimeError:  # a calendar that never gets there, within ten years
        return None
