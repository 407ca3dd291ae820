"""A question to another team or a colleague. The ticket does not move, and neither do its clocks."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from core.errors import InvalidInput, NotAllowed
from core.text import clean_text
from tickets.changing import verb
from tickets.checks import require_agent_for, require_unfinished
from tickets.models import Event, Notice

from ..audience import Audience, stand_in, team_people
from ..models import Consultation

LIMIT = 5000  # letters of a question and of its answer
SHOWN = 500  # of them in the history and in the mail


@verb
def consult(change, *, question, to_team=None, to_person=None):
    """Ask another team or a colleague; the ticket stays where it is, with all its clocks.

    Only who serves this customer can be asked, since the question opens the ticket to its reader. The same question to
    the same asked again is one.
    """
    ticket = change.ticket
    require_unfinished(ticket)
    question = _text(question, _("Say what you want to know."))
    if (to_team is None) == (to_person is None):
        raise InvalidInput(_("Choose one team or one person to ask."))
    _require_asked(change, to_team, to_person)
    asked = {"ticket": ticket, "to_team": to_team, "to_person": to_person, "by": change.by, "question": question}
    if Consultation.objects.open().filter(**asked).exists():
        return
    change.add(Consultation(**asked, at=change.now))
    named = {"team": to_team.pk} if to_team else {"person": to_person.pk}
    change.record(Event.Kind.CONSULTED, question=question[:SHOWN], **named)
    for person in _people(change, to_team, to_person):
        change.tell(person, Notice.Kind.CONSULTED, sentence=question[:SHOWN])


def _require_asked(change, team, person):
    ticket = change.ticket
    if person is not None:
        if person == change.by:
            raise InvalidInput(_("You cannot ask yourself. Choose somebody else."))
        require_agent_for(ticket, person)
        return
    serving = Team.objects.serving(ticket.organisation_id)
    if not team.is_active or not (team.pk == ticket.team_id or serving.filter(pk=team.pk).exists()):
        raise NotAllowed(_("That team does not work for this customer, so it cannot be asked. Choose another one."))


def _people(change, team, person):
    """Who is there to answer: those on duty, the lead where nobody is, whoever stands in for an absent person."""
    audience = Audience(change.now)
    if person is not None:
        return [stand_in(person, change.now) or person]
    lead = audience.lead(team)
    return audience.on_duty(team) or ([lead] if lead else team_people(team))


@verb
def answer_consultation(change, *, consultation, answer):
    """Answer a question that the person, or one of his teams, was asked; who asked is told.

    The same answer twice is one; raises NotAllowed for another one, and for anybody who was not asked.
    """
    answer = _text(answer, _("Write the answer."))
    question = Consultation.objects.select_related("by").get(pk=consultation.pk, ticket=change.ticket)
    if question.answered_at is not None:
        if (question.answered_by, question.answer) == (change.by, answer):
            return
        raise NotAllowed(_("This question is answered already. Write a note if there is more to say."))
    if not Consultation.objects.answerable_by(change.by).filter(pk=question.pk).exists():
        raise NotAllowed(_("Only who was asked can answer. Write a note instead."))
    question.answer, question.answered_by, question.answered_at = answer, change.by, change.now
    change.update(question, "answer", "answered_by", "answered_at")
    change.record(Event.Kind.CONSULT_ANSWERED, person=question.by_id, answer=answer[:SHOWN])
    change.tell(question.by, Notice.Kind.CONSULT_ANSWERED, sentence=answer[:SHOWN])


def _text(text, sentence):
    text = clean_text(text or "")
    if not text:
        raise InvalidInput(sentence)
    if len(text) > LIMIT:
        raise InvalidInput(_("This text is too long. Shorten it to %(limit)d characters.") % {"limit": LIMIT})
    return text
