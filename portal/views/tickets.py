from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.text import clean_line
from portal.keeping import signed_in
from portal.reading import DONE, YOU, Reading
from portal.scope import QUERY_LIMIT, found, mine, of_colleagues
from tickets.models import Ticket

PAGE = 25
COUNTED = 99  # more are "99+": nobody needs the number, and counting takes time
PAGES = 400
WHICH = ("open", "done", "all")


@never_cache
@require_safe
@signed_in
def tickets(request):
    """My tickets, or those of colleagues where they are shared."""
    user, now = request.user, timezone.now()
    whose = "colleagues" if request.GET.get("whose") == "colleagues" and user.shared_organisation_ids else "mine"
    which = request.GET.get("which") if request.GET.get("which") in WHICH else "open"
    query = clean_line(request.GET.get("q", ""))[:QUERY_LIMIT]
    page = _page(request)
    everything = mine(user) if whose == "mine" else of_colleagues(user)
    chosen = _which(everything, which)
    if query:
        chosen = found(chosen, user, query)
    rows = list(chosen.for_list().order_by("-number")[(page - 1) * PAGE : page * PAGE + 1])
    readings = [Reading(ticket, user, now) for ticket in rows[:PAGE]]
    context = {
        "now": now,
        "whose": whose,
        "which": which,
        "query": query,
        "counts": {name: counted(_which(everything, name)) for name in ("open", "done")},
        "yours": [r for r in readings if r.turn in (YOU, DONE)] if which == "open" else [],
        "ours": [r for r in readings if r.turn not in (YOU, DONE)] if which == "open" else readings,
        "rows": readings,
        "page": page,
        "is_more": len(rows) > PAGE,
        "may_see_colleagues": bool(user.shared_organisation_ids),
        "at": "tickets",
    }
    return render(request, "portal/tickets.html", context)


def _which(tickets, which):
    if which == "open":  # resolved ones still wait for the person's word
        return tickets.exclude(status=Ticket.Status.CLOSED)
    return tickets.filter(status=Ticket.Status.CLOSED) if which == "done" else tickets


def counted(tickets):
    count = tickets.order_by()[: COUNTED + 1].count()
    return f"{COUNTED}+" if count > COUNTED else str(count)


def _page(request):
    text = request.GET.get("page", "1")
    page = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 1 <= page <= PAGES:
        raise Http404
    return page
