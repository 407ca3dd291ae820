"""What the portal's forms ask. Whether the helpdesk allows it, the verbs say."""

import zoneinfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.choices import Impact, Urgency
from core.text import clean_line
from tickets.uploads import FilesField

from .fields import Line, body_field

TOO_LONG_HERE = _("This is too long. Shorten it to 500 characters.")


class ReplyForm(forms.Form):
    body = body_field(_("Write something first."), label=_("Message"))
    attachments = FilesField(label=_("Attach photos or files"))


class ReopenForm(forms.Form):
    reason = Line(label=_("What does not work yet?"), limit=500, too_long=TOO_LONG_HERE, required=False)


class UrgencyForm(forms.Form):
    reason = Line(label=_("What has become more urgent?"), limit=500, too_long=TOO_LONG_HERE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_urgency_%s", **kwargs)
        self.fields["reason"].error_messages["required"] = _("Say in a sentence what has become more urgent.")


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["language", "time_zone", "theme", "phone", "mobile", "single_keys", "wants_mail"]
        widgets = {"theme": forms.RadioSelect, "language": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zones = sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")
        chosen = self.instance.time_zone
        names = zones if chosen in zones else [chosen, *zones]
        self.fields["time_zone"] = forms.ChoiceField(
            label=self.fields["time_zone"].label, choices=[(name, name.replace("_", " ")) for name in names]
        )
        self.fields["single_keys"].label = _("Single keys act as shortcuts")
        self.fields["wants_mail"].label = _("Send me e-mails about my tickets")

    def clean_phone(self):
        return clean_line(self.cleaned_data["phone"])

    def clean_mobile(self):
        return clean_line(self.cleaned_data["mobile"])


IMPACTS = {
    Impact.ONE: (_("Only me"), "user"),
    Impact.SEVERAL: (_("Several"), "users"),
    Impact.ALL: (_("The whole site"), "building-2"),
}
URGENCIES = {
    Urgency.CANNOT_WORK: (_("Not at all"), "octagon-x"),
    Urgency.SLOWED: (_("With difficulty"), "gauge"),
    Urgency.WORKAROUND: (_("With a workaround"), "smile"),
}
