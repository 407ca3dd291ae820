"""The dry run on a ladder's page: what is asked, and what would happen, in words."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import Service
from core.choices import Category, Priority
from core.errors import DomainError
from core.times import EARLIEST, LATEST
from sla.business_time import TimeError

from ..dry_run import Example, dry_run
from ..played_words import Lines, in_lines

MOST_MINUTES = 100_000


class RunForm(forms.Form):
    priority = forms.ChoiceField(label=_("Priority"))
    day = forms.DateField(
        label=_("Opened"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day."), "invalid": _("This is no date.")},
    )
    time = forms.TimeField(
        label=_("at"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Choose a time."), "invalid": _("This is no time.")},
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Customer"),
        error_messages={"required": _("Choose a customer."), "invalid_choice": _("Choose one from the list.")},
    )
    service = forms.ModelChoiceField(
        Service.objects.none(),
        label=_("Service"),
        required=False,
        empty_label=_("none"),
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )
    answered = forms.IntegerField(
        label=_("Answered after minutes"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        widget=forms.TextInput(attrs={"class": "hd-time", "inputmode": "numeric"}),
        help_text=_("Empty: nobody acts."),
        error_messages={"invalid": _("Write a whole number.")},
    )

    def __init__(self, data, *, now):
        friday = timezone.localdate(now) + timedelta(days=(4 - timezone.localdate(now).weekday()) % 7)
        initial = {"priority": Priority.P1, "day": friday, "time": time(16, 30)}
        super().__init__(data if "run-day" in data else None, prefix="run", initial=initial, label_suffix="")
        self.fields["priority"].choices = [(p.value, f"{p.value} {p.label}") for p in Priority]
        customers = Organisation.objects.filter(is_active=True).exclude(kind=Organisation.Kind.VENDOR)
        self.fields["organisation"].queryset = customers.order_by("name")
        self.fields["service"].queryset = Service.objects.order_by("name")

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not EARLIEST.year + 1 < day.year < LATEST.year - 100:
            raise forms.ValidationError(_("Choose a day nearer to today."))
        return day

    @property
    def example(self):
        data = self.cleaned_data
        service, minutes = data["service"], data["answered"]
        return Example(
            organisation=data["organisation"],
            priority=data["priority"],
            category=service.category if service else Category.values[0],
            at=timezone.make_aware(datetime.combine(data["day"], data["time"])),
            service=service,
            answered_after=None if minutes is None else timedelta(minutes=minutes),
        )


@dataclass
class Run(Lines):
    form: RunForm
    refusal: str = ""


def run_of(version, ladder, data, *, now) -> Run:
    """What the page shows for the sent example; nothing was asked without one."""
    run = Run([], RunForm(data, now=now))
    if run.form.is_bound and run.form.is_valid():
        try:
            run.lines = in_lines(dry_run(version, ladder, run.form.example))
        except DomainError as refusal:
            run.refusal = refusal.sentence
        except TimeError:
            run.refusal = gettext("The service hours never get there. Look at the calendar.")
    return run
