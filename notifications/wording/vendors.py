"""What agents and their lead are told about a vendor who is late."""

from datetime import datetime

from django.utils.translation import gettext as _

from ..plain import apart
from .agents import _words
from .blocks import Paragraph, Words


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
