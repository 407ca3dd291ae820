from django.utils.translation import gettext_lazy as _

from core.choices import Priority

from .fields import ChoiceField, VerbForm, WordsField

YES, NO = "yes", "no"


class DecideUrgencyForm(VerbForm):
    """Whether it goes before others, as what, and a word to the requester."""

    accepted = ChoiceField(
        [(YES, _("Yes, it is more urgent")), (NO, _("No, it stays as it is"))],
        _("Say whether it is more urgent."),
        label=_("Decision"),
    )
    priority = ChoiceField([], label=_("Priority"), required=False)
    answer = WordsField(rows=2, limit=500, label=_("A word to the requester"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        higher = [choice for choice in Priority.choices if choice[0] < self.ticket.priority]
        stays = _("stays %(priority)s") % {"priority": self.ticket.priority}
        self.fields["priority"].choices = [("", stays), *((code, f"{code} {label}") for code, label in higher)]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("accepted") == NO and not cleaned.get("answer"):
            self.add_error("answer", _("Say why it stays as it is; the requester reads it."))
        return cleaned
