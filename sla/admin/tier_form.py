"""The form of a tier: its name, and one version with matrix and targets."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.choices import Impact, Priority, Urgency
from sla.content import MOST_DAYS, default_fault
from sla.models import Calendar, Target, Tier, TierVersion

from . import at_once
from .category_rows import PREFIX, make_rows, row_texts, rows_of
from .spans import SpanField
from .target_fields import add_target_fields, target_name, typed_targets

IMPACTS = (Impact.ALL, Impact.SEVERAL, Impact.ONE)  # the most people first
PLAIN = ("calendar", "close_after_days", "reopen_days", "chases")  # fields that are the model's own
# Yes or no, and the word for yes.
CHOSEN = {"vendor_pauses": "pauses", "own_it_pauses": "pauses", "raise_restarts": "restarts"}
MATRIX_CHOICES = [(priority, priority) for priority in Priority.values]
SOMEBODY_ELSE = _(
    "Somebody else has saved this page meanwhile. What you typed is kept, and what only the other one changed is "
    "taken over; nothing of yours is saved yet. Look at the changes, then save again."
)
DRAFT_GONE = _(
    "Somebody else has put this draft into force or discarded it meanwhile. "
    "What you typed is still here, but it has to go into a new version."
)
TOO_OLD = _("This page is incomplete, so others' changes could be lost. Open it anew and type again.")


def matrix_name(impact, urgency):
    return f"matrix-{impact}-{urgency}"


def either(label, no, yes, value):
    return forms.TypedChoiceField(
        label=label,
        choices=[("", no), (value, yes)],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )


class TierForm(forms.ModelForm):
    """`version` is the one shown, None for a new tier; with `read_only` it is not saved; with `only_shows` the page is
    made again with what was typed and saves nothing. All are set by the admin."""

    version = None
    read_only = False
    only_shows = False

    draft = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the version that was typed into
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)  # what was stored when the page was made
    calendar = forms.ModelChoiceField(
        Calendar.objects.all(),
        label=_("Service hours"),
        error_messages={"required": _("Choose the calendar whose hours count.")},
    )
    vendor_pauses = either(
        _("Resolution and levels while waiting for a vendor"), _("runs on"), _("pauses"), CHOSEN["vendor_pauses"]
    )
    own_it_pauses = either(
        _("Resolution and levels while waiting for the customer's own IT"),
        _("runs on"),
        _("pauses"),
        CHOSEN["own_it_pauses"],
    )
    raise_restarts = either(
        _("When the priority is raised"),
        _("the used time counts against the new, shorter times"),
        _("the new times start at the raise, so that agents are not punished for raising"),
        CHOSEN["raise_restarts"],
    )
    acceptance = SpanField(
        label=_("Time to accept"),
        required=False,
        help_text=_(
            "A team that does not answer in this time has accepted. Until then the ticket and its level clock stay "
            "with the sender. Empty: a hand-over takes effect at once."
        ),
    )
    close_after_days = forms.IntegerField(
        label=_("Closes after"),
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_("Empty: never by itself."),
    )
    reopen_days = forms.IntegerField(
        label=_("Can be reopened for"),
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_("After that an answer opens a new ticket."),
    )

    chases = forms.IntegerField(
        label=_("Reminders to a silent requester"),
        required=False,
        min_value=0,
        max_value=9,
        help_text=_(
            "Sent when a wait for the requester ends without an answer; after the last one the ticket is resolved, with "
            "a way to reopen it. 0: nobody is reminded, the ticket comes back to the agent."
        ),
    )
    chase_after = SpanField(label=_("From one reminder to the next"), required=False)

    class Meta:
        model = Tier
        fields = ["name", "description", "is_default"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        version = self.version or TierVersion()
        if self.instance.pk is None:
            self.fields["name"].widget.attrs["autofocus"] = True
        self.before = list(version.targets.all()) if version.pk else []
        self._fill_plain(version)
        self._add_matrix(version)
        targets = {(t.priority, t.clock): t for t in self.before if t.category is None}
        add_target_fields(self, targets, is_new=version.pk is None)
        if self.read_only:
            for name in self.fields.keys() - {*self.Meta.fields, "stamp"}:
                self.fields[name].disabled = True
        self.rows = make_rows(self.version, self.data if self.is_bound and not self.read_only else None)
        self._mind_others()

    def _fill_plain(self, version):
        asked = str(self.initial.get("calendar", ""))  # by the page of a calendar, for a new tier
        self.initial.update({name: getattr(version, f"{name}_id", getattr(version, name, None)) for name in PLAIN})
        self.initial["draft"] = version.pk
        for name, word in CHOSEN.items():
            self.initial[name] = word if getattr(version, name) else ""
        minutes = version.acceptance_minutes
        self.initial["acceptance"] = None if minutes is None else minutes * 60
        self.initial["chase_after"] = version.chase_after_minutes * 60
        for name in ("close_after_days", "reopen_days", "acceptance", "chases", "chase_after"):
            self.fields[name].widget.attrs.update({"class": "hd-time", "inputmode": "numeric"})
        calendars = Calendar.objects.values_list("pk", flat=True)[:2]
        if version.pk is None and len(calendars) == 1:
            self.initial["calendar"] = calendars[0]  # There is nothing to choose.
        elif version.pk is None and asked.isdecimal() and len(asked) < 19:
            self.initial["calendar"] = Calendar.objects.filter(pk=asked).values_list("pk", flat=True).first()

    def _add_matrix(self, version):
        for impact in IMPACTS:
            for urgency in Urgency:
                name = f"{impact.label}, {urgency.label}"
                self.fields[matrix_name(impact, urgency)] = forms.ChoiceField(
                    label=name, choices=MATRIX_CHOICES, widget=forms.Select(attrs={"aria-label": name})
                )
                self.initial[matrix_name(impact, urgency)] = version.matrix.get(impact, {}).get(urgency)

    # Two people in one form

    def _mind_others(self):
        self.meanwhile, self.is_too_old = [], False
        stored = at_once.stored_values(self)
        if not self.read_only:
            stored[PREFIX] = "\n".join(row_texts(rows_of(self.version)))
        self.initial["stamp"] = at_once.written(stored)
        if not (self.is_bound and self.instance.pk):
            return
        base = at_once.read(self.data.get("stamp"))
        self.is_too_old = base is None
        if base is not None and base != stored:
            self.data = self.data.copy()
            rows_before, rows_now = (values.pop(PREFIX, "") for values in (base, stored))
            self.meanwhile = at_once.take_over(self, base, stored)
            self._mind_rows(rows_before, rows_now)
            self.data["stamp"] = self.initial["stamp"]

    def _mind_rows(self, before, now):
        if before == now:
            return
        typed = "\n".join(self._typed_rows()) if self.rows.is_valid() else None
        if typed == before:
            self.rows = make_rows(self.version, None)
        label = str(_("Other times for one category"))
        self.meanwhile.append(at_once.Meanwhile(PREFIX, label, before, now, now if typed is None else typed))

    def _typed_rows(self):
        names = ("priority", "clock", "category", "time", "always")
        typed = [dict(zip(names, row, strict=True)) for row in self.rows.targets()]
        return row_texts(sorted(typed, key=lambda row: (row["category"], row["priority"], row["clock"])))

    # What is right

    def is_valid(self):
        return super().is_valid() and self.rows_are_right and not self.only_shows

    @property
    def rows_are_right(self):
        return self.read_only or not self.rows.is_bound or self.rows.is_valid()

    @property
    def is_right(self):
        """Whether what was typed makes sense, saved or not."""
        return not self.errors and self.rows_are_right

    def _get_validation_exclusions(self):
        # The default moves from one tier to the other in one step, so the constraint is not a question to the reader.
        return super()._get_validation_exclusions() | {"is_default"}

    def clean_is_default(self):
        wanted = self.cleaned_data["is_default"]
        if fault := default_fault(self.instance, wanted):
            raise forms.ValidationError(fault.sentence)
        return wanted

    def clean_acceptance(self):
        seconds = self.cleaned_data["acceptance"]
        if seconds is not None and seconds % 60:
            raise forms.ValidationError(_("Write whole minutes, for example 0:30."))
        return seconds

    def clean_chases(self):
        return self.cleaned_data["chases"] or 0

    def clean_chase_after(self):
        seconds = self.cleaned_data["chase_after"]
        if seconds is None:
            if self.cleaned_data.get("chases"):
                raise forms.ValidationError(_("Say how long to wait for an answer, for example 9:00."))
            return self.initial["chase_after"]
        if seconds % 60:
            raise forms.ValidationError(_("Write whole minutes, for example 0:30."))
        return seconds

    def clean(self):
        cleaned = super().clean()
        if self.only_shows:
            return cleaned
        if self.version is not None and not self.read_only and not self.version.is_draft:
            raise forms.ValidationError(DRAFT_GONE)
        if self.is_too_old:
            raise forms.ValidationError(TOO_OLD)
        if self.meanwhile:
            raise forms.ValidationError(SOMEBODY_ELSE)
        return cleaned

    # What is written

    def filled(self) -> TierVersion:
        """The version, unsaved, with what was typed."""
        version = self.version or TierVersion(tier=self.instance, number=1)
        data = self.cleaned_data
        for name in (*PLAIN, *CHOSEN):
            setattr(version, name, data[name])
        version.acceptance_minutes = None if data["acceptance"] is None else data["acceptance"] // 60
        version.chase_after_minutes = data["chase_after"] // 60
        version.matrix = {i: {u: data[matrix_name(i, u)] for u in Urgency.values} for i in Impact.values}
        return version

    def save_version(self):
        """Write the draft, or the first version of a new tier."""
        version = self.filled()
        version.save()
        targets = typed_targets(self, version)
        version.targets.all().delete()
        Target.objects.bulk_create(targets)
        return version


__all__ = ["IMPACTS", "TierForm", "matrix_name", "target_name"]
