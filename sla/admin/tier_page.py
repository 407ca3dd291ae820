"""What the page of a tier shows around its form."""

from django.utils.translation import gettext

from core.choices import Priority, Urgency
from reports.changes import VersionChange
from sla.models import Activation, AuditEntry, Target

from .differences import differences
from .example import example_of
from .spans import span_text
from .standing import contracts_of, standing
from .target_fields import target_name
from .tier_form import IMPACTS, matrix_name

PROMISED = [Target.Clock.FIRST_RESPONSE, Target.Clock.NEXT_UPDATE, Target.Clock.RESOLUTION]
OWN_LEVELS = [Target.Clock.LEVEL_1, Target.Clock.LEVEL_2]


def page(form, tier, line, *, data, now):
    """The context of change_form.html; `line`: the tier's versions as they stand at `now`."""
    version = form.version
    changes = []
    if version and version.pk and line.in_force and version.is_draft:
        changes = differences(line.in_force, version)
    return {
        "line": line,
        "now": now,
        "shown": {"stands": standing(version, now) if version and version.pk else ""},
        "is_edited": not form.read_only,
        "changes": changes,
        "other_saver": _other_saver(tier) if form.meanwhile else None,
        "contracts": contracts_of(tier, now) if tier else [],
        "activations": _under_way(tier, now) if tier else [],
        "example": example_of(form, data, in_force=line.in_force, now=now),
        **content(form, version, changes),
    }


def content(form, version, changes=()):
    """The parts that the print and the page share: matrix, targets, pauses, the rest."""
    warnings = [(clock.label, form[f"warn-{clock}"]) for clock in Target.Clock]
    return {
        "form": form,
        "version": version,
        "urgencies": Urgency.labels,
        "matrix": [
            (impact.label, [form[matrix_name(impact, urgency)] for urgency in Urgency.values]) for impact in IMPACTS
        ],
        "priorities": list(Priority),
        "clocks": [(clock.label, clock in PROMISED) for clock in Target.Clock],
        "target_rows": [_target_row(form, priority, changes) for priority in Priority],
        "warnings": warnings,
        "warning_errors": [field.errors for _clock, field in warnings if field.errors],
        "acceptance_text": span_text((version.acceptance_minutes or 0) * 60) if version else "",
        "row_targets": _category_targets(version),
    }


def _category_targets(version):
    found = version.targets.exclude(category=None).order_by("category") if version and version.pk else []
    return [{"target": target, "text": span_text(target.seconds)} for target in found]


def _target_row(form, priority, changes):
    before = {change.field: change.before for change in changes}
    cells = [_cell(form, priority, clock, before) for clock in Target.Clock]
    return {
        "priority": priority,
        "cells": cells,
        "errors": [cell["time"].errors for cell in cells if cell["time"].errors],
        "hints": _hints(form, priority) if not form.read_only else [],
    }


def _cell(form, priority, clock, before):
    name = target_name(priority, clock)
    time = form[name]
    if name in before and not time.errors:
        time.field.widget.attrs["class"] += " is-changed"
    return {
        "label": clock.label,
        "time": time,
        "text": time.field.prepare_value(time.value()),
        "always": form[f"{name}-always"],
        "was": before.get(name),
    }


def _hints(form, priority):
    """Worth a second look, but no fault."""
    seconds = {clock: _typed(form, target_name(priority, clock)) for clock in Target.Clock}
    whole, levels = seconds[Target.Clock.RESOLUTION], [seconds[level] for level in OWN_LEVELS]
    hints = []
    together = sum(level or 0 for level in levels)
    if whole and together > whole:
        words = {"levels": span_text(together), "over": span_text(together - whole), "whole": span_text(whole)}
        hints.append(
            gettext(
                "The levels together may take %(levels)s, %(over)s more than the %(whole)s promised to the customer. "
                "You can save this."
            )
            % words
        )
    elif whole and all(levels) and 10 * (whole - together) < whole:
        words = {"left": span_text(whole - together), "whole": span_text(whole)}
        hints.append(gettext("Both levels leave %(left)s of %(whole)s for level 3. You can save this.") % words)
    if whole and (first := seconds[Target.Clock.FIRST_RESPONSE]) and first > whole:
        hints.append(gettext("The first response is due after the resolution. You can save this."))
    return hints


def _typed(form, name):
    """Seconds as they stand in the form; None where there are none, or no time."""
    if form.is_bound and not form.fields[name].disabled:
        return form.cleaned_data.get(name) if hasattr(form, "cleaned_data") else None
    return form.initial.get(name)


def _other_saver(tier):
    return AuditEntry.objects.filter(kind="tier", object_id=tier.pk).select_related("by").first()


def _under_way(tier, now):
    """Activations of the tier that are being carried out."""
    due = Activation.objects.due(now).filter(version__tier=tier).exclude(mode=Activation.Mode.NEW)
    return [{"activation": each, "left": _left(each)} for each in due.select_related("version")]


def _left(activation):
    """Open tickets that the sweep has still to move."""
    mine = VersionChange(activation.version, activation.mode).tickets()
    return mine.filter(tier_version__number__lt=activation.version.number).count()
