"""What a report would be promised if it were sent now. The reader sees times, never what they are derived from."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.choices import Category, Impact, Priority, Urgency
from core.errors import DomainError
from sla.business_time import TimeError
from sla.choosing import choose_tier
from sla.promises import promises_for


@dataclass(frozen=True)
class Outlook:
    """Instants in UTC; None where nothing is promised or not enough is known yet."""

    is_known: bool = False
    first_at: datetime | None = None
    news_every: timedelta | None = None
    fix_at: datetime | None = None
    please_call: bool = False  # so many are hit that a call is the fastest way


def outlook(organisation, *, category, impact, urgency, now, device=None) -> Outlook:
    known = category in Category.values and impact in Impact.values and urgency in Urgency.values
    if not known or organisation is None:
        return Outlook()
    try:
        version, _reason = choose_tier(organisation, now=now, device=device)
    except DomainError:
        return Outlook()
    promise = promises_for([version.pk])[version.pk]
    priority = version.priority_for(impact, urgency)
    news = promise.target("next_update", priority, category)
    return Outlook(
        is_known=True,
        first_at=_due(promise.target("first_response", priority, category), now),
        news_every=news and news.amount,
        fix_at=_due(promise.target("resolution", priority, category), now),
        please_call=priority == Priority.P1,
    )


def _due(target, now):
    if target is None:
        return None
    try:
        return target.calendar.add(now, target.amount)
    except TimeError:  # ten years without enough opening time: no promise a person could count on
        return None
