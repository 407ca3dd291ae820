from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.ical import CONTENT_TYPE, calendar_file
from escalation import actions as moves
from escalation.visits import appointment_of, visits_of
from portal.forms import IMPACTS, URGENCIES, ReopenForm, ReplyForm, UrgencyForm
from portal.keeping import forget_kept, kept_for, signed_in
from portal.once import new_key, once
from portal.reach import reach
from portal.reading import Reading
from portal.scope import readable
from portal.steps import steps
from portal.why import Why
from tickets import actions
from tickets.changing import changing
from tickets.files import storing
from tickets.models import Message, Ticket

SHOWN = 50  # messages at first


@never_cache
@require_safe
@signed_in
def ticket(request, number):
    """A ticket as its requester reads it; who may work on it is sent to the desk."""
    user = request.user
    if user.is_agent and Ticket.objects.workable_by(user).filter(number=number).exists():
        return redirect("desk:ticket", number)
    found = ticket_of(request, number)
    kept = kept_for(request)
    form = ReplyForm(initial={"body": kept[0].get("body", "")} if kept else None)
    return shown(request, found, form, kept=kept)


@never_cache
@require_safe
@signed_in
def visit(request, number, step):
    """A vendor's visit as a file for the requester's calendar."""
    found = ticket_of(request, number)
    agreed = get_object_or_404(visits_of(found), pk=step)
    agreed.case.ticket = found
    appointment = appointment_of(agreed, url=request.build_absolute_uri(found.get_absolute_url()))
    headers = {"Content-Disposition": f'attachment; filename="{number}-{agreed.pk}.ics"'}
    return HttpResponse(calendar_file(appointment, now=timezone.now()), content_type=CONTENT_TYPE, headers=headers)


def ticket_of(request, number):
    rows = readable(request.user).for_list().select_related("site", "device", "service", "tier_version")
    return get_object_or_404(rows, number=number)


def shown(request, ticket, form, *, kept=None, status=200, reopen_form=None, urgency_form=None):
    now = timezone.now()
    why = Why(ticket, now)
    reading = Reading(ticket, request.user, now, foreseen_at=why.foreseen and why.foreseen.due_at)
    shows_all = request.GET.get("messages") == "all"
    said = Message.objects.visible_to(request.user).filter(ticket=ticket, is_public=True)
    said = said.select_related("author").prefetch_related("attachments").order_by("-at", "-pk")
    said = list(said if shows_all else said[: SHOWN + 1])
    context = {
        "ticket": ticket,
        "goes_on_in": readable(request.user).filter(pk=ticket.merged_into_id).first()
        if ticket.merged_into_id
        else None,
        "reading": reading,
        "why": why,
        "steps": steps(reading, why.explained),
        "paused_since": why.explained.since(ticket.status) if reading.expected.kind == "paused" else None,
        "said": said if shows_all else said[:SHOWN],
        "said_count": min(len(said), SHOWN) if not shows_all else len(said),
        "is_more": len(said) > SHOWN and not shows_all,
        "first": said[-1].pk if said and (shows_all or len(said) <= SHOWN) else None,
        "readers": [f.user for f in ticket.followers.select_related("user")],
        "affected": IMPACTS[ticket.impact][0],
        "can_work": URGENCIES[ticket.urgency][0],
        "form": form,
        "reopen_form": reopen_form or ReopenForm(),
        "urgency_form": urgency_form or UrgencyForm(),
        "urgency": moves.open_request(ticket),
        "may_ask": moves.may_ask(request.user, ticket),
        "key": request.POST.get("key") or (kept[0].get("key") if kept else "") or new_key(request.user),
        "is_kept": kept is not None,
        "visits": [] if ticket.is_finished else visits_of(ticket),
        "closes_on": closes_on(ticket),
        "reopen_until": reopen_until(ticket),
        "reach": reach(ticket.organisation, now=now, device=ticket.device),
        "opens": "reopen" if reopen_form else "urgent" if urgency_form else request.GET.get("open"),
        "now": now,
        "at": "tickets",
    }
    return render(request, "portal/ticket.html", context, status=status)


def closes_on(ticket):
    """When a resolved ticket closes by itself; None if it does not."""
    days = ticket.tier_version.close_after_days
    return ticket.resolved_at + timedelta(days=days) if ticket.resolved_at and days is not None else None


def reopen_until(ticket):
    """The last instant at which a finished ticket can be reopened; None while it is not closed."""
    if not ticket.is_finished or ticket.closed_at is None:
        return None
    return ticket.closed_at + timedelta(days=ticket.tier_version.reopen_days)


@require_POST
@signed_in
def reply(request, number):
    ticket = ticket_of(request, number)
    form = ReplyForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, ticket, form, status=422)
    now = timezone.now()
    with once(request, now=now) as sending:
        if not sending.is_repeat:
            with storing(form.cleaned_data["attachments"]) as files:
                body = form.cleaned_data["body"]
                sending.ticket = actions.reply(ticket, by=request.user, now=now, body=body, attachments=files)
            messages.success(request, _("Your message is with us."))
    forget_kept(request)
    return redirect("portal:ticket", number)


@require_POST
@signed_in
def resolve(request, number):
    """The problem is gone: resolved and confirmed in one step, since the requester himself says so."""
    ticket, now = ticket_of(request, number), timezone.now()
    if ticket.status == Ticket.Status.CLOSED:
        return redirect("portal:ticket", number)
    told = {
        "problem": ticket.subject,
        "cause": _("Not known; the requester reported the problem as solved."),
        "solution": _("Reported as solved by the requester."),
    }
    with changing(ticket, by=request.user, now=now) as batch:
        [change] = batch
        moves.resolve.inside(change, **told)
        moves.close.inside(change, reason=_("Confirmed by the requester."))
    messages.success(request, _("Thank you. The ticket is closed."))
    return redirect("portal:ticket", number)


@require_POST
@signed_in
def close(request, number):
    """The solution is confirmed."""
    ticket = ticket_of(request, number)
    if ticket.status == Ticket.Status.RESOLVED:
        moves.close(ticket, by=request.user, now=timezone.now(), reason=_("Confirmed by the requester."))
        messages.success(request, _("Thank you. The ticket is closed."))
    return redirect("portal:ticket", number)


@require_POST
@signed_in
def reopen(request, number):
    """Not solved after all. What is missing is said in the conversation, where everybody who works on it reads it."""
    ticket, now = ticket_of(request, number), timezone.now()
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return shown(request, ticket, ReplyForm(), status=422, reopen_form=form)
    reason = form.cleaned_data["reason"]
    if ticket.is_finished:
        with changing(ticket, by=request.user, now=now) as batch:
            [change] = batch
            actions.reopen.inside(change, reason=reason)
            if reason:
                actions.reply.inside(change, body=reason)
        messages.success(request, _("The ticket is open again. We go on working on it."))
    return redirect("portal:ticket", number)
