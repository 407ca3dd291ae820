"""The outbox, emptied: each notice is claimed with a lease, sent outside any transaction, and its outcome written.

Any number of senders may run. One that dies gives its notices back when their lease is over; a second copy of a mail is
possible only when it dies between the server's OK and our commit, and that copy bears the same Message-ID.
"""

import logging
import time
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from escalation.sweep import database_now
from tickets.models import Notice, Ticket

from .delivery import Connection, NoConnection, Refused, TryLater
from .wording import News
from .words import mail_of

logger = logging.getLogger(__name__)

BATCH = 25
# Between the tries of one mail: in sum a little less than three days. After the last one it is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 120, 240, 480, 720, 960, 1440))


@dataclass
class Turn:
    """What came of one batch."""

    claimed: int = 0
    sent: int = 0
    no_connection: str = ""

    @property
    def is_idle(self):
        return not self.claimed


def lease() -> timedelta:
    """How long a claimed notice is left alone by others: longer than one mail may take.

    A mail is begun within one EMAIL_TIMEOUT of its claim, and the server may let us wait that long for a connection, for
    an answer, and for one more connection.
    """
    return timedelta(seconds=5 * settings.EMAIL_TIMEOUT)


def send_batch(*, now=None, is_stopping=lambda: False) -> Turn:
    """Send what is due, at most one batch. `now` is the database's clock unless a test hands one in."""
    began = time.monotonic()
    now = now or database_now()
    waiting = load(claim(now))
    turn = Turn(claimed=len(waiting))
    with Connection() as to_server:
        while waiting:
            if is_stopping() or time.monotonic() - began > settings.EMAIL_TIMEOUT:
                break  # what is left is sent in the next turn, long before its lease is over
            try:
                turn.sent += send(waiting[0], to_server, now=now)
            except NoConnection as error:
                turn.no_connection = str(error)
                break
            waiting.pop(0)
    give_back(waiting, now=now, error=turn.no_connection)
    return turn


def claim(now) -> list[int]:
    """Take notices that nobody else holds, longest waiting first; return their keys."""
    with transaction.atomic():
        due = Notice.objects.filter(  # all rows: the sender serves everybody
            outcome=Notice.Outcome.WAITING, next_try_at__lte=now
        ).order_by("next_try_at", "pk")
        keys = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
        if keys:
            _rows(keys).update(attempts=F("attempts") + 1, next_try_at=now + lease())
    return keys


def load(keys) -> list[Notice]:
    """Read claimed notices with all their words ask for."""
    related = ("person", "message__author", *(f"ticket__{name}" for name in _OF_TICKET))
    rows = _rows(keys).select_related(*related).prefetch_related(*_BESIDE)
    return list(rows.order_by("next_try_at", "pk")) if keys else []


_OF_TICKET = ("requester", "organisation", "team", "assignee", "tier_version", "merged_into")
_BESIDE = ("ticket__clocks", "ticket__commitments", "message__attachments")


def give_back(notices, *, now, error=""):
    """End the claim of what was not tried: it is due at once, and nothing counts as a try."""
    for notice in notices:
        _held(notice).update(attempts=F("attempts") - 1, next_try_at=now, error=error)


def send(notice, to_server, *, now) -> bool:
    """Send one notice and write what came of it; return whether it went out. Raises NoConnection, nothing written."""
    if reason := why_not(notice):
        _finish(notice, Notice.Outcome.DROPPED, reason)
        return False
    try:
        to_server.deliver(mail_of(notice, now=now))
    except (NoConnection, DatabaseError):
        raise
    except Refused as error:
        logger.warning("Notice %s is given up: %s", notice.pk, error)
        _finish(notice, Notice.Outcome.PARKED, str(error))
        return False
    except TryLater as error:
        _try_later(notice, now, str(error))
        return False
    except Exception as error:  # one bad notice must not hold up the others
        logger.exception("Notice %s could not be put into words", notice.pk)
        _try_later(notice, now, f"{type(error).__name__}: {error}")
        return False
    _note_sent(notice)
    return True


def _note_sent(notice):
    """Write that the mail is out. It is, so a database that restarts just now is waited for: else it would go twice."""
    while True:
        try:
            _rows([notice.pk]).update(outcome=Notice.Outcome.SENT, outcome_at=Now(), error="")
            return
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block:
                raise
            logger.warning("Notice %s is sent, but this cannot be written yet: %s", notice.pk, str(error).strip())
            close_old_connections()
            time.sleep(0.5)


def why_not(notice) -> str:
    """Return why the notice is not to be sent any more, or "". Rights are read now, not when it was queued."""
    person, ticket = notice.person, notice.ticket
    if notice.address:
        return ""  # it was said when it was written; whoever wrote it may have gone since
    if not person.is_active:
        return "The person is no longer active."
    if not person.wants_mail:
        return "The person wants no e-mail."
    if not person.email:
        return "The person has no e-mail address."
    if News(notice, now=notice.created_at).is_for_requester:
        allowed = Ticket.objects.visible_to(person)
    else:
        allowed = Ticket.objects.workable_by(person)
    return "" if allowed.filter(pk=ticket.pk).exists() else "The person may no longer see the ticket."


def _try_later(notice, now, error):
    if notice.attempts > len(PAUSES):
        logger.warning("Notice %s is given up after %s tries: %s", notice.pk, notice.attempts, error)
        _finish(notice, Notice.Outcome.PARKED, error)
    else:
        _held(notice).update(next_try_at=now + PAUSES[notice.attempts - 1], error=error[:500])


def _finish(notice, outcome, error):
    _held(notice).update(outcome=outcome, outcome_at=Now(), error=error[:500])


def _held(notice):
    """The claimed row, as long as nobody else has claimed it since."""
    return _rows([notice.pk]).filter(outcome=Notice.Outcome.WAITING, attempts=notice.attempts)


def _rows(keys):
    return Notice.objects.filter(pk__in=keys)  # all rows: the sender serves everybody
