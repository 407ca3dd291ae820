from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organisation, User
from core.text import clean_line
from tickets.models import Ticket
from tickets.searching import LONGEST, find_people, find_tickets, number_in

from ..access import for_agents
from ..pages import show
from ..rows import rows_for

SHOWN = 20  # people and customers beside the tickets


@for_agents
@require_safe
def search(request):
    """Tickets, people and customers that answer the question; a number that is a ticket's opens it."""
    now = timezone.now()
    words = clean_line(request.GET.get("q", ""))[:LONGEST]
    workable = Ticket.objects.workable_by(request.user)
    if (number := number_in(words)) and workable.filter(number=number).exists():
        return redirect("desk:ticket", number)
    tickets = find_tickets(words, tickets=workable.for_list(), user=request.user)
    customers = Organisation.objects.served_by(request.user).filter(name__icontains=words) if words else []
    people = find_people(words, people=User.objects.visible_to(request.user)).prefetch_related(
        "memberships__organisation"
    )
    context = {
        "words": words,
        "rows": rows_for(tickets, now=now),
        "people": people[:SHOWN],
        "customers": customers[:SHOWN],
    }
    return show(request, "desk/search/page.html", context, now=now)
