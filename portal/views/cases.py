"""Cases given to a third party: its people see these, and nothing else of the tickets they belong to."""

from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.ical import CONTENT_TYPE, calendar_file
from escalation import actions
from escalation.visits import appointment_for_party
from portal.case_forms import DoneForm, MessageForm, NumbersForm, PromiseForm, ProposalForm, TimesForm
from portal.cases import CLOSED_SHOWN, OVER, YOU, PartyCase, cases_of, listed
from portal.keeping import signed_in
from portal.once import new_key, once
from tickets.files import file_answer, storing
from tickets.models import Attachment


def for_parties(view):
    """Let the people of third parties in, with the case they ask for; to everybody else there is no such page."""

    @never_cache
    @signed_in
    @wraps(view)
    def guarded(request, case=None, **keys):
        if not request.user.is_party:
            raise Http404
        if case is None:
            return view(request, **keys)
        return view(request, get_object_or_404(cases_of(request.user), pk=case), **keys)

    return guarded


@require_safe
@for_parties
def cases(request):
    """The cases of the person's organisation: whose turn it is, the next date first."""
    now = timezone.now()
    still_open, closed = listed(request.user, now)
    context = {
        "yours": [shown for shown in still_open if shown.turn == YOU],
        "ours": [shown for shown in still_open if shown.turn != YOU],
        "closed": closed,
        "is_more": len(closed) == CLOSED_SHOWN,
        "now": now,
        "at": "cases",
    }
    return render(request, "portal/case/list.html", context)


@require_safe
@for_parties
def case(request, case):
    return _shown(request, case)


def _shown(request, case, *, form=None, verb="", step=None, status=200):
    """The page of a case; `form`: the one of `verb` that has to be mended."""
    now = timezone.now()
    shown = PartyCase(case, now)
    forms = {
        "give_numbers": NumbersForm(initial={"reference": case.reference, "shipping": case.shipping}),
        "promise": PromiseForm(now=now),
        "propose": ProposalForm(initial={"kind": next(iter(case.kinds), "on_site")}),
        "write": MessageForm(),
        "say_done": DoneForm(auto_id="id_done_%s"),
    }
    rows = [(each, _times_of(each), each.asked_of == "them" and not each.done_at) for each in shown.steps]
    if verb == "move_step":
        rows = [(each, form if each.pk == step.pk else times, asked) for each, times, asked in rows]
    elif verb:
        forms[verb] = form
    context = {
        "shown": shown,
        "case": case,
        "steps": rows,
        "forms": forms,
        "form": form,
        "opens": verb,
        "opens_step": step and step.pk,
        "is_over": shown.turn == OVER,
        "keys": {name: new_key(request.user) for name in (*forms, "move_step")},
        "now": now,
        "at": "cases",
    }
    if verb and request.POST.get("key"):
        context["keys"][verb] = request.POST["key"]
    return render(request, "portal/case/page.html", context, status=status)


def _times_of(step, data=None):
    return TimesForm(data, initial={"starts_at": step.starts_at, "due_at": step.due_at}, auto_id=f"id_{step.pk}_%s")


def asking(make_form):
    """Make a view of `carry_out(case, data, step=, by=, now=)`, which returns the sentence to say.

    `make_form(request, case, step, now)` gives the form; what has to be mended is shown where it was typed.
    """

    def decorate(carry_out):
        @require_POST
        @for_parties
        @wraps(carry_out)
        def view(request, case, step=None):
            now = timezone.now()
            found = {"step": _step(case, step)} if step else {}
            form = make_form(request, case, found.get("step"), now)
            if not form.is_valid():
                return _shown(request, case, form=form, verb=carry_out.__name__, step=found.get("step"), status=422)
            with once(request, now=now) as sending:
                if not sending.is_repeat:
                    said = carry_out(case, form.cleaned_data, by=request.user, now=now, **found)
                    sending.ticket = case.ticket
                    messages.success(request, said)
            return redirect("portal:case", case.pk)

        return view

    return decorate


def pressing(carry_out):
    """Make a view of `carry_out(case, step=, by=, now=)`, which asks nothing and returns the sentence to say."""

    @require_POST
    @for_parties
    @wraps(carry_out)
    def view(request, case, step):
        said = carry_out(case, step=_step(case, step), by=request.user, now=timezone.now())
        messages.success(request, said)
        return redirect("portal:case", case.pk)

    return view


@asking(lambda request, case, step, now: NumbersForm(request.POST))
def give_numbers(case, data, *, by, now):
    actions.give_numbers(case, by=by, now=now, **data)
    return _("Noted. We see it at once.")


@asking(lambda request, case, step, now: PromiseForm(request.POST, now=now))
def promise(case, data, *, by, now):
    actions.promise_by(case, by=by, now=now, **data)
    return _("Thank you. We count on it.")


@asking(lambda request, case, step, now: ProposalForm(request.POST))
def propose(case, data, *, by, now):
    actions.propose_step(case, by=by, now=now, **data)
    return _("Proposed. It counts once we have agreed.")


@asking(lambda request, case, step, now: _times_of(step, request.POST))
def move_step(case, data, *, step, by, now):
    actions.propose_another_time(case, step=step, by=by, now=now, **data)
    return _("Proposed. It counts once we have agreed.")


@asking(lambda request, case, step, now: MessageForm(request.POST, request.FILES))
def write(case, data, *, by, now):
    with storing(data["attachments"]) as files:
        actions.write_as_party(case, by=by, now=now, body=data["body"], attachments=files)
    return _("Your message is with us.")


@asking(lambda request, case, step, now: DoneForm(request.POST, auto_id="id_done_%s"))
def say_done(case, data, *, by, now):
    actions.say_done(case, by=by, now=now, **data)
    return _("Thank you. We check it and tell you.")


@pressing
def agree_step(case, *, step, by, now):
    actions.agree_as_party(case, step=step, by=by, now=now)
    return _("Agreed. Thank you.")


@pressing
def finish_step(case, *, step, by, now):
    actions.finish_as_party(case, step=step, by=by, now=now)
    return _("Noted as done.")


@require_safe
@for_parties
def visit(request, case, step):
    """An agreed visit as a file for the party's calendar."""
    found = _step(case, step)
    if not found.is_visit or found.asked_of:
        raise Http404
    url = request.build_absolute_uri(reverse("portal:case", args=[case.pk]))
    appointment = appointment_for_party(found, case, url=url)
    headers = {"Content-Disposition": f'attachment; filename="case-{case.pk}-{found.pk}.ics"'}
    return HttpResponse(calendar_file(appointment, now=timezone.now()), content_type=CONTENT_TYPE, headers=headers)


@require_safe
@for_parties
def file(request, case, key):
    """A file of a message that belongs to the case."""
    files = Attachment.objects.filter(message__in=case.case_messages.values("message"))  # all rows: of the case in hand
    return file_answer(get_object_or_404(files, key=key))


def _step(case, pk):
    return get_object_or_404(case.steps.all(), pk=pk)
