"""Fields that several forms share."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.text import BODY_LIMIT, clean_line, clean_text

TOO_LONG = _("This text is too long. Shorten it to 100,000 characters, or attach it as a file.")


class WordsField(forms.CharField):
    """A text of several lines; `sentence` is said where it is empty."""

    def __init__(self, sentence=None, *, rows=3, limit=BODY_LIMIT, **options):
        widget = forms.Textarea(attrs={"rows": rows, "class": "form-control"})
        super().__init__(**{"max_length": limit, "widget": widget, "required": sentence is not None, **options})
        self.widget.attrs.pop("maxlength", None)  # a browser would cut a pasted log without a word
        if sentence:
            self.error_messages["required"] = sentence
        self.error_messages["max_length"] = TOO_LONG if limit == BODY_LIMIT else _too_long(limit)

    def to_python(self, value):
        return clean_text(super().to_python(value))


class LineField(forms.CharField):
    def __init__(self, sentence=None, *, limit=200, **options):
        widget = forms.TextInput(attrs={"class": "form-control"})
        super().__init__(**{"max_length": limit, "widget": widget, "required": sentence is not None, **options})
        self.widget.attrs.pop("maxlength", None)
        if sentence:
            self.error_messages["required"] = sentence
        self.error_messages["max_length"] = _too_long(limit)

    def to_python(self, value):
        return clean_line(super().to_python(value))


def _too_long(limit):
    return _("This text is too long. Shorten it to %(limit)d characters.") % {"limit": limit}


class InstantField(forms.DateTimeField):
    """A date and time in the reader's own zone; it has to lie ahead."""

    def __init__(self, sentence=None, **options):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M")
        super().__init__(**{"widget": widget, "required": sentence is not None, **options})
        if sentence:
            self.error_messages["required"] = sentence
        self.error_messages["invalid"] = _("Give a date and a time.")

    def clean(self, value):
        instant = super().clean(value)
        if instant is not None and instant <= timezone.now():
            raise forms.ValidationError(_("That date lies in the past. Choose a later one."))
        return instant


class ChoiceField(forms.ChoiceField):
    def __init__(self, choices, sentence=None, **options):
        widget = forms.Select(attrs={"class": "form-select"})
        super().__init__(**{"choices": choices, "widget": widget, "required": sentence is not None, **options})
        if sentence:
            self.error_messages["required"] = sentence
        self.error_messages["invalid_choice"] = _("Choose one from the list.")


class OneOfField(forms.ModelChoiceField):
    def __init__(self, queryset, sentence=None, **options):
        widget = forms.Select(attrs={"class": "form-select"})
        super().__init__(queryset, **{"widget": widget, "required": sentence is not None, **options})
        if sentence:
            self.error_messages["required"] = sentence
        self.error_messages["invalid_choice"] = _("Choose one from the list.")


class Form(forms.Form):
    """A form that names its fields' errors to screen readers."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    @property
    def faults(self):
        """(field or None, sentence) for the summary above a form."""
        return [
            (self[name] if name in self.fields else None, error)
            for name, errors in self.errors.items()
            for error in errors
        ]


class VerbForm(Form):
    """The form of one verb on one ticket; `by` whom and `now` say what can be offered."""

    from_address = ()  # fields that a link may fill in

    def __init__(self, *args, ticket, by, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.ticket, self.by, self.now = ticket, by, now
