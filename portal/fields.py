"""Form fields whose errors are sentences, and whose text is made fit to be stored before it is checked."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.text import BODY_LIMIT, SUBJECT_LIMIT, clean_line, clean_text


class Line(forms.CharField):
    """One line. No `maxlength` in the page: a browser would cut off what is pasted, without a word."""

    def __init__(self, *, limit, too_long, **options):
        super().__init__(**options)
        self.limit, self.too_long = limit, too_long

    def to_python(self, value):
        return clean_line(str(value or ""))

    def validate(self, value):
        super().validate(value)
        if len(value) > self.limit:
            raise ValidationError(self.too_long, code="too_long")


class Text(Line):
    widget = forms.Textarea

    def to_python(self, value):
        return clean_text(str(value or ""))


def subject_field():
    return Line(
        label=_("In one sentence"),
        limit=SUBJECT_LIMIT,
        too_long=_("This sentence is too long. Shorten it to 200 characters; the details go into the field below."),
        error_messages={"required": _("Write in one sentence what happened.")},
    )


def body_field(required, **options):
    return Text(
        limit=BODY_LIMIT,
        too_long=_("This text is too long. Shorten it to 100,000 characters, or attach it as a file."),
        error_messages={"required": required},
        **options,
    )
