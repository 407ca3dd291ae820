"""A write with an `Idempotency-Key` happens once: its repetition gets the first answer, another body a 409."""

import hashlib
import json
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.response import Response

from core.text import clean_line

from .errors import Refused
from .models import GivenAnswer

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(days=7)


def once(request, write, *, now):
    """Return the answer of `write()`, or the one given to the same request before.

    The key's row and what is written share one transaction: a second request waits at the row until the first is
    through, and one that fails leaves the key unused.
    """
    given = request.headers.get(HEADER)
    if given is None:
        return write()
    key = clean_line(given)
    if not key or key != given or len(key) > 200:
        raise Refused(_("An Idempotency-Key has 1 to 200 characters."), "invalid_idempotency_key")
    asked = _digest(request)
    with transaction.atomic():
        GivenAnswer.objects.filter(user=request.user, created_at__lt=now - KEPT_FOR).delete()
        row = GivenAnswer(user=request.user, key=key, request=asked, created_at=now)
        GivenAnswer.objects.bulk_create([row], ignore_conflicts=True)
        row = GivenAnswer.objects.select_for_update().get(user=request.user, key=key)
        if row.request != asked:
            sentence = _("This Idempotency-Key was used for something else. Take a new one.")
            raise Refused(sentence, "idempotency_key_reused", status.HTTP_409_CONFLICT)
        if row.status:
            return Response(row.body, status=row.status, headers={"Idempotent-Replay": "true"})
        answer = write()
        row.status, row.body = answer.status_code, json.loads(answer_text(answer.data))
        row.save(update_fields=["status", "body"])
        return answer


def answer_text(data):
    from rest_framework.renderers import JSONRenderer

    return JSONRenderer().render(data) if data is not None else b"null"


def _digest(request):
    """A digest of method, address and content; the content as it was understood, since boundaries differ each time."""
    found = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    data = request.data
    pairs = list(data.lists()) if hasattr(data, "lists") else data
    found.update(json.dumps(pairs, sort_keys=True, default=_content).encode())
    return found.hexdigest()


def _content(upload):
    """An uploaded file by name and bytes."""
    digest = hashlib.sha256()
    if getattr(upload, "file", None) is not None:
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
    return [str(upload), digest.hexdigest()]
