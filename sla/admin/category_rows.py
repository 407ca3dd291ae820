"""Targets that count only for hardware, software or services: rows of their own below the table of a tier."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.choices import Category, Priority
from sla.models import Target

from .spans import SpanField, span_text

PREFIX = "only"
MOST = len(Category) * len(Priority) * len(Target.Clock)
PLACE_AND_TIME = ("priority", "clock", "category", "time", "always")
CHOOSE = [("", _("choose …"))]


class CategoryRow(forms.Form):
    category = forms.ChoiceField(
        label=_("Only for"),
        choices=CHOOSE + Category.choices,
        error_messages={"required": _("Choose what this time is for: hardware, software or service.")},
    )
    priority = forms.ChoiceField(
        label=_("Priority"),
        choices=CHOOSE + [(value, value) for value in Priority.values],
        error_messages={"required": _("Choose a priority.")},
    )
    clock = forms.ChoiceField(
        label=_("Clock"),
        choices=CHOOSE + Target.Clock.choices,
        error_messages={"required": _("Choose which clock has this time.")},
    )
    time = SpanField(
        label=_("Time"),
        required=True,
        error_messages={"required": _("Write a time, for example 4:00, or remove the row.")},
    )
    always = forms.BooleanField(label=_("around the clock"), required=False)

    @property
    def place(self):
        return tuple(self.cleaned_data[name] for name in ("priority", "clock", "category"))


class BaseCategoryRows(forms.BaseFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove")
        number = "" if index is None else index + 1
        for field in form.fields.values():
            words = {"number": number, "what": field.label}
            field.widget.attrs["aria-label"] = gettext("Row %(number)s: %(what)s") % words

    def clean(self):
        """Two rows for the same thing: the second one says so."""
        seen = set()
        for form in self.kept():
            place = form.place
            if place in seen:
                form.add_error("category", _("Another row says this already. Change one of them, or remove it."))
            seen.add(place)

    def kept(self):
        """The rows that are filled in rightly and not removed."""
        complete = {"category", "priority", "clock", "time"}
        return [
            form
            for form in self.forms
            if not (form.empty_permitted and not form.has_changed())
            and complete <= getattr(form, "cleaned_data", {}).keys()
            and not form.cleaned_data.get("DELETE")
        ]

    def targets(self):
        """What is typed, as (priority, clock, category, seconds, around the clock); what is stored if nothing was."""
        if not self.is_bound:
            return [tuple(row[name] for name in PLACE_AND_TIME) for row in self.initial]
        return [(*form.place, form.cleaned_data["time"], form.cleaned_data["always"]) for form in self.kept()]


CategoryRows = forms.formset_factory(
    CategoryRow, formset=BaseCategoryRows, extra=0, can_delete=True, max_num=MOST, absolute_max=MOST + 10
)


def rows_of(version):
    """The rows of a stored version, as the formset begins with them."""
    if version is None or version.pk is None:
        return []
    targets = version.targets.exclude(category=None).order_by("category", "priority", "clock")
    return [
        {
            "category": target.category,
            "priority": target.priority,
            "clock": target.clock,
            "time": target.seconds,
            "always": target.around_the_clock,
        }
        for target in targets
    ]


def make_rows(version, data):
    """The formset over what was sent, or over the stored rows where none were sent."""
    if data is not None and f"{PREFIX}-TOTAL_FORMS" in data:
        if "_more" in data:
            data = data.copy()
            total = data[f"{PREFIX}-TOTAL_FORMS"]
            data[f"{PREFIX}-TOTAL_FORMS"] = str(min(int(total) + 1, MOST)) if total.isdecimal() else "0"
        return CategoryRows(data, initial=rows_of(version), prefix=PREFIX)
    return CategoryRows(initial=rows_of(version), prefix=PREFIX)


def row_texts(rows):
    """Stored rows as lines of words, to compare and to show."""
    return [
        " ".join(
            [
                Category(row["category"]).value,
                row["priority"],
                row["clock"],
                span_text(row["time"]),
                "24/7" if row["always"] else "",
            ]
        ).strip()
        for row in rows
    ]
