"""What agents are told of third parties: that one is late, that one wrote; and what a third party is written."""

from datetime import datetime

from django.utils.translation import gettext as _

from escalation.models import VendorCase

from ..links import party_case
from ..plain import apart
from .agents import _words
from .blocks import Facts, Link, Links, Paragraph, Words
from .news import name_of, written


def vendor_late(news) -> Words:
    data = news.data
    vendor = apart(data.get("vendor", ""))
    subject = _("A vendor is late: %(subject)s") % {"subject": news.subject}
    lines = [(_("Vendor"), vendor)]
    if data.get("reference"):
        lines.append((_("Reference number"), apart(data["reference"])))
    lines.append((_("Asked to do"), apart(data.get("what", ""), 500)))
    if data.get("due"):
        lines.append((_("Due since"), news.when(datetime.fromisoformat(data["due"]))))
    if data.get("lead"):
        heading = _("%(vendor)s is still late, an hour after your team was told.") % {"vendor": vendor}
        return _words(news, subject, heading, lines=lines)
    ready = Paragraph(_("The chase and a message to the requester are ready on the ticket."))
    return _words(news, subject, _("%(vendor)s is late.") % {"vendor": vendor}, [ready], lines)


def party_wrote(news) -> Words:
    data = news.data
    vendor = apart(data.get("vendor", ""))
    words = _DID.get(data.get("code"), _DID["wrote"])() % {"vendor": vendor}
    lines = [(_("Vendor"), vendor)]
    if data.get("reference"):
        lines.append((_("Reference number"), apart(data["reference"])))
    lines.append((_("Asked to do"), apart(data.get("what", ""), 500)))
    after = Paragraph(_("Nothing is ended by this; please look at the case."))
    return _words(news, f"{words} {news.subject}", words, [after], lines)


# What people of the party did, by the event's code.
_DID = {
    "wrote": lambda: _("%(vendor)s wrote."),
    "promise": lambda: _("%(vendor)s promises a date."),
    "changed": lambda: _("%(vendor)s gave its numbers."),
    "step_added": lambda: _("%(vendor)s proposes a date."),
    "step_changed": lambda: _("%(vendor)s proposes another time."),
    "step_agreed": lambda: _("%(vendor)s agrees to a date."),
    "step_done": lambda: _("%(vendor)s has done a step."),
    "said_done": lambda: _("%(vendor)s says that it is done."),
}


def to_party(news) -> Words:
    """A message to a third party: the words as they were written, and the way to the case for whoever signs in."""
    case = VendorCase.objects.get(pk=news.data["case"])  # all rows: the one that the mail is about
    message = news.notice.message
    subject = " · ".join(filter(None, (apart(case.reference), apart(case.what, 150))))
    heading = _("%(name)s writes to you:") % {"name": name_of(message.author)}
    number = _("Please keep the subject line when you answer.")
    link = Link(_("Open the case"), party_case(case))
    known = [(_("Our number"), f"#{news.ticket.pk}")]
    known += [(_("Your number"), apart(case.reference))] if case.reference else []
    blocks = [*written(message), Facts(known), Links([link]), Paragraph(number, is_small=True)]
    return Words(subject, heading, apart(message.body, 150), blocks)
