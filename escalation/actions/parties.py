"""What the people of a third party do with a case that was given to them. Each time whoever has the ticket is told.

Nothing they say ends anything: a promise is theirs, a date they propose counts once we agree, and when they say that it
is done, we look. Who they are, and which cases are theirs, says VendorCase.objects.given_to.
"""

from functools import wraps

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from tickets.checks import require_later
from tickets.models import Message, Notice

from ..audience import holder_people
from ..models import VendorStep
from . import vendor_cases, vendor_steps
from .case_messages import say_in_case
from .vendor_cases import case_verb, record_of_case, require_open


def by_party(body):
    """Make a verb that tells whoever has the ticket what the party did, once it did something."""

    @case_verb
    @wraps(body)
    def told(change, case, **said):
        require_open(case)
        before = len(change.events)
        message = body(change, case, **said)
        if len(change.events) > before:
            _tell(change, case, message, change.events[-1][0].data.get("code", "wrote"))

    return told


def _tell(change, case, message, code):
    for person in holder_people(change.ticket):
        change.tell(
            person,
            Notice.Kind.PARTY_WROTE,
            message=message,
            vendor=case.vendor.name,
            reference=case.reference,
            what=case.what,
            code=code,
        )


@by_party
def write_as_party(change, case, *, body, attachments=()):
    """Write to us; files go with it."""
    return say_in_case(change, case, body, direction=Message.Direction.IN, attachments=attachments)


@by_party
def give_numbers(change, case, *, reference, shipping=""):
    """Their number for the case, and those of parcels."""
    vendor_cases.update_vendor_case.inside(change, case, reference=reference, shipping=shipping)


@by_party
def promise_by(change, case, *, promised_at):
    """Promise an instant until which it is done. Their clock is measured against it from now on."""
    if promised_at is None:
        raise InvalidInput(_("Give a date and a time."))
    require_later(promised_at, change.now)
    vendor_cases.update_vendor_case.inside(change, case, promised_at=promised_at)


@by_party
def propose_step(change, case, **fields):
    """Propose a visit or another step; it counts once we agree."""
    vendor_steps.add_vendor_step.inside(change, case, **fields, asked_of=VendorStep.Side.US)


@by_party
def propose_another_time(change, case, *, step, starts_at, due_at):
    """Another time for a step: what was agreed before does not stand any more, the new time counts once we agree."""
    known = case.steps.get(pk=step.pk)
    if (known.starts_at, known.due_at) != (starts_at, due_at):
        vendor_steps.change_vendor_step.inside(
            change, case, step=step, starts_at=starts_at, due_at=due_at, asked_of=VendorStep.Side.US
        )


@by_party
def agree_as_party(change, case, *, step):
    """Agree to what we proposed; what they proposed themselves waits for us."""
    if case.steps.get(pk=step.pk).asked_of == VendorStep.Side.THEM:
        vendor_steps.agree_to_step.inside(change, case, step=step)


@by_party
def finish_as_party(change, case, *, step):
    """Say that a step is done."""
    vendor_steps.finish_vendor_step.inside(change, case, step=step)


@by_party
def say_done(change, case, *, body=""):
    """Say that the work is done. Their clock runs until we have confirmed it."""
    if case.confirmed_at is not None or case.said_done_at is not None:
        return None
    case.said_done_at = change.now
    case.save(update_fields=["said_done_at"])
    message = say_in_case(change, case, body, direction=Message.Direction.IN) if body.strip() else None
    record_of_case(change, case, "said_done")
    return message
