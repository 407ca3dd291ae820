"""A form sent twice is sent once: each carries a hidden key, signed for the person it was shown to."""

import hashlib
import uuid
from contextlib import contextmanager

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

from .models import SentForm

SALT = "portal.once"


class AlreadySent(DomainError):
    code = "already_sent"


def new_key(user) -> str:
    return signing.dumps([uuid.uuid4().hex, user.pk], salt=SALT)


def is_key_of(user, signed) -> bool:
    return _read(user, signed) is not None


def is_key(signed) -> bool:
    """Whether it was made here, for whomever."""
    return _loaded(signed) is not None


def _read(user, signed):
    key, owner = _loaded(signed) or (None, None)
    return uuid.UUID(key) if key and owner == user.pk else None


def _loaded(signed):
    try:
        return signing.loads(signed or "", salt=SALT)
    except signing.BadSignature:
        return None


class Sending:
    """`ticket` is what the first sending made, or None when this one is the first; then the body sets it."""

    def __init__(self, ticket=None):
        self.is_repeat = ticket is not None
        self.ticket = ticket


@contextmanager
def once(request, *, now):
    """Guard the body against a second sending of the same form; a parallel one waits here until the first is through.

    A form without a valid key is taken as new. Raises AlreadySent when the same key comes with other content.
    """
    key = _read(request.user, request.POST.get("key"))
    if key is None:
        yield Sending()
        return
    digest = digest_of(request)
    with transaction.atomic():
        row = SentForm(key=key, user=request.user, digest=digest, at=now)
        SentForm.objects.bulk_create([row], ignore_conflicts=True)
        first = SentForm.objects.select_related("ticket").select_for_update(of=("self",)).get(key=key)
        if first.ticket and first.digest != digest:
            raise AlreadySent(
                _("You have sent this form before, as ticket %(number)s. Open that ticket to add something.")
                % {"number": f"#{first.ticket.number}"}
            )
        sending = Sending(first.ticket)
        yield sending
        if sending.ticket is not None and not sending.is_repeat:
            SentForm.objects.filter(key=key).update(ticket=sending.ticket)


def digest_of(request) -> str:
    """What was sent, without what differs by itself: the token of the page, and a file's bytes stand by name and size."""
    digest = hashlib.sha256()
    for name, texts in sorted(request.POST.lists()):
        if name not in ("csrfmiddlewaretoken", "key"):
            digest.update(repr((name, texts)).encode(errors="replace"))
    for name, files in sorted(request.FILES.lists()):
        digest.update(repr((name, [(file.name, file.size) for file in files])).encode(errors="replace"))
    return digest.hexdigest()
