"""`manage.py send_notices`: send what the outbox holds, for as long as it is not told to stop."""

import logging
import signal
import threading
from email.utils import parseaddr

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.db import close_old_connections

from notifications.sending import send_batch

logger = logging.getLogger(__name__)

IDLE_SECONDS = 1
LONGEST_PAUSE = 60  # seconds between two tries to reach a server that is away


class Command(BaseCommand):
    help = "Send the mails that wait in the outbox, until SIGTERM; the mail in hand is finished first."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="send what is due now, then end")

    def handle(self, *, once, **options):
        check_addresses()
        self.stop = threading.Event()
        if once:
            return self.send_once()
        if threading.current_thread() is threading.main_thread():
            for each in (signal.SIGTERM, signal.SIGINT):
                signal.signal(each, lambda *_: self.stop.set())
        trouble = 0
        while not self.stop.is_set():
            turn, pause = self.turn(trouble)
            trouble = trouble + 1 if turn is None or turn.no_connection else 0
            if pause:
                self.stop.wait(pause)
        return None

    def turn(self, trouble):
        """Send one batch; return it, or None where the database failed, and for how many seconds to wait then."""
        pause = min(2**trouble, LONGEST_PAUSE)
        try:
            turn = send_batch(is_stopping=self.stop.is_set)
        except DatabaseError as error:
            logger.warning("The database does not answer; trying again in %s s: %s", pause, str(error).strip())
            close_old_connections()
            return None, pause
        except Exception:  # the next batch may be a good one; what this one had comes back when its lease is over
            logger.exception("Sending failed; trying again in %s s", pause)
            close_old_connections()
            return None, pause
        if turn.no_connection:
            logger.warning("No mail leaves; trying again in %s s: %s", pause, turn.no_connection)
            return turn, pause
        if turn.sent:
            logger.info("%s of %s notices sent", turn.sent, turn.claimed)
        return turn, IDLE_SECONDS if turn.is_idle else 0

    def send_once(self):
        sent = 0
        while not (turn := send_batch(is_stopping=self.stop.is_set)).is_idle:
            sent += turn.sent
            if turn.no_connection:
                raise CommandError(
                    f"The mail server does not answer, so nothing is lost but waits: {turn.no_connection}"
                )
        self.stdout.write(f"{sent} notices sent.")


def check_addresses():
    """Refuse to start with a sender no mail can carry: each mail would be given up because of it."""
    for name in ("DEFAULT_FROM_EMAIL", "MAIL_REPLY_TO"):
        value = getattr(settings, name)
        name_at, _, host = parseaddr(value)[1].rpartition("@")
        if value and not (name_at and host):
            raise CommandError(f"{name} must be an address such as Helpdesk <help@example.com>, not “{value}”.")
