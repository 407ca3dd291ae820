"""The form of a contract. Once it has begun, another tier is a step of its own (sla/admin/contract_move.py)."""

from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sla.content import period_fault
from sla.models import Contract


class ContractForm(forms.ModelForm):
    """`now`: the instant of the request, set by the admin."""

    now = None

    class Meta:
        model = Contract
        fields = ["organisation", "tier", "valid_from", "valid_until", "quota_percent", "prepaid_hours"]
        fields += ["number", "notes", "for_devices"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.has_begun = has_begun(self.instance, self.now)
        if self.has_begun:
            self.fields["tier"].disabled = True
        if self.instance.pk is None:
            self.initial.setdefault("valid_from", timezone.localdate(self.now))
            asked = "tier" if self.initial.get("organisation") else "organisation"
            self.fields[asked].widget.attrs["autofocus"] = True

    def clean(self):
        cleaned = super().clean()
        said = {name: cleaned.get(name) for name in ("organisation", "valid_from", "valid_until", "for_devices")}
        is_whole = said["organisation"] and said["valid_from"] and "valid_until" not in self.errors
        if is_whole and (fault := period_fault(Contract(pk=self.instance.pk, **said))):
            self.add_error(fault.place, fault.sentence)
        self._keep_devices(cleaned)
        return cleaned

    def _get_validation_exclusions(self):
        # The constraint against overlaps asks it of each contract, and Django takes it away where it is refused.
        return super()._get_validation_exclusions() - {"for_devices"}

    def _keep_devices(self, cleaned):
        """Devices that name the contract stay with it, and with its organisation."""
        if self.instance.pk is None or not self.instance.devices.exists():
            return
        if not cleaned.get("for_devices"):
            self.add_error("for_devices", _("Devices name this contract. Take it from them first."))
        if cleaned.get("organisation") and cleaned["organisation"].pk != self.initial["organisation"]:
            self.add_error("organisation", _("Devices of another organisation name this contract."))


def today_of(organisation, now):
    """The date it is for the customer."""
    return now.astimezone(ZoneInfo(organisation.time_zone)).date()


def has_begun(contract, now):
    return (
        bool(contract.pk)
        and Contract.objects.filter(pk=contract.pk, valid_from__lte=today_of(contract.organisation, now)).exists()
    )


def state_of(contract, today):
    """`code` is running, ended or later; with it the words and the mark for it."""
    if contract.valid_from > today:
        return {"code": "later", "name": _("Starts later"), "mark": "info", "icon": "calendar-clock"}
    if contract.valid_until and contract.valid_until < today:
        return {"code": "ended", "name": _("Ended"), "mark": "quiet", "icon": "circle-stop"}
    return {"code": "running", "name": _("Running"), "mark": "ok", "icon": "circle-check"}
