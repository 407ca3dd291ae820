from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema

from sla.content import default_fault
from sla.drafting import make_default
from sla.models import Tier, TierVersion

from . import inputs, shown
from .base import PromiseDoor, PromiseList, refused, with_revision
from .drafts import sound_draft, write_first

MODELS = ("tier", "tierversion", "target")


def show(tier):
    """The tier as it is stored now, all its versions included."""
    versions = TierVersion.objects.select_related("calendar").prefetch_related("targets")
    versions = Prefetch("versions", versions)
    return shown.TierShown(Tier.objects.prefetch_related(versions).get(pk=tier.pk)).data


def locking(tiers):
    return tiers.select_for_update().order_by("pk")


class Tiers(PromiseList):
    models = MODELS
    queryset = Tier.objects.none()
    serializer_class = shown.TierRow

    @extend_schema(operation_id="tiers_list", summary=_("List the tiers."))
    def get(self, request):
        context = {"now": timezone.now()}
        tiers = Tier.objects.prefetch_related("versions")
        return self.page(tiers, lambda tier: shown.TierRow(tier, context=context).data)

    @extend_schema(
        operation_id="tiers_add",
        summary=_("Add a tier with a first draft; nobody is promised it until the draft is put into force."),
        request=inputs.AddTier,
        responses={201: shown.TierShown},
    )
    def post(self, request):
        fields = self.checked(inputs.AddTier)
        draft = sound_draft(fields["draft"], place="draft.")

        def add(now):
            tier = Tier(name=fields["name"], description=fields["description"])
            with self.audited(tier, now):
                tier.full_clean()
                tier.save()
                write_first(tier, draft)
            return show(tier)

        return self.change(add, made=True)


class OneTier(PromiseDoor):
    models = MODELS

    @extend_schema(
        operation_id="tiers_show",
        summary=_("Show a tier with all its versions and their targets."),
        responses=shown.TierShown,
    )
    def get(self, request, pk):
        return with_revision(show(get_object_or_404(Tier, pk=pk)))

    @extend_schema(
        operation_id="tiers_change",
        summary=_("Rename or describe a tier, or make it the default."),
        request=inputs.ChangeTier,
        responses=shown.TierShown,
    )
    def patch(self, request, pk):
        tier = get_object_or_404(Tier, pk=pk)
        fields = self.checked(inputs.ChangeTier)
        seen = self.seen(fields)

        def change(now):
            wanted = fields.pop("is_default", None)
            # Making one the default locks them all, and all lock in one order.
            list(locking(Tier.objects.all() if wanted else Tier.objects.filter(pk=pk)))
            self.require_seen(tier, seen)
            if wanted is not None and (fault := default_fault(tier, wanted)):
                raise refused(fault)
            if wanted:
                make_default(tier, by=request.user, door="api", now=now)
            self._write(fields, now)
            return show(tier)

        return self.change(change)

    def _write(self, fields, now):
        tier = Tier.objects.get(pk=self.kwargs["pk"])
        with self.audited(tier, now):
            for name, value in fields.items():
                setattr(tier, name, value)
            tier.full_clean()
            tier.save()

    @extend_schema(
        operation_id="tiers_delete",
        summary=_("Delete a tier that no contract and no ticket names."),
        request=None,
        responses={204: None},
    )
    def delete(self, request, pk):
        tier = get_object_or_404(Tier, pk=pk)

        def delete(now):
            with self.audited(tier, now):
                if fault := default_fault(tier, False):
                    raise refused(fault)
                tier.delete()

        return self.change(delete)
