"""Contracts in the administration: which customer has which tier, and when."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.admin import RoomAdmin
from core.choices import Language
from sla.auditing import audited
from sla.contracting import Unfit, write_contract
from sla.models import Contract, TierVersion

from .annexes import WithAnnex, sheet, sheet_language, version_of
from .audit import WithAudit
from .contract_form import ContractForm, state_of, today_of
from .contract_line import line_of
from .contract_month import month_page
from .contract_move import WithMove, successor_of


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


class ContractAdmin(WithAudit, WithMove, WithAnnex, RoomAdmin):
    hint = _("Which customer has which tier, and since when")
    list_display = ["organisation", "tier", "number", "valid_from", "valid_until", "quota_percent", "for_devices"]
    list_select_related = ["organisation", "tier"]
    list_filter = [IsRunning, "tier", "for_devices"]
    search_fields = ["organisation__name", "number"]
    form = ContractForm
    change_form_template = add_form_template = "admin/sla/contract/change_form.html"

    def lookup_allowed(self, lookup, value, request):
        return lookup == "organisation__id__exact" or super().lookup_allowed(lookup, value, request)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "organisation":
            kwargs["queryset"] = Organisation.objects.exclude(kind=Organisation.Kind.VENDOR)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.now = timezone.now()
        return form

    # The page

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Where somebody else was faster with a contract that overlaps, the form is read again and sees it."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Unfit:
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["title"] = gettext("Add a contract") if obj is None else f"{obj.organisation}: {obj.tier}"
        context["subtitle"] = None
        if obj is not None:
            context.update(self._page(request, obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _page(self, request, typed):
        """All that stands around the form; of the contract as it is stored, not as it was typed."""
        now = timezone.now()
        contract = Contract.objects.select_related("organisation", "tier").get(pk=typed.pk)
        today = today_of(contract.organisation, now)
        version, language = version_of(contract, now=now), sheet_language(request, contract)
        state = state_of(contract, today)
        return {
            "contract": contract,
            "state": state,
            "figures": month_page(contract, now=now) if state["code"] == "running" else None,
            "version": version,
            "upcoming": _upcoming(contract.tier_id),
            "line": line_of(contract.organisation, today),
            "devices": contract.devices.count() if contract.for_devices else None,
            "moves": contract.activations.filter(finished_at=None).order_by("effective_at"),
            "may_move": state["code"] != "ended" and successor_of(contract) is None,
            "language": language,
            "languages": Language.choices,
            "annex": sheet(version, language, now=now, contract=contract) if version else None,
        }

    def save_model(self, request, obj, form, change):
        write_contract(obj, by=request.user, door="admin", now=form.now)

    def delete_model(self, request, obj):
        with audited(obj, by=request.user, door="admin", now=timezone.now()):
            super().delete_model(request, obj)

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_change(request, obj)

    def response_change(self, request, obj):
        messages.success(request, _("The contract with %(customer)s is saved.") % {"customer": obj.organisation})
        return redirect("admin:sla_contract_change", obj.pk)


def _upcoming(tier_id):
    """The tier's version that is drafted or planned, to be named beside the one in force."""
    waiting = [TierVersion.Status.DRAFT, TierVersion.Status.PLANNED]
    return TierVersion.objects.filter(tier=tier_id, status__in=waiting).order_by("-status").first()
