"""The mails of a trial, read in the administration: a list, a mail's text, and its HTML in a frame that runs nothing."""

import email
import email.policy
import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path

from csp.decorators import csp, csp_update
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

NEWEST = 200  # of a trial's mails; older ones are still in the folder
NAME = re.compile(r"[0-9]+-[0-9a-f]+")
FRAME_POLICY = {
    "default-src": ["'none'"],
    "img-src": ["'self'", "data:"],
    "style-src": ["'unsafe-inline'"],
    "sandbox": [],
}


def may_read(user):
    """Mail holds what any person was told, and links to set a password; none is kept outside a trial."""
    return settings.EMAIL_BACKEND == "helpdesk.mail.KeptMail" and user.is_active and user.is_superuser


@require_safe
def listing(request):
    if not may_read(request.user):
        raise PermissionDenied
    names = sorted((path.stem for path in _folder().glob("*.eml")), reverse=True)
    mails = [_headers(name) for name in names[:NEWEST]]
    return _page(request, "admin/kept_mail/list.html", title=_("Kept mail"), mails=mails, total=len(names))


@require_safe
@csp_update({"frame-src": ["'self'"]})
def reading(request, name):
    mail = _mail(request, name)
    text, html_part = mail.get_body(("plain",)), mail.get_body(("html",))
    return _page(
        request,
        "admin/kept_mail/mail.html",
        title=mail["subject"] or _("(no subject)"),
        name=name,
        mail=_headers(name),
        text=text.get_content() if text else "",
        has_html=html_part is not None,
        files=[part.get_filename() for part in mail.iter_attachments()],
    )


@require_safe
@xframe_options_sameorigin
@csp({**FRAME_POLICY, "frame-ancestors": ["'self'"]})
def html(request, name):
    part = _mail(request, name).get_body(("html",))
    if part is None:
        raise Http404
    return HttpResponse(part.get_content())


def _folder():
    return Path(settings.EMAIL_FILE_PATH)


def _mail(request, name):
    if not may_read(request.user):
        raise PermissionDenied
    path = _folder() / f"{name}.eml"
    if not NAME.fullmatch(name) or not path.is_file():
        raise Http404
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def _headers(name):
    with (_folder() / f"{name}.eml").open("rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    at = parsedate_to_datetime(mail["date"]) if mail["date"] else None
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=UTC)  # "-0000": an instant in UTC by somebody who does not tell his zone
    return {"name": name, "to": mail["to"], "from": mail["from"], "subject": mail["subject"], "at": at}


def _page(request, template, **context):
    return render(request, template, {**admin.site.each_context(request), **context})
