from django import forms
from django.utils.translation import gettext_lazy as _

from escalation.models import HandOver

from ..people import assignable
from .fields import Form, OneOfField, VerbForm, WordsField


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


class DeclineForm(VerbForm):
    reason = WordsField(
        _("Say why it is not for you; your colleagues read it."), rows=2, limit=500, label=_("Why not this one?")
    )


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
