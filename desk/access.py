"""Who may enter the desk: agents. To everybody else its pages are missing, as foreign tickets are."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control

from accounts.models import Team
from tickets.models import Ticket


def for_agents(view):
    """Let agents in; send nobody-at-all to the sign-in. Pages of the desk are kept in no cache."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_agent:
            raise Http404
        return view(request, *args, **kwargs)

    return login_required(cache_control(private=True, no_store=True)(guarded))


def for_leads(view):
    """Let agents in who lead a team, or may decide about promises; to all others the page is missing."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        user = request.user
        if not (Team.objects.filter(lead=user, is_active=True).exists() or user.has_perm("sla.change_tier")):
            raise Http404
        return view(request, *args, **kwargs)

    return for_agents(guarded)


def led_teams(user) -> list[int] | None:
    """The teams whose figures one whom `for_leads` lets in may read: those he leads; None: all, for administrators."""
    return None if user.has_perm("sla.change_tier") else list(user.led_teams.values_list("pk", flat=True))


def workable_ticket(request, number) -> Ticket:
    """The ticket with all that its page names; 404 where the person may not work it."""
    tickets = Ticket.objects.workable_by(request.user).select_related(
        "requester", "assignee", "team", "organisation", "site", "service", "device", "tier_version__tier"
    )
    return get_object_or_404(tickets, number=number)
