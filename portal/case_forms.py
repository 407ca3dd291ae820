"""What the people of a third party type in about a case. Whether the helpdesk takes it, the verbs say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from escalation.models import VendorCase
from tickets.uploads import FilesField

from .fields import Line, Text, body_field

TOO_LONG = _("This is too long. Shorten it to 200 characters.")


class AtField(forms.DateTimeField):
    """A date and time in the reader's own zone."""

    def __init__(self, **options):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(**{"widget": widget, **options})
        self.error_messages["invalid"] = self.error_messages["required"] = _("Give a date and a time.")


class NumbersForm(forms.Form):
    reference = Line(
        label=_("Your number"),
        limit=100,
        too_long=_("This is too long. Shorten it to 100 characters."),
        required=False,
    )
    shipping = Line(
        label=_("Shipping numbers"),
        limit=300,
        too_long=_("This is too long. Shorten it to 300 characters."),
        required=False,
    )


class PromiseForm(forms.Form):
    promised_at = AtField(label=_("Done by"))

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_promised_at(self):
        if (at := self.cleaned_data["promised_at"]) <= self.now:
            raise forms.ValidationError(_("That date lies in the past. Choose a later one."))
        return at


class TimesForm(forms.Form):
    """Another time for a step."""

    starts_at = AtField(label=_("From"), required=False)
    due_at = AtField(label=_("By, or until"), required=False)

    def clean(self):
        cleaned = super().clean()
        starts_at, due_at = cleaned.get("starts_at"), cleaned.get("due_at")
        if not self.errors and not starts_at and not due_at:
            self.add_error("starts_at", _("Give a date and a time."))
        elif starts_at and due_at and due_at <= starts_at:
            self.add_error("due_at", _("The end has to lie after the beginning."))
        return cleaned


class ProposalForm(TimesForm):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=VendorCase.Kind.choices, error_messages={"required": _("Choose the kind of step.")}
    )
    what = Line(
        label=_("What happens then?"),
        limit=200,
        too_long=TOO_LONG,
        error_messages={"required": _("Say what has to happen.")},
    )
    who = Line(label=_("Who comes, and where to"), limit=200, too_long=TOO_LONG, required=False)
    field_order = ["kind", "what", "starts_at", "due_at", "who"]


class MessageForm(forms.Form):
    body = body_field(_("Write something first."), label=_("Message"))
    attachments = FilesField(label=_("Attach photos or files"))


class DoneForm(forms.Form):
    body = Text(
        label=_("What was done?"),
        limit=5000,
        too_long=_("This text is too long. Shorten it to 5,000 characters."),
        required=False,
    )
