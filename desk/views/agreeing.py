"""Dates agreed with the requester, times and tiers set by hand, another requester, one ticket merged into another."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import times
from escalation import actions as moves
from tickets import actions

from ..access import for_agents, workable_ticket
from ..forms import AgreeNewsForm, ClearDueForm, MergeForm, PinTierForm, RequesterForm, SetDueForm
from ..pieces import done
from .asking import asking


@asking(AgreeNewsForm)
def agree_news(ticket, data, *, by, now):
    actions.agree_news(ticket, by=by, now=now, **data)
    return _("Agreed: the requester hears from us by %(time)s.") % {"time": times.near(data["until"], now)}


@asking(SetDueForm)
def set_due(ticket, data, *, by, now):
    actions.set_due(ticket, by=by, now=now, **data)
    return _("Due %(time)s from now on; the requester is told.") % {"time": times.near(data["until"], now)}


@for_agents
@require_POST
def clear_due(request, number):
    """One press: a clock's time set by hand, or the agreed news, is taken back."""
    ticket, now = workable_ticket(request, number), timezone.now()
    form = ClearDueForm(request.POST, ticket=ticket, by=request.user, now=now)
    if not form.is_valid():
        raise Http404
    actions.clear_due(ticket, by=request.user, now=now, clock=form.cleaned_data["clock"])
    return done(request, number, _("Removed. The usual time counts again."))


@asking(PinTierForm)
def pin_tier(ticket, data, *, by, now):
    actions.pin_tier(ticket, by=by, now=now, **data)
    if data["tier"] is None:
        return _("The tier follows the contract again; the clocks follow it.")
    return _("The ticket has tier %(tier)s; the clocks follow it.") % {"tier": data["tier"]}


@asking(RequesterForm)
def set_requester(ticket, data, *, by, now):
    person, organisation = data["whom"]
    actions.set_requester(ticket, by=by, now=now, requester=person, organisation=organisation)
    return _("Requester: %(person)s, %(organisation)s.") % {"person": person, "organisation": organisation}


@asking(MergeForm)
def merge(ticket, data, *, by, now):
    into = data["into"]
    moves.merge(ticket, by=by, now=now, into=into)
    return _("Merged into #%(number)d.") % {"number": into.number}


@for_agents
@require_POST
def unmerge(request, number):
    actions.unmerge(workable_ticket(request, number), by=request.user, now=timezone.now())
    return done(request, number, _("A ticket of its own again; its clocks go on where they stood."))
