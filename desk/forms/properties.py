"""One property of a ticket, edited in place."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import Device, Service
from core.choices import Category, Impact, Priority, Urgency
from core.text import SUBJECT_LIMIT

from .fields import ChoiceField, Form, LineField, OneOfField


def _services(ticket):
    return Service.objects.filter(is_active=True)


def _devices(ticket):
    return Device.objects.filter(organisation=ticket.organisation_id)


FIELDS = {
    "subject": lambda ticket: LineField(_("Give the ticket a subject."), limit=SUBJECT_LIMIT, label=_("Subject")),
    "category": lambda ticket: ChoiceField(Category.choices, _("Choose one from the list."), label=_("Category")),
    "impact": lambda ticket: ChoiceField(Impact.choices, _("Choose one from the list."), label=_("Impact")),
    "urgency": lambda ticket: ChoiceField(Urgency.choices, _("Choose one from the list."), label=_("Urgency")),
    "service": lambda ticket: OneOfField(_services(ticket), label=_("Service"), empty_label="—"),
    "device": lambda ticket: OneOfField(_devices(ticket), label=_("Device"), empty_label="—"),
}


def stored(ticket, name) -> str:
    """The property as a form sends it back: a code, an id, or the text."""
    value = getattr(ticket, f"{name}_id" if name in ("service", "device") else name)
    return "" if value is None else str(value)


def said(ticket, name) -> str:
    """The property in words."""
    if name in ("category", "impact", "urgency", "priority"):
        return str(getattr(ticket, f"get_{name}_display")())
    return str(getattr(ticket, name) or "—")


class PropertyForm(Form):
    """`before` is the value the person saw, so that somebody else's change in between is noticed."""

    before = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def __init__(self, *args, name, ticket, **kwargs):
        before = stored(ticket, name)
        super().__init__(*args, initial={"value": before, "before": before}, **kwargs)
        self.name = name
        self.fields["value"] = FIELDS[name](ticket)


class PriorityForm(Form):
    before = forms.CharField(required=False, widget=forms.HiddenInput)
    priority = ChoiceField(
        [(code, f"{code} {label}") for code, label in Priority.choices], _("Choose a priority."), label=_("Priority")
    )
    reason = LineField(_("Say why the priority differs from impact and urgency."), limit=500, label=_("Reason"))

    name = "priority"

    def __init__(self, *args, ticket, **kwargs):
        super().__init__(*args, initial={"priority": ticket.priority, "before": ticket.priority}, **kwargs)
