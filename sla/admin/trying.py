"""The test box of a calendar: from an instant, so much service time later; or how much lies between two instants."""

from dataclasses import dataclass
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.times import exact
from sla.business_time import HORIZON, TimeError
from sla.clock_changes import clock_changes

from .drawing import named, short_day
from .hours_line import HoursLine
from .spans import SpanField, span_text

FIRST, LAST = 14, 4  # lines shown; what lies between is one line
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """One line of the answer; `value` is the time counted, or a word."""

    text: str
    value: str
    counted: timedelta = timedelta()
    is_out: bool = False


@dataclass(frozen=True)
class Answer:
    """`instant` in words, or None where the time between was asked for."""

    instant: str
    total: str
    steps: list[Step]
    beside: str = ""  # what the hours in force say, where they are not these


class TryForm(forms.Form):
    """Wall-clock times of the calendar's zone. Exactly one of `plus` and `until` is asked for."""

    moment = {
        "widget": forms.DateTimeInput(
            attrs={"type": "datetime-local", "form": "calendar_form"}, format="%Y-%m-%dT%H:%M"
        ),
        "error_messages": {"invalid": _("This is no date and time. Choose both.")},
    }
    start = forms.DateTimeField(label=_("From"), **moment)
    plus = SpanField(label=_("plus"), required=False)
    until = forms.DateTimeField(label=_("or until"), required=False, **moment)
    del moment

    def __init__(self, *args, zone: str, **kwargs):
        with timezone.override(zone):
            super().__init__(*args, prefix="try", label_suffix="", **kwargs)
            self.zone = zone
            for field in self.fields.values():
                field.widget.attrs["form"] = "calendar_form"
            self.fields["start"].error_messages["required"] = _("Enter the date and time to count from.")

    def full_clean(self):
        with timezone.override(self.zone):
            super().full_clean()

    def clean(self):
        cleaned = super().clean()
        for name in ("start", "until"):
            if cleaned.get(name) and not 2000 <= cleaned[name].year <= 2100:
                self.add_error(name, _("Choose a date between 2000 and 2100."))
        if self.errors:
            return cleaned
        if cleaned["plus"] is None and cleaned["until"] is None:
            self.add_error("plus", _("Enter how much to add, for example 4:00, or an instant to count to."))
        elif cleaned["until"] and cleaned["until"] < cleaned["start"]:
            self.add_error("until", _("That lies before the start. Choose a later instant."))
        elif cleaned["until"] and cleaned["until"] - cleaned["start"] > HORIZON:
            self.add_error("until", _("That is more than ten years away. Choose an earlier instant."))
        return cleaned

    def answer(self, line: HoursLine, in_force: HoursLine | None = None) -> Answer | None:
        """What `line` says, and what `in_force` says beside it; None where the form has faults, which it then shows."""
        if not self.is_valid():
            return None
        start, plus, until = (self.cleaned_data[name] for name in ("start", "plus", "until"))
        try:
            end = until or line.hours.add(start, timedelta(seconds=plus))
        except TimeError:
            sentence = _("Nobody is open so long within ten years from there. Try a shorter time.")
            self.add_error("plus", sentence)
            return None
        counted = line.hours.between(start, end)
        steps = _shortened(list(_steps(line, ZoneInfo(self.zone), start.astimezone(UTC), end.astimezone(UTC))))
        with timezone.override(self.zone):
            return Answer(
                "" if until else exact(end),
                span_text(counted.total_seconds()),
                steps,
                _beside(in_force, start, plus, end),
            )


def first_try(now, zone):
    """What the box starts with: now, and four hours."""
    wall = timezone.localtime(now, ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)
    return TryForm(zone=zone, initial={"start": wall, "plus": 4 * 3600})


def _beside(in_force, start, plus, end):
    if in_force is None:
        return ""
    if plus is None:
        counted = span_text(in_force.hours.between(start, end).total_seconds())
        return gettext("As saved: %(time)s") % {"time": counted}
    try:
        other = in_force.hours.add(start, timedelta(seconds=plus))
    except TimeError:
        return gettext("As saved: not within ten years")
    return gettext("As saved: the same") if other == end else gettext("As saved: %(time)s") % {"time": exact(other)}


def _steps(line, place, start, end):
    """Each open stretch; closed days by name; what the clocks do while somebody is there."""
    changes = clock_changes(place.key, start.date() - DAY, end.date() + DAY)
    stretches = _joined(line.hours.segments(start, end))
    if stretches and not stretches[0][2] and stretches[0][1] < end:
        opens = timezone.localtime(stretches[0][1], place)
        words = {"day": short_day(opens.date()), "time": f"{opens:%H:%M}"}
        yield Step(gettext("Closed at the start; counts from %(day)s, %(time)s") % words, "", is_out=True)
    for a, b, is_open, names in stretches:
        if not is_open:
            yield from _closed_days(a, b, names, place)
            continue
        yield Step(_from_to(a, b, place), span_text((b - a).total_seconds()), b - a)
        for change in changes:
            if a < change.at < b:
                yield Step(f"{short_day(change.day)}: {named(change)}", "", is_out=True)


def _joined(segments):
    """(from, to, open, {date's midnight: name}) with stretches of one kind as one."""
    joined = []
    for a, b, is_open, name in segments:
        if joined and joined[-1][2] == is_open:
            joined[-1][1] = b
        else:
            joined.append([a, b, is_open, []])
        if name is not None:
            joined[-1][3].append((a, name))
    return joined


def _closed_days(a, b, names, place):
    """Whole dates within a closed stretch: those with a name one by one, the others together."""
    first, last = timezone.localtime(a, place), timezone.localtime(b, place)
    day, plain = first.date() if not (first.hour or first.minute) else first.date() + DAY, []
    named_days = {timezone.localtime(at, place).date(): name for at, name in names}
    while day < last.date():
        if day in named_days:
            yield from _together(plain)
            plain = []
            yield Step(f"{short_day(day)}: {named_days[day]}".rstrip(": "), gettext("closed"), is_out=True)
        else:
            plain.append(day)
        day += DAY
    yield from _together(plain)


def _together(days):
    if not days:
        return
    if len(days) == 1:
        text = short_day(days[0])
    elif len(days) == 2:
        text = gettext("%(first)s and %(last)s") % {"first": short_day(days[0]), "last": short_day(days[1])}
    else:
        text = gettext("%(first)s to %(last)s") % {"first": short_day(days[0]), "last": short_day(days[-1])}
    yield Step(text, gettext("closed"), is_out=True)


def _from_to(a, b, place):
    starts, ends = timezone.localtime(a, place), timezone.localtime(b, place)
    words = {
        "day": short_day(starts.date()),
        "start": f"{starts:%H:%M}",
        "end": f"{ends:%H:%M}",
        "end_day": short_day(ends.date()),
    }
    if starts.date() == ends.date():
        return gettext("%(day)s, %(start)s to %(end)s") % words
    if ends.date() - starts.date() == DAY and not (ends.hour or ends.minute):
        return gettext("%(day)s, %(start)s to %(end)s") % {**words, "end": "24:00"}
    return gettext("%(day)s, %(start)s to %(end_day)s, %(end)s") % words


def _shortened(steps):
    if len(steps) <= FIRST + LAST + 1:
        return steps
    between = steps[FIRST:-LAST]
    counted = sum((step.counted for step in between), timedelta())
    text = ngettext("%(number)d more line", "%(number)d more lines", len(between)) % {"number": len(between)}
    return [*steps[:FIRST], Step(f"… {text}", span_text(counted.total_seconds()), counted, True), *steps[-LAST:]]
