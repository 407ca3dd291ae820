"""The form of a calendar: its name, and what its next version shall say."""

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from sla.content import MOST_DATES, REFUSED, calendar_fault, start_fault
from sla.models import Calendar, CalendarVersion
from sla.opening_hours import WEEKDAYS, known_time_zones
from sla.public_holidays import countries, proposals, states

from .hours_text import HoursField

WEEKDAY_NAMES = {
    "mon": _("Monday"),
    "tue": _("Tuesday"),
    "wed": _("Wednesday"),
    "thu": _("Thursday"),
    "fri": _("Friday"),
    "sat": _("Saturday"),
    "sun": _("Sunday"),
}
FIRST_WEEK = {day: [["08:00", "17:00"]] for day in WEEKDAYS[:5]}


class DateForm(forms.Form):
    """One date that has hours of its own, or none at all."""

    date = forms.DateField(
        label=_("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the date this line is about, or empty the line.")},
    )
    name = forms.CharField(label=_("Reason"), max_length=100, required=False)
    hours = HoursField(label=_("Open"), required=False)
    remove = forms.BooleanField(label=_("Remove"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["hours"].widget.attrs["placeholder"] = gettext("closed")
        for name in self.fields:
            label = gettext("%(field)s of line %(number)s") % {
                "field": self.fields[name].label,
                "number": int(self.prefix.rpartition("-")[2]) + 1 if self.prefix[-1].isdigit() else "",
            }
            self.fields[name].widget.attrs["aria-label"] = label


Dates = forms.formset_factory(DateForm, extra=3, max_num=MOST_DATES, absolute_max=MOST_DATES)


class CalendarForm(forms.ModelForm):
    """`version` is what the form starts from, None for a new calendar; `now` the instant of the request."""

    version = None
    now = None

    time_zone = forms.ChoiceField(label=_("Time zone"), error_messages={"invalid_choice": REFUSED["unknown_time_zone"]})
    country = forms.ChoiceField(label=_("Country"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    holidays = forms.MultipleChoiceField(label=_("Public holidays"), required=False)
    holidays_of = forms.CharField(required=False, widget=forms.HiddenInput)  # of which place the list was shown
    valid_from = forms.DateTimeField(
        label=_("Valid from"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: from now on. What was used before stays used."),
    )

    class Meta:
        model = Calendar
        fields = ["name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        start = self.version or CalendarVersion(weekly=FIRST_WEEK, country="DE")
        self._first_day = self.now.date().replace(month=1, day=1).isoformat()
        self._fill(start)
        self.place = self._chosen_place()
        self.proposed = proposals(*self.place, first_year=self.now.year, language=(get_language() or "en")[:2])
        self._offer_holidays(start)
        self.dates = self._dates(start)
        if self.version is None:
            del self.fields["valid_from"]

    def _dates(self, start):
        # An emptied line says nothing, whatever stood there. What was sent is not compared line by line with what is
        # stored: under another country's holidays other dates are of its own.
        lines = {"prefix": "dates", "form_kwargs": {"empty_permitted": True}}
        return Dates(self.data, **lines) if self.is_bound else Dates(initial=self._own_dates(start) or None, **lines)

    def _fill(self, start):
        self.fields["time_zone"].choices = [(zone, zone) for zone in sorted(known_time_zones())]
        self.fields["country"].choices = [("", gettext("none")), *countries((get_language() or "en")[:2])]
        self.initial.update(time_zone=start.time_zone, country=start.country, state=start.state)
        for day in WEEKDAYS:
            widget = forms.TextInput(attrs={"class": "vTextField", "placeholder": gettext("closed")})
            self.fields[day] = HoursField(label=WEEKDAY_NAMES[day], required=False, widget=widget)
            self.initial[day] = start.weekly.get(day, [])

    def _chosen_place(self):
        """Country and state. Another country's holidays are asked for as a whole: its states were not offered yet."""
        chosen = self.data if self.is_bound else self.initial
        country, state = chosen.get("country", ""), chosen.get("state", "")
        is_foreign = self._asks_for_holidays and state not in dict(states(country))
        return country, "" if is_foreign else state

    def _offer_holidays(self, start):
        country, state = self.place
        offered = [("", gettext("all")), *states(country)]
        if state not in dict(offered):
            offered.append((state, "–"))  # of another country; `clean` can then say what is wrong
        self.fields["state"].choices = offered
        self.fields["holidays"].choices = [(holiday.date.isoformat(), holiday.name) for holiday in self.proposed]
        self.initial["holidays_of"] = "-".join(self.place)
        self.initial["holidays"] = [h.date.isoformat() for h in self.proposed if self._is_proposed_on(h, start)]

    def _is_proposed_on(self, holiday, start):
        """As the version before has it; in a year it says nothing about, as the law has it.

        A version without any date was meant so: its hours know no holidays.
        """
        day = holiday.date.isoformat()
        years = {entry["date"][:4] for entry in start.holidays}
        if day[:4] in years or (self.version is not None and not years):
            return day in {entry["date"] for entry in start.holidays if not entry.get("hours")}
        return holiday.is_law

    def _own_dates(self, start):
        proposed = set(dict(self.fields["holidays"].choices))
        return [
            entry
            for entry in sorted(start.holidays, key=lambda entry: entry["date"])
            if entry["date"] >= self._first_day and (entry.get("hours") or entry["date"] not in proposed)
        ]

    @property
    def _asks_for_holidays(self):
        return "_holidays" in self.data

    def is_valid(self):
        """Asking for another place's holidays saves nothing and finds no fault; what was typed is shown again."""
        if self._asks_for_holidays:
            self._errors = forms.utils.ErrorDict()
            self.data = self.data.copy()
            self.data["state"] = self.place[1]
            self.data["holidays_of"] = "-".join(self.place)
            self.data.setlist("holidays", [h.date.isoformat() for h in self.proposed if h.is_law])
            return False
        return super().is_valid() and self.dates.is_valid()

    def clean_valid_from(self):
        wanted = self.cleaned_data["valid_from"] or self.now
        if fault := start_fault(self.instance, wanted, now=self.now):
            raise forms.ValidationError(fault.sentence, code=fault.code)
        return wanted

    def clean(self):
        cleaned = super().clean()
        if not self.dates.is_valid():
            return cleaned
        if self.data.get("holidays_of", "") != "-".join(self.place):
            self.add_error("state", _("Look at the holidays of this place first: press “Show holidays”."))
        if not any(day in self.errors for day in (*WEEKDAYS, "time_zone", "holidays")):
            self._check_definition()
        return cleaned

    def _check_definition(self):
        if fault := calendar_fault(self.content):
            if fault.place in self.fields:
                self.add_error(fault.place, fault.sentence)
            else:
                self._blame_date(fault.place, fault.sentence)

    def _blame_date(self, day, sentence):
        lines = [line for line in self._lines() if line.cleaned_data["date"].isoformat() == day]
        if not lines:
            self.add_error(None, sentence)
        else:
            lines[-1].add_error("date", sentence)
            self.add_error(None, _("One of the dates with hours of their own needs correcting."))

    def _lines(self):
        return [line for line in self.dates if line.cleaned_data.get("date") and not line.cleaned_data.get("remove")]

    @property
    def content(self):
        """What the version will hold, as sla.business_time reads it. Needs clean fields."""
        data = self.cleaned_data
        lines = [_entry(line.cleaned_data) for line in self._lines()]
        own = {entry["date"] for entry in lines}
        names = {holiday.date.isoformat(): holiday.local_name for holiday in self.proposed}
        ticked = [{"date": day, "name": names[day]} for day in data["holidays"] if day not in own]
        return {
            "time_zone": data["time_zone"],
            "weekly": {day: data[day] for day in WEEKDAYS if data[day]},
            "holidays": sorted([*self._past(), *ticked, *lines], key=lambda entry: entry["date"]),
        }

    def _past(self):
        """Dates before this year: no longer shown, but part of the calendar."""
        return [entry for entry in self.version.holidays if entry["date"] < self._first_day] if self.version else []

    def save_version(self):
        """Add the version; return it, or None where it would say what the one before says."""
        country, state = self.cleaned_data["country"], self.cleaned_data["state"]
        new = CalendarVersion(calendar=self.instance, country=country, state=state, **self.content)
        if self.version is not None:
            new.valid_from = self.cleaned_data["valid_from"]
            told = ("time_zone", "weekly", "holidays", "country", "state")
            if all(getattr(new, name) == getattr(self.version, name) for name in told):
                return None
        new.save()
        return new


def _entry(line):
    entry = {"date": line["date"].isoformat(), "name": line["name"]}
    return {**entry, "hours": line["hours"]} if line["hours"] else entry
