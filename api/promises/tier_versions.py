"""One tier's versions: drafted, written, previewed, put into force, taken back."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from reports.moving import VersionChange
from sla.activating import activate, require_fit, take_back
from sla.auditing import Action
from sla.drafting import discard, new_draft, write_draft
from sla.models import Activation, Tier, TierVersion

from ..inputs import Nothing
from . import inputs, shown
from .base import PromiseDoor, PromiseList, with_revision
from .drafts import sound_draft
from .previews import PreviewShown, show_preview
from .tiers import MODELS


class VersionDoor(PromiseDoor):
    models = MODELS

    def version(self, pk, number):
        versions = TierVersion.objects.select_related("tier", "calendar")
        return get_object_or_404(versions, tier=pk, number=number)

    def show(self, version):
        """As it is stored now."""
        version = TierVersion.objects.select_related("calendar").prefetch_related("targets").get(pk=version.pk)
        return shown.TierVersionShown(version).data


class TierVersions(VersionDoor):
    @extend_schema(
        operation_id="tiers_draft",
        summary=_("Draft a copy of the newest version, or lead to the draft there is (200)."),
        request=Nothing,
        responses={200: shown.TierVersionShown, 201: shown.TierVersionShown},
    )
    def post(self, request, pk):
        tier = get_object_or_404(Tier, pk=pk)
        self.checked(Nothing)

        def draft(now):
            with self.audited(tier, now, Action.DRAFTED):
                version, is_new = new_draft(tier)
            return Response(self.show(version), status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

        return self.change(draft)


class OneTierVersion(VersionDoor):
    @extend_schema(
        operation_id="tiers_show_version",
        summary=_("Show one version of a tier."),
        responses=shown.TierVersionShown,
    )
    def get(self, request, pk, number):
        return with_revision(self.show(self.version(pk, number)))

    @extend_schema(
        operation_id="tiers_write_draft",
        summary=_("Say anew all that a draft says."),
        request=inputs.WholeDraft,
        responses=shown.TierVersionShown,
    )
    def put(self, request, pk, number):
        return self._write(pk, number, inputs.WholeDraft)

    @extend_schema(
        operation_id="tiers_change_draft",
        summary=_("Change some of what a draft says; targets as a whole."),
        request=inputs.DraftChange,
        responses=shown.TierVersionShown,
    )
    def patch(self, request, pk, number):
        return self._write(pk, number, inputs.DraftChange)

    def _write(self, pk, number, takes):
        version = self.version(pk, number)
        fields = self.checked(takes)
        seen = self.seen(fields, required=True)
        draft = sound_draft(fields)

        def write(now):
            with self.audited(version.tier, now):
                write_draft(version, targets=draft.pop("targets", None), seen=seen, **draft)
            return with_revision(self.show(version))

        return self.change(write)

    @extend_schema(
        operation_id="tiers_discard_draft", summary=_("Throw a draft away."), request=None, responses={204: None}
    )
    def delete(self, request, pk, number):
        version = self.version(pk, number)

        def delete(now):
            with self.audited(version.tier, now, Action.DISCARDED):
                discard(version)

        return self.change(delete)


class PreviewTierVersion(VersionDoor):
    @extend_schema(
        operation_id="tiers_preview_version",
        summary=_("Show which due times of open tickets would move if the draft were put into force now."),
        request=inputs.PreviewVersion,
        responses=PreviewShown,
    )
    def post(self, request, pk, number):
        version = self.version(pk, number)
        fields = self.checked(inputs.PreviewVersion)

        def preview(now):
            require_fit(version)
            return show_preview(VersionChange(version, fields["mode"]), now=now)

        return self.change(preview)


class ActivateTierVersion(VersionDoor):
    @extend_schema(
        operation_id="tiers_activate",
        summary=_("Put a draft into force now or later, and say what becomes of tickets open then."),
        request=inputs.Activate,
        responses=shown.TierVersionShown,
    )
    def post(self, request, pk, number):
        version = self.version(pk, number)
        fields = self.checked(inputs.Activate)
        seen = self.seen(fields)

        def put_into_force(now):
            with self.audited(version.tier, now, Action.ACTIVATED):
                current = self.version(pk, number)  # under the lock
                if current.is_draft:
                    self.require_seen(current, seen)
                activate(current, by=request.user, now=now, **fields)
            return self.show(version)

        return self.change(put_into_force)


class TakeBackTierVersion(VersionDoor):
    @extend_schema(
        operation_id="tiers_take_back",
        summary=_("Make a draft again of a version whose instant lies ahead."),
        request=Nothing,
        responses=shown.TierVersionShown,
    )
    def post(self, request, pk, number):
        version = self.version(pk, number)
        self.checked(Nothing)

        def take(now):
            with self.audited(version.tier, now, Action.TAKEN_BACK):
                take_back(version, now=now)
            return self.show(version)

        return self.change(take)


class TierActivations(PromiseList):
    models = MODELS
    queryset = Activation.objects.none()
    serializer_class = shown.ActivationShown
    orderings = {"effective_at": "effective_at", "id": "pk"}
    default_ordering = "-effective_at"

    @extend_schema(
        operation_id="tiers_activations",
        summary=_("List when versions of a tier were put into force, and how far open tickets have followed."),
    )
    def get(self, request, pk):
        tier = get_object_or_404(Tier, pk=pk)
        found = Activation.objects.filter(version__tier=tier).select_related("version", "by")
        return self.page(found, lambda activation: shown.ActivationShown(activation).data)
