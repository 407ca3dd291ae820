"""Verbs that ask something first: a form in a dialog or on a page of its own, then the verb itself."""

from functools import wraps

from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ..access import for_agents, workable_ticket
from ..pieces import done, form_answer, sent, status_of


def asking(form_class):
    """Make a view of `carry_out(ticket, data, by=, now=)`, which returns the sentence to say.

    The view, its address and the form's template (desk/verbs) bear the verb's name. `form_class` is made with
    `ticket`, `by` and `now`, so that it can offer what fits; the address may
    fill in what the form takes `from_address`.
    """

    def decorate(carry_out):
        @for_agents
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(carry_out)
        def view(request, number):
            ticket, now = workable_ticket(request, number), timezone.now()
            files = request.FILES if request.method == "POST" else None
            initial = {name: request.GET[name] for name in form_class.from_address if name in request.GET}
            offered = {"ticket": ticket, "by": request.user, "now": now}
            form = form_class(sent(request), files, initial=initial, **offered)
            if request.method != "POST" or not form.is_valid():
                return form_answer(request, ticket, carry_out.__name__, form, status=status_of(request))
            return done(request, number, carry_out(ticket, form.cleaned_data, by=request.user, now=now))

        return view

    return decorate
