"""Services with their questions, and devices."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.admin import PlainFields, RoomAdmin
from core.times import day
from sla.models import Contract

from .models import Device, ProviderContract, Question, Service


class QuestionInline(PlainFields, admin.StackedInline):
    model = Question
    extra = 0
    fields = [("text", "text_de"), ("kind", "is_required", "position"), ("choices", "choices_de")]


@admin.register(Service)
class ServiceAdmin(RoomAdmin):
    hint = _("What the form offers and asks, process description")
    list_display = ["name", "category", "skill", "position", "is_active"]
    list_filter = ["category", "is_active"]
    search_fields = ["name", "name_de", "skill"]
    inlines = [QuestionInline]
    fieldsets = [
        (None, {"fields": ["name", "name_de", "hint", "hint_de", "icon", "position", "is_active"]}),
        (_("Classification"), {"fields": ["category", "impact", "urgency", "skill"]}),
        (_("For agents"), {"fields": ["process"]}),
    ]


class ContractOfDevices(forms.ModelChoiceField):
    def label_from_instance(self, contract):
        return " · ".join(filter(None, (str(contract), contract.number, _term(contract))))


class DeviceForm(forms.ModelForm):
    """Offers contracts for single devices only, and of the device's own organisation."""

    contract = ContractOfDevices(
        Contract.objects.none(),
        label=_("Contract of its own"),
        required=False,
        empty_label=_("none: the organisation's contract counts"),
        help_text=_("Decides the SLA tier of tickets about this device, before the organisation's contract."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = Contract.objects.filter(for_devices=True).select_related("organisation", "tier")
        if self.instance.pk and not self.is_bound:
            offered = offered.filter(organisation=self.instance.organisation_id)
        if "contract" in self.fields:
            self.fields["contract"].queryset = offered.order_by("organisation__name", "-valid_from")

    def clean(self):
        cleaned = super().clean()
        contract, organisation = cleaned.get("contract"), cleaned.get("organisation")
        if contract and organisation and contract.organisation_id != organisation.pk:
            words = {"other": contract.organisation, "organisation": organisation}
            sentence = _("This contract is with %(other)s. Choose one of %(organisation)s, or none.")
            self.add_error("contract", sentence % words)
        return cleaned


def _term(contract):
    return f"{day(contract.valid_from)} – {day(contract.valid_until) if contract.valid_until else ''}".strip()


@admin.register(Device)
class DeviceAdmin(RoomAdmin):
    hint = _("Owner, site, warranty, vendor")
    list_display = ["name", "model", "serial", "organisation", "owner", "warranty_until"]
    list_select_related = ["organisation", "owner"]
    search_fields = ["name", "serial", "model"]
    form = DeviceForm
    autocomplete_fields = ["organisation", "site", "owner", "vendor"]


class ProviderContractForm(forms.ModelForm):
    """With vendors only, or with the customer's own IT; a site has to be the customer's own."""

    def clean(self):
        cleaned = super().clean()
        organisation, site, vendor = (cleaned.get(name) for name in ("organisation", "site", "vendor"))
        if organisation and site and site.organisation_id != organisation.pk:
            self.add_error("site", _("This site belongs to another organisation. Choose one of this customer."))
        if organisation and vendor and vendor.kind != Organisation.Kind.VENDOR and vendor != organisation:
            self.add_error("vendor", _("Choose a vendor."))
        return cleaned


@admin.register(ProviderContract)
class ProviderContractAdmin(RoomAdmin):
    hint = _("What third parties do for a customer: hotline, numbers, what is agreed")
    list_display = ["what", "organisation", "site", "service", "vendor", "hotline"]
    list_select_related = ["organisation", "site", "service", "vendor"]
    search_fields = ["what", "customer_number", "line_number", "organisation__name", "vendor__name"]
    form = ProviderContractForm
    autocomplete_fields = ["organisation", "site", "service", "vendor", "calendar"]
    fieldsets = [
        (None, {"fields": ["organisation", "site", "service", "vendor", "what"]}),
        (
            _("On the telephone"),
            {"fields": ["hotline", "mail", "hours", "customer_number", "line_number", "may_order", "they_ask"]},
        ),
        (_("Agreed"), {"fields": ["agreed", "restored_minutes", "calendar"]}),
    ]
