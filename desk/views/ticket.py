from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core import times
from core.text import BODY_LIMIT, clean_text
from tickets.models import Draft

from ..access import for_agents, workable_ticket
from ..composer import composer_context
from ..forms import COMPOSERS
from ..pages import show, way_back
from ..ticket_page import TicketPage


@for_agents
@require_safe
def ticket(request, number):
    """The ticket's page: conversation, composer, clocks, and what is known about it."""
    now = timezone.now()
    page = TicketPage(workable_ticket(request, number), request.user, now=now)
    context = {
        "ticket": page.ticket,
        "page": page,
        "back": way_back(request),
        **composer_context(page, request.GET.get("kind", "")),
    }
    return show(request, "desk/ticket/page.html", context, now=now)


@for_agents
@require_POST
def draft(request, number):
    """Keep what somebody is writing; an empty text forgets it. Said: since when it is safe."""
    ticket = workable_ticket(request, number)
    kind = request.POST.get("kind", "")
    if kind not in COMPOSERS:
        return HttpResponse(status=422)
    keep_draft(ticket, request.user, kind, request.POST.get("body", ""), now=(now := timezone.now()))
    return HttpResponse(times.clock_time(now), content_type="text/plain; charset=utf-8")


def keep_draft(ticket, user, kind, body, *, now):
    body = clean_text(body)[:BODY_LIMIT]
    if body:
        Draft.objects.update_or_create(ticket=ticket, user=user, kind=kind, defaults={"body": body, "saved_at": now})
    else:
        forget_draft(ticket, user, kind)


def forget_draft(ticket, user, kind):
    Draft.objects.filter(ticket=ticket, user=user, kind=kind).delete()
