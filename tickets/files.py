"""The files people attach: kept under random names, handed out to whoever may read the message they belong to.

What a file is called and what it says it is, is data. Archives are never opened, nothing is ever shown in a page.
"""

import codecs
import hashlib
import logging
import uuid
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import filetype
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from core.errors import InvalidInput
from core.text import clean_file_name

from .models import Attachment
from .uploads import Allowance

logger = logging.getLogger(__name__)

UNKNOWN = "application/octet-stream"
# Whatever is not in this list is handed out as bytes of no known kind.
ALLOWED_TYPES = {
    "application/gzip",
    "application/msword",
    "application/pdf",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/x-7z-compressed",
    "application/zip",
    "audio/mpeg",
    "audio/x-wav",
    "image/bmp",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/tiff",
    "image/webp",
    "video/mp4",
    "video/quicktime",
    "video/webm",
}
HEAD = 8192  # bytes the kind of a file is recognised by
CHUNK = 64 * 1024


@contextmanager
def storing(uploads):
    """Keep `uploads` on disk and hand out what `attachments=` of a verb takes, one object for each file.

        with storing(form.cleaned_data["attachments"]) as files:
            reply(ticket, by=user, now=now, body=body, attachments=files)

    Keep no more than the verb in the body: when the body raises, the files are removed again. Raises InvalidInput,
    naming the file, for what is too large or too many. A process that dies in between leaves files no row names.
    """
    allowance, kept = Allowance(), []
    try:
        for upload in uploads or ():
            kept.append(_keep(upload, allowance))
        yield kept
    except BaseException:
        for file in kept:
            path_of(file.key).unlink(missing_ok=True)
        raise


def path_of(key) -> Path:
    """Where the bytes of an attachment lie; two letters of its key make the folder."""
    return Path(settings.ATTACHMENT_ROOT) / key.hex[:2] / key.hex


def _keep(upload, allowance):
    if sentence := getattr(upload, "refusal", None) or allowance.begin(upload.name or ""):
        raise InvalidInput(sentence)
    key = uuid.uuid4()
    path = path_of(key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        size, content_type, sha256 = _copy(upload, path, allowance)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    name = clean_file_name(upload.name or "")
    return SimpleNamespace(key=key, name=name, size=size, content_type=content_type, sha256=sha256)


def _copy(upload, path, allowance):
    """Write the file piece by piece; return its size, kind and digest."""
    size, head, digest = 0, b"", hashlib.sha256()
    with path.open("xb") as target:
        path.chmod(0o600)
        for chunk in upload.chunks(CHUNK):
            if sentence := allowance.add(len(chunk)):
                raise InvalidInput(sentence)
            size += len(chunk)
            head += chunk[: HEAD - len(head)]
            digest.update(chunk)
            target.write(chunk)
    return size, content_type_of(head), digest.hexdigest()


def content_type_of(head: bytes) -> str:
    """Return the kind of a file by its first bytes; its name has no say."""
    found = filetype.guess(head) if head else None
    if found is not None:
        return found.mime if found.mime in ALLOWED_TYPES else UNKNOWN
    return "text/plain; charset=utf-8" if head and _is_text(head) else UNKNOWN


def _is_text(head):
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)  # a letter may be cut at the end
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter in "\t\n\r\f" for letter in text)


@login_required
@require_safe
def download(request, key):
    """Hand out a file to whoever may read its message at this moment."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), key=key)
    return file_answer(attachment)


def file_answer(attachment):
    """Stream the file so that a browser saves it and never runs it. Raises Http404 where the bytes are gone."""
    try:
        content = path_of(attachment.key).open("rb")
    except FileNotFoundError:
        logger.error("The file of attachment %s is not on this machine's disk", attachment.key)
        raise Http404 from None
    answer = FileResponse(
        content, as_attachment=True, filename=attachment.name, content_type=attachment.content_type or UNKNOWN
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
