"""Verbs that settle how a ticket goes on: waiting, going on, resolving, closing."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from escalation import actions as moves
from tickets import actions
from tickets.files import storing

from ..access import for_agents, workable_ticket
from ..forms import PlanForm, ReopenForm, ResolveForm, WaitForm
from ..pieces import done
from .asking import asking


@asking(WaitForm)
def wait_for_requester(ticket, data, *, by, now):
    moves.wait_for_requester(ticket, by=by, now=now, **data)
    return _("Sent. The ticket waits for the customer.")


@asking(PlanForm)
def plan(ticket, data, *, by, now):
    moves.plan(ticket, by=by, now=now, **data)
    return _("The date is agreed.")


@asking(ResolveForm)
def resolve(ticket, data, *, by, now):
    with storing(data.pop("attachments")) as files:
        moves.resolve(ticket, by=by, now=now, attachments=files, **data)
    return _("Resolved. The requester has been told.")


@asking(ReopenForm)
def reopen(ticket, data, *, by, now):
    actions.reopen(ticket, by=by, now=now, **data)
    return _("The ticket is open again; its clocks go on where they stood.")


@asking(ReopenForm)
def close(ticket, data, *, by, now):
    moves.close(ticket, by=by, now=now, **data)
    return _("The ticket is closed.")


@for_agents
@require_POST
def resume(request, number):
    actions.resume(workable_ticket(request, number), by=request.user, now=timezone.now())
    return done(request, number, _("In progress again."))
