"""Questions to colleagues, and their answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from escalation.models import Consultation

from ..people import assignable, other_teams
from .fields import ChoiceField, VerbForm, WordsField

LIMIT = 5000


class ConsultForm(VerbForm):
    """One team or one person of those that serve the customer."""

    from_address = ("to",)

    to = ChoiceField([], _("Choose a team or a person."), label=_("Whom?"))
    question = WordsField(_("Say what you want to know."), limit=LIMIT, label=_("Your question"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = assignable([self.ticket]).exclude(pk=self.by.pk).order_by("first_name", "last_name", "pk")
        self.teams = {f"team-{team.pk}": team for team in other_teams([self.ticket])}
        self.people = {f"person-{person.pk}": person for person in people}
        if self.initial.get("to"):  # whom is known: one begins with the question
            self.fields["question"].widget.attrs["autofocus"] = True
        self.fields["to"].choices = [
            ("", "—"),
            (_("Teams"), [(key, team.name) for key, team in self.teams.items()]),
            (_("People"), [(key, person.get_full_name()) for key, person in self.people.items()]),
        ]

    def said(self) -> dict:
        to = self.cleaned_data["to"]
        whom = {"to_team": self.teams[to]} if to in self.teams else {"to_person": self.people[to]}
        return {"question": self.cleaned_data["question"], **whom}

    @property
    def whom(self):
        to = self.cleaned_data["to"]
        return self.teams[to].name if to in self.teams else self.people[to].get_short_name()


class AnswerConsultationForm(VerbForm):
    from_address = ("consultation",)

    consultation = forms.ModelChoiceField(
        Consultation.objects.none(),
        widget=forms.HiddenInput,
        error_messages={
            "required": _("This question is answered already."),
            "invalid_choice": _("This question is answered already."),
        },
    )
    answer = WordsField(_("Write the answer."), limit=LIMIT, label=_("Your answer"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = Consultation.objects.answerable_by(self.by).filter(ticket=self.ticket).select_related("by")
        self.fields["consultation"].queryset = asked
        meant = self.data.get("consultation") if self.is_bound else self.initial.get("consultation")
        known = str(meant or "").isdigit() and len(str(meant)) < 19
        self.question = asked.filter(pk=meant).first() if known else None
        if self.question is None and not known:
            self.question = asked.first()
            self.initial["consultation"] = self.question
