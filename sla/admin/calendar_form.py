"""The form of a calendar: its name, and what its next version shall say."""

import json
from hashlib import sha256

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from sla.content import REFUSED, calendar_fault, start_fault
from sla.models import Calendar, CalendarVersion
from sla.opening_hours import WEEKDAYS, known_time_zones
from sla.public_holidays import countries, proposals, states

from .asking import HOLIDAYS, answered, asked_for
from .date_lines import Dates, entry_of, line_of
from .meanwhile import line_state, said_meanwhile
from .windows import WindowsField

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
TOLD = ("time_zone", "weekly", "holidays", "country", "state")  # what a version says


class CalendarForm(forms.ModelForm):
    """`version` is what the form starts from, None for a new calendar; `now` the instant of the request.

    A sound form that moves open tickets is valid only once this effect was shown: `asks_to_confirm` until then.
    """

    version = None
    now = None
    moves_of = None  # (version, now=, is_look=) → what an unsaved version does to open tickets

    time_zone = forms.ChoiceField(label=_("Time zone"), error_messages={"invalid_choice": REFUSED["unknown_time_zone"]})
    country = forms.ChoiceField(label=_("Country"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    holidays = forms.MultipleChoiceField(label=_("Public holidays"), required=False)
    holidays_of = forms.CharField(required=False, widget=forms.HiddenInput)  # of which place the list was shown
    line_state = forms.CharField(required=False, widget=forms.HiddenInput)  # which versions there were then
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)  # the edit whose effect was shown
    confirm_year = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=2000, max_value=2200)
    valid_from = forms.DateTimeField(
        label=_("Valid from"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: from now on. What was used before stays used."),
    )

    class Meta:
        model = Calendar
        fields = ["name"]

    def __init__(self, data=None, *args, **kwargs):
        self.asked, self.focus = (asked_for(data), "") if data is not None else (None, "")
        if self.asked:
            data, self.focus = answered(data, self.asked)
        super().__init__(data, *args, label_suffix="", **kwargs)
        start = self.version or CalendarVersion(weekly=FIRST_WEEK, country="DE")
        self.start = start
        self.content_typed = None  # of a sent form without faults
        self.problem = ""  # why what is typed cannot be drawn
        self.asks_to_confirm = False
        self._is_sound = None
        self._first_day = self.now.date().replace(month=1, day=1).isoformat()
        self._fill(start)
        self.place = self._chosen_place()
        self.proposed = proposals(*self.place, first_year=self.now.year, language=(get_language() or "en")[:2])
        self._offer_holidays(start)
        self.dates = self._dates(start)
        self.initial["line_state"] = line_state(self.instance)
        if self.version is None:
            del self.fields["valid_from"]
            if not self.is_bound:
                self.fields["name"].widget.attrs["autofocus"] = True

    def _dates(self, start):
        # An emptied line says nothing, whatever stood there. What was sent is not compared line by line with what is
        # stored: under another country's holidays other dates are of its own.
        lines = {"prefix": "dates", "form_kwargs": {"empty_permitted": True}}
        return Dates(self.data, **lines) if self.is_bound else Dates(initial=self._own_dates(start), **lines)

    def _fill(self, start):
        self.fields["time_zone"].choices = [(zone, zone) for zone in sorted(known_time_zones())]
        self.fields["country"].choices = [("", gettext("none")), *countries((get_language() or "en")[:2])]
        self.initial.update(time_zone=start.time_zone, country=start.country, state=start.state)
        for number, day in enumerate(WEEKDAYS):
            self.fields[day] = field = WindowsField(label=WEEKDAY_NAMES[day], required=False)
            field.widget.attrs["aria-label"] = WEEKDAY_NAMES[day]
            field.widget.next_day = WEEKDAY_NAMES[WEEKDAYS[(number + 1) % 7]]
            if self.version is not None:
                field.widget.was = start.weekly.get(day, [])
            self.initial[day] = start.weekly.get(day, [])

    def _chosen_place(self):
        """Country and state. Another country's holidays are asked for as a whole: its states were not offered yet."""
        chosen = self.data if self.is_bound else self.initial
        country, state = chosen.get("country", ""), chosen.get("state", "")
        is_foreign = self.asked == HOLIDAYS and state not in dict(states(country))
        return country, "" if is_foreign else state

    def _offer_holidays(self, start):
        country, state = self.place
        offered = [("", gettext("only those of the whole country")), *states(country)]
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
            line_of(entry, start.weekly)
            for entry in sorted(start.holidays, key=lambda entry: entry["date"])
            if entry["date"] >= self._first_day and (entry.get("hours") or entry["date"] not in proposed)
        ]

    def is_valid(self):
        """What was only asked for saves nothing and finds no fault; what was typed is shown again."""
        if self._is_sound is None:
            self._is_sound = self._check()
            if self._is_sound and not self.asked:
                self.asks_to_confirm = bool(self.moved) and self.cleaned_data["confirmed"] != self.edit_digest()
        return self._is_sound and not self.asked and not self.asks_to_confirm

    def _check(self):
        if self.asked == HOLIDAYS:
            self.data["state"] = self.place[1]
            self.data["holidays_of"] = "-".join(self.place)
            self.data.setlist("holidays", [h.date.isoformat() for h in self.proposed if h.is_law])
        is_sound = super().is_valid() and self.dates.is_valid()
        # Hours can be drawn and tried before the calendar has a name.
        if is_sound or (self.asked and self.errors.keys() <= {"name"} and self.dates.is_valid()):
            self.content_typed = self.content
        if self.asked:
            self.problem = "" if self.content_typed else self._first_fault()
            self._forget_faults()
        return is_sound

    def _first_fault(self):
        lists = [*self.errors.values(), *(found for line in self.dates.errors for found in line.values())]
        return next((sentence for found in lists for sentence in found), "")

    def _forget_faults(self):
        self._errors = forms.utils.ErrorDict()
        for line in self.dates:
            line._errors = forms.utils.ErrorDict()

    def clean_valid_from(self):
        wanted = self.cleaned_data["valid_from"] or self.now
        if fault := start_fault(self.instance, wanted, now=self.now):
            raise forms.ValidationError(fault.sentence, code=fault.code)
        return wanted

    def clean(self):
        cleaned = super().clean()
        if not self.asked and self.instance.pk:
            self._refuse_if_overtaken()
        if not self.dates.is_valid():
            return cleaned
        if self.data.get("holidays_of", "") != "-".join(self.place):
            self.add_error("state", _("Look at the holidays of this place first: press “Show holidays”."))
        if not any(day in self.errors for day in (*WEEKDAYS, "time_zone", "holidays")):
            self._check_definition()
        return cleaned

    def _refuse_if_overtaken(self):
        """Somebody saved the calendar while this form was open. Held until the end of this request's transaction."""
        Calendar.objects.select_for_update().get(pk=self.instance.pk)
        state = line_state(self.instance)
        if self.data.get("line_state", state) != state:
            self.add_error(None, said_meanwhile(self.instance))
            self.data = self.data.copy()
            self.data["line_state"] = state

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
        return [line for line in self.dates if line.cleaned_data.get("date")]

    @property
    def content(self):
        """What the version will hold, as sla.business_time reads it. Needs clean fields."""
        data = self.cleaned_data
        weekly = {day: data[day] for day in WEEKDAYS if data[day]}
        lines = [entry_of(line.cleaned_data, weekly) for line in self._lines()]
        own = {entry["date"] for entry in lines}
        names = {holiday.date.isoformat(): holiday.local_name for holiday in self.proposed}
        ticked = [{"date": day, "name": names[day]} for day in data["holidays"] if day not in own]
        return {
            "time_zone": data["time_zone"],
            "weekly": weekly,
            "holidays": sorted([*self._past(), *ticked, *lines], key=lambda entry: entry["date"]),
        }

    def _past(self):
        """Dates before this year: no longer shown, but part of the calendar."""
        return [entry for entry in self.version.holidays if entry["date"] < self._first_day] if self.version else []

    @cached_property
    def moves(self):
        """What saving would do to open tickets; None where it adds no version, or nothing is known yet."""
        if self.version is None or self.content_typed is None or (new := self.next_version()) is None:
            return None
        return self.moves_of(new, now=self.now, is_look=bool(self.asked))

    @property
    def moved(self) -> int:
        """Open tickets that would be due at another time, or would have more or less time left when they go on."""
        return self.moves.moved + self.moves.paused if self.moves else 0

    def next_version(self):
        """The version not yet saved; None where it would say what the one before says. Needs a sound form."""
        country, state = self.cleaned_data["country"], self.cleaned_data["state"]
        new = CalendarVersion(calendar=self.instance, country=country, state=state, **self.content_typed)
        if self.version is not None:
            new.valid_from = self.cleaned_data["valid_from"]
            if all(getattr(new, name) == getattr(self.version, name) for name in TOLD):
                return None
        return new

    def edit_digest(self):
        """Names what would be saved, for the step between showing its effect and saving it. Needs a sound form."""
        said = [self.content_typed, self.data.get("valid_from", ""), self.data.get("line_state", "")]
        return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]
