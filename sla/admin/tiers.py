"""SLA tiers in the administration: one page per tier, its versions, and the way from draft to in force."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Prefetch, Q
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin import RoomAdmin
from core.choices import Priority, Urgency
from core.errors import DomainError
from sla.activating import activate
from sla.models import Contract, Target, Tier, TierVersion

from .annexes import WithAnnex
from .audit import WithAudit
from .differences import differences
from .spans import span_text
from .tier_form import IMPACTS, TierForm, matrix_name, target_name

PROMISED = [Target.Clock.FIRST_RESPONSE, Target.Clock.NEXT_UPDATE, Target.Clock.RESOLUTION]


class TierAdmin(WithAudit, WithAnnex, RoomAdmin):
    hint = _("Times per priority, in versions")
    list_display = ["name", "in_force", "drafted", "is_default", "customers"]
    search_fields = ["name"]
    form = TierForm
    fieldsets = [(None, {"fields": ["name", "description", "is_default"]})]
    change_form_template = add_form_template = "admin/sla/tier/change_form.html"

    def get_queryset(self, request):
        versions = Prefetch("versions", TierVersion.objects.order_by("-number"))
        running = Contract.objects.valid_on(timezone.localdate()).values("pk")
        counted = Count("contracts", filter=Q(contracts__in=running))
        return super().get_queryset(request).prefetch_related(versions).annotate(customers=counted)

    @admin.display(description=_("in force"))
    def in_force(self, tier):
        version = next((v for v in tier.versions.all() if v.status == TierVersion.Status.ACTIVE), None)
        return _("version %(number)s") % {"number": version.number} if version else self.get_empty_value_display()

    @admin.display(description=_("draft"))
    def drafted(self, tier):
        version = next((v for v in tier.versions.all() if v.is_draft), None)
        return _("version %(number)s") % {"number": version.number} if version else self.get_empty_value_display()

    @admin.display(description=_("customers"), ordering="customers")
    def customers(self, tier):
        return tier.customers

    def has_delete_permission(self, request, obj=None):
        is_needed = obj is not None and obj.is_default
        return not is_needed and super().has_delete_permission(request, obj)

    # The page

    def get_form(self, request, obj=None, change=False, **kwargs):
        version = self._typed_version(request, obj) or self._shown_version(request, obj)
        typed = request.method == "POST" and request.POST.get("draft")
        read_only = version is not None and not version.is_draft and not typed
        return type("TierForm", (TierForm,), {"version": version, "read_only": read_only})

    def _typed_version(self, request, tier):
        """The draft a sent form was filled in for, whatever has become of it meanwhile."""
        number = request.POST.get("draft", "") if tier else ""
        return tier.versions.filter(pk=number).first() if number.isdecimal() else None

    def _shown_version(self, request, tier):
        """The version asked for, else the draft, else the one in force, else the newest."""
        if tier is None:
            return None
        versions = list(tier.versions.order_by("-number").select_related("calendar"))
        wanted = request.GET.get("version")
        by_rank = sorted(versions, key=lambda v: (str(v.number) != wanted, not v.is_draft, v.status != "active"))
        return by_rank[0] if by_rank else None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        context.update(self._page(form, obj))
        context["title"] = gettext("Add an SLA tier") if obj is None else obj.name
        context["subtitle"] = None
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _page(self, form, tier):
        versions = list(tier.versions.order_by("-number")) if tier else []
        in_force = next((v for v in versions if v.status == TierVersion.Status.ACTIVE), None)
        version, is_edited = form.version, not form.read_only
        warnings = [(clock.label, form[f"warn-{clock}"]) for clock in Target.Clock]
        changes = differences(in_force, version) if version and in_force and version.is_draft else []
        return {
            "version": version,
            "is_edited": is_edited,
            "versions": versions,
            "in_force": in_force,
            "draft": next((v for v in versions if v.is_draft), None),
            "changes": changes,
            "urgencies": Urgency.labels,
            "matrix": [
                (impact.label, [form[matrix_name(impact, urgency)] for urgency in Urgency.values]) for impact in IMPACTS
            ],
            "priorities": list(Priority),
            "clocks": [(clock.label, clock in PROMISED) for clock in Target.Clock],
            "target_rows": [_target_row(form, priority, changes) for priority in Priority],
            "warnings": warnings,
            "warning_errors": [field.errors for _clock, field in warnings if field.errors],
            "acceptance_text": span_text((version.acceptance_minutes or 0) * 60) if version else "",
            "special": version.targets.exclude(category=None).count() if version and version.pk else 0,
            "contracts": Contract.objects.valid_on(timezone.localdate()).filter(tier=tier) if tier else [],
        }

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not form.read_only:
            form.save_version()

    def save_model(self, request, obj, form, change):
        if obj.is_default:
            Tier.objects.filter(is_default=True).exclude(pk=obj.pk).update(is_default=False)
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_change(request, obj)

    def response_change(self, request, obj):
        if "_activate" in request.POST:
            return redirect("admin:sla_tier_activate", obj.pk)
        messages.success(request, _("“%(tier)s” is saved.") % {"tier": obj})
        return redirect("admin:sla_tier_change", obj.pk)

    # From version to version

    def get_urls(self):
        def page(name, view):
            return path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"sla_tier_{name}")

        steps = [page("new-version", self.new_version), page("activate", self.activate), page("discard", self.discard)]
        return [*steps, *super().get_urls()]

    def _tier(self, request, pk):
        tier = get_object_or_404(Tier, pk=pk)
        if not self.has_change_permission(request, tier):
            raise PermissionDenied
        return tier

    def _log(self, request, tier, sentence):
        LogEntry.objects.log_actions(request.user.pk, [tier], CHANGE, change_message=str(sentence), single_object=True)

    def new_version(self, request, pk):
        """Draft a copy of the version in force, or lead to the draft there is."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        with transaction.atomic():
            tier = self._tier(request, pk)
            Tier.objects.select_for_update().get(pk=pk)
            if not tier.versions.filter(status=TierVersion.Status.DRAFT).exists():
                self._shown_version(request, tier).copy_as_draft()
        return redirect("admin:sla_tier_change", pk)

    def activate(self, request, pk):
        """Say what putting the draft into force means, and on the second click do it."""
        tier = self._tier(request, pk)
        draft = tier.versions.filter(status=TierVersion.Status.DRAFT).first()
        if draft is None:
            messages.info(request, _("There is no draft of “%(tier)s”.") % {"tier": tier})
            return redirect("admin:sla_tier_change", pk)
        if request.method == "POST":
            return self._activate(request, tier, draft)
        in_force = tier.versions.filter(status=TierVersion.Status.ACTIVE).first()
        context = {
            "draft": draft,
            "in_force": in_force,
            "changes": differences(in_force, draft) if in_force else [],
            "contracts": Contract.objects.valid_on(timezone.localdate()).filter(tier=tier).count(),
        }
        return self._confirm(request, tier, "activate", _("Put into force"), context)

    def _activate(self, request, tier, draft):
        try:
            version = activate(draft, now=timezone.now())
        except DomainError as refusal:
            messages.error(request, refusal.sentence)
        else:
            words = {"tier": tier, "number": version.number}
            sentence = _("Version %(number)s of “%(tier)s” is in force for new tickets from now on.") % words
            self._log(request, tier, sentence)
            messages.success(request, sentence)
        return redirect("admin:sla_tier_change", tier.pk)

    def discard(self, request, pk):
        """Throw a draft away, on the second click; the only version of a tier stays."""
        tier = self._tier(request, pk)
        draft = tier.versions.filter(status=TierVersion.Status.DRAFT).first()
        if draft is None or tier.versions.count() == 1:
            return redirect("admin:sla_tier_change", pk)
        if request.method == "POST":
            draft.delete()
            sentence = _("The draft of version %(number)s is discarded.") % {"number": draft.number}
            self._log(request, tier, sentence)
            messages.success(request, sentence)
            return redirect("admin:sla_tier_change", pk)
        return self._confirm(request, tier, "discard", _("Discard draft"), {"draft": draft})

    def _confirm(self, request, tier, step, title, context):
        common = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "tier": tier,
            "back": reverse("admin:sla_tier_change", args=[tier.pk]),
        }
        return render(request, f"admin/sla/tier/{step}.html", {**common, **context})


def _target_row(form, priority, changes):
    before = {change.field: change.before for change in changes}
    cells = [
        {
            "label": clock.label,
            "time": form[target_name(priority, clock)],
            "text": form[target_name(priority, clock)].field.prepare_value(form[target_name(priority, clock)].value()),
            "always": form[f"{target_name(priority, clock)}-always"],
            "was": before.get(target_name(priority, clock)),
        }
        for clock in Target.Clock
    ]
    return {"priority": priority, "cells": cells, "errors": [c["time"].errors for c in cells if c["time"].errors]}
