"""A made-up ticket under what a tier's page says, saved or not: when each clock falls due, and how that is counted."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from core.choices import Category, Priority
from core.times import EARLIEST, LATEST, clock_time, exact, keep_together
from sla.business_time import ALWAYS, TimeError
from sla.models import Target
from sla.promises import compiled_calendar

from .spans import span_text
from .target_fields import typed_targets

FRIDAY, AFTERNOON = 4, time(15, 30)
FEW, SHOWN = 9, 4  # more lines than FEW are cut to SHOWN at either end
Clock = Target.Clock


class ExampleForm(forms.Form):
    priority = forms.ChoiceField(label=_("Priority"), choices=[(p.value, f"{p.value} {p.label}") for p in Priority])
    category = forms.ChoiceField(label=_("Category"), choices=[("", _("any")), *Category.choices], required=False)
    day = forms.DateField(
        label=_("Reported"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day."), "invalid": _("This is no date.")},
    )
    time = forms.TimeField(
        label=_("at"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Choose a time."), "invalid": _("This is no time.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, prefix="example", label_suffix="", **kwargs)
        for field_ in self.fields.values():
            # The page has one form; these fields stand beside it and travel with it.
            field_.widget.attrs.update({"form": "tier_form", "aria-label": field_.label})
        self.fields["priority"].choices = [(p.value, f"{p.value} {p.label}") for p in Priority]

    @property
    def at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"]))

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not EARLIEST.year + 1 < day.year < LATEST.year - 100:
            raise forms.ValidationError(_("Choose a day nearer to today."))
        return day


@dataclass(frozen=True)
class Step:
    """One line of the sum."""

    label: str
    value: str
    is_out: bool = False


@dataclass(frozen=True)
class Due:
    """One clock of the example; `before` is when it would be due under the version in force."""

    label: str
    target: str
    due: datetime | None
    before: datetime | None = None
    steps: list[Step] = field(default_factory=list)
    refusal: str = ""
    note: str = ""

    @property
    def has_moved(self):
        return self.before is not None and self.before != self.due


def first_example(now):
    """An afternoon before a weekend shows most."""
    today = timezone.localtime(now).date()
    friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7)
    return {"priority": "P2", "category": "", "day": friday, "time": AFTERNOON}


def example_of(form, data, *, in_force, now):
    """What templates/admin/sla/tier/_example.html shows for a form of a tier, which is asked and not saved."""
    if not data or "example-day" not in data:
        data = {f"example-{name}": value for name, value in first_example(now).items()}
    asked = ExampleForm(data)
    found = {"asked": asked, "dues": [], "faults": []}
    promised = _promised(form, found["faults"])
    if promised is None or not asked.is_valid():
        return found
    version_id = form.version.pk if form.version else None
    other = in_force if in_force and in_force.pk != version_id else None
    place = (asked.cleaned_data["priority"], asked.cleaned_data["category"] or None, asked.at)
    dues, before = _dues(*promised, *place), _dues(*_stored(other), *place) if other else {}
    found["dues"] = [_compared(due, before.get(clock)) for clock, due in dues.items()]
    found["other"] = other
    found["main"] = next((due for due in found["dues"] if due.label == Clock.RESOLUTION.label), None)
    return found


def _promised(form, faults):
    """(targets, calendar) of what stands in the form; None, with the faults named, where that makes no sense."""
    if not form.is_bound:
        return _stored(form.version) if form.version and form.version.pk else _proposed(form)
    if form.is_right:
        return typed_targets(form, form.version), compiled_calendar(form.cleaned_data["calendar"].pk)
    faults += [form.fields[name].label for name in form.errors if name in form.fields]
    if not form.rows_are_right:
        faults.append(gettext("Other times for one category"))
    return None


def _stored(version):
    return list(version.targets.all()), compiled_calendar(version.calendar_id)


def _proposed(form):
    calendar = form.initial.get("calendar")
    if not calendar:
        return None
    targets = [
        Target(priority=priority, clock=clock, seconds=form.initial[f"{priority}-{clock}"])
        for priority in Priority.values
        for clock in Clock.values
        if form.initial[f"{priority}-{clock}"]
    ]
    return targets, compiled_calendar(calendar)


def _dues(targets, calendar, priority, category, at):
    """Each clock with a target, in the order of the table. Levels follow one another; news count from the answer."""
    mine = [t for t in targets if t.priority == priority and t.category in (None, category)]
    wanted = {target.clock: target for target in sorted(mine, key=lambda target: target.category or "")}
    found, ends = {}, {}
    for clock in Clock:
        target = wanted.get(clock)
        start = ends.get({Clock.NEXT_UPDATE: Clock.FIRST_RESPONSE, Clock.LEVEL_2: Clock.LEVEL_1}.get(clock), at)
        if target is None or start is None:
            continue
        found[clock] = due = _due(clock, target, calendar, start)
        ends[clock] = due.due
    return found


def _due(clock, target, calendar, start):
    hours = ALWAYS if target.around_the_clock else calendar
    words = {
        "label": str(LABELS[clock]),
        "target": span_text(target.seconds) + (" 24/7" if target.around_the_clock else ""),
    }
    if clock == Clock.NEXT_UPDATE:
        words["note"] = gettext("if the first answer comes %(at)s") % {"at": exact(start)}
    try:
        due = hours.add(start, timedelta(seconds=target.seconds))
    except TimeError:
        return Due(**words, due=None, refusal=gettext("Not reached within ten years of these service hours."))
    return Due(**words, due=due, steps=_steps(hours, start, due, target.around_the_clock))


LABELS = {
    Clock.FIRST_RESPONSE: Clock.FIRST_RESPONSE.label,
    Clock.NEXT_UPDATE: Clock.NEXT_UPDATE.label,
    Clock.RESOLUTION: Clock.RESOLUTION.label,
    Clock.LEVEL_1: _("Moves to level 2"),
    Clock.LEVEL_2: _("Moves to level 3"),
}


def _compared(due, before):
    return Due(**{**due.__dict__, "before": before.due}) if before else due


def _steps(hours, start, due, is_always):
    if is_always:
        words = {"from": _moment(start), "to": _moment(due)}
        return [Step(gettext("Around the clock, %(from)s to %(to)s") % words, _length(due - start))]
    days = {}
    for begins, ends, is_open, name in hours.segments(start, due):
        for first, last in _by_day(begins, ends):
            day = days.setdefault(timezone.localtime(first).date(), {"open": [], "name": ""})
            day["name"] = day["name"] or name or ""
            if is_open:
                day["open"].append((first, last))
    steps = _join([_day_step(day, content) for day, content in sorted(days.items())])
    if len(steps) <= FEW:
        return steps
    left = len(steps) - 2 * SHOWN
    return [*steps[:SHOWN], Step(gettext("… %(count)d more lines") % {"count": left}, "", True), *steps[-SHOWN:]]


def _by_day(begins, ends):
    """Cut at the reader's midnights."""
    while begins < ends:
        local = timezone.localtime(begins)
        midnight = timezone.make_aware(datetime.combine(local.date() + timedelta(days=1), time()))
        yield begins, min(ends, midnight)
        begins = midnight


def _day_step(day, content):
    name = date_format(day, pgettext("date format", "D j M"), use_l10n=False)
    if not content["open"]:
        return Step(f"{name}, {content['name']}" if content["name"] else name, gettext("closed"), True)
    spans = ", ".join(f"{clock_time(first)} – {_end(last, day)}" for first, last in content["open"])
    total = sum((last - first for first, last in content["open"]), timedelta())
    return Step(f"{keep_together(name)}, {spans}", _length(total))


def _join(steps):
    """Days in a row on which nobody is there share a line."""
    joined = []
    for step in steps:
        if joined and step.is_out and joined[-1].is_out:
            joined[-1] = Step(f"{joined[-1].label}; {step.label}", step.value, True)
        else:
            joined.append(step)
    return joined


def _end(at, day):
    return "24:00" if timezone.localtime(at).date() != day else clock_time(at)


def _moment(at):
    return keep_together(date_format(timezone.localtime(at), pgettext("date format", "D j M, H:i"), use_l10n=False))


def _length(span):
    return span_text(int(span.total_seconds()))
