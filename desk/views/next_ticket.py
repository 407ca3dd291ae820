"""The next ticket: one press gives the agent the most urgent one he can do, another says no with a reason."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from escalation import actions

from ..access import for_agents
from ..forms import DeclineForm
from .asking import asking


@for_agents
@require_POST
def next_ticket(request):
    """To the ticket that is the agent's now, which says why it is this one; back where he was if there is none."""
    now = timezone.now()
    ticket = actions.take_next(request.user, now=now)
    if ticket is not None:
        return redirect(ticket)
    messages.info(request, nothing_left(request.user, now=now))
    return redirect(_where_he_was(request))


@asking(DeclineForm)
def decline(ticket, data, *, by, now):
    actions.decline(ticket, by=by, now=now, **data)
    return _("Declined. It is not offered to you again today.")


def nothing_left(person, *, now) -> str:
    """What is said where no ticket is left for the person."""
    said = _("Nothing is left for you: every ticket of your teams has an agent, or waits.")
    count = actions.declined_today(person, now=now).count()
    if not count:
        return said
    declined = ngettext("You declined one ticket today.", "You declined %(count)d tickets today.", count)
    return f"{said} {declined % {'count': count}}"


def _where_he_was(request):
    came_from = urlsplit(request.META.get("HTTP_REFERER", ""))
    address = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    is_ours = came_from.netloc == request.get_host() and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours and address.startswith(reverse("desk:queue")) else reverse("desk:queue")
