"""The table of targets in the form of a tier: a time and a switch per priority and clock, a percentage per clock."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.choices import Priority
from sla.models import Target

from .spans import SpanField

FIRST_WARN_PERCENT = 75
HOUR, MINUTE = 3600, 60
# A proposal for a new tier: hours and minutes per priority in the order of Target.Clock.
PROPOSED = {
    "P1": (15 * MINUTE, HOUR, 4 * HOUR, 30 * MINUTE, None),
    "P2": (30 * MINUTE, 2 * HOUR, 7 * HOUR, 3 * HOUR, 2 * HOUR),
    "P3": (2 * HOUR, 8 * HOUR, 12 * HOUR, 6 * HOUR, 4 * HOUR),
    "P4": (4 * HOUR, 24 * HOUR, 40 * HOUR, 16 * HOUR, 16 * HOUR),
}


def target_name(priority, clock):
    return f"{priority}-{clock}"


def add_target_fields(form, targets, *, is_new):
    """`targets`: those for all categories, by priority and clock. A new tier begins with a proposal."""
    for column, clock in enumerate(Target.Clock):
        for priority in Priority:
            target = targets.get((priority.value, clock.value))
            proposed = PROPOSED[priority.value][column] if is_new else None
            _add_target(form, priority, clock, target, proposed)
        form.fields[f"warn-{clock}"] = _percent(clock)
        form.initial[f"warn-{clock}"] = common_warning(targets, clock)


def _add_target(form, priority, clock, target, proposed):
    name, words = target_name(priority, clock), {"priority": priority.value, "clock": clock.label}
    time = SpanField(label=gettext("%(priority)s %(clock)s") % words, required=False)
    time.widget.attrs.update(
        {"aria-label": gettext("%(priority)s %(clock)s, hours and minutes") % words, "placeholder": gettext("none")}
    )
    always = gettext("%(priority)s %(clock)s: around the clock") % words
    form.fields[name] = time
    form.fields[f"{name}-always"] = forms.BooleanField(
        label=always, required=False, widget=forms.CheckboxInput(attrs={"aria-label": always})
    )
    form.initial[name] = target.seconds if target else proposed
    form.initial[f"{name}-always"] = bool(target and target.around_the_clock)


def _percent(clock):
    return forms.IntegerField(
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


def common_warning(targets, clock):
    """The percentage all targets of the clock share; None where they differ, and then each keeps its own."""
    percents = {t.warn_percent for (_priority, kind), t in targets.items() if kind == clock}
    return percents.pop() if len(percents) == 1 else None if percents else FIRST_WARN_PERCENT


def typed_targets(form, version) -> list[Target]:
    """What the form promises, as unsaved rows of `version`: the table first, then the rows of one category each."""
    kept = {(t.priority, t.clock, t.category): t.warn_percent for t in form.before}
    found = []
    for clock in Target.Clock.values:
        for priority in Priority.values:
            seconds, always = (form.cleaned_data[f"{target_name(priority, clock)}{end}"] for end in ("", "-always"))
            if seconds is not None:
                found.append((priority, clock, None, seconds, always))
    return [
        Target(
            version=version,
            priority=priority,
            clock=clock,
            category=category,
            seconds=seconds,
            around_the_clock=always,
            warn_percent=form.cleaned_data[f"warn-{clock}"]
            or kept.get((priority, clock, category))
            or kept.get((priority, clock, None), FIRST_WARN_PERCENT),
        )
        for priority, clock, category, seconds, always in [*found, *form.rows.targets()]
    ]
