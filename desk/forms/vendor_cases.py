"""What agents type in about vendors: opening and changing a case, its steps, what we owe, what is said."""

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import ProviderContract
from core.text import clean_line
from escalation.models import VendorCase, VendorStep
from sla.models import Calendar
from tickets.models import Message
from tickets.uploads import FilesField

from ..vendor_cases import provider_contracts
from .fields import ChoiceField, Form, LineField, OneOfField, WordsField

SHARED_OFFERED = 10  # the latest messages of a ticket, to be shared with a vendor
YES_NO = [("", _("not known")), ("yes", _("Yes")), ("no", _("No"))]


class AtField(forms.DateTimeField):
    """A date and time in the reader's own zone, past ones too."""

    def __init__(self, **options):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M")
        super().__init__(**{"widget": widget, "required": False, **options})
        self.error_messages["invalid"] = _("Give a date and a time.")


class HoursField(forms.DecimalField):
    """Hours, such as 8 or 1.5."""

    def __init__(self, **options):
        limits = {"min_value": 0, "max_value": 10_000, "max_digits": 7, "decimal_places": 2}
        super().__init__(**{"required": False, "localize": True, **limits, **options})
        self.widget = forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal"})
        self.error_messages["invalid"] = _("Give a number of hours, for example 8.")


class CaseForm(Form):
    """What opening and changing have in common. Instants given back unchanged keep their seconds."""

    what = LineField(_("Say what the vendor is asked to do."), limit=500, label=_("What are they asked to do?"))
    kinds = forms.MultipleChoiceField(
        label=_("Kind"), required=False, choices=VendorCase.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    reference = LineField(limit=100, label=_("Reference number"))
    shares = forms.MultipleChoiceField(
        label=_("They may read"), required=False, choices=VendorCase.Share.choices, widget=forms.CheckboxSelectMultiple
    )
    contract = OneOfField(ProviderContract.objects.none(), label=_("Provider contract"), empty_label=_("none"))
    promised_at = AtField(label=_("Promised by"))
    hours = HoursField(label=_("or promised in (hours)"))
    calendar = OneOfField(Calendar.objects.none(), label=_("Their service hours"), empty_label=_("every hour"))

    def __init__(self, *args, ticket, now, case=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.ticket, self.now, self.case = ticket, now, case
        own = ProviderContract.objects.filter(organisation=ticket.organisation_id).select_related("vendor")
        self.fields["contract"].queryset = own.filter(vendor=case.vendor_id) if case else own
        self.fields["calendar"].queryset = Calendar.objects.all()

    def clean_promised_at(self):
        return kept_or_later(self.cleaned_data["promised_at"], self.case and self.case.promised_at, self.now)

    def clean(self):
        cleaned = super().clean()
        if "hours" in cleaned:
            hours = cleaned.pop("hours")
            cleaned["target_minutes"] = None if hours is None else round(hours * 60)
        if cleaned.get("promised_at") and cleaned.get("target_minutes") is not None and not self.case:
            self.add_error("hours", _("Give an instant or a number of hours, not both."))
        return cleaned


def kept_or_later(instant, before, now):
    if instant is None:
        return None
    if before is not None and before.replace(second=0, microsecond=0) == instant:
        return before
    if instant <= now:
        raise forms.ValidationError(_("That date lies in the past. Choose a later one."))
    return instant


class OpenCaseForm(CaseForm):
    vendor = OneOfField(
        Organisation.objects.none(), _("Choose who it is."), label=_("Vendor, partner or the customer's own IT")
    )
    waits = forms.BooleanField(required=False, label=_("The ticket waits for the vendor from now on"))
    field_order = [
        "vendor",
        "what",
        "kinds",
        "shares",
        "reference",
        "contract",
        "promised_at",
        "hours",
        "calendar",
        "waits",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.filter(is_active=True)
        parties = organisations.filter(kind=Organisation.Kind.VENDOR) | organisations.filter(
            pk=self.ticket.organisation_id
        )
        self.fields["vendor"].queryset = parties.order_by("name")
        self.fields["vendor"].label_from_instance = self._named
        self.initial.setdefault("shares", [VendorCase.Share.DEVICE, VendorCase.Share.SITE])
        if contract := next(iter(provider_contracts(self.ticket)), None):
            self.initial.setdefault("contract", contract.pk)
            self.initial.setdefault("vendor", contract.vendor_id)
        elif self.ticket.device and self.ticket.device.vendor_id:
            self.initial.setdefault("vendor", self.ticket.device.vendor_id)

    def clean(self):
        cleaned = super().clean()
        contract, vendor = cleaned.get("contract"), cleaned.get("vendor")
        if contract and vendor and contract.vendor_id != vendor.pk:
            self.add_error("contract", _("This contract is with %(vendor)s.") % {"vendor": contract.vendor})
        return cleaned

    def _named(self, party):
        if party.pk == self.ticket.organisation_id:
            return _("%(customer)s: their own IT") % {"customer": party.name}
        return party.name


class ChangeCaseForm(CaseForm):
    loan_device = LineField(label=_("Loan device"))
    is_wiped = ChoiceField(YES_NO, label=_("Data wiped"))
    costs = LineField(label=_("Costs"))
    costs_approved_by = LineField(label=_("Approved by"))
    shipping = LineField(limit=300, label=_("Shipping numbers"))

    TAKEN_OVER = (
        "what",
        "kinds",
        "shares",
        "reference",
        "promised_at",
        "loan_device",
        "costs",
        "costs_approved_by",
        "shipping",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        case = self.case
        known = {name: getattr(case, name) for name in self.TAKEN_OVER}
        minutes = case.target_minutes
        known["hours"] = None if minutes is None else f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
        known["is_wiped"] = {None: "", True: "yes", False: "no"}[case.is_wiped]
        known |= {"contract": case.contract_id, "calendar": case.calendar_id}
        self.initial = {**known, **self.initial}

    def clean_is_wiped(self):
        return {"yes": True, "no": False}.get(self.cleaned_data["is_wiped"])

    def clean(self):
        cleaned = super().clean()
        before = self.case.target_minutes
        if before is not None and (given := cleaned.get("target_minutes")) is not None and abs(given - before) < 1:
            cleaned["target_minutes"] = before
        if cleaned.get("promised_at") and cleaned.get("target_minutes") is not None:
            # Whichever is new counts; the verb drops the other.
            if cleaned["promised_at"] == self.case.promised_at:
                cleaned["promised_at"] = None
            else:
                cleaned["target_minutes"] = None
        return cleaned


class StepForm(Form):
    kind = ChoiceField(VendorCase.Kind.choices, _("Choose the kind of step."), label=_("Kind"))
    what = LineField(_("Say what has to happen."), label=_("What has to happen?"))
    starts_at = AtField(label=_("From"))
    due_at = AtField(label=_("By, or until"))
    who = LineField(label=_("Who, and where"))
    asks_them = forms.BooleanField(required=False, label=_("They still have to confirm it"))

    def __init__(self, *args, step=None, **kwargs):
        super().__init__(*args, **kwargs)
        if step:
            names = ("kind", "what", "starts_at", "due_at", "who")
            known = {name: getattr(step, name) for name in names}
            self.initial = {**known, "asks_them": step.asked_of == VendorStep.Side.THEM, **self.initial}

    def clean(self):
        cleaned = super().clean()
        cleaned["asked_of"] = VendorStep.Side.THEM if cleaned.pop("asks_them", False) else ""
        starts_at, due_at = cleaned.get("starts_at"), cleaned.get("due_at")
        if starts_at and due_at and due_at <= starts_at:
            self.add_error("due_at", _("The end has to lie after the beginning."))
        return cleaned


class OweForm(Form):
    what = LineField(_("Say what the vendor waits for."), label=_("What do we owe them?"))


class SayForm(Form):
    body = WordsField(_("Write something first."), rows=4, label=_("Message"))


class MailForm(SayForm):
    mail_to = forms.EmailField(
        label=_("Also as e-mail to"), required=False, widget=forms.EmailInput(attrs={"class": "form-control"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mail_to"].error_messages["invalid"] = _("That is no e-mail address.")


class WriteForm(MailForm):
    shared = forms.ModelMultipleChoiceField(
        Message.objects.none(),
        label=_("They may read these messages too"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    attachments = FilesField(label=_("Attach photos or files"))

    def __init__(self, *args, page, **kwargs):
        super().__init__(*args, **kwargs)
        latest = [message.pk for message in page.messages if message.is_public][-SHARED_OFFERED:]
        messages = Message.objects.filter(pk__in=latest)  # all rows: of the ticket in hand
        self.fields["shared"].queryset = messages.select_related("author").order_by("-at", "-pk")
        self.fields["shared"].label_from_instance = _in_short


def _in_short(message):
    name = message.author.get_short_name() if message.author else _("Service desk")
    return f"{name}: {Truncator(clean_line(message.body)).chars(80)}"


class CloseCaseForm(Form):
    reason = LineField(label=_("Reason"))
