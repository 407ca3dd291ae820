"""What is asked: a version of the tier, or other hours for the calendar, and over how many months."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.times import exact
from reports.whatif import hours_of
from sla.models import Calendar, TierVersion

MONTHS = (1, 3, 6, 12, 24)
PLANNED, OTHER = "version-", "calendar-"


def months_field():
    return forms.TypedChoiceField(
        label=_("Tickets closed in the last"),
        choices=lambda: [(n, ngettext("%(n)d month", "%(n)d months", n) % {"n": n}) for n in MONTHS],
        initial=3,
        coerce=int,
    )


class TierQuestion(forms.Form):
    version = forms.ModelChoiceField(
        label=_("Read again under"),
        queryset=TierVersion.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": _("There is no such version any more. Choose one of these.")},
    )
    months = months_field()

    def __init__(self, data=None, *, tier, now):
        super().__init__(data)
        versions = tier.versions.order_by("-number")
        self.fields["version"].queryset = versions
        self.fields["version"].label_from_instance = _version_label
        draft = versions.filter(status=TierVersion.Status.DRAFT).first()
        self.fields["version"].initial = draft or versions.first()

    @property
    def can_ask(self):
        return self.fields["version"].queryset.exists()

    @property
    def question(self):
        return {"version": self.cleaned_data["version"], "months": self.cleaned_data["months"]}


class CalendarQuestion(forms.Form):
    hours = forms.ChoiceField(
        label=_("Count in"),
        error_messages={"invalid_choice": _("These hours are gone. Choose others.")},
    )
    months = months_field()

    def __init__(self, data=None, *, calendar, now):
        super().__init__(data)
        self.calendar = calendar
        self.planned = {v.pk: v for v in calendar.versions.counting() if v.valid_from and v.valid_from > now}
        self.others = {other.pk: other for other in Calendar.objects.exclude(pk=calendar.pk)}
        planned = [
            (f"{PLANNED}{pk}", _("the hours planned from %(day)s") % {"day": exact(v.valid_from)})
            for pk, v in self.planned.items()
        ]
        others = [(f"{OTHER}{pk}", str(other)) for pk, other in self.others.items()]
        groups = [(_("Planned"), planned), (_("Another calendar"), others)]
        self.fields["hours"].choices = [group for group in groups if group[1]]

    @property
    def can_ask(self):
        return bool(self.planned or self.others)

    @property
    def question(self):
        chosen, months = self.cleaned_data["hours"], self.cleaned_data["months"]
        asked = {"calendar": self.calendar, "months": months}
        if chosen.startswith(PLANNED):
            return {**asked, "hours": hours_of(self.planned[int(chosen.removeprefix(PLANNED))])}
        return {**asked, "instead": self.others[int(chosen.removeprefix(OTHER))]}


def _version_label(version):
    return _("Version %(number)s (%(state)s)") % {"number": version.number, "state": version.get_status_display()}
