from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.models import Message
from tickets.uploads import FilesField

from .fields import ChoiceField, Form, InstantField, LineField, WordsField

WRITE_FIRST = _("Write something first.")
THEN = [
    ("open", _("In progress")),
    ("waiting_requester", _("Waiting: customer")),
    ("planned", _("Planned")),
]


class ReplyForm(Form):
    """A message to the requester, and what the ticket is from then on."""

    body = WordsField(WRITE_FIRST, label=_("Reply"))
    then = ChoiceField(THEN, initial="open", label=_("then set"))
    until = InstantField(label=_("until"))
    attachments = FilesField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["then"].widget.attrs["class"] = "form-select form-select-sm hd-then"

    def clean(self):
        data = super().clean()
        if data.get("then") == "planned" and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Say for when it is agreed."))
        return data


class NoteForm(Form):
    body = WordsField(WRITE_FIRST, label=_("Internal note"))
    attachments = FilesField()


class CallForm(Form):
    body = WordsField(_("Say in a sentence what was said."), label=_("What was said"))
    outgoing = ChoiceField([("yes", _("We called")), ("no", _("We were called"))], initial="yes", label=_("Direction"))
    reached = ChoiceField(
        [("yes", _("Reached")), ("no", _("Not reached"))], initial="yes", label=_("The requester was")
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=0,
        max_value=1440,
        widget=forms.NumberInput(attrs={"class": "form-control num", "inputmode": "numeric"}),
        error_messages={"invalid": _("Give the minutes as a number.")},
    )
    is_public = forms.BooleanField(
        label=_("The customer may read it"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


class StepForm(Form):
    body = WordsField(_("Say what you tried."), rows=2, label=_("What did you try?"))
    result = ChoiceField(Message.Result.choices, _("Say what it brought."), label=_("What did it bring?"))


class VendorForm(Form):
    """A vendor has the case from now on."""

    vendor = LineField(_("Name the vendor."), label=_("Vendor"))
    reference = LineField(limit=100, label=_("Their reference number"))
    reason = WordsField(
        _("Say what the vendor is asked to do."), rows=2, limit=500, label=_("What are they asked to do?")
    )
    until = InstantField(label=_("Comes back by itself"))


COMPOSERS = {"reply": ReplyForm, "note": NoteForm, "call": CallForm, "step": StepForm, "vendor": VendorForm}
