"""A ticket taken by telephone: who calls, what it is about, how bad it is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from catalogue.models import Device, Question, Service
from core.choices import Category, Impact, Urgency
from core.text import SUBJECT_LIMIT, clean_line

from .fields import ChoiceField, Form, LineField, OneOfField, WordsField

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
CHOOSE = _("Choose one from the list.")


class ByCategory(forms.models.ModelChoiceIterator):
    """Services under the name of their category."""

    def __iter__(self):
        yield ("", self.field.empty_label)
        groups = {}
        for service in self.queryset:
            groups.setdefault(service.get_category_display(), []).append(self.choice(service))
        yield from groups.items()


class ServiceField(OneOfField):
    iterator = ByCategory


def radios(choices, sentence, **options):
    return forms.ChoiceField(
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": sentence, "invalid_choice": CHOOSE},
        **options,
    )


class CallerForm(Form):
    """Somebody nobody knows yet. Without an e-mail he gets no mail; the ticket has his number all the same."""

    name = LineField(_("Write down the name as you heard it."), limit=200, label=_("Name as heard"))
    customer = OneOfField(Organisation.objects.none(), _("Choose the customer."), label=_("Customer"), empty_label="—")
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"class": "form-control"}),
        error_messages={"invalid": _("This is no e-mail address. Leave it out if you did not catch it.")},
    )
    phone = LineField(limit=40, label=_("Telephone"))

    def __init__(self, *args, customers, **kwargs):
        super().__init__(*args, prefix="caller", **kwargs)
        self.fields["customer"].queryset = customers

    def clean(self):
        data = super().clean()
        taken = User.objects.filter(email=data["email"].lower()) if data.get("email") else User.objects.none()
        if taken.exclude(memberships__organisation=data.get("customer")).exists():
            self.add_error("email", _("This e-mail belongs to somebody else. Leave it out, or look the person up."))
        return data


class CaptureForm(Form):
    service = ServiceField(Service.objects.filter(is_active=True), label=_("Service"), empty_label=_("Something else"))
    category = ChoiceField(Category.choices, label=_("Category"), initial=Category.SERVICE)
    device = OneOfField(Device.objects.none(), label=_("Device"), empty_label="—")
    subject = LineField(_("Give the ticket a subject."), limit=SUBJECT_LIMIT, label=_("Subject"))
    body = WordsField(_("Describe what is wrong, in a sentence or two."), rows=3, label=_("What happens?"))
    impact = radios(Impact.choices, _("Say how many people are hit."), initial=Impact.ONE, label=_("Impact"))
    urgency = radios(Urgency.choices, _("Say what they can still do."), initial=Urgency.SLOWED, label=_("Urgency"))

    def __init__(self, *args, organisation=None, service=None, **kwargs):
        super().__init__(*args, **kwargs)
        if organisation is not None:
            devices = Device.objects.filter(organisation=organisation).select_related("owner")
            self.fields["device"].queryset = devices
        self.questions = list(service.questions.all()) if service else []
        for question in self.questions:
            self.fields[name_of(question)] = _question_field(question)

    @property
    def question_fields(self):
        return [self[name_of(question)] for question in self.questions]

    @property
    def answers(self):
        """[[question, answer], …] as they were asked, those without an answer left out."""
        given = ((str(question), self.cleaned_data.get(name_of(question))) for question in self.questions)
        labels = dict(YES_NO)
        return [[asked, str(labels.get(answer, clean_line(answer)))] for asked, answer in given if answer]


def name_of(question):
    return f"question_{question.pk}"


def _question_field(question):
    """Helpful questions may stay open: a caller cannot know everything."""
    sentence = _("Ask for this, or write “unknown”.") if question.is_required else None
    if question.kind == Question.Kind.YES_NO:
        return ChoiceField([("", "—"), *YES_NO], sentence, label=str(question))
    if question.kind == Question.Kind.CHOICE:
        options = [line.strip() for line in _choices(question).splitlines() if line.strip()]
        return ChoiceField([("", "—"), *((option, option) for option in options)], sentence, label=str(question))
    return LineField(sentence, limit=500, label=str(question))


def _choices(question):
    translated = str(question) == question.text_de and question.choices_de
    return translated or question.choices
