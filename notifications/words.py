"""From a notice to the mail its reader gets: in his language and time zone, as text and HTML, with safe headers."""

import re

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tickets.models import Notice
from tickets.references import reference_of_case, reference_of_notice, reference_of_ticket

from .plain import for_header
from .wording import News, words_for
from .wording.news import name_of

# Written by a person for a person: not marked as automatic.
BY_A_PERSON = {Notice.Kind.ANSWER, Notice.Kind.QUESTION, Notice.Kind.TO_PARTY}


def mail_of(notice, *, now) -> EmailMultiAlternatives:
    """Return the mail for `notice`, not sent yet. The same notice has the same Message-ID at every call."""
    with translation.override(_language(notice)), timezone.override(_time_zone(notice)):
        news = News(notice, now=now)
        words = words_for(news)
        page = _page(news, words)
        mail = EmailMultiAlternatives(
            subject=for_header(f"[#{notice.ticket_id}] {words.subject}"),
            body=_without_gaps(render_to_string("notifications/mail.txt", page)),
            to=[notice.address or notice.person.email],
            reply_to=[settings.MAIL_REPLY_TO] if settings.MAIL_REPLY_TO else None,
            headers=_headers(notice),
        )
        mail.attach_alternative(render_to_string("notifications/mail.html", page), "text/html")
    return mail


def _without_gaps(text):
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _language(notice):
    return notice.data["language"] if notice.address else notice.person.language


def _time_zone(notice):
    return notice.data["time_zone"] if notice.address else notice.person.time_zone


def _headers(notice):
    is_for_party = notice.kind == Notice.Kind.TO_PARTY
    reference = reference_of_case(notice.data["case"]) if is_for_party else reference_of_ticket(notice.ticket)
    headers = {
        "Message-ID": reference_of_notice(notice),
        "In-Reply-To": reference,
        "References": reference,
        "Content-Language": _language(notice),
        # Kept from answering with an out-of-office reply, which nobody here waits for.
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    if notice.kind not in BY_A_PERSON:
        is_acknowledgement = notice.kind == Notice.Kind.RECEIVED
        headers["Auto-Submitted"] = "auto-replied" if is_acknowledgement else "auto-generated"
    return headers


def _page(news, words):
    return {
        "words": words,
        "subject": for_header(f"[#{news.ticket.pk}] {words.subject}"),
        "ticket": news.ticket,
        "ticket_subject": words.subject if news.is_for_party else news.subject,
        "why": _why(news),
        "takes_answers": bool(settings.MAIL_REPLY_TO) and (news.is_for_requester or news.is_for_party),
        "provider": news.provider,
        "language": _language(news.notice),
    }


def _why(news):
    """Why the reader gets it; each mail says so."""
    number = {"number": news.ticket.pk}
    if news.is_for_party:
        return _("You get this e-mail because we ask you to work on case #%(number)s.") % number
    if not news.is_for_requester:
        return _("You get this e-mail because you work on ticket #%(number)s or belong to its team.") % number
    if not news.is_requester:
        return _("You get this e-mail because you follow ticket #%(number)s.") % number
    names = [name_of(follower.user) for follower in news.ticket.followers.all()]
    text = _("You get this e-mail because you reported ticket #%(number)s.") % number
    if names:
        text += " " + _("It also goes to: %(names)s.") % {"names": ", ".join(names[:5])}
    return text
