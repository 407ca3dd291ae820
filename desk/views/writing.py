"""The composer's verbs: what people write on a ticket."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalation import actions as moves
from tickets import actions
from tickets.changing import changing
from tickets.files import storing
from tickets.models import Ticket

from ..access import for_agents, workable_ticket
from ..forms import COMPOSERS
from ..pieces import composer_again, done
from .ticket import forget_draft


def composed(kind):
    """Make a view of `carry_out(ticket, data, by=, now=)`, which returns the sentence to say."""

    def decorate(carry_out):
        @for_agents
        @require_http_methods(["GET", "HEAD", "POST"])
        def view(request, number):
            ticket = workable_ticket(request, number)
            if request.method != "POST":
                return redirect(f"{ticket.get_absolute_url()}?kind={kind}#composer")
            form = COMPOSERS[kind](request.POST, request.FILES, auto_id=f"{kind}-%s")
            if not form.is_valid():
                return composer_again(request, ticket, kind, form)
            said = carry_out(ticket, form.cleaned_data, by=request.user, now=timezone.now())
            forget_draft(ticket, request.user, kind)
            return done(request, number, said, composer=kind)

        return view

    return decorate


@composed("reply")
def reply(ticket, data, *, by, now):
    """Answer, and say at once what the ticket is from then on: in progress, waiting, or agreed for a date."""
    with storing(data["attachments"]) as files:
        if data["then"] == "waiting_requester":
            said = {"reason": data["body"], "until": data["until"], "attachments": files}
            moves.wait_for_requester(ticket, by=by, now=now, **said)
            return _("Sent. The ticket waits for the customer.")
        with changing(ticket, by=by, now=now) as batch:
            [change] = batch
            moves.reply.inside(change, body=data["body"], attachments=files)
            if data["then"] == "planned":
                moves.plan.inside(change, until=data["until"], reason=data["body"])
            elif change.ticket.status in Ticket.WAITING:
                actions.resume.inside(change)
    return _("Sent.")


@composed("note")
def note(ticket, data, *, by, now):
    with storing(data["attachments"]) as files:
        moves.note(ticket, by=by, now=now, body=data["body"], attachments=files)
    return _("The note is kept; only colleagues read it.")


@composed("call")
def log_call(ticket, data, *, by, now):
    moves.log_call(
        ticket,
        by=by,
        now=now,
        body=data["body"],
        reached=data["reached"] != "no",
        minutes=data["minutes"],
        outgoing=data["outgoing"] != "no",
        is_public=data["is_public"],
    )
    return _("The call is kept.")


@composed("step")
def log_step(ticket, data, *, by, now):
    moves.log_step(ticket, by=by, now=now, body=data["body"], result=data["result"])
    return _("The step is kept.")


@composed("vendor")
def wait_for_vendor(ticket, data, *, by, now):
    moves.wait_for_vendor(ticket, by=by, now=now, **data)
    return _("The ticket waits for %(vendor)s.") % {"vendor": data["vendor"]}
