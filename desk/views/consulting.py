"""Questions to colleagues: asked without moving the ticket, answered from the list or from the ticket."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalation import actions as moves

from ..access import for_agents, workable_ticket
from ..forms import AnswerConsultationForm, ConsultForm
from ..pieces import done, form_answer, sent, status_of
from .asking import asking


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def consult(request, number):
    ticket, now = workable_ticket(request, number), timezone.now()
    initial = {"to": request.GET.get("to", "")}
    form = ConsultForm(sent(request), initial=initial, ticket=ticket, by=request.user, now=now)
    if request.method != "POST" or not form.is_valid():
        return form_answer(request, ticket, "consult", form, status=status_of(request))
    moves.consult(ticket, by=request.user, now=now, **form.said())
    return done(request, number, _("Asked. The ticket stays where it is; you are told the answer."))


@asking(AnswerConsultationForm)
def answer_consultation(ticket, data, *, by, now):
    moves.answer_consultation(ticket, by=by, now=now, **data)
    return _("Answered; who asked is told.")
