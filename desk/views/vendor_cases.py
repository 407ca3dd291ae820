"""The vendor cases of a ticket: their page, and the verbs on them. Any level may open one."""

from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import times
from core.ical import CONTENT_TYPE, calendar_file
from escalation import actions
from escalation.models import VendorCase, VendorStep
from escalation.visits import appointment_of
from tickets.files import storing

from ..access import for_agents, workable_ticket
from ..forms.vendor_cases import (
    ChangeCaseForm,
    CloseCaseForm,
    MailForm,
    OpenCaseForm,
    OweForm,
    SayForm,
    StepForm,
    WriteForm,
)
from ..pages import show, way_back
from ..pieces import sent, status_of
from ..vendor_cases import ShownCase, VendorPage


@for_agents
@require_safe
def vendor_cases(request, number):
    """The vendor's side of a ticket: each case with its steps, its promise, and what the provider contract says."""
    now = timezone.now()
    page = VendorPage(workable_ticket(request, number), request.user, now=now)
    context = {"ticket": page.ticket, "page": page, "back": way_back(request)}
    return show(request, "desk/vendor_case/page.html", context, now=now)


def asking(form_class):
    """Make a view of `carry_out(ticket, data, case=, step=, by=, now=)`, which returns the sentence to say.

    The form's template (desk/vendor) bears the verb's name. `_offered` gives each form what it is made with.
    """

    def decorate(carry_out):
        @for_agents
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(carry_out)
        def view(request, number, case=None, step=None):
            now, ticket = timezone.now(), workable_ticket(request, number)
            of_ticket = {"case": _case(ticket, case)} if case else {}
            if step:
                of_ticket["step"] = _step(of_ticket["case"], step)
            files = [request.FILES] if form_class is WriteForm and request.method == "POST" else []
            form = form_class(sent(request), *files, **_offered(form_class, ticket, of_ticket, request, now))
            if request.method != "POST" or not form.is_valid():
                return _form_answer(request, ticket, carry_out.__name__, form, now, of_ticket)
            said = carry_out(ticket, form.cleaned_data, by=request.user, now=now, **of_ticket)
            return _done(request, number, said)

        return view

    return decorate


def pressing(carry_out):
    """Make a view of `carry_out(case, by=, now=, …)`, which asks nothing and returns the sentence to say."""

    @for_agents
    @require_POST
    @wraps(carry_out)
    def view(request, number, case, step=None):
        found = _case(workable_ticket(request, number), case)
        more = {"step": _step(found, step)} if step else {}
        return _done(request, number, carry_out(found, by=request.user, now=timezone.now(), **more))

    return view


@asking(OpenCaseForm)
def open_vendor_case(ticket, data, *, by, now):
    case = actions.open_vendor_case(ticket, by=by, now=now, **data)
    if data["waits"]:
        return _("The case with %(vendor)s is open, and the ticket waits for it.") % {"vendor": case.vendor}
    return _("The case with %(vendor)s is open. The ticket's clocks run as before.") % {"vendor": case.vendor}


@asking(ChangeCaseForm)
def update_vendor_case(ticket, data, *, case, by, now):
    actions.update_vendor_case(case, by=by, now=now, **data)
    return _("The vendor case is changed.")


@asking(StepForm)
def add_vendor_step(ticket, data, *, case, by, now):
    actions.add_vendor_step(case, by=by, now=now, **data)
    return _("The step is added.")


@asking(StepForm)
def change_vendor_step(ticket, data, *, case, step, by, now):
    actions.change_vendor_step(case, by=by, now=now, step=step, **data)
    if data["starts_at"]:
        return _("%(step)s: %(time)s.") % {"step": data["what"], "time": times.near(data["starts_at"], now)}
    return _("The step is changed.")


@asking(OweForm)
def owe(ticket, data, *, case, by, now):
    actions.owe(case, by=by, now=now, **data)
    return _("The vendor's clock stands until it is settled.")


@asking(MailForm)
def chase_vendor(ticket, data, *, case, by, now):
    actions.chase_vendor(case, by=by, now=now, **data)
    if data["mail_to"]:
        return _("Sent to %(name)s.") % {"name": data["mail_to"]}
    return _("Noted: the vendor was chased.")


@asking(WriteForm)
def write_to_vendor(ticket, data, *, case, by, now):
    with storing(data.pop("attachments")) as files:
        actions.write_to_vendor(case, by=by, now=now, attachments=files, **data)
    return _("Sent to %(name)s.") % {"name": data["mail_to"] or case.vendor.name}


@asking(MailForm)
def refuse_done(ticket, data, *, case, by, now):
    actions.refuse_done(case, by=by, now=now, **data)
    return _("Sent to %(name)s.") % {"name": data["mail_to"] or case.vendor.name}


@asking(SayForm)
def tell_requester_of_vendor(ticket, data, *, case, by, now):
    actions.tell_requester_of_vendor(case, by=by, now=now, **data)
    return _("Sent to %(name)s.") % {"name": ticket.requester.get_short_name()}


@asking(CloseCaseForm)
def close_vendor_case(ticket, data, *, case, by, now):
    actions.close_vendor_case(case, by=by, now=now, **data)
    return _("The vendor case is closed.")


@pressing
def settle(case, *, by, now):
    actions.settle(case, by=by, now=now)
    return _("Settled: the vendor's clock runs on.")


@pressing
def confirm_work(case, *, by, now):
    actions.confirm_work(case, by=by, now=now)
    return _("Confirmed: the vendor's clock has ended.")


@pressing
def unconfirm_work(case, *, by, now):
    actions.unconfirm_work(case, by=by, now=now)
    return _("Taken back: the vendor's clock goes on as if it had never ended.")


@pressing
def agree_to_step(case, *, step, by, now):
    actions.agree_to_step(case, by=by, now=now, step=step)
    return _("Agreed: %(step)s.") % {"step": step.what}


@pressing
def finish_vendor_step(case, *, step, by, now):
    """A press ticks the step; on a ticked one it takes the tick back."""
    done = step.done_at is None
    actions.finish_vendor_step(case, by=by, now=now, step=step, done=done)
    return (_("Done: %(step)s.") if done else _("Not done after all: %(step)s.")) % {"step": step.what}


@for_agents
@require_safe
def visit(request, number, case, step):
    """The visit as a file for the agent's calendar."""
    ticket = workable_ticket(request, number)
    found = _step(_case(ticket, case), step)
    if not found.is_visit:
        raise Http404
    found.case.ticket = ticket
    address = request.build_absolute_uri(reverse("desk:vendor_cases", args=[number]))
    body = calendar_file(appointment_of(found, url=address), now=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{number}-{found.pk}.ics"'}
    return HttpResponse(body, content_type=CONTENT_TYPE, headers=headers)


def _case(ticket, pk):
    cases = VendorCase.objects.filter(ticket=ticket)  # all rows: of the ticket in hand
    cases = cases.select_related("vendor", "contract", "calendar")
    return get_object_or_404(cases, pk=pk)


def _step(case, pk):
    steps = VendorStep.objects.filter(case=case).select_related("case__vendor")  # all rows: of the case in hand
    return get_object_or_404(steps, pk=pk)


def _offered(form_class, ticket, of_ticket, request, now):
    if form_class is OpenCaseForm:
        return {"ticket": ticket, "now": now}
    if form_class is ChangeCaseForm:
        return {"ticket": ticket, "now": now, "case": of_ticket["case"]}
    if form_class is StepForm:
        return {"step": of_ticket.get("step")}
    if form_class in (SayForm, MailForm, WriteForm):
        return _message(form_class, ticket, of_ticket["case"], request, now)
    return {}


def _message(form_class, ticket, case, request, now):
    """What a form for a message is made with: the words made ready, and where the mail would go."""
    page = VendorPage(ticket, request.user, now=now)
    more = {"page": page} if form_class is WriteForm else {}
    if request.method == "POST":
        return more
    shown = ShownCase(case, page)
    verb = request.path.rstrip("/").rpartition("/")[2]
    ready = {"tell_requester_of_vendor": "news", "chase_vendor": "chase", "write_to_vendor": "opening"}.get(verb)
    body = getattr(shown, ready) if ready and (ready != "opening" or not shown.was_told) else ""
    return {**more, "initial": {"body": body, "mail_to": shown.mail_to}}


def _form_answer(request, ticket, verb, form, now, of_ticket):
    page = VendorPage(ticket, request.user, now=now)
    context = {"ticket": ticket, "page": page, "form": form, "now": now, **of_ticket}
    template = f"desk/vendor_case/{verb}.html"
    if request.htmx:
        context["wrapper"] = "desk/verbs/dialog.html"
        return render(request, template, context, status=status_of(request))
    return show(request, template, {**context, "wrapper": "desk/verbs/page.html"}, now=now, status=status_of(request))


def _done(request, number, said):
    """The vendor cases anew, with what was done said above them."""
    messages.success(request, said)
    address = reverse("desk:vendor_cases", args=[number])
    if not request.htmx:
        return redirect(address)
    is_there = (request.htmx.current_url_abs_path or "").partition("?")[0] == address
    return HttpResponse(headers={"HX-Refresh": "true"} if is_there else {"HX-Redirect": address})
