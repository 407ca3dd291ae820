"""Addresses in mails. They are built from the one configured site address and log nobody in."""

from django.conf import settings


def portal_ticket(ticket) -> str:
    return f"{settings.SITE_URL}/t/{ticket.pk}/"


def desk_ticket(ticket) -> str:
    return f"{settings.SITE_URL}/desk/tickets/{ticket.pk}/"
