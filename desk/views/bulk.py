"""Several tickets of a list at once: one transaction, the same verbs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from escalation import actions as moves
from tickets.changing import changing
from tickets.models import Ticket

from ..access import for_agents
from ..filters import Filters
from ..forms import AssignForm, HandOverForm
from ..pages import show
from ..people import assignable, other_teams
from ..side import Side
from ..suggesting import choices_for

LIMIT = 100


def chosen(request) -> list[Ticket]:
    """The selected open tickets that the person may work; foreign numbers are not there, as everywhere."""
    numbers = [
        int(number) for number in request.POST.getlist("number")[:LIMIT] if number.isdigit() and len(number) < 19
    ]
    tickets = Ticket.objects.workable_by(request.user).unfinished().filter(pk__in=numbers)
    return list(tickets.select_related("organisation", "team").order_by("pk"))


@for_agents
@require_POST
def take(request):
    tickets = chosen(request)
    with changing(tickets, by=request.user, now=timezone.now()) as batch:
        for change in batch:
            moves.take.inside(change)
    text = ngettext("%(count)d ticket is yours.", "%(count)d tickets are yours.", len(tickets))
    return _back(request, tickets, text)


@for_agents
@require_POST
def assign(request):
    """First asked without a person: the form comes, the numbers with it."""
    tickets = chosen(request)
    is_asked = "assignee" in request.POST
    form = AssignForm(request.POST if is_asked else None, people=assignable(tickets))
    if not tickets or not is_asked or not form.is_valid():
        return _form(request, "assign", tickets, form, is_asked)
    person = form.cleaned_data["assignee"]
    with changing(tickets, by=request.user, now=timezone.now()) as batch:
        for change in batch:
            moves.assign.inside(change, assignee=person)
    text = ngettext("%(count)d ticket assigned.", "%(count)d tickets assigned.", len(tickets))
    return _back(request, tickets, text)


@for_agents
@require_POST
def hand_over(request):
    tickets = chosen(request)
    is_asked = "sentence" in request.POST
    form = HandOverForm(request.POST if is_asked else None, teams=other_teams(tickets), tickets=tickets)
    if not tickets or not is_asked or not form.is_valid():
        return _form(request, "hand_over", tickets, form, is_asked)
    team = form.cleaned_data["to_team"]
    moving = [ticket for ticket in tickets if ticket.team_id != team.pk]
    with changing(moving, by=request.user, now=timezone.now()) as batch:
        for change in batch:
            moves.hand_over.inside(change, **form.said())
    text = ngettext("%(count)d ticket handed over.", "%(count)d tickets handed over.", len(moving))
    return _back(request, moving, text)


def _form(request, verb, tickets, form, is_asked):
    filters = _filters(request)
    kept = [("view", filters.view), *filters.values.items()]  # so that the answer leads back to the same list
    context = {"form": form, "verb": verb, "tickets": tickets, "kept": kept, "back": _queue_of(request)}
    if verb == "hand_over":
        context["choices"] = choices_for(form.fields["to_team"].queryset, now=timezone.now())
    status = 422 if is_asked else 200
    if request.htmx:
        return render(request, "desk/queue/bulk.html", {**context, "wrapper": "desk/verbs/dialog.html"}, status=status)
    context["wrapper"] = "desk/verbs/page.html"
    return show(request, "desk/queue/bulk.html", context, now=timezone.now(), status=status)


def _back(request, tickets, text):
    if tickets:
        messages.success(request, text % {"count": len(tickets)})
    else:
        messages.warning(request, _("None of the selected tickets is open any more."))
    target = _queue_of(request)
    return HttpResponse(headers={"HX-Redirect": target}) if request.htmx else redirect(target)


def _filters(request):
    return Filters(request.POST, Side(request.user, now=timezone.now()).teams)


def _queue_of(request):
    """The list the selection was made in."""
    return f"{reverse('desk:queue')}?{_filters(request).query}"
