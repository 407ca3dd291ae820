"""From version to version: draft the next one, throw a draft away, take a planned one back; list and print them."""

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.times import exact
from sla.activating import take_back
from sla.auditing import Action, audited
from sla.drafting import discard, new_draft
from sla.models import Activation, Tier

from .differences import differences
from .standing import Line
from .tier_page import content


class TierSteps:
    """Views beside the form, for TierAdmin."""

    def get_urls(self):
        steps = {
            "new-version": self.new_version,
            "discard": self.discard,
            "take-back": self.take_back,
            "versions": self.versions,
            "print": self.print_view,
        }
        mine = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"sla_tier_{name}")
            for name, view in steps.items()
        ]
        return [*mine, *super().get_urls()]

    def tier_or_404(self, request, pk, *, to_change=True):
        may = self.has_change_permission if to_change else self.has_view_permission
        tier = get_object_or_404(Tier, pk=pk)
        if not may(request, tier):
            raise PermissionDenied
        return tier

    def note(self, request, tier, sentence):
        LogEntry.objects.log_actions(request.user.pk, [tier], CHANGE, change_message=str(sentence), single_object=True)
        messages.success(request, sentence)

    def back_to(self, tier):
        return redirect("admin:sla_tier_change", tier.pk)

    def page_of(self, request, tier, template, title, **context):
        common = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "tier": tier,
            "back": reverse("admin:sla_tier_change", args=[tier.pk]),
        }
        return render(request, f"admin/sla/tier/{template}.html", {**common, **context})

    def new_version(self, request, pk):
        """Draft a copy of the newest version, or lead to the draft there is."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        tier = self.tier_or_404(request, pk)
        with audited(tier, by=request.user, door="admin", now=timezone.now(), action=Action.DRAFTED):
            new_draft(tier)
        return self.back_to(tier)

    def discard(self, request, pk):
        """Throw a draft away, on the second click; the only version of a tier stays."""
        tier, now = self.tier_or_404(request, pk), timezone.now()
        line = Line.of(tier, now)
        if line.draft is None or len(line.versions) == 1:
            messages.info(request, _("There is no draft to discard."))
            return self.back_to(tier)
        if request.method != "POST":
            return self.page_of(request, tier, "discard", _("Discard draft"), draft=line.draft)
        with audited(tier, by=request.user, door="admin", now=now, action=Action.DISCARDED):
            discard(line.draft)
        sentence = _("The draft of version %(number)s is discarded.") % {"number": line.draft.number}
        self.note(request, tier, sentence)
        return self.back_to(tier)

    def take_back(self, request, pk):
        """Make a planned version a draft again, on the second click, until its instant."""
        tier, now = self.tier_or_404(request, pk), timezone.now()
        planned = Line.of(tier, now).planned
        if planned is None:
            messages.info(request, _("Nothing is planned that could be taken back."))
            return self.back_to(tier)
        if request.method != "POST":
            return self.page_of(request, tier, "take_back", _("Take back"), planned=planned, line=Line.of(tier, now))
        try:
            with audited(tier, by=request.user, door="admin", now=now, action=Action.TAKEN_BACK):
                take_back(planned, now=now)
        except DomainError as refusal:
            messages.error(request, refusal.sentence)
        else:
            words = {"number": planned.number, "at": exact(planned.effective_from)}
            self.note(
                request, tier, _("Version %(number)s does not come into force %(at)s; it is a draft again.") % words
            )
        return self.back_to(tier)

    def versions(self, request, pk):
        tier, now = self.tier_or_404(request, pk, to_change=False), timezone.now()
        line = Line.of(tier, now)
        activations = Activation.objects.filter(version__tier=tier, cancelled_at=None).select_related("by")
        by_version = {activation.version_id: activation for activation in activations}
        older = [*line.versions[1:], None]
        rows = [
            {
                "version": version,
                "activation": by_version.get(version.pk),
                "changes": differences(before, version) if before else [],
            }
            for version, before in zip(line.versions, older, strict=True)
        ]
        return self.page_of(request, tier, "versions", _("Versions"), rows=rows, line=line)

    def print_view(self, request, pk):
        tier, now = self.tier_or_404(request, pk, to_change=False), timezone.now()
        line = Line.of(tier, now)
        version = line.numbered(request.GET["version"]) if "version" in request.GET else line.in_force or line.draft
        if version is None:
            raise Http404
        form = self.form_of(version, read_only=True)(instance=tier)
        title = _("%(tier)s, version %(number)s") % {"tier": tier, "number": version.number}
        return self.page_of(request, tier, "print", title, now=now, is_edited=False, **content(form, version))
