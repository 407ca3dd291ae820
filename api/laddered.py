"""A ticket's ladder as programs read it: what fired beside what today's ladder would do, and what comes."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from .shown import PersonShown, TeamReference

MOST_MINUTES = 100_000


class AskedOfLadder(serializers.Serializer):
    acknowledged_after = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        help_text="Minutes from now until somebody has seen every clock that runs; without it nobody acts.",
    )


class ValuesShown(serializers.Serializer):
    consumed = serializers.IntegerField(help_text="Seconds of service time used at that moment.")
    target = serializers.IntegerField(allow_null=True, help_text="Seconds.")
    due = serializers.DateTimeField(allow_null=True, help_text="Of the clock.", required=False)
    priority = serializers.CharField()
    level = serializers.IntegerField()
    team = serializers.IntegerField(required=False, allow_null=True)
    people = serializers.ListField(child=serializers.IntegerField(), required=False, help_text="Whom it reached.")


class FiredShown(serializers.Serializer):
    step = serializers.CharField(help_text="warn, breach, move, or a step of the ladder: 75%:notify, +60r:call_lead.")
    due_at = serializers.DateTimeField()
    fired_at = serializers.DateTimeField()
    late = serializers.BooleanField()
    skipped = serializers.CharField(help_text="Why it was not carried out; empty: it was.")
    values = ValuesShown()


class TakenShown(serializers.Serializer):
    step = serializers.CharField(source="step.what")
    due_at = serializers.DateTimeField(source="step.due_at")
    skipped = serializers.CharField()
    values = ValuesShown()


class ComparedShown(serializers.Serializer):
    clock = serializers.CharField()
    outcome = serializers.CharField(
        help_text="same, earlier, later, not (today's ladder would not), new (only today's would), or missed (it stood "
        "on the ladder, but its cause was gone when the ticket was looked at)."
    )
    fired = FiredShown(source="firing", allow_null=True)
    today = TakenShown(source="taken", allow_null=True)


class PlayedShown(serializers.Serializer):
    at = serializers.DateTimeField()
    clock = serializers.CharField(help_text="Empty: it lies on no clock.")
    what = serializers.CharField(
        help_text="As step; or expire, withdraw, return, remind, give_up, close, vendor_late, vendor_lead and the like."
    )
    people = PersonShown(many=True, help_text="Whom it reaches, by today's shifts and absences.")
    held_until = serializers.SerializerMethodField()
    team = TeamReference(allow_null=True, help_text="To which the ticket goes.")
    skipped = serializers.CharField()
    falls_away = serializers.BooleanField(
        source="is_away", help_text="Because of the acknowledgement that was asked for."
    )

    def get_held_until(self, played) -> dict[str, str]:
        """Until when quiet hours hold the news back, by person."""
        return {str(pk): until.isoformat() for pk, until in played.held.items()}


@extend_schema_serializer(component_name="Ladder")
class LadderShown(serializers.Serializer):
    number = serializers.IntegerField()
    as_of = serializers.DateTimeField()
    fired = ComparedShown(many=True, help_text="Every step so far, beside what today's ladder would have done.")
    coming = PlayedShown(
        many=True, allow_null=True, help_text="If nobody acts. Null: the service hours never get there."
    )
