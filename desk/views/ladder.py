from django.utils import timezone
from django.views.decorators.http import require_safe

from ..access import for_agents, workable_ticket
from ..ladder_page import LadderPage
from ..pages import show, way_back


@for_agents
@require_safe
def ladder(request, number):
    """What comes if nobody acts, and what fired, beside what today's ladder would have done. Nothing is written."""
    now = timezone.now()
    page = LadderPage(workable_ticket(request, number), request.user, now=now, asked=request.GET)
    context = {"ticket": page.ticket, "page": page, "back": way_back(request)}
    return show(request, "desk/ladder/page.html", context, now=now)
