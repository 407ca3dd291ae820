"""Message-IDs of the mails we send. A reference that bears our HMAC leads an answer back to its ticket."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_CASE = re.compile(r"<case\.([0-9]{1,18})\.([0-9a-f]{32})@[^<>\s]+>")
_TICKET = re.compile(r"<ticket\.([0-9]{1,18})\.([0-9a-f]{32})@[^<>\s]+>")


def reference_of_ticket(ticket) -> str:
    """Return the Message-ID that every mail about `ticket` answers: what mail programs thread by."""
    return _reference("ticket", ticket.pk)


def reference_of_notice(notice) -> str:
    """Return the Message-ID of a notice's mail: the same at every try, so that a second copy is known as one."""
    return _reference("notice", notice.pk)


def reference_of_case(case_id) -> str:
    """Return the Message-ID that every mail to the third party of a case answers.

    It is the case's own: what leads to the ticket stays with the requester.
    """
    return _reference("case", case_id)


def ticket_number_in(references: str) -> int | None:
    """Return the number of the last ticket in a References or In-Reply-To header that we ourselves put there."""
    return _newest_in(references, _TICKET, "ticket")


def case_in(references: str) -> int | None:
    """Return the key of the last vendor case in a References or In-Reply-To header that we ourselves put there.

    What is answered there is for the case, and never for the requester.
    """
    return _newest_in(references, _CASE, "case")


def _newest_in(references, pattern, what):
    for number, mark in reversed(pattern.findall(references)):
        if constant_time_compare(mark, _mark(what, int(number))):
            return int(number)
    return None


def _reference(what, pk):
    host = urlsplit(settings.SITE_URL).hostname.encode("idna").decode()
    return f"<{what}.{pk}.{_mark(what, pk)}@{host}>"


def _mark(what, pk):
    return salted_hmac("tickets.references", f"{what}:{pk}", algorithm="sha256").hexdigest()[:32]
