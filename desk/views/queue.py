from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..access import for_agents
from ..filters import Filters
from ..pages import show
from ..queue import VIEWS, Mark, page_of, tickets_in
from ..rows import groups_of, rows_for
from ..side import Side


@for_agents
@require_safe
def queue(request):
    """A view's tickets by what is due next; htmx gets the list alone."""
    now = timezone.now()
    side = Side(request.user, now=now)
    filters = Filters(request.GET, side.teams)
    side.here = f"team {filters.team_id}" if filters.team_id and filters.view == "open" else filters.view
    side.listed = filters.narrow(tickets_in(filters.view, request.user, now=now))
    tickets, further = page_of(side.listed, Mark.parse(request.GET.get("after")))
    context = {
        "filters": filters,
        "title": VIEWS[filters.view],
        "groups": groups_of(rows_for(tickets, now=now), goes_on=further is not None),
        "further": further,
        "is_later_page": bool(request.GET.get("after")),
        "side": side,
        "now": now,
    }
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "desk/queue/_list.html", context)
    return show(request, "desk/queue/page.html", context, now=now, side=side)
