from django.utils.translation import gettext_lazy as _

from tickets.uploads import FilesField

from ..returning import comes_back
from .fields import InstantField, VerbForm, WordsField


class WaitForm(VerbForm):
    reason = WordsField(
        _("Say what you are waiting for; the requester reads it."), limit=5000, label=_("Question to the requester")
    )
    until = InstantField(label=_("Comes back by itself"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"until": comes_back(self.ticket, self.now)}


class PlanForm(VerbForm):
    until = InstantField(_("Say for when it is agreed."), label=_("Agreed for"))
    reason = WordsField(_("Say what was agreed."), rows=2, limit=500, label=_("What was agreed?"))


class ResolveForm(VerbForm):
    """Problem, cause, solution, and what the requester reads."""

    problem = WordsField(_("Say what the problem was."), rows=2, label=_("Problem"))
    cause = WordsField(_("Say what caused it; “unknown” is an answer too."), rows=2, label=_("Cause"))
    solution = WordsField(_("Say what solved it, so that the next one need not search."), rows=2, label=_("Solution"))
    message = WordsField(_("Write to the requester what was done."), rows=3, label=_("Message to the requester"))
    attachments = FilesField()

    def __init__(self, *args, ticket, **kwargs):
        super().__init__(*args, ticket=ticket, **kwargs)
        self.initial |= {"problem": ticket.problem, "cause": ticket.cause, "solution": ticket.solution}


class ReopenForm(VerbForm):
    reason = WordsField(rows=2, limit=500, label=_("Why?"))
