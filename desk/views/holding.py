"""A step of the ladder is put off, or spared others because somebody has seen the clock."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import times
from escalation import actions
from tickets.models import TicketClock

from ..access import for_agents, workable_ticket
from ..forms import AcknowledgeForm, HoldForm, UnholdForm
from ..pieces import done
from .asking import asking


@asking(AcknowledgeForm)
def acknowledge(ticket, data, *, by, now):
    actions.acknowledge(ticket, by=by, now=now, **data)
    return _("Seen: %(clock)s. Nobody else is called for it.") % {"clock": TicketClock.Kind(data["clock"]).label}


@asking(HoldForm)
def hold(ticket, data, *, by, now):
    actions.hold(ticket, by=by, now=now, key=data["step"], until=data["until"], reason=data["reason"])
    return _("Put off until %(time)s. The clocks run on.") % {"time": times.near(data["until"], now)}


@for_agents
@require_POST
def unhold(request, number):
    """One press: a step that was put off comes when it is due."""
    ticket, now = workable_ticket(request, number), timezone.now()
    form = UnholdForm(request.POST, ticket=ticket, by=request.user, now=now)
    if not form.is_valid():
        raise Http404
    actions.unhold(ticket, by=request.user, now=now, key=form.cleaned_data["step"])
    return done(request, number, _("No longer put off."))
