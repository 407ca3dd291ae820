"""Contracts in the administration: which customer has which tier, and when."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.admin import RoomAdmin
from sla.content import period_fault
from sla.models import Contract


class IsRunning(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("running", _("Running")), ("ended", _("Ended")), ("later", _("Starts later"))]

    def queryset(self, request, contracts):
        today = timezone.localdate()
        if self.value() == "running":
            return contracts.valid_on(today)
        if self.value() == "ended":
            return contracts.filter(valid_until__lt=today)
        if self.value() == "later":
            return contracts.filter(valid_from__gt=today)
        return contracts


class ContractForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        said = {name: cleaned.get(name) for name in ("organisation", "valid_from", "valid_until", "for_devices")}
        is_whole = said["organisation"] and said["valid_from"] and "valid_until" not in self.errors
        if is_whole and (fault := period_fault(Contract(pk=self.instance.pk, **said))):
            self.add_error(fault.place, fault.sentence)
        return cleaned


class ContractAdmin(RoomAdmin):
    hint = _("Which customer has which tier, and since when")
    list_display = ["organisation", "tier", "number", "valid_from", "valid_until", "quota_percent"]
    list_select_related = ["organisation", "tier"]
    list_filter = [IsRunning, "tier"]
    search_fields = ["organisation__name", "number"]
    form = ContractForm
    fieldsets = [
        (
            _("Promise"),
            {
                "fields": ["organisation", "tier", ("valid_from", "valid_until"), "for_devices", "quota_percent"],
                "description": _(
                    "New tickets of this customer get the version of the tier that is in force when they are opened. "
                    "Two contracts of one organisation cannot overlap."
                ),
            },
        ),
        (_("Besides"), {"fields": ["number", "prepaid_hours", "notes"]}),
    ]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "organisation":
            kwargs["queryset"] = Organisation.objects.exclude(kind=Organisation.Kind.VENDOR)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
