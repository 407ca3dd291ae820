"""Addresses in mails. They are built from the one configured site address and log nobody in."""

from django.conf import settings
from django.urls import reverse

# What the requester's page shows at once; nothing changes before he sends it there.
TO_ANSWER, TO_REOPEN, TO_OBJECT = "#reply", "?open=reopen", "?open=object"


def portal_ticket(ticket) -> str:
    return f"{settings.SITE_URL}{reverse('portal:ticket', args=[ticket.pk])}"


def desk_ticket(ticket) -> str:
    return f"{settings.SITE_URL}{reverse('desk:ticket', args=[ticket.pk])}"


def party_case(case) -> str:
    """Where the people of a third party read the case, once they have signed in."""
    return f"{settings.SITE_URL}{reverse('portal:case', args=[case.pk])}"


def acknowledge(ticket, clock) -> str:
    """Where an agent says that he has seen `clock`: a page that asks first."""
    return f"{settings.SITE_URL}{reverse('desk:acknowledge', args=[ticket.pk])}?clock={clock}"
