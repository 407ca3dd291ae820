"""The form by which something is reported: what it is about, what happened, what the service asks, how badly it hits."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from catalogue.models import Device, Question, Service
from core.choices import Category
from tickets.uploads import FilesField

from .fields import Line, Text, body_field, subject_field
from .forms import IMPACTS, URGENCIES

OTHER = {
    Category.HARDWARE: (_("Another device"), "laptop"),
    Category.SOFTWARE: (_("Another program"), "app-window"),
    Category.SERVICE: (_("Something else"), "circle-question-mark"),
}
ANSWER_TOO_LONG = _("This answer is too long. Shorten it to 1,000 characters.")
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class Choice(forms.ChoiceField):
    def __init__(self, *, sentence, **options):
        messages = {"required": sentence, "invalid_choice": sentence}
        super().__init__(widget=forms.RadioSelect, error_messages=messages, **options)


class Catalogue:
    """What can be reported, read once for a page: by category, each service with its questions."""

    def __init__(self):
        self.services = list(Service.objects.filter(is_active=True).prefetch_related("questions"))

    @cached_property
    def by_key(self):
        return {str(service.pk): service for service in self.services}

    @property
    def choices(self):
        """(value, label) of each tile: services by category, and behind each category what is not in the list."""
        for category, other in OTHER.items():
            yield from ((key, str(s)) for key, s in self.by_key.items() if s.category == category)
            yield category.value, other[0]

    def about(self, value):
        """(category, service or None) of a tile; (None, None) for a value that is none."""
        if service := self.by_key.get(value):
            return service.category, service
        return (value, None) if value in Category.values else (None, None)

    def icon(self, value):
        category, service = self.about(value)
        if service and service.icon:
            return service.icon
        return OTHER[Category(category)][1] if category else "circle-question-mark"

    def hint(self, value):
        service = self.by_key.get(value)
        return service.hint_here if service else ""


def own_devices(user, home):
    """What the person uses in the organisation he reports for."""
    organisation = home.organisation_id if home else None
    return Device.objects.visible_to(user).filter(owner=user, organisation=organisation)


class ReportForm(forms.Form):
    """`catalogue` and `user` say what may be chosen; the questions follow the service that was chosen."""

    about = Choice(label=_("What is it about?"), sentence=_("Choose what it is about."))
    subject = subject_field()
    body = body_field(_("Describe what is wrong, in a sentence or two."), label=_("What exactly happens?"))
    attachments = FilesField(label=_("Photos or files"))
    impact = Choice(label=_("Who is affected?"), sentence=_("Tell us who is affected."))
    urgency = Choice(label=_("Can you work?"), sentence=_("Tell us whether you can work."))
    phone = Line(
        label=_("Telephone"), limit=40, too_long=_("This number is too long. Shorten it to 40 characters."),
        required=False,
    )  # fmt: skip

    def __init__(self, *args, user, home, catalogue, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.home, self.catalogue = user, home, catalogue
        self.fields["about"].choices = list(catalogue.choices)
        self.fields["impact"].choices = [(code, text) for code, (text, _icon) in IMPACTS.items()]
        self.fields["urgency"].choices = [(code, text) for code, (text, _icon) in URGENCIES.items()]
        self._offer_devices()
        self._offer_sites()
        self.questions = self._ask(self.service)

    @cached_property
    def chosen(self):
        return self.data.get("about", "") if self.is_bound else str(self.initial.get("about", ""))

    @property
    def category(self):
        return self.catalogue.about(self.chosen)[0]

    @property
    def service(self):
        return self.catalogue.about(self.chosen)[1]

    def _offer_devices(self):
        self.devices = list(own_devices(self.user, self.home)[:50])
        if self.devices:
            choices = [(str(device.pk), device.name) for device in self.devices]
            self.fields["device"] = Choice(
                label=_("Which device?"),
                choices=[*choices, ("", _("Another one, or none"))],
                sentence=_("Choose one of your devices, or “Another one”."),
                required=False,
            )

    def _offer_sites(self):
        self.sites = list(self.home.organisation.sites.all()[:200]) if self.home else []
        if len(self.sites) > 1:
            self.fields["site"] = forms.ChoiceField(
                label=_("Where is it?"),
                choices=[(str(site.pk), site.name) for site in self.sites],
                error_messages={"invalid_choice": _("Choose one of the sites.")},
                required=False,
            )

    def _ask(self, service):
        """Add the service's questions; return [(question, its field's name), …]."""
        asked = []
        for question in service.questions.all() if service else ():
            name = f"answer-{question.pk}"
            self.fields[name] = field_for(question)
            asked.append((question, name))
        return asked

    def clean_device(self):
        return self.device_of(self.cleaned_data["device"])

    def device_of(self, chosen):
        return next((device for device in self.devices if str(device.pk) == chosen), None)

    def clean_site(self):
        chosen = self.cleaned_data["site"]
        return next((site for site in self.sites if str(site.pk) == chosen), None)

    @property
    def answers(self):
        """[[question, answer], …] as they were asked; agents read them on the ticket."""
        answers = []
        for question, name in self.questions:
            if said := self.cleaned_data.get(name):
                answers.append(
                    [str(question), gettext("Yes") if said == "yes" else gettext("No") if said == "no" else said]
                )
        phone = self.cleaned_data["phone"]
        if phone and phone != self.user.phone:
            answers.append([gettext("Telephone"), phone])
        return answers

    def details(self):
        """What open_ticket takes, all but who and when."""
        data = self.cleaned_data
        return {
            "subject": data["subject"],
            "body": data["body"],
            "category": self.category,
            "service": self.service,
            "device": data.get("device"),
            "site": data.get("site") or (self.home.site if self.home else None),
            "impact": data["impact"],
            "urgency": data["urgency"],
            "answers": self.answers,
        }


def field_for(question):
    required = question.is_required
    sentence = _("Answer this question: “%(question)s”") % {"question": question}
    options = {"label": str(question), "required": required}
    if question.kind == Question.Kind.YES_NO:
        return Choice(choices=YES_NO, sentence=sentence, **options)
    if question.kind == Question.Kind.CHOICE:
        return Choice(choices=choices_of(question), sentence=sentence, **options)
    return Text(limit=1000, too_long=ANSWER_TOO_LONG, error_messages={"required": sentence}, **options)


def choices_of(question):
    """The choices, one a line, in the reader's language where it has as many."""
    lines = _lines(question.choices)
    german = _lines(question.choices_de)
    shown = german if (get_language() or "").startswith("de") and len(german) == len(lines) else lines
    return list(zip(lines, shown, strict=True))


def _lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]
