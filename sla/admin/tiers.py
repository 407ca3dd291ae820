"""SLA tiers in the administration: one page per tier with the version asked for, and how it is saved."""

from django.contrib import admin, messages
from django.db.models import Count, Prefetch, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin import RoomAdmin
from sla.auditing import audited
from sla.models import Contract, Tier, TierVersion

from .annexes import WithAnnex
from .audit import WithAudit
from .standing import Line, standing
from .tier_activation import TierActivation
from .tier_form import TierForm
from .tier_page import page
from .tier_steps import TierSteps
from .what_if import TierWhatIf

ONLY_SHOWS = ("_example", "_more")  # buttons that make the page again and save nothing


class TierAdmin(TierActivation, TierSteps, TierWhatIf, WithAudit, WithAnnex, RoomAdmin):
    hint = _("Times per priority, in versions")
    list_display = ["name", "in_force", "coming", "is_default", "customers"]
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
        return self._named(tier, TierVersion.Status.ACTIVE)

    @admin.display(description=_("planned or draft"))
    def coming(self, tier):
        return self._named(tier, TierVersion.Status.PLANNED, TierVersion.Status.DRAFT)

    def _named(self, tier, *states):
        now = timezone.now()
        found = [v for state in states for v in tier.versions.all() if standing(v, now) == state]
        if not found:
            return self.get_empty_value_display()
        if found[0].status == TierVersion.Status.DRAFT:
            return _("draft of version %(number)s") % {"number": found[0].number}
        return _("version %(number)s") % {"number": found[0].number}

    @admin.display(description=_("customers"), ordering="customers")
    def customers(self, tier):
        return tier.customers

    def has_delete_permission(self, request, obj=None):
        """Only of a tier that never promised anything to anybody."""
        drafts = [version.is_draft for version in obj.versions.all()] if obj else []
        return all(drafts) and not (obj and obj.is_default) and super().has_delete_permission(request, obj)

    # The page

    def get_urls(self):
        example = self.admin_site.admin_view(self.example)
        return [
            path("example/", example, name="sla_tier_first-example"),
            path("<int:pk>/example/", example, name="sla_tier_example"),
            *super().get_urls(),
        ]

    def get_object(self, request, object_id, from_field=None):
        """To save, the tier's row is locked first: it guards all versions, and what is compared stays as it is."""
        if request.method == "POST" and str(object_id).isdecimal():
            # One that becomes the default changes another: then all are locked, in the order in which others lock them.
            tiers = Tier.objects.all() if request.POST.get("is_default") else Tier.objects.filter(pk=object_id)
            list(tiers.select_for_update().order_by("pk"))
        return super().get_object(request, object_id, from_field)

    def get_form(self, request, obj=None, change=False, **kwargs):
        line = Line.of(obj, timezone.now())
        typed = self._typed_version(request, obj)
        version = typed or self._asked_version(request, line)
        is_typed = request.method == "POST" and bool(request.POST.get("draft"))
        read_only = version is not None and not version.is_draft and not is_typed
        return self.form_of(version, read_only=read_only, only_shows=any(name in request.POST for name in ONLY_SHOWS))

    def form_of(self, version, *, read_only, only_shows=False):
        return type("TierForm", (TierForm,), {"version": version, "read_only": read_only, "only_shows": only_shows})

    def _typed_version(self, request, tier):
        """The draft a sent form was filled in for, whatever has become of it meanwhile."""
        number = request.POST.get("draft", "") if tier else ""
        is_number = number.isdecimal() and len(number) < 19
        return tier.versions.select_related("calendar").filter(pk=number).first() if is_number else None

    def _asked_version(self, request, line):
        if "version" not in request.GET:
            return line.first_shown
        version = line.numbered(request.GET["version"])
        if version is None:
            raise Http404
        return version

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form, now = context["adminform"].form, timezone.now()
        data = request.POST if request.method == "POST" else None
        context.update(page(form, obj, Line.of(obj, now), data=data, now=now))
        context["title"] = gettext("Add an SLA tier") if obj is None else obj.name
        context["subtitle"] = None
        return super().render_change_form(request, context, add, change, form_url, obj)

    def example(self, request, pk=None):
        """The sum beside the form, for what is typed at this moment. Saves nothing."""
        tier = self.tier_or_404(request, pk, to_change=False) if pk else None
        form, now = self.get_form(request, tier), timezone.now()
        form.only_shows = True
        data = request.POST if request.method == "POST" else None
        filled = form(data, instance=tier) if tier else form(data)
        context = page(filled, tier, Line.of(tier, now), data=data, now=now)
        return render(request, "admin/sla/tier/_example.html", context)

    # How it is saved

    def save_model(self, request, obj, form, change):
        """All at once in save_related, so that the audit list has one entry for it."""

    def save_related(self, request, form, formsets, change):
        tier, now = form.instance, timezone.now()
        if tier.is_default:
            self._take_default_from_others(tier, by=request.user, now=now)
        with audited(tier, by=request.user, door="admin", now=now):
            tier.save()
            if not form.read_only:
                form.save_version()
        super().save_related(request, form, formsets, change)

    def _take_default_from_others(self, tier, *, by, now):
        for other in Tier.objects.select_for_update().filter(is_default=True).exclude(pk=tier.pk):
            with audited(other, by=by, door="admin", now=now):
                Tier.objects.filter(pk=other.pk).update(is_default=False)

    def delete_model(self, request, obj):
        with audited(obj, by=request.user, door="admin", now=timezone.now()):
            super().delete_model(request, obj)

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_change(request, obj)

    def response_change(self, request, obj):
        if "_activate" in request.POST:
            return redirect("admin:sla_tier_activate", obj.pk)
        if "_whatif" in request.POST:
            return redirect("admin:sla_tier_whatif", obj.pk)
        messages.success(request, _("“%(tier)s” is saved.") % {"tier": obj})
        return redirect("admin:sla_tier_change", obj.pk)
