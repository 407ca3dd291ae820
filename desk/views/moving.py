"""Hand-overs between teams, and who works on a ticket."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalation import actions as moves
from tickets import actions

from ..access import for_agents, workable_ticket
from ..forms import AssignOneForm, GiveBackForm, HandOverForm
from ..people import other_teams
from ..pieces import done, form_answer, sent, status_of
from ..suggesting import choices_for, reason_for
from ..ticket_page import TicketPage
from .asking import asking


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request, number):
    """The form; while it is filled in, htmx asks for what the team cannot begin without as it stands by then."""
    ticket = workable_ticket(request, number)
    page = TicketPage(ticket, request.user, now=timezone.now())
    suggested = page.suggested_team
    teams = other_teams([ticket], first=suggested)
    offered = {"teams": teams, "tickets": [ticket], "steps": page.steps_tried}
    if request.htmx.target == "hand-over-needs":
        form = HandOverForm.halfway(request.POST or request.GET, **offered)
        return render(request, "desk/verbs/_needs.html", {"form": form})
    form = HandOverForm(sent(request), initial={"to_team": request.GET.get("to_team") or suggested}, **offered)
    if request.method != "POST" or not form.is_valid():
        why = reason_for(suggested, ticket, request.user) if suggested else ""
        context = {"choices": choices_for(teams, now=page.now), "why_suggested": why}
        return form_answer(request, ticket, "hand_over", form, status=status_of(request), **context)
    said = form.said()
    ticket = moves.hand_over(ticket, by=request.user, now=timezone.now(), **said)
    words = {"team": said["to_team"].name}
    if ticket.team_id == said["to_team"].pk:
        return done(request, number, _("Handed over to %(team)s.") % words)
    return done(request, number, _("Offered to %(team)s. Until it accepts, the ticket stays with you.") % words)


@for_agents
@require_POST
def take_back(request, number):
    moves.take_back(workable_ticket(request, number), by=request.user, now=timezone.now())
    return done(request, number, _("Taken back."))


@for_agents
@require_POST
def accept(request, number):
    moves.accept(workable_ticket(request, number), by=request.user, now=timezone.now())
    return done(request, number, _("Accepted. The ticket is yours."))


@asking(GiveBackForm)
def give_back(ticket, data, *, by, now):
    moves.give_back(ticket, by=by, now=now, **data)
    return _("Given back; the sender knows why.")


@for_agents
@require_POST
def take(request, number):
    moves.take(workable_ticket(request, number), by=request.user, now=timezone.now())
    return done(request, number, _("The ticket is yours."))


@for_agents
@require_POST
def release(request, number):
    actions.release(workable_ticket(request, number), by=request.user, now=timezone.now())
    return done(request, number, _("Put back to the team."))


@asking(AssignOneForm)
def assign(ticket, data, *, by, now):
    moves.assign(ticket, by=by, now=now, **data)
    return _("Assigned to %(person)s.") % {"person": data["assignee"]}
