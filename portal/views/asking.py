"""What a requester may ask of the clock, in the portal."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from escalation import actions
from portal.forms import ReplyForm, UrgencyForm
from portal.keeping import signed_in

from .ticket import shown, ticket_of


@require_POST
@signed_in
def object_to_wait(request, number):
    """One press: the ticket goes on, and a lead is told."""
    ticket = _own(request, number)
    if ticket.is_waiting:
        actions.object_to_wait(ticket, by=request.user, now=timezone.now())
        messages.success(request, _("We go on at once, and the lead of the team looks at it."))
    return redirect("portal:ticket", number)


@require_POST
@signed_in
def ask_urgency(request, number):
    ticket = _own(request, number)
    form = UrgencyForm(request.POST)
    if not form.is_valid():
        return shown(request, ticket, ReplyForm(), status=422, urgency_form=form)
    actions.ask_urgency(ticket, by=request.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("The lead of the team has been told and decides. You hear from us."))
    return redirect("portal:ticket", number)


def _own(request, number):
    ticket = ticket_of(request, number)
    if not actions.may_ask(request.user, ticket):
        raise Http404
    return ticket
