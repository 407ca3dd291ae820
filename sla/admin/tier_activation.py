"""Putting a draft into force: a preview of every due time that moves, a page that says the numbers, and then the act."""

import hashlib
import json

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import StreamingHttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import DomainError
from core.times import exact
from reports.exporting import preview_csv
from reports.moving import Effect, VersionChange, moving
from sla.activating import activate, require_fit
from sla.auditing import Action, audited
from sla.drafting import revision
from sla.models import Activation, AuditEntry, Tier

from .activation_form import ActivationForm
from .differences import differences
from .moving_list import moving_list
from .standing import Line, contracts_of

Mode = Activation.Mode
SALT = "figures of an activation"
MANY = 500  # open tickets
NAMED = 8  # so many tickets that become late are named on the second click


class TierActivation:
    """The views of that way, for TierAdmin."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.activate)
        return [path("<int:pk>/activate/", view, name="sla_tier_activate"), *super().get_urls()]

    def activate(self, request, pk):
        """GET shows the preview, with `confirm` the second click, with `csv` the list; POST does it."""
        tier, now = self.tier_or_404(request, pk), timezone.now()
        if request.method == "POST":
            return self._decide(request, tier, now)
        line = Line.of(tier, now)
        if hindrance := _hindrance(line, tier):
            messages.error(request, hindrance)
            return self.back_to(tier)
        form = ActivationForm(request.GET if "mode" in request.GET else None, now=now)
        preview = moving(VersionChange(line.draft, form.shown_mode), now=now)
        if "csv" in request.GET:
            return _table(tier, line.draft, preview)
        if "confirm" in request.GET and form.is_valid():
            return self._second_click(request, tier, line, form, preview)
        return self._preview(request, tier, line, form, preview)

    def _preview(self, request, tier, line, form, preview):
        draft = line.draft
        title = _("Put version %(number)s into force") % {"number": draft.number}
        after = _("With version %(number)s") % {"number": draft.number}
        # A link of the list leads to another page of it, not to the second click.
        asked = request.GET.copy()
        for name in ("confirm", "csv"):
            asked.pop(name, None)
        return self.page_of(
            request,
            tier,
            "activate",
            title,
            form=form,
            line=line,
            draft=draft,
            now=preview.as_of,
            mode=form.shown_mode,
            preview=preview,
            moving=moving_list(preview, asked, after=after) if form.shown_mode != Mode.NEW else None,
            csv=_csv_query(asked),
            zone=timezone.get_current_timezone_name(),
            changes=differences(line.in_force, draft) if line.in_force else [],
            contracts=contracts_of(tier, preview.as_of).count(),
        )

    def _second_click(self, request, tier, line, form, preview, *, has_changed=False):
        late = sorted({row.number for row in preview.rows if row.effect == Effect.NEWLY_LATE and not row.is_internal})
        context = {
            "form": form,
            "line": line,
            "draft": line.draft,
            "now": preview.as_of,
            "mode": form.shown_mode,
            "at": form.effective_at,
            "preview": preview,
            "late": late[:NAMED],
            "late_more": max(len(late) - NAMED, 0),
            "figures": signing.dumps(_figures(preview, line.draft), salt=SALT),  # it comes back by the second click
            "button": _button(preview, form, line.draft),
            "has_changed": has_changed,
        }
        title = _("Put version %(number)s into force") % {"number": line.draft.number}
        return self.page_of(request, tier, "confirm", title, **context)

    @transaction.atomic
    def _decide(self, request, tier, now):
        Tier.objects.select_for_update().get(pk=tier.pk)  # two browsers: one decides, the other one reads what is so
        line, form = Line.of(tier, now), ActivationForm(request.POST, now=now)
        asked = request.POST.get("version", "")
        if line.draft is None or (asked and asked != str(line.draft.pk)):
            return self._too_late(request, tier, line, asked)
        if hindrance := _hindrance(line, tier):
            messages.error(request, hindrance)
            return self.back_to(tier)
        preview = moving(VersionChange(line.draft, form.shown_mode), now=now)
        if not form.is_valid():
            return self._preview(request, tier, line, form, preview)
        if not _has_agreed(request.POST.get("figures"), preview, line.draft):
            return self._second_click(request, tier, line, form, preview, has_changed="figures" in request.POST)
        return self._act(request, tier, line, form, now)

    def _act(self, request, tier, line, form, now):
        data = form.cleaned_data
        how = {"mode": data["mode"], "reason": data["reason"], "effective_at": form.effective_at}
        try:
            with audited(tier, by=request.user, door="admin", now=now, action=Action.ACTIVATED):
                version = activate(line.draft, now=now, by=request.user, **how)
        except DomainError as refusal:
            messages.error(request, refusal.sentence)
        else:
            self.note(request, tier, _done(tier, version, data["mode"], now))
        return self.back_to(tier)

    def _too_late(self, request, tier, line, asked):
        version = next((each for each in line.versions if str(each.pk) == asked), None)
        last = AuditEntry.objects.filter(kind="tier", object_id=tier.pk, action=Action.ACTIVATED).first()
        words = {"tier": tier, "number": version.number if version else "", "by": last.by if last and last.by else ""}
        if version and version.status != "draft" and last and last.by:
            words["at"] = exact(last.at)
            sentence = _("Version %(number)s of “%(tier)s” was put into force already, by %(by)s, %(at)s.") % words
        elif version and version.status != "draft":
            sentence = _("Version %(number)s of “%(tier)s” was put into force already.") % words
        else:
            sentence = _("There is no such draft of “%(tier)s” any more. Nothing was put into force.") % words
        messages.warning(request, sentence)
        return self.back_to(tier)


def _hindrance(line, tier):
    """Why the draft cannot be put into force at all; None where nothing stands in the way."""
    if line.draft is None:
        return _("There is no draft of “%(tier)s”.") % {"tier": tier}
    if line.planned:
        words = {"number": line.planned.number, "at": exact(line.planned.effective_from)}
        return _("Version %(number)s is planned already, in force from %(at)s. Take it back first.") % words
    try:
        require_fit(line.draft)
    except DomainError as refusal:
        return refusal.sentence
    return None


def _figures(preview, draft) -> dict:
    """What the reader agrees to: this content, these tickets and effects, and how many."""
    rows = sorted((row.number, row.clock, row.effect) for row in preview.rows)
    return {
        "content": revision(draft),
        "rows": hashlib.sha256(json.dumps([preview.total, rows]).encode()).hexdigest()[:24],
        "counts": [preview.total, preview.moved, preview.paused, *(preview.counts[effect] for effect in Effect)],
    }


def _has_agreed(given, preview, draft) -> bool:
    """Whether the figures are still those of the page. Among thousands of tickets some move on all the time, or nobody
    could ever decide: then a difference of two in a hundred is none. Other content always is one.
    """
    try:
        seen = signing.loads(given or "", salt=SALT)
    except signing.BadSignature:
        return False
    now = _figures(preview, draft)
    near = all(abs(a - b) * 50 <= a for a, b in zip(seen["counts"], now["counts"], strict=True))
    return seen == now or (near and seen["counts"][0] >= MANY and seen["content"] == now["content"])


def _button(preview, form, draft):
    """What the second click says: the numbers."""
    if form.shown_mode == Mode.NEW:
        if form.effective_at is None:
            return _("Put version %(number)s into force for new tickets") % {"number": draft.number}
        words = {"number": draft.number, "at": exact(form.effective_at)}
        return _("Put version %(number)s into force for new tickets, %(at)s") % words
    changed = preview.moved + preview.paused
    if not changed:
        return _("Put version %(number)s into force for new and open tickets") % {"number": draft.number}
    late, fine = preview.counts[Effect.NEWLY_LATE], preview.counts[Effect.NEWLY_IN_TIME]
    words = ngettext("Put into force for one open ticket", "Put into force for %(count)d open tickets", changed)
    words %= {"count": changed}
    if late:
        words += ngettext(", one promise will be late", ", %(count)d promises will be late", late) % {"count": late}
    if fine:
        words += ngettext(", one no longer", ", %(count)d no longer", fine) % {"count": fine}
    return words


def _done(tier, version, mode, now):
    words = {"tier": tier, "number": version.number, "at": exact(version.effective_from)}
    if version.effective_from > now:
        return _("Version %(number)s of “%(tier)s” is planned: in force from %(at)s.") % words
    if mode == Mode.NEW:
        return _("Version %(number)s of “%(tier)s” is in force for new tickets from now on.") % words
    return _("Version %(number)s of “%(tier)s” is in force. The open tickets follow within a minute or so.") % words


def _csv_query(asked):
    asked = asked.copy()
    asked["csv"] = "1"
    return f"?{asked.urlencode()}"


def _table(tier, draft, preview):
    answer = StreamingHttpResponse(preview_csv(preview), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="tier-{tier.pk}-version-{draft.number}.csv"'
    return answer
