from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from escalation.models import HandOver

from ..people import assignable
from .fields import ChoiceField, Form, OneOfField, VerbForm, WordsField

REASONS = [choice for choice in HandOver.Reason.choices if choice[0] != HandOver.Reason.CLOCK]


class HandOverForm(Form):
    """One sentence and a team; what the team marked as essential is ticked off, a gap never blocks."""

    to_team = forms.ModelChoiceField(
        Team.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        label=_("Team"),
        error_messages={
            "required": _("Choose the team."),
            "invalid_choice": _("That team does not serve this customer. Choose one from the list."),
        },
    )
    sentence = WordsField(
        _("Say in one sentence what the team should do."), rows=2, limit=500, label=_("What should they do?")
    )
    reason = ChoiceField(REASONS, _("Choose a reason."), initial=HandOver.Reason.EXPERTISE, label=_("Reason"))

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to_team"].queryset = teams


class GiveBackForm(VerbForm):
    reason = forms.ChoiceField(
        choices=HandOver.GiveBackReason.choices,
        widget=forms.RadioSelect,
        label=_("Why?"),
        error_messages={"required": _("Choose a reason."), "invalid_choice": _("Choose one from the list.")},
    )
    sentence = WordsField(rows=2, limit=500, label=_("In a sentence"))

    def clean(self):
        data = super().clean()
        if data.get("reason") == HandOver.GiveBackReason.OTHER and not data.get("sentence"):
            self.add_error("sentence", _("Say in a sentence why you give it back."))
        return data


class AssignForm(Form):
    """Who works on it from now on: people who may work this customer's tickets."""

    assignee = OneOfField(None, _("Choose a person."), label=_("Agent"), empty_label="—")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = people


class AssignOneForm(VerbForm, AssignForm):
    def __init__(self, *args, ticket, initial, **kwargs):
        initial = {"assignee": ticket.assignee_id}
        super().__init__(*args, ticket=ticket, people=assignable([ticket]), initial=initial, **kwargs)
