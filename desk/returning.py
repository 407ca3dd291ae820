"""When a ticket that waits comes back by itself, unless somebody says otherwise."""

from sla.promises import compiled_calendar
from tickets.actions.waiting import third_service_day


def comes_back(ticket, now):
    """What the verbs take where no instant is given; forms are filled in with it."""
    return third_service_day(compiled_calendar(ticket.tier_version.calendar_id), ticket.organisation.time_zone, now)
