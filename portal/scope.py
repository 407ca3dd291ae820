"""Which tickets the portal shows: those of the person as a customer, never what he may see as an agent."""

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q

from core.text import clean_line
from tickets.models import Follower, Message, Ticket

QUERY_LIMIT = 200  # characters; nobody types more to find a ticket
NUMBER_DIGITS = 18  # as many as a ticket number can have


def readable(user):
    """His own, those he was added to, and those of organisations whose tickets he may all read."""
    return Ticket.objects.visible_to(user).filter(_is_mine(user) | Q(organisation__in=user.shared_organisation_ids))


def mine(user):
    return Ticket.objects.visible_to(user).filter(_is_mine(user))


def of_colleagues(user):
    """Tickets of others that he may read because his organisation shares them, or because he manages it."""
    shared = Ticket.objects.visible_to(user).filter(organisation__in=user.shared_organisation_ids)
    return shared.exclude(requester=user)


def _is_mine(user):
    return Q(requester=user) | Q(pk__in=Follower.objects.filter(user=user).values("ticket"))


def found(tickets, user, query):
    """Those of `tickets` with that number, or with those words in the subject or in a message he may read."""
    query = clean_line(query)[:QUERY_LIMIT]
    number = query.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) <= NUMBER_DIGITS:
        return tickets.filter(Q(number=int(number)) | Q(subject__icontains=query))
    words = SearchQuery(query, config="german") | SearchQuery(query, config="english")
    said = Message.objects.visible_to(user).filter(is_public=True, search=words).values("ticket")
    return tickets.filter(Q(subject__icontains=query) | Q(search=words) | Q(pk__in=said))
