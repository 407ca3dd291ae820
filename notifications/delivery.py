"""The mail server's side: one connection for a batch, and what its refusals mean.

* NoConnection   nothing is wrong with any mail: the server is away, full, or refuses us. All wait.
* TryLater       this mail was not taken, this time.
* Refused        this mail, or its recipient, is never going to be taken.
"""

import smtplib
from email.errors import MessageError

from django.core.mail import get_connection

SERVICE_ENDS = 421  # the server closes the connection, whatever it was asked
TOO_LARGE = 552


class DeliveryError(Exception):
    def __init__(self, error):
        super().__init__(f"{type(error).__name__}: {error}"[:500] if isinstance(error, Exception) else error)


class NoConnection(DeliveryError):
    pass


class TryLater(DeliveryError):
    pass


class Refused(DeliveryError):
    pass


class Connection:
    """The connection to the mail server of the settings, opened with the first mail."""

    def __init__(self):
        self._backend = get_connection()
        self._taken = 0  # mails since it was opened

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self._backend.close()
        except OSError:  # all mails are out already
            self._drop()

    def deliver(self, mail):
        """Hand `mail` over. Raises NoConnection, TryLater or Refused."""
        is_used = self._taken > 0
        try:
            self._hand_over(mail)
        except smtplib.SMTPServerDisconnected as error:
            if not is_used:
                raise TryLater(error) from error
            # Some servers take only so many mails by one connection; that says nothing about this one.
            self._hand_over_by_a_new_connection(mail)
        self._taken += 1

    def _hand_over_by_a_new_connection(self, mail):
        try:
            self._hand_over(mail)
        except smtplib.SMTPServerDisconnected as error:
            raise TryLater(error) from error

    def _hand_over(self, mail):
        self._open()
        try:
            if self._backend.send_messages([mail]) != 1:
                raise Refused("The mail has no recipient.")
        except smtplib.SMTPServerDisconnected:
            self._drop()
            raise
        except (smtplib.SMTPException, OSError) as error:
            if _code(error) in (0, SERVICE_ENDS):  # no answer, or the last one: nothing more goes by this connection
                self._drop()
            raise _meaning(error)(error) from error
        except (ValueError, MessageError) as error:  # a header or an address that cannot be written
            self._drop()
            raise Refused(error) from error

    def _open(self):
        try:
            self._backend.open()
        except (smtplib.SMTPException, OSError) as error:
            # A connection that opened and then could not be secured must not be taken for a good one.
            self._drop()
            raise NoConnection(error) from error

    def _drop(self):
        self._taken = 0
        if smtp := getattr(self._backend, "connection", None):
            smtp.close()
            self._backend.connection = None


def _meaning(error):
    code = _code(error)
    if code == SERVICE_ENDS:
        return NoConnection
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Refused if code == TOO_LARGE else NoConnection  # it is we who are refused, not this mail
    return Refused if 500 <= code < 600 else TryLater


def _code(error):
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _said in error.recipients.values()), default=0)
    return getattr(error, "smtp_code", 0)
