"""The form of a tier: its name, and one version with matrix and targets."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.choices import Impact, Priority, Urgency
from sla.content import MOST_DAYS, default_fault
from sla.models import Calendar, Target, Tier, TierVersion

from .spans import SpanField

FIRST_WARN_PERCENT = 75
IMPACTS = (Impact.ALL, Impact.SEVERAL, Impact.ONE)  # the most people first
PLAIN = ("calendar", "close_after_days", "reopen_days")  # fields that are the model's own
MATRIX_CHOICES = [(priority, priority) for priority in Priority.values]


def matrix_name(impact, urgency):
    return f"matrix-{impact}-{urgency}"


def target_name(priority, clock):
    return f"{priority}-{clock}"


class TierForm(forms.ModelForm):
    """`version` is the one shown, None for a new tier; with `read_only` it is not saved. Both are set by the admin."""

    version = None
    read_only = False

    draft = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the version that was typed into
    calendar = forms.ModelChoiceField(
        Calendar.objects.all(),
        label=_("Service hours"),
        error_messages={"required": _("Choose the calendar whose hours count.")},
    )
    vendor_pauses = forms.TypedChoiceField(
        label=_("Resolution and levels while waiting for a vendor"),
        choices=[("", _("runs on")), ("pauses", _("pauses"))],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )
    acceptance = SpanField(label=_("Time to accept"), required=False)
    close_after_days = forms.IntegerField(label=_("Closes after"), required=False, min_value=0, max_value=MOST_DAYS)
    reopen_days = forms.IntegerField(label=_("Can be reopened for"), min_value=0, max_value=MOST_DAYS)

    class Meta:
        model = Tier
        fields = ["name", "description", "is_default"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        version = self.version or TierVersion()
        self.targets = self._kept_targets()
        self._fill_plain(version)
        self._add_matrix(version)
        self._add_targets()
        if self.read_only:
            for name in self.fields.keys() - set(self.Meta.fields):
                self.fields[name].disabled = True

    def _kept_targets(self):
        """Targets of the version for all categories; those of one category are kept as they are."""
        if self.version is None:
            return {}
        return {(t.priority, t.clock): t for t in self.version.targets.filter(category=None)}

    def _fill_plain(self, version):
        self.initial.update({name: getattr(version, f"{name}_id", getattr(version, name, None)) for name in PLAIN})
        self.initial["draft"] = version.pk
        self.initial["vendor_pauses"] = "pauses" if version.vendor_pauses else ""
        minutes = version.acceptance_minutes
        self.initial["acceptance"] = None if minutes is None else minutes * 60
        for name in ("close_after_days", "reopen_days", "acceptance"):
            self.fields[name].widget.attrs.update({"class": "hd-time", "inputmode": "numeric"})

    def _add_matrix(self, version):
        for impact in IMPACTS:
            for urgency in Urgency:
                name = f"{impact.label}, {urgency.label}"
                self.fields[matrix_name(impact, urgency)] = forms.ChoiceField(
                    label=name, choices=MATRIX_CHOICES, widget=forms.Select(attrs={"aria-label": name})
                )
                self.initial[matrix_name(impact, urgency)] = version.matrix.get(impact, {}).get(urgency)

    def _add_targets(self):
        for clock in Target.Clock:
            for priority in Priority:
                self._add_target(priority, clock)
            self.fields[f"warn-{clock}"] = forms.IntegerField(
                label=gettext("Amber from, %(clock)s") % {"clock": clock.label},
                required=False,
                min_value=1,
                max_value=100,
                widget=forms.TextInput(
                    attrs={
                        "class": "hd-time",
                        "inputmode": "numeric",
                        "aria-label": gettext("Amber from percent used, %(clock)s") % {"clock": clock.label},
                    }
                ),
                error_messages={
                    "invalid": _("Write a whole number from 1 to 100."),
                    "max_value": _("More than the whole target cannot be used up before it is reached: 1 to 100."),
                    "min_value": _("Choose 1 to 100."),
                },
            )
            self.initial[f"warn-{clock}"] = self._common_warning(clock)

    def _add_target(self, priority, clock):
        name, words = target_name(priority, clock), {"priority": priority.value, "clock": clock.label}
        target = self.targets.get((priority.value, clock.value))
        time = SpanField(label=gettext("%(priority)s %(clock)s") % words, required=False)
        time.widget.attrs.update(
            {"aria-label": gettext("%(priority)s %(clock)s, hours and minutes") % words, "placeholder": gettext("none")}
        )
        always = gettext("%(priority)s %(clock)s: around the clock") % words
        self.fields[name] = time
        self.fields[f"{name}-always"] = forms.BooleanField(
            label=always, required=False, widget=forms.CheckboxInput(attrs={"aria-label": always})
        )
        self.initial[name] = target.seconds if target else None
        self.initial[f"{name}-always"] = bool(target and target.around_the_clock)

    def _common_warning(self, clock):
        """The percentage all targets of the clock share; None where they differ, and then each keeps its own."""
        percents = {t.warn_percent for (_priority, kind), t in self.targets.items() if kind == clock}
        return percents.pop() if len(percents) == 1 else None if percents else FIRST_WARN_PERCENT

    def _get_validation_exclusions(self):
        # The default moves from one tier to the other in one step, so the constraint is not a question to the reader.
        return super()._get_validation_exclusions() | {"is_default"}

    def clean_is_default(self):
        wanted = self.cleaned_data["is_default"]
        if fault := default_fault(self.instance, wanted):
            raise forms.ValidationError(fault.sentence, code=fault.code)
        return wanted

    def clean_acceptance(self):
        seconds = self.cleaned_data["acceptance"]
        if seconds is not None and seconds % 60:
            raise forms.ValidationError(_("Write whole minutes, for example 0:30."))
        return seconds

    def clean(self):
        cleaned = super().clean()
        if self.version is not None and not self.read_only:
            now = TierVersion.objects.select_for_update().filter(pk=self.version.pk).first()
            if now is None or not now.is_draft:
                raise forms.ValidationError(
                    _(
                        "Somebody else has put this draft into force or discarded it meanwhile. "
                        "What you typed is still here, but it has to go into a new version."
                    )
                )
        return cleaned

    def save_version(self):
        """Write the draft, or the first version of a new tier."""
        version = self.version or TierVersion(tier=self.instance, number=1)
        data = self.cleaned_data
        for name in (*PLAIN, "vendor_pauses"):
            setattr(version, name, data[name])
        version.acceptance_minutes = None if data["acceptance"] is None else data["acceptance"] // 60
        version.matrix = {i: {u: data[matrix_name(i, u)] for u in Urgency.values} for i in Impact.values}
        version.save()
        version.targets.filter(category=None).delete()
        Target.objects.bulk_create(self._typed_targets(version))
        return version

    def _typed_targets(self, version):
        for clock in Target.Clock.values:
            for priority in Priority.values:
                seconds = self.cleaned_data[target_name(priority, clock)]
                if seconds is None:
                    continue
                before = self.targets.get((priority, clock))
                own = before.warn_percent if before else FIRST_WARN_PERCENT
                yield Target(
                    version=version,
                    clock=clock,
                    priority=priority,
                    seconds=seconds,
                    around_the_clock=self.cleaned_data[f"{target_name(priority, clock)}-always"],
                    warn_percent=self.cleaned_data[f"warn-{clock}"] or own,
                )
