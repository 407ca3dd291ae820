"""Two people in one form: what was stored when the page was made travels with it, so that nobody writes over another.

What only the other one changed is taken over; what this reader typed stays; and he is told before anything is saved.
"""

import json
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext


@dataclass(frozen=True)
class Meanwhile:
    """A field somebody else changed since this page was made."""

    name: str
    label: str
    before: str
    stored: str
    typed: str  # empty where the reader had left the field alone: then he is shown what is stored

    @property
    def is_disputed(self):
        return self.typed not in (self.before, self.stored)


def stored_values(form) -> dict[str, str]:
    """What a browser would send for the form if nobody touched it, by field."""
    return {
        name: _text(field, form.get_initial_for_field(field, name))
        for name, field in form.fields.items()
        if not field.disabled and not isinstance(field.widget, forms.HiddenInput)
    }


def written(values) -> str:
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False, sort_keys=True)


def read(text) -> dict[str, str] | None:
    """What the page was made from; None for what no page of ours sends."""
    try:
        values = json.loads(text or "")
    except ValueError:
        return None
    is_ours = isinstance(values, dict) and all(isinstance(value, str) for value in values.values())
    return values if is_ours else None


def take_over(form, base, stored) -> list[Meanwhile]:
    """Put into `form.data`, which may be changed, what others stored in fields the reader left alone; say where."""
    found = []
    for name, now in stored.items():
        before = base.get(name, now)
        if before == now:
            continue
        field = form.fields[name]
        typed = _sent(field, form.data, name)
        if typed == before:
            form.data[name] = now
            if not now and isinstance(field, forms.BooleanField):
                del form.data[name]
        label = str(field.label or name)
        found.append(Meanwhile(name, label, _shown(field, before), _shown(field, now), _shown(field, typed)))
    return found


def _text(field, value):
    if isinstance(field, forms.BooleanField):
        return "on" if value else ""
    value = field.prepare_value(value)
    return "" if value is None else str(value)


def _sent(field, data, name):
    return _text(field, field.widget.value_from_datadict(data, {}, name))


def _shown(field, value):
    if isinstance(field, forms.BooleanField):
        return gettext("yes") if value else gettext("no")
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return next((str(label) for key, label in field.choices if str(key) == value), value)
    return value or gettext("empty")
