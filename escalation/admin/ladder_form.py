"""The form of a ladder: when steps are made up, and a row for each step."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tickets.models import TicketClock

from ..ladders import content, revision
from ..models import Ladder, LadderStep
from .ladder_rows import rearranged

PREFIX = "step"
MOST = 60
Basis, Action = LadderStep.Basis, LadderStep.Action
PERCENT = "percent"
COUNTED = [
    (PERCENT, _("% of the target")),
    ("after_service", _("min after, service time")),
    ("before_service", _("min before, service time")),
    ("after_real", _("min after, real time")),
]
MOST_PERCENT, MOST_MINUTES = 1000, 527_040


class StepRow(forms.Form):
    clock = forms.ChoiceField(label=_("clock"), choices=TicketClock.Kind.choices)
    number = forms.IntegerField(
        label=_("when"),
        min_value=0,
        widget=forms.TextInput(attrs={"class": "hd-time", "inputmode": "numeric"}),
        error_messages={
            "required": _("Say when: a percentage, or minutes."),
            "invalid": _("Write a whole number."),
            "min_value": _("Write a number from 0 on; before or after is said beside it."),
        },
    )
    counted = forms.ChoiceField(label=_("counted in"), choices=COUNTED)
    action = forms.ChoiceField(label=_("what"), choices=Action.choices)
    audience = forms.MultipleChoiceField(
        label=_("whom"), choices=LadderStep.Audience.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    in_quiet_hours = forms.BooleanField(label=_("also in quiet hours"), required=False)
    not_once_acknowledged = forms.BooleanField(label=_("not once acknowledged"), required=False, initial=True)

    def clean(self):
        data = super().clean()
        number, counted = data.get("number"), data.get("counted")
        if number is not None and counted == PERCENT and not 1 <= number <= MOST_PERCENT:
            self.add_error("number", _("Choose 1 to 1000 percent."))
        if number is not None and counted != PERCENT and number > MOST_MINUTES:
            self.add_error("number", _("More than a year is too far. Choose fewer minutes."))
        if data.get("action") == Action.NOTIFY and not data.get("audience"):
            self.add_error("audience", _("Say whom this step tells."))
        return data

    @property
    def step(self) -> dict:
        """What the row says, as the fields of LadderStep."""
        data = self.cleaned_data
        percent = data["counted"] == PERCENT
        sign = -1 if data["counted"].startswith("before") else 1
        return {
            "clock": data["clock"],
            "at_percent": data["number"] if percent else None,
            "offset_minutes": None if percent else sign * data["number"],
            "basis": str(Basis.REAL if data["counted"] == "after_real" else Basis.SERVICE),
            "action": data["action"],
            "audience": data["audience"],
            "in_quiet_hours": data["in_quiet_hours"],
            "not_once_acknowledged": data["not_once_acknowledged"],
        }


class BaseStepRows(forms.BaseFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.empty_permitted = False  # a row that says nothing has to be removed, not dropped without a word
        form.fields["DELETE"].label = _("Remove")
        number = "" if index is None else index + 1
        for field in form.fields.values():
            words = {"number": number, "what": field.label}
            field.widget.attrs["aria-label"] = gettext("Step %(number)s: %(what)s") % words

    def clean(self):
        """The same step twice: the second one says so."""
        seen = set()
        for form in self.kept():
            step = form.step
            key = tuple(step[name] for name in ("clock", "at_percent", "offset_minutes", "basis", "action"))
            if key in seen:
                sentence = _("The ladder has this step already. Name everybody it reaches in one.")
                form.add_error("number", sentence)
            seen.add(key)

    def kept(self):
        """The rows that are filled in rightly and not removed."""
        return [
            form
            for form in self.forms
            if getattr(form, "cleaned_data", None)
            and not form.errors
            and not form.cleaned_data.get("DELETE")
            and form.cleaned_data.get("number") is not None
        ]


StepRows = forms.formset_factory(
    StepRow, formset=BaseStepRows, extra=0, can_delete=True, max_num=MOST, absolute_max=MOST + 10, validate_max=True
)


class LadderForm(forms.Form):
    """`ladder`: the one that holds for the version so far, or None. `rows` are part of what is valid."""

    late_steps = forms.ChoiceField(
        label=_("Steps whose time passed while nothing was watched"), choices=Ladder.Late.choices
    )
    silent_minutes = forms.IntegerField(
        label=_("An agent is silent after minutes"),
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.TextInput(attrs={"class": "hd-time", "inputmode": "numeric"}),
        help_text=_(
            "Minutes of service time without a word or an action of his. He is told; as long again, and he loses the "
            "ticket. Of one who is away, deputy and lead are told. Empty: nobody is watched."
        ),
        error_messages={
            "invalid": _("Write a whole number."),
            "min_value": _("Write at least 1, or leave it empty."),
            "max_value": _("More than a year is too far. Choose fewer minutes."),
        },
    )
    silent_action = forms.ChoiceField(
        label=_("After as long again"), choices=Ladder.Silent.choices, initial=Ladder.Silent.TEAM, required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, ladder):
        now = content(ladder)
        initial = {name: now[name] for name in ("late_steps", "silent_minutes", "silent_action")}
        super().__init__(data, initial={**initial, "seen": revision(ladder)}, label_suffix="")
        self.rows = StepRows(
            rearranged(data, PREFIX, most=MOST), initial=[_row_of(step) for step in now["steps"]], prefix=PREFIX
        )

    def is_valid(self):
        return all([super().is_valid(), self.rows.is_valid()])

    def clean_silent_action(self):
        return self.cleaned_data["silent_action"] or Ladder.Silent.TEAM.value

    @property
    def owner_timer(self) -> dict:
        """What counts as silence, as typed where that is right, else as stored."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        return {name: said[name] for name in ("silent_minutes", "silent_action")}

    @property
    def has_faults(self):
        return self.is_bound and not self.is_valid()

    @property
    def steps(self):
        """As typed where that is right, else as stored."""
        if self.is_bound:
            self.rows.is_valid()
            return [form.step for form in self.rows.kept()]
        return [{**initial["step"]} for initial in self.rows.initial]


def _row_of(step):
    percent, minutes = step["at_percent"], step["offset_minutes"]
    if percent is not None:
        number, counted = percent, PERCENT
    elif step["basis"] == Basis.REAL:
        number, counted = minutes, "after_real"
    else:
        number, counted = abs(minutes), "before_service" if minutes < 0 else "after_service"
    return {**step, "number": number, "counted": counted, "step": step}
