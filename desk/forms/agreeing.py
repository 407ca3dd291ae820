"""What is agreed with the requester, set by hand for one ticket, and put right about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sla.choosing import OVERRIDE
from sla.models import Tier, TierVersion
from tickets.clocks import PROMISES
from tickets.models import Ticket, TicketClock
from tickets.searching import find_tickets

from ..callers import callers, callers_like
from .fields import ChoiceField, InstantField, LineField, OneOfField, VerbForm, WordsField

SHOWN = 8  # tickets offered for a merge


class AgreeNewsForm(VerbForm):
    until = InstantField(_("Say by when you will write or call."), label=_("Next news by"))
    reason = WordsField(_("Say what was agreed; the requester reads it."), rows=3, label=_("Message to the requester"))


class SetDueForm(VerbForm):
    """Another instant than the contract gives, for one clock that runs."""

    from_address = ("clock",)

    clock = ChoiceField([], _("Choose the clock."), label=_("Clock"))
    until = InstantField(_("Say when it is due."), label=_("Due"))
    reason = WordsField(
        _("Say why this ticket is due at another time."), rows=2, limit=500, label=_("Why at another time?")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        states = dict(self.ticket.clocks.values_list("kind", "state"))
        can_be_set = [kind for kind in PROMISES if states.get(kind) == TicketClock.State.RUNNING]
        self.fields["clock"].choices = [(kind, TicketClock.Kind(kind).label) for kind in can_be_set]


class ClearDueForm(VerbForm):
    clock = ChoiceField([(kind, TicketClock.Kind(kind).label) for kind in PROMISES], _("Choose the clock."))


class PinTierForm(VerbForm):
    """One of the tiers that are in force; none chooses by contract again."""

    tier = OneOfField(Tier.objects.none(), label=_("SLA tier"), empty_label=_("By contract"))
    reason = WordsField(_("Say why; colleagues read it."), rows=2, limit=500, label=_("Reason"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_force = TierVersion.objects.in_force(self.now).values("tier")
        self.fields["tier"].queryset = Tier.objects.filter(pk__in=in_force)
        if self.ticket.tier_reason == OVERRIDE:
            self.initial.setdefault("tier", self.ticket.tier_version.tier_id)


class SearchingForm(VerbForm):
    """A question, and one of what it finds; a question alone only looks."""

    from_address = ("question",)

    question = LineField(label=_("Search"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = (self.data if self.is_bound else self.initial).get("question") or ""


class MergeForm(SearchingForm):
    """The ticket that goes on: one of the same customer that the person may work, and not merged itself."""

    into = OneOfField(Ticket.objects.none(), _("Choose the ticket it belongs to."), label=_("Belongs to"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["question"].label = _("Number or words of the other ticket")
        others = Ticket.objects.workable_by(self.by).filter(organisation=self.ticket.organisation_id)
        self.others = others.exclude(pk=self.ticket.pk).filter(merged_into=None)
        self.fields["into"].queryset = self.others

    @property
    def found(self):
        """What the question finds; without one, what else the requester has open. The one already chosen stays."""
        others = self.others.select_related("requester", "organisation", "team")
        chosen = list(others.filter(pk=self.chosen)) if self.chosen else []
        if self.asked:
            found = find_tickets(self.asked, tickets=others, user=self.by, limit=SHOWN)
        else:
            found = others.unfinished().filter(requester=self.ticket.requester_id).order_by("-number")[:SHOWN]
        return chosen + [ticket for ticket in found if ticket not in chosen]

    @property
    def chosen(self):
        value = str(self["into"].value() or "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


class RequesterForm(SearchingForm):
    """Another person, and for which of his organisations the ticket is from then on."""

    whom = forms.CharField(
        label=_("Requester"), error_messages={"required": _("Choose the person from what was found.")}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["question"].label = _("Name, e-mail or telephone number")

    @property
    def found(self):
        """(key, person, membership) for each organisation of each person that the question finds."""
        people = callers_like(self.asked, self.by) if self.asked else []
        return [(f"{p.pk}-{m.organisation_id}", p, m) for p in people for m in p.belongs_to]

    @property
    def chosen(self):
        return str(self["whom"].value() or "")

    def clean_whom(self):
        person, _dash, organisation = self.cleaned_data["whom"].partition("-")
        keys = [part for part in (person, organisation) if part.isascii() and part.isdigit() and len(part) < 19]
        found = callers(self.by).filter(pk=keys[0]).first() if len(keys) == 2 else None
        memberships = [m for m in found.belongs_to if str(m.organisation_id) == organisation] if found else []
        if not memberships:
            raise forms.ValidationError(_("Choose the person from what was found."))
        return found, memberships[0].organisation
