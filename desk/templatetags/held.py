"""A figure of the time held: a cell that leads to the tickets behind it."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from core import times
from reports.time_held import OVERRUN

register = template.Library()

COUNTS = ("tickets", OVERRUN)
NAMES = {
    "tickets": _("Tickets"),
    "held": _("Had it"),
    "nobody": _("not assigned"),
    "outside": _("Waited: third parties"),
    "requester": _("Waited: requester"),
    OVERRUN: _("Own breaches"),
}


@register.simple_tag
def figure(line, what, month):
    value = getattr(line, what)
    text = str(value) if what in COUNTS else times.length(value)
    if not value:
        return format_html('<td class="r num hd-muted">{}</td>', "0" if what in COUNTS else "–")
    if line.team is None:  # the sum: what stands behind it is told line by line
        return format_html('<td class="r num">{}</td>', text)
    asked = {"month": f"{month:%Y-%m}", "what": what, "team": line.team.pk, "level": line.level}
    if line.person is not None:
        asked["person"] = line.person.pk
    url = f"{reverse('desk:time_held_tickets')}?{urlencode(asked)}"
    name = f"{line.person.get_short_name() if line.person else line.team.name}, {NAMES[what]}: {text}"
    return format_html('<td class="r num"><a href="{}" aria-label="{}">{}</a></td>', url, name, text)
