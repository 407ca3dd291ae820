"""The ladder of a tier's version in the administration: drawn, edited while the version is a draft, and tried."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin
from core.choices import Priority
from core.errors import DomainError
from sla.admin.standing import standing
from sla.models import TierVersion

from ..ladders import write_ladder
from ..models import Ladder
from .ladder_drawing import lanes, owner_lanes
from .ladder_form import LadderForm
from .ladder_rows import is_rearranged
from .ladder_run import run_of
from .ladder_ticket import on_ticket
from .ladder_words import owner_timer_in_words, step_in_words


@admin.register(Ladder)
class LadderAdmin(ReadOnlyAdmin):
    """The list only shows; a ladder is written on the page of its version."""

    hint = _("What happens while nobody acts")
    list_display = ["of_version", "stands", "steps", "late"]
    list_select_related = ["version__tier"]
    ordering = ["version__tier__name", "-version__number"]

    @admin.display(description=_("tier version"))
    def of_version(self, ladder):
        return ladder.version

    @admin.display(description=_("status"))
    def stands(self, ladder):
        return TierVersion.Status(standing(ladder.version, timezone.now())).label

    @admin.display(description=_("steps"))
    def steps(self, ladder):
        return ladder.steps.count()

    @admin.display(description=_("late steps"))
    def late(self, ladder):
        return ladder.get_late_steps_display()

    def has_view_permission(self, request, obj=None):
        """Whoever may see the tier: its ladder is part of what it promises."""
        return request.user.has_perm("sla.view_tier")

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_urls(self):
        view = self.admin_site.admin_view(self.of_a_version)
        return [path("version/<int:pk>/", view, name="escalation_ladder_version"), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        ladder = get_object_or_404(Ladder, pk=object_id) if str(object_id).isdecimal() else None
        if ladder is None or not self.has_view_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)
        return redirect("admin:escalation_ladder_version", ladder.version_id)

    def history_view(self, request, object_id, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        ladder = get_object_or_404(Ladder, pk=object_id if str(object_id).isdecimal() else 0)
        return redirect("admin:sla_tier_history", ladder.version.tier_id)

    def of_a_version(self, request, pk):
        """The page of a version's ladder. A draft's is saved here, with all its steps."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        version = get_object_or_404(TierVersion.objects.select_related("tier", "calendar"), pk=pk)
        may_change = request.user.has_perm("sla.change_tier")
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        ladder = Ladder.objects.of(version)
        is_edited = version.is_draft and may_change
        form = LadderForm(request.POST if request.method == "POST" else None, ladder=ladder)
        if request.method == "POST" and not is_rearranged(request.POST) and self._saved(request, version, form):
            return redirect("admin:escalation_ladder_version", version.pk)
        return self._page(request, version, ladder, form, is_edited)

    def _saved(self, request, version, form):
        if not form.is_valid():
            return False
        said = {"late_steps": form.cleaned_data["late_steps"], "steps": form.steps, "seen": form.cleaned_data["seen"]}
        said["owner_timer"] = form.owner_timer
        try:
            write_ladder(version, by=request.user, now=timezone.now(), **said)
        except DomainError as refusal:
            form.add_error(None, refusal.sentence)
            return False
        messages.success(request, gettext("The ladder of %(version)s is saved.") % {"version": version})
        return True

    def _page(self, request, version, ladder, form, is_edited):
        asked = request.GET.get("priority", "")
        priority = asked if asked in Priority.values else Priority.values[0]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Ladder of %(tier)s") % {"tier": version.tier},
            "version": version,
            "stands": standing(version, timezone.now()),
            "is_edited": is_edited,
            "ladder": ladder,
            "owner_words": owner_timer_in_words(form.owner_timer),
            "from_earlier": ladder and ladder.version if ladder and ladder.version_id != version.pk else None,
            "form": form,
            "shows_faults": request.method == "POST" and not is_rearranged(request.POST) and form.has_faults,
            "lines": [(step, step_in_words(step)) for step in form.steps] if not is_edited else [],
            "lanes": [*lanes(version, form.steps, priority), *owner_lanes(**form.owner_timer)],
            "priorities": list(Priority),
            "priority": priority,
            "run": run_of(version, ladder, request.GET, now=timezone.now()),
            "on_ticket": on_ticket(version, ladder, request.GET, now=timezone.now()),
        }
        status = 422 if context["shows_faults"] else 200
        return render(request, "admin/escalation/ladder/page.html", context, status=status)
