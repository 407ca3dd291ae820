"""Verbs with a form of their own, and those that are one press: waiting, going on, resolving, closing."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tickets import actions
from tickets.files import storing

from ..access import for_agents, workable_ticket
from ..forms import PlanForm, ReopenForm, ResolveForm, WaitForm
from ..pieces import done, form_answer, sent, status_of


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def wait_for_requester(request, number):
    ticket = workable_ticket(request, number)
    form = WaitForm(sent(request))
    if request.method != "POST" or not form.is_valid():
        return form_answer(request, ticket, "wait_for_requester", form, status=status_of(request))
    actions.wait_for_requester(ticket, by=request.user, now=timezone.now(), **form.cleaned_data)
    return done(request, number, _("Sent. The ticket waits for the customer."))


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request, number):
    ticket = workable_ticket(request, number)
    form = PlanForm(sent(request))
    if request.method != "POST" or not form.is_valid():
        return form_answer(request, ticket, "plan", form, status=status_of(request))
    actions.plan(ticket, by=request.user, now=timezone.now(), **form.cleaned_data)
    return done(request, number, _("The date is agreed."))


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def resolve(request, number):
    ticket = workable_ticket(request, number)
    initial = {"problem": ticket.problem, "cause": ticket.cause, "solution": ticket.solution}
    form = ResolveForm(sent(request), request.FILES if request.method == "POST" else None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return form_answer(request, ticket, "resolve", form, status=status_of(request))
    data = form.cleaned_data
    with storing(data.pop("attachments")) as files:
        actions.resolve(ticket, by=request.user, now=timezone.now(), attachments=files, **data)
    return done(request, number, _("Resolved. The requester has been told."))


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request, number):
    ticket = workable_ticket(request, number)
    form = ReopenForm(sent(request))
    if request.method != "POST" or not form.is_valid():
        return form_answer(request, ticket, "reopen", form, status=status_of(request))
    actions.reopen(ticket, by=request.user, now=timezone.now(), **form.cleaned_data)
    return done(request, number, _("The ticket is open again; its clocks go on where they stood."))


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def close(request, number):
    ticket = workable_ticket(request, number)
    form = ReopenForm(sent(request))
    if request.method != "POST" or not form.is_valid():
        return form_answer(request, ticket, "close", form, status=status_of(request))
    actions.close(ticket, by=request.user, now=timezone.now(), **form.cleaned_data)
    return done(request, number, _("The ticket is closed."))


@for_agents
@require_POST
def resume(request, number):
    actions.resume(workable_ticket(request, number), by=request.user, now=timezone.now())
    return done(request, number, _("In progress again."))
