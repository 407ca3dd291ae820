"""The hand-over: a team and one sentence, and what goes with it for those who want to look at it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from escalation.models import HandOver
from escalation.package import GAPS, LINE, TEXT, WITHOUT, assemble, changed, essentials_of, parts, unanswered

from ..packages import part_in_words
from .fields import ChoiceField, Form, LineField, WordsField

REASONS = [choice for choice in HandOver.Reason.choices if choice[0] != HandOver.Reason.CLOCK]
DETAILS = ("cause", "look_first", "more")


class HandOverForm(Form):
    """One sentence and a team; what that team cannot begin without is asked for once the team is known."""

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
    cause = LineField(required=False, limit=LINE, label=_("Suspected cause"))
    look_first = LineField(required=False, limit=LINE, label=_("What to look at first"))
    more = WordsField(rows=2, limit=TEXT, label=_("Further facts"))
    message = WordsField(rows=3, label=_("Message to the requester"))
    listed = forms.CharField(required=False, widget=forms.HiddenInput)
    keep = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        label=_("Goes with it"),
    )

    def __init__(self, *args, teams, tickets, steps=(), **kwargs):
        """`tickets`: one or several; `steps`: what was tried on the one."""
        super().__init__(*args, **kwargs)
        self.tickets = tickets
        self.fields["to_team"].queryset = teams
        self.team = self._team_meant(teams)
        self.needs = [self._ask_for(*asked) for asked in self._missing()]
        self._list_parts(steps)

    def _team_meant(self, teams):
        meant = self.data.get("to_team") if self.is_bound else self.initial.get("to_team")
        if isinstance(meant, Team) or not meant:
            return meant
        return teams.filter(pk=meant).first() if str(meant).isdigit() and len(str(meant)) < 19 else None

    def _missing(self):
        """Place and text of each essential that some of the tickets does not answer, or no longer once parts are left out."""
        if not self.team:
            return
        gone = {item for ticket in self.tickets for item in unanswered(self.team, self._answers_of(ticket))}
        for place, item in enumerate(essentials_of(self.team)):
            if item in gone:
                yield place, item

    def _answers_of(self, ticket):
        """The answers that go with the hand-over."""
        return changed(assemble(ticket, ()), {"without": self._left_out()})["answers"]

    def _left_out(self) -> set:
        if self.is_bound:
            listed, kept = self.data.get("listed", ""), self.data.getlist("keep")
        else:
            listed, kept = self.initial.get("listed", ""), self.initial.get("keep", ())
        return set(listed.split()) - set(kept)

    def _ask_for(self, place, item):
        need, gap = f"need-{self.team.pk}-{place}", f"gap-{self.team.pk}-{place}"
        self.fields[need] = LineField(required=False, limit=LINE, label=item)
        choices = [("", _("or say why not …")), *GAPS.items()]
        self.fields[gap] = ChoiceField(choices, label=_("Why it is missing: %(item)s") % {"item": item}, required=False)
        self.fields[gap].widget.attrs["aria-label"] = self.fields[gap].label
        return item, need, gap

    @classmethod
    def halfway(cls, given, **options):
        """The form as it is being filled in, with what was written so far and no fault found yet."""
        return cls(initial=given.dict() | {"keep": given.getlist("keep")}, **options)

    @property
    def asked(self):
        """(field for the answer, field for the reason) of each essential."""
        return [(self[need], self[gap]) for _item, need, gap in self.needs]

    def _list_parts(self, steps):
        if len(self.tickets) != 1:
            return
        listed = list(parts(assemble(self.tickets[0], steps)))
        self.fields["keep"].choices = [(key, part_in_words(key, value)) for key, value in listed]
        keys = [key for key, _value in listed]
        self.initial = {"listed": " ".join(keys), "keep": keys} | self.initial

    @property
    def details_wrong(self):
        return any(name in self.errors for name in (*DETAILS, "reason", "message", "keep"))

    def clean(self):
        data = super().clean()
        for _item, need, gap in self.needs:
            if not data.get(need) and not data.get(gap) and need not in self.errors:
                self.add_error(need, WITHOUT)
        return data

    def said(self) -> dict:
        """What the verb takes."""
        data = self.cleaned_data
        left_out = [key for key in data["listed"].split() if key not in data["keep"]]
        return {
            "to_team": data["to_team"],
            "sentence": data["sentence"],
            "reason": data["reason"],
            "message": data["message"],
            "details": {name: data[name] for name in DETAILS} | {"without": left_out},
            "essentials": {item: data[need] for item, need, _gap in self.needs},
            "gaps": {item: data[gap] for item, _need, gap in self.needs},
        }
