"""What is written between us and the third party of a case. Its people read these messages; the requester does not."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from tickets.checks import require_text
from tickets.models import Event, Message, Notice

from ..models import CaseMessage
from .vendor_cases import case_verb, record_of_case, require_open

EMPTY = _("Write something first.")


@case_verb
def write_to_vendor(change, case, *, body, mail_to="", attachments=(), shared=()):
    """Write to the third party, in the case and, where `mail_to` names an address, by mail.

    `shared`: messages of the ticket that its people may read from now on, files included.
    """
    require_open(case)
    _write(change, case, body, mail_to, attachments)
    _share(change, case, shared)


@case_verb
def chase_vendor(change, case, *, body, mail_to=""):
    """Ask the vendor where it is, with the words he gets; colleagues read them in the conversation."""
    require_open(case)
    _write(change, case, body, mail_to)
    case.chased_at = change.now
    case.save(update_fields=["chased_at"])
    record_of_case(change, case, "chased")


@case_verb
def refuse_done(change, case, *, body, mail_to=""):
    """It is not done yet, whatever they say; they are told what is missing."""
    require_open(case)
    _write(change, case, body, mail_to)
    if case.said_done_at is None:
        return
    case.said_done_at = None
    case.save(update_fields=["said_done_at"])
    record_of_case(change, case, "refused_done")


def mail_of_party(case) -> str:
    """Where the party of a case reads its mail: what the contract says, else the organisation; "" where unknown."""
    return (case.contract.mail if case.contract else "") or case.vendor.case_mail


def say_in_case(change, case, body, *, direction, attachments=()):
    """Add a message to the case and to the ticket's conversation, where the requester does not see it."""
    body = require_text(body, EMPTY)
    message = change.say(Message.Kind.VENDOR, body, direction=direction, is_public=False, attachments=attachments)
    change.record(Event.Kind.MESSAGE, message=message, kind=message.kind)
    change.add(CaseMessage(case=case, message=message))
    return message


def _write(change, case, body, mail_to, attachments=()):
    message = say_in_case(change, case, body, direction=Message.Direction.OUT, attachments=attachments)
    if not mail_to:
        return
    try:
        validate_email(mail_to)
    except ValidationError:
        raise InvalidInput(_("That is no e-mail address.")) from None
    record_of_case(change, case, "mailed", address=mail_to)
    reader = {"language": case.vendor.language, "time_zone": case.vendor.time_zone}
    change.write_to(mail_to, Notice.Kind.TO_PARTY, message=message, case=case.pk, **reader)


def _share(change, case, messages):
    """Let the party read messages of the ticket that the requester reads too; of others there is no talk outside."""
    known = set(case.case_messages.values_list("message", flat=True))
    ours = Message.objects.filter(ticket=change.ticket, is_public=True, pk__in=[message.pk for message in messages])
    for message in ours.order_by("pk"):
        if message.pk not in known:
            change.add(CaseMessage(case=case, message=message))
            record_of_case(change, case, "shared", shared=message.pk)
