"""The question of a dry run: what falls away if somebody says after so many minutes that he has seen the clocks?"""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_MINUTES = 100_000


class AcknowledgedForm(forms.Form):
    seen = forms.IntegerField(
        label=_("Acknowledged after minutes"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=_("Empty: nobody acts."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "class": "form-control", "aria-describedby": "id_seen_helptext"}
        ),
        error_messages={"invalid": _("Write a whole number.")},
    )

    @property
    def after(self) -> timedelta | None:
        minutes = self.cleaned_data.get("seen") if self.is_bound and self.is_valid() else None
        return None if minutes is None else timedelta(minutes=minutes)
