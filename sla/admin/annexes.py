"""What the customer gets, as a sheet of its own to print: of a contract, or of a tier's version."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone, translation

from core.choices import Language
from sla.annex import annex
from sla.models import Contract, TierVersion


class WithAnnex:
    """Adds the sheet's address to the pages of a tier or a contract."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_annex"
        view = self.admin_site.admin_view(self.annex_view)
        return [path("<int:pk>/annex/", view, name=name), *super().get_urls()]

    def annex_view(self, request, pk):
        """The sheet in ?language=, by default the customer's; of a tier in ?version=, by default the newest."""
        thing = get_object_or_404(self.model, pk=pk)
        if not self.has_view_permission(request, thing):
            raise PermissionDenied
        now = timezone.now()
        contract = thing if isinstance(thing, Contract) else None
        version = version_of(contract, now=now) if contract else _asked_version(thing, request.GET.get("version", ""))
        if version is None:
            raise Http404
        language = sheet_language(request, contract)
        page = {"annex": sheet(version, language, now=now, contract=contract), "version": version, "thing": thing}
        page |= {"language": language, "languages": Language.choices, "contract": contract, "opts": self.opts}
        return render(request, "admin/sla/annex.html", page)


def sheet(version, language, *, now, contract=None):
    """The annex in that language; all is put into words here, nothing later."""
    with translation.override(language):
        return annex(version, now=now, contract=contract)


def sheet_language(request, contract=None):
    """What was asked for, else the customer's language, else the reader's."""
    asked = request.GET.get("language", "")
    own = contract.organisation.language if contract else translation.get_language()[:2]
    return asked if asked in Language.values else own


def version_of(contract, *, now):
    """The version whose times the contract gives today; before it begins and after its end, on its first and last day.

    None where its tier has no version at all.
    """
    zone = ZoneInfo(contract.organisation.time_zone)
    day = max(now.astimezone(zone).date(), contract.valid_from)
    day = min(day, contract.valid_until) if contract.valid_until else day
    at = now if day == now.astimezone(zone).date() else datetime.combine(day, time(), zone)
    versions = TierVersion.objects.filter(tier=contract.tier_id).select_related("tier", "calendar")
    return versions.in_force(at).first() or versions.order_by("-number").first()


def _asked_version(tier, number):
    versions = tier.versions.select_related("tier", "calendar").order_by("-number")
    return get_object_or_404(versions, number=number) if number.isdecimal() and len(number) < 9 else versions.first()
