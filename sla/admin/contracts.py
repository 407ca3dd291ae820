"""Contracts in the administration: which customer has which tier, and when."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.admin import RoomAdmin
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


def _already_agreed(contract):
    words = {
        "tier": contract.tier,
        "organisation": contract.organisation,
        "start": date_format(contract.valid_from),
        "end": date_format(contract.valid_until) if contract.valid_until else "",
    }
    if contract.valid_until:
        sentence = _("“%(tier)s” is agreed with %(organisation)s from %(start)s to %(end)s already. End that first.")
    else:
        sentence = _("“%(tier)s” is agreed with %(organisation)s since %(start)s, without an end. End that first.")
    return sentence % words


class ContractForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("valid_from"), cleaned.get("valid_until")
        if starts and ends and ends < starts:
            self.add_error("valid_until", _("A contract cannot end before it starts."))
        elif (
            starts
            and cleaned.get("organisation")
            and not cleaned.get("for_devices")
            and (other := self._overlapping(cleaned["organisation"], starts, ends))
        ):
            self.add_error("valid_from", _already_agreed(other))
        return cleaned

    def _overlapping(self, organisation, starts, ends):
        others = Contract.objects.filter(organisation=organisation, for_devices=False).exclude(pk=self.instance.pk)
        others = others.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=starts))
        return others.filter(valid_from__lte=ends).first() if ends else others.first()


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
