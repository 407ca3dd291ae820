"""What the desk answers after a verb: the changed pieces of the ticket's page to htmx, the whole page to all others.

A piece is one template, used by the page and by the answer, so what is swapped in and what a reload shows is the same.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from tickets.models import Ticket

from .composer import composer_context
from .pages import show, way_back
from .rows import rows_for
from .ticket_page import TicketPage


def sent(request):
    """What a form was sent with; None when it is only looked at. An empty form that was sent is one too."""
    return request.POST if request.method == "POST" else None


def status_of(request):
    return 422 if request.method == "POST" else 200


def form_answer(request, ticket, verb, form, *, status=200, **context):
    """A verb's form: as a dialog for htmx, as a page of its own otherwise. 422 says that something has to be mended."""
    now = timezone.now()
    context = {**context, "ticket": ticket, "page": TicketPage(ticket, request.user, now=now), "form": form, "now": now}
    template = f"desk/verbs/{verb}.html"
    if request.htmx:
        return render(request, template, {**context, "wrapper": "desk/verbs/dialog.html"}, status=status)
    return show(request, template, {**context, "wrapper": "desk/verbs/page.html"}, now=now, status=status)


def done(request, number, said, *, composer=""):
    """The answer to a verb that was carried out; `said` tells the person so. `composer`: the tab to show afresh."""
    ticket = Ticket.objects.workable_by(request.user).filter(number=number).first()
    if not request.htmx:
        messages.success(request, said)
        return redirect(ticket or "desk:queue")
    if ticket is None:  # it went to a team whose customers the person does not serve
        messages.success(request, said)
        return HttpResponse(headers={"HX-Redirect": reverse("desk:queue")})
    if not _is_on(request, ticket):
        messages.success(request, said)
        return HttpResponse(headers={"HX-Refresh": "true"})
    now = timezone.now()
    if request.htmx.target == f"row-{number}":
        fresh = Ticket.objects.filter(pk=ticket.pk)  # all rows: the ticket in hand, read again
        [row] = rows_for(list(fresh.for_list()), now=now)
        return render(request, "desk/queue/_row_answer.html", {"row": row, "now": now, "said": said})
    page = TicketPage(_whole(ticket), request.user, now=now)
    context = {"ticket": page.ticket, "page": page, "now": now, "said": said, "oob": True, "back": way_back(request)}
    if composer:
        context |= composer_context(page, composer)
    answer = render(request, "desk/ticket/_answer.html", context)
    answer["HX-Reswap"] = "none"  # every changed piece finds its own place by its id
    return answer


def _is_on(request, ticket):
    """Whether the page that asked has the ticket's pieces, or its row; others are shown anew instead."""
    asked_from = request.htmx.current_url_abs_path
    others = (reverse("desk:offered"), reverse("desk:vendor_cases", args=[ticket.number]))
    return not asked_from or asked_from.partition("?")[0] not in others


def _whole(ticket):
    return Ticket.objects.select_related(  # all rows: the ticket in hand, read again
        "requester", "assignee", "team", "organisation", "site", "service", "device", "tier_version__tier"
    ).get(pk=ticket.pk)


def composer_again(request, ticket, kind, form):
    """The composer as it was sent, with what has to be mended; nothing of the text is lost."""
    now = timezone.now()
    page = TicketPage(ticket, request.user, now=now)
    context = {"ticket": ticket, "page": page, "now": now, "back": way_back(request)}
    context |= composer_context(page, kind, form)
    if request.htmx:
        return render(request, "desk/ticket/_composer.html", context, status=422)
    return show(request, "desk/ticket/page.html", context, now=now, status=422)
