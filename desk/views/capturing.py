"""A new ticket by telephone, filled in while the caller speaks. What it would be promised is shown before it is saved."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalogue.models import Service
from tickets.actions import open_ticket
from tickets.models import Ticket

from ..access import for_agents
from ..callers import callers, callers_like, customers_of, make_known
from ..forms.capturing import CallerForm, CaptureForm
from ..pages import show
from ..pieces import sent, status_of
from ..promised import outlook

# How the call ends: where the agent goes with the new ticket.
EXITS = {"resolve": "desk:resolve", "hand_over": "desk:hand_over"}


class Call:
    """What the address says about the caller: a known person of a customer, or somebody unknown."""

    def __init__(self, request):
        given = request.POST if request.method == "POST" else request.GET
        agent = request.user
        self.question = given.get("q", "")
        self.person = get_object_or_404(callers(agent), pk=number(given["person"])) if given.get("person") else None
        self.is_unknown = self.person is None and "unknown" in given
        self.memberships = self.person.belongs_to if self.person else []
        wanted = [m for m in self.memberships if str(m.organisation_id) == given.get("customer")]
        self.membership = (wanted or self.memberships or [None])[0]
        self.organisation = self.membership.organisation if self.membership else None
        if self.is_unknown:
            chosen = given.get("caller-customer") or given.get("customer")
            self.organisation = customers_of(agent).filter(pk=number(chosen)).first() if chosen else None
        self.service = Service.objects.filter(is_active=True, pk=number(given.get("service"))).first()

    @property
    def is_ready(self):
        return self.person is not None or self.is_unknown


def number(text):
    """A key out of an address; 0, which is nobody's, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    call = Call(request)
    now = timezone.now()
    form = CaptureForm(sent(request), organisation=call.organisation, service=call.service)
    customers = customers_of(request.user)
    caller = CallerForm(sent(request), customers=customers) if call.is_unknown else None
    if caller is not None and request.method != "POST":
        caller.initial = {"customer": call.organisation, "phone": call.question if _is_number(call.question) else ""}
    are_valid = request.method == "POST" and call.is_ready and form.is_valid() & (caller is None or caller.is_valid())
    if are_valid:
        return _open(request, call, form, caller, now)
    context = {
        "call": call,
        "form": form,
        "caller": caller,
        "found": callers_like(call.question, request.user) if call.question and not call.is_ready else [],
        "open_tickets": _open_tickets(request, call),
        "outlook": _outlook(call, form, now),
    }
    return show(request, "desk/new/page.html", context, now=now, status=status_of(request))


def _open(request, call, form, caller, now):
    data = form.cleaned_data
    requester = call.person or make_known(**caller.cleaned_data)
    ticket = open_ticket(
        by=request.user,
        now=now,
        requester=requester,
        organisation=call.organisation,
        site=call.membership.site if call.membership else None,
        channel=Ticket.Channel.PHONE,
        assignee=request.user,
        category=data["service"].category if data["service"] else data["category"] or "service",
        answers=form.answers,
        **{name: data[name] for name in ("subject", "body", "impact", "urgency", "service", "device")},
    )
    messages.success(request, _("Ticket #%(number)d is open.") % {"number": ticket.number})
    return redirect(EXITS.get(request.POST.get("then"), "desk:ticket"), ticket.number)


@for_agents
@require_safe
def find_caller(request):
    """People who could be calling, while the agent types."""
    call = Call(request)
    context = {"call": call, "found": callers_like(call.question, request.user)}
    return render(request, "desk/new/_found.html", context)


@for_agents
@require_safe
def questions(request):
    """What a service asks, and how bad it usually is."""
    call = Call(request)
    usual = {"impact": call.service.impact, "urgency": call.service.urgency} if call.service else {}
    form = CaptureForm(initial={**request.GET.dict(), **usual}, organisation=call.organisation, service=call.service)
    context = {"call": call, "form": form, "outlook": _outlook(call, form, timezone.now()), "now": timezone.now()}
    return render(request, "desk/new/_questions_answer.html", context)


@for_agents
@require_safe
def preview(request):
    """The priority and the due times of what is filled in so far."""
    call = Call(request)
    now = timezone.now()
    form = CaptureForm(initial=request.GET.dict(), organisation=call.organisation, service=call.service)
    return render(request, "desk/new/_outlook.html", {"call": call, "outlook": _outlook(call, form, now), "now": now})


def _outlook(call, form, now):
    """None while it is not known for whom, or for values that no form has."""
    if call.organisation is None:
        return None
    values = {name: str(form[name].value() or "") for name in ("category", "impact", "urgency")}
    if any(values[name] not in dict(form.fields[name].choices) for name in values):
        return None
    if call.service is not None:
        values["category"] = call.service.category
    device = form.fields["device"].queryset.filter(pk=number(str(form["device"].value() or ""))).first()
    return outlook(call.organisation, service=call.service, device=device, now=now, **values)


def _open_tickets(request, call):
    if call.person is None:
        return []
    tickets = Ticket.objects.workable_by(request.user).filter(requester=call.person).unfinished()
    return tickets.select_related("team", "assignee").order_by("-number")[:10]


def _is_number(question):
    return any(letter.isdigit() for letter in question)
