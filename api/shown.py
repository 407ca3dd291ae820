"""What is shown. Requesters see a ticket as the portal shows it, agents as the desk does."""

from rest_framework import serializers

from accounts.models import Membership, Organisation, Team, User
from catalogue.models import Service
from escalation.models import Consultation, HandOver
from sla.choosing import REASONS
from tickets.models import Attachment, Commitment, Message, Ticket, TicketClock

from .fields import named

PersonShown = named(User, "email")
OrganisationReference, TeamReference, ServiceReference = named(Organisation), named(Team), named(Service)


class CommitmentShown(serializers.ModelSerializer):
    """What the requester was told to expect, by when, and what became of it."""

    class Meta:
        model = Commitment
        fields = ["kind", "due_at", "told_at", "reason", "note", "outcome", "ended_at"]


class RequestersTicket(serializers.ModelSerializer):
    organisation = OrganisationReference()
    requester = PersonShown()
    service = ServiceReference(allow_null=True)
    updated_at = serializers.DateTimeField(source="last_event_at")
    waiting_reason = serializers.SerializerMethodField()
    commitments = CommitmentShown(many=True)
    merged_into = serializers.SerializerMethodField()

    class Meta:
        model = Ticket
        fields = [
            "number",
            "external_id",
            "subject",
            "status",
            "category",
            "service",
            "impact",
            "urgency",
            "priority",
            "channel",
            "organisation",
            "requester",
            "waiting_reason",
            "waiting_until",
            "solution",
            "merged_into",
            "commitments",
            "opened_at",
            "updated_at",
            "resolved_at",
            "closed_at",
        ]
        read_only_fields = fields

    def get_merged_into(self, ticket) -> int | None:
        """Number of the ticket in which it goes on, for those who may see that one."""
        if ticket.merged_into_id is None:
            return None
        survivor = Ticket.objects.visible_to(self.context["user"]).filter(pk=ticket.merged_into_id)
        return survivor.values_list("pk", flat=True).first()

    def get_waiting_reason(self, ticket) -> str:
        """What a vendor is asked to do is said among colleagues; the other reasons are written for the requester."""
        return "" if ticket.status == Ticket.Status.WAITING_VENDOR else ticket.waiting_reason


class ClockShown(serializers.ModelSerializer):
    consumed_seconds = serializers.SerializerMethodField()
    target_seconds = serializers.SerializerMethodField()

    class Meta:
        model = TicketClock
        fields = [
            "kind",
            "state",
            "as_of",
            "consumed_seconds",
            "target_seconds",
            "due_at",
            "warn_at",
            "breached_at",
            "finished_at",
            "cycle",
        ]

    def get_consumed_seconds(self, clock) -> float:
        return clock.consumed.total_seconds()

    def get_target_seconds(self, clock) -> float | None:
        return clock.target and clock.target.total_seconds()


class AgentsTicket(RequestersTicket):
    team = TeamReference()
    assignee = PersonShown(allow_null=True)
    tier = serializers.CharField(source="tier_version.tier.name")
    tier_version = serializers.IntegerField(source="tier_version.number", help_text="Number within the tier.")
    tier_reason = serializers.ChoiceField(list(REASONS))
    clocks = ClockShown(many=True)

    class Meta(RequestersTicket.Meta):
        fields = [
            *RequestersTicket.Meta.fields,
            "priority_reason",
            "level",
            "team",
            "assignee",
            "waiting_vendor",
            "vendor_reference",
            "problem",
            "cause",
            "tier",
            "tier_version",
            "tier_reason",
            "next_due_at",
            "next_clock",
            "breached_clocks",
            "clocks",
            "version",
        ]
        read_only_fields = fields

    def get_waiting_reason(self, ticket) -> str:
        return ticket.waiting_reason


class HandOverShown(serializers.ModelSerializer):
    """A move as it was offered, with what went with it, and what became of it."""

    from_team, to_team = TeamReference(), TeamReference()
    by, answered_by = PersonShown(allow_null=True), PersonShown(allow_null=True)
    package = serializers.JSONField(help_text="facts, answers, steps, essentials, cause, look_first, more.")
    gaps = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()), help_text="What is missing, and why."
    )

    class Meta:
        model = HandOver
        fields = [
            "id",
            "status",
            "from_team",
            "from_level",
            "to_team",
            "to_level",
            "reason",
            "sentence",
            "package",
            "gaps",
            "by",
            "at",
            "deadline",
            "answered_by",
            "answered_at",
            "give_back_reason",
            "give_back_sentence",
        ]


class ConsultationShown(serializers.ModelSerializer):
    to_team, to_person = TeamReference(allow_null=True), PersonShown(allow_null=True)
    by, answered_by = PersonShown(), PersonShown(allow_null=True)

    class Meta:
        model = Consultation
        fields = ["id", "to_team", "to_person", "question", "by", "at", "answer", "answered_by", "answered_at"]


class AttachmentShown(serializers.ModelSerializer):
    content = serializers.SerializerMethodField(help_text="Address of the bytes.")

    class Meta:
        model = Attachment
        fields = ["key", "name", "size", "content_type", "sha256", "content"]

    def get_content(self, attachment) -> str:
        return f"/api/v1/attachments/{attachment.key}/content/"


class RequestersMessage(serializers.ModelSerializer):
    author = PersonShown(allow_null=True)
    attachments = AttachmentShown(many=True)

    class Meta:
        model = Message
        fields = ["id", "kind", "direction", "author", "body", "at", "attachments"]


class AgentsMessage(RequestersMessage):
    class Meta(RequestersMessage.Meta):
        fields = [*RequestersMessage.Meta.fields, "is_public", "minutes", "reached", "result"]


class TeamShown(serializers.ModelSerializer):
    class Meta:
        model = Team
        fields = ["id", "name", "level", "categories", "skills", "asks_acceptance", "needs", "essentials"]


class ServiceShown(serializers.ModelSerializer):
    class Meta:
        model = Service
        fields = ["id", "name", "name_de", "hint", "hint_de", "category", "impact", "urgency"]


class SiteShown(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class OrganisationShown(serializers.ModelSerializer):
    sites = SiteShown(many=True)

    class Meta:
        model = Organisation
        fields = ["id", "name", "kind", "time_zone", "language", "sites"]


class MembershipShown(serializers.ModelSerializer):
    organisation = OrganisationReference()

    class Meta:
        model = Membership
        fields = ["organisation", "role"]


class MeShown(serializers.ModelSerializer):
    name = serializers.CharField(source="get_full_name")
    memberships = MembershipShown(many=True)
    teams = TeamReference(many=True)
    is_agent = serializers.BooleanField()

    class Meta:
        model = User
        fields = ["id", "email", "name", "language", "time_zone", "is_agent", "memberships", "teams"]
