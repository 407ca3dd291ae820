"""A ladder tried on a ticket that is there: what would come from now on, and what it would have done so far."""

from dataclasses import dataclass, field
from datetime import timedelta

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sla.business_time import TimeError
from tickets.explained import Explained
from tickets.models import Ticket

from ..compared_words import in_rows
from ..comparing import compare
from ..dry_run import dry_run_of
from ..played_words import Lines, in_lines
from .ladder_run import MOST_MINUTES

MOST_NUMBER = 2**31 - 1


class TicketForm(forms.Form):
    number = forms.IntegerField(
        label=_("Ticket number"),
        min_value=1,
        max_value=MOST_NUMBER,
        widget=forms.TextInput(attrs={"class": "hd-time", "inputmode": "numeric"}),
        error_messages={
            "required": _("Write the number of a ticket."),
            "invalid": _("Write a whole number."),
        },
    )
    seen = forms.IntegerField(
        label=_("Acknowledged after minutes"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        widget=forms.TextInput(attrs={"class": "hd-time", "inputmode": "numeric"}),
        help_text=_("Empty: nobody acts."),
        error_messages={"invalid": _("Write a whole number.")},
    )

    def __init__(self, data, *, version):
        super().__init__(data if "of-number" in data else None, prefix="of", label_suffix="")
        self.version = version

    def clean_number(self):
        """A ticket of the tier; whom else it would reach is none of this ladder's business."""
        found = Ticket.objects.filter(tier_version__tier=self.version.tier_id, pk=self.cleaned_data["number"])
        self.ticket = found.select_related("tier_version", "team", "assignee", "service", "organisation").first()
        if self.ticket is None:
            raise forms.ValidationError(_("No ticket of this tier has this number."))
        return self.ticket.pk

    @property
    def after(self):
        minutes = self.cleaned_data["seen"]
        return None if minutes is None else timedelta(minutes=minutes)


@dataclass
class OnTicket(Lines):
    form: TicketForm
    rows: list = field(default_factory=list)
    ticket: Ticket | None = None
    refusal: str = ""


def on_ticket(version, ladder, data, *, now) -> OnTicket:
    """What the page shows for the ticket that was asked for; nothing without one. Nothing is written."""
    shown = OnTicket([], TicketForm(data, version=version))
    if not shown.form.is_bound or not shown.form.is_valid():
        return shown
    ticket = shown.ticket = shown.form.ticket
    explained = Explained(ticket, now=now, events=list(ticket.events.select_related("by").order_by("at", "seq")))
    until = explained.readings.at
    shown.rows = in_rows(compare(ticket, explained.events, explained.promises, until=until, version=version))
    asked = {"now": until, "acknowledged_after": shown.form.after, "ladder": ladder}
    try:
        shown.lines = in_lines(dry_run_of(ticket, explained.facts, explained.promises, **asked))
    except TimeError:
        shown.refusal = gettext("The service hours never get there. Look at the calendar.")
    return shown
