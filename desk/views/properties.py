"""Properties edited in place. A change that crosses somebody else's is shown with both values, and the person chooses."""

from contextlib import contextmanager

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import EditConflict
from tickets import actions
from tickets.changing import changing

from ..access import for_agents, workable_ticket
from ..forms.properties import FIELDS, PriorityForm, PropertyForm, said, stored
from ..pieces import done, form_answer, sent, status_of
from ..ticket_page import TicketPage


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def classify(request, number):
    """Without `field` the properties as they stand, which is what "Cancel" asks for."""
    ticket = workable_ticket(request, number)
    name = (request.POST if request.method == "POST" else request.GET).get("field", "")
    if not name and request.method != "POST":
        return _section(request, ticket)
    if name not in FIELDS:
        raise Http404
    form = PropertyForm(sent(request), name=name, ticket=ticket)
    if request.method != "POST" or not form.is_valid():
        return _edit(request, ticket, "classify", form, status_of(request))
    try:
        with _unless_crossed(request, ticket, name, form.cleaned_data["before"]) as change:
            actions.classify.inside(change, **{name: form.cleaned_data["value"]})
    except EditConflict as conflict:
        return _choose(request, "classify", name, number, conflict)
    return done(request, number, _("Changed."))


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def set_priority(request, number):
    ticket = workable_ticket(request, number)
    form = PriorityForm(sent(request), ticket=ticket)
    if request.method != "POST" or not form.is_valid():
        return _edit(request, ticket, "set_priority", form, status_of(request))
    data = form.cleaned_data
    try:
        with _unless_crossed(request, ticket, "priority", data["before"]) as change:
            actions.set_priority.inside(change, priority=data["priority"], reason=data["reason"])
    except EditConflict as conflict:
        return _choose(request, "set_priority", "priority", number, conflict)
    return done(request, number, _("The priority is changed; the clocks follow it."))


@contextmanager
def _unless_crossed(request, ticket, name, before):
    """Lock the ticket, and refuse when the property is no longer what the person saw."""
    with changing(ticket, by=request.user, now=timezone.now()) as batch:
        [change] = batch
        if stored(change.ticket, name) != before:
            words = {"value": said(change.ticket, name)}
            raise EditConflict(_("Somebody changed this meanwhile to “%(value)s”. Save again to set yours.") % words)
        yield change


def _choose(request, verb, name, number, conflict):
    """The form again, with what the other one made of it and what the person wanted; sending it again decides."""
    ticket = workable_ticket(request, number)
    data = request.POST.copy()
    data["before"] = stored(ticket, name)
    form = PriorityForm(data, ticket=ticket) if name == "priority" else PropertyForm(data, name=name, ticket=ticket)
    answer = _edit(request, ticket, verb, form, 409, conflict=str(conflict))
    answer["HX-Retarget"] = "#ticket-properties"  # a form of its own, not a refusal to be said inside one
    return answer


def _edit(request, ticket, verb, form, status, **context):
    context = {"editing": form.name, "edit": form, "edit_verb": verb, **context}
    if request.htmx:
        return _section(request, ticket, status=status, **context)
    return form_answer(request, ticket, "property", form, status=status, **context)


def _section(request, ticket, *, status=200, **context):
    now = timezone.now()
    page = TicketPage(ticket, request.user, now=now)
    context = {**context, "ticket": ticket, "page": page, "now": now}
    return render(request, "desk/ticket/_properties.html", context, status=status)
