"""What a change of a promise would do to the tickets open now. Nothing is written."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reports.moving import Effect, moving
from tickets.models import TicketClock

MOST_ROWS = 1000


class MovedShown(serializers.Serializer):
    ticket = serializers.IntegerField(source="number")
    subject = serializers.CharField()
    organisation = serializers.CharField()
    team = serializers.CharField()
    priority = serializers.CharField()
    clock = serializers.ChoiceField(TicketClock.Kind.choices)
    due_before = serializers.DateTimeField(allow_null=True)
    due_after = serializers.DateTimeField(allow_null=True)
    left_before_seconds = serializers.SerializerMethodField(help_text="Service time; below zero when late.")
    left_after_seconds = serializers.SerializerMethodField()
    effect = serializers.ChoiceField(Effect.choices)

    def get_left_before_seconds(self, row) -> float | None:
        return _seconds(row.left_before)

    def get_left_after_seconds(self, row) -> float | None:
        return _seconds(row.left_after)


class PreviewShown(serializers.Serializer):
    as_of = serializers.DateTimeField()
    open_tickets = serializers.IntegerField(source="total", help_text="Looked at.")
    moved = serializers.IntegerField(help_text="Tickets with a promise that is due at another time.")
    unchanged = serializers.IntegerField()
    counts = serializers.SerializerMethodField(help_text="Promises by effect.")
    rows = serializers.SerializerMethodField(help_text="The worst first.")
    is_cut = serializers.SerializerMethodField(help_text=f"More than {MOST_ROWS} rows: the rest is left out.")

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_counts(self, preview):
        return {effect: preview.counts[effect] for effect in Effect.values}

    @extend_schema_field(MovedShown(many=True))
    def get_rows(self, preview):
        return MovedShown(preview.rows[:MOST_ROWS], many=True).data

    def get_is_cut(self, preview) -> bool:
        return len(preview.rows) > MOST_ROWS


def show_preview(change, *, now):
    return PreviewShown(moving(change, now=now)).data


def _seconds(span):
    return None if span is None else span.total_seconds()
