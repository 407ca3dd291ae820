"""What is shown of tiers, calendars, contracts and their changes. Instants are UTC, days as the contract has them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from escalation.carrying_out import left
from sla.drafting import revision
from sla.models import (
    Activation,
    AuditEntry,
    Calendar,
    CalendarVersion,
    Contract,
    HolidayYear,
    Target,
    Tier,
    TierVersion,
)

from ..fields import named
from ..shown import OrganisationReference, PersonShown

CalendarReference, TierReference = named(Calendar), named(Tier)
WINDOWS = {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}
WEEKLY = {"type": "object", "additionalProperties": WINDOWS}
HOLIDAYS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "date": {"type": "string", "format": "date"},
            "name": {"type": "string"},
            "hours": WINDOWS,
            "kind": {"type": "string", "enum": ["half", "extra"]},
        },
    },
}
MATRIX = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}}}
CONTENT = {"type": "object", "nullable": True, "additionalProperties": {}}


@extend_schema_field(WEEKLY)
class Weekly(serializers.JSONField):
    pass


@extend_schema_field(HOLIDAYS)
class Holidays(serializers.JSONField):
    pass


@extend_schema_field(MATRIX)
class Matrix(serializers.JSONField):
    pass


@extend_schema_field(CONTENT)
class Content(serializers.JSONField):
    pass


class Revised(serializers.ModelSerializer):
    revision = serializers.SerializerMethodField(help_text="Another one after each change; see If-Match.")

    def get_revision(self, thing) -> str:
        return revision(thing)


class CalendarVersionShown(serializers.ModelSerializer):
    weekly, holidays = Weekly(), Holidays()

    class Meta:
        model = CalendarVersion
        fields = ["id", "valid_from", "time_zone", "weekly", "country", "state", "holidays", "created_at"]


class ConfirmedYear(serializers.ModelSerializer):
    confirmed_by = PersonShown()

    class Meta:
        model = HolidayYear
        fields = ["year", "confirmed_by", "confirmed_at"]


class CalendarRow(serializers.ModelSerializer):
    class Meta:
        model = Calendar
        fields = ["id", "name"]


class CalendarShown(Revised):
    """With all versions that count, the first one first; those that lie ahead can be withdrawn."""

    versions = serializers.SerializerMethodField()
    confirmed_years = ConfirmedYear(many=True)

    class Meta:
        model = Calendar
        fields = ["id", "name", "revision", "versions", "confirmed_years"]

    @extend_schema_field(CalendarVersionShown(many=True))
    def get_versions(self, calendar):
        return CalendarVersionShown(calendar.versions.counting(), many=True).data


class TargetShown(serializers.ModelSerializer):
    class Meta:
        model = Target
        fields = ["clock", "priority", "category", "seconds", "around_the_clock", "warn_percent"]


class TierVersionShown(Revised):
    calendar, matrix = CalendarReference(), Matrix()
    targets = TargetShown(many=True)

    class Meta:
        model = TierVersion
        fields = [
            "number",
            "status",
            "effective_from",
            "effective_until",
            "calendar",
            "matrix",
            "vendor_pauses",
            "own_it_pauses",
            "raise_restarts",
            "acceptance_minutes",
            "close_after_days",
            "reopen_days",
            "chases",
            "chase_after_minutes",
            "targets",
            "revision",
        ]


class TierRow(serializers.ModelSerializer):
    """Versions by their numbers, as they stand at the instant `now` of the context."""

    in_force = serializers.SerializerMethodField()
    planned = serializers.SerializerMethodField()
    draft = serializers.SerializerMethodField()

    class Meta:
        model = Tier
        fields = ["id", "name", "description", "is_default", "in_force", "planned", "draft"]

    def get_in_force(self, tier) -> int | None:
        now = self.context["now"]
        return self._first(
            tier, lambda v: v.effective_from <= now and not (v.effective_until and v.effective_until <= now)
        )

    def get_planned(self, tier) -> int | None:
        return self._first(tier, lambda version: version.effective_from > self.context["now"])

    def get_draft(self, tier) -> int | None:
        return next((version.number for version in tier.versions.all() if version.is_draft), None)

    def _first(self, tier, fits):
        return next((v.number for v in tier.versions.all() if not v.is_draft and fits(v)), None)


class TierShown(Revised):
    """With all versions, the newest first."""

    versions = TierVersionShown(many=True)

    class Meta:
        model = Tier
        fields = ["id", "name", "description", "is_default", "revision", "versions"]


class ActivationShown(serializers.ModelSerializer):
    """`moved` counts the open tickets that have the new promise so far, `left` those that are still to follow."""

    version = serializers.IntegerField(source="version.number", allow_null=True)
    contract = serializers.IntegerField(source="contract_id", allow_null=True)
    by = PersonShown(allow_null=True)
    state = serializers.SerializerMethodField()
    left = serializers.SerializerMethodField()

    class Meta:
        model = Activation
        fields = [
            "id",
            "version",
            "contract",
            "state",
            "mode",
            "reason",
            "by",
            "created_at",
            "effective_at",
            "begun_at",
            "finished_at",
            "cancelled_at",
            "moved",
            "left",
        ]

    @extend_schema_field({"type": "string", "enum": ["planned", "running", "finished", "taken_back"]})
    def get_state(self, activation):
        if activation.cancelled_at:
            return "taken_back"
        return "finished" if activation.finished_at else "running" if activation.begun_at else "planned"

    def get_left(self, activation) -> int:
        follows = activation.mode != Activation.Mode.NEW and not activation.finished_at
        return left(activation).count() if follows else 0


class ContractRow(serializers.ModelSerializer):
    organisation, tier = OrganisationReference(), TierReference()

    class Meta:
        model = Contract
        fields = [
            "id",
            "organisation",
            "tier",
            "number",
            "valid_from",
            "valid_until",
            "quota_percent",
            "prepaid_hours",
            "for_devices",
            "replaces",
            "notes",
        ]


class ContractShown(ContractRow, Revised):
    class Meta(ContractRow.Meta):
        fields = [*ContractRow.Meta.fields, "revision"]


class AuditShown(serializers.ModelSerializer):
    by = PersonShown(allow_null=True)
    door = serializers.CharField(help_text="admin, api, or sweep: the service itself.")
    before, after = Content(), Content()

    class Meta:
        model = AuditEntry
        fields = ["id", "at", "by", "door", "action", "kind", "object_id", "name", "before", "after"]
