"""Why a ticket is due when it is. Requesters are told what the portal shows: no level, no tier, no priority."""

from rest_framework import serializers

from accounts.models import Team
from sla.choosing import REASONS
from tickets.clocks import PROMISES
from tickets.models import TicketClock
from tickets.plain_words import sentence

# A requester reads how much time there was before as what he was told, not as targets.
HIDDEN_LINES = ("replaced", "earlier")


class LineShown(serializers.Serializer):
    kind = serializers.CharField(
        help_text="started, target, by_hand (a due time set for this ticket), used, beyond (used before the target was "
        "lowered), reread (counted again under another promise), closed, holiday, pause or finished."
    )
    seconds = serializers.FloatField(
        source="duration",
        allow_null=True,
        help_text="What it adds to the way from started_at to the end. Null: it adds nothing.",
    )
    since = serializers.DateTimeField(allow_null=True)
    to = serializers.DateTimeField(allow_null=True)
    status = serializers.CharField(help_text="The status that paused or ended the clock.")
    name = serializers.CharField(help_text="Of the holiday.")
    reason = serializers.CharField(help_text="As it was written down.")
    by = serializers.CharField(allow_null=True, help_text="Who did it; null: nobody, it came by itself.")


class AgentsLineShown(LineShown):
    event = serializers.IntegerField(allow_null=True, help_text="Number of the entry in the ticket's history.")
    tier = serializers.CharField(allow_null=True)
    tier_version = serializers.IntegerField(allow_null=True)
    priority = serializers.CharField(allow_null=True)
    target_seconds = serializers.FloatField(allow_null=True, help_text="Of the target this line speaks of.")


class ExplanationShown(serializers.Serializer):
    kind = serializers.CharField(help_text="first_response, next_update or resolution; for agents level too.")
    state = serializers.CharField(
        help_text="running, late (overdue and still running), paused, met, missed, idle (before our first answer), "
        "ended (with the solution) or none (no target)."
    )
    sentence = serializers.CharField(help_text="The explanation in words, in the reader's language.")
    started_at = serializers.DateTimeField(source="start", allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True, help_text="Of a running clock only.")
    ended_at = serializers.DateTimeField(allow_null=True)
    paused_since = serializers.DateTimeField(allow_null=True)
    comes_back_at = serializers.DateTimeField(allow_null=True, help_text="When a pause ends by itself.")
    target_seconds = serializers.FloatField(allow_null=True)
    used_seconds = serializers.FloatField()
    left_seconds = serializers.FloatField(allow_null=True, help_text="Below zero when the time is used up.")
    missed_at = serializers.DateTimeField(allow_null=True)
    lines = LineShown(many=True)


class OverrunShown(serializers.Serializer):
    kind = serializers.CharField(
        help_text="level (it was the team's), vendor, or own_it (the customer's own IT); of the latter two, `team` "
        "asked them."
    )
    level = serializers.IntegerField()
    team = serializers.CharField(allow_null=True)
    used_seconds = serializers.FloatField(help_text="Service time of the level up to the breach.")
    team_used_seconds = serializers.FloatField(help_text="The part of it that was the team's, or the third party's.")
    part_seconds = serializers.FloatField(allow_null=True, help_text="What the level might use of the customer's time.")
    over_seconds = serializers.FloatField(
        allow_null=True, help_text="Null: no level used more than its part; the ticket was with this one."
    )


class AgentsExplanationShown(ExplanationShown):
    lines = AgentsLineShown(many=True)
    overrun = OverrunShown(
        allow_null=True, help_text="Whose the breach of first response or resolution was; it never changes."
    )


class WhyShown(serializers.Serializer):
    number = serializers.IntegerField()
    as_of = serializers.DateTimeField()
    clocks = ExplanationShown(many=True)


class AgentsWhyShown(WhyShown):
    tier_reason = serializers.CharField(help_text="Why the ticket has its tier.")
    clocks = AgentsExplanationShown(many=True)


def why_shown(explained, *, works) -> dict:
    """`works`: the reader works the ticket, and is told all of it."""
    ticket, kinds = explained.ticket, TicketClock.Kind.values if works else PROMISES
    told = {
        "number": ticket.pk,
        "as_of": explained.readings.at,
        "clocks": [_explanation(explained.of(kind), explained, works) for kind in kinds],
    }
    if not works:
        return WhyShown(told).data
    return AgentsWhyShown({**told, "tier_reason": str(REASONS.get(ticket.tier_reason, ""))}).data


def _explanation(told, explained, works):
    lines = [line for line in told.lines if works or line.kind not in HIDDEN_LINES]
    is_over = told.state in ("met", "missed")
    shown = {
        "kind": told.clock,
        "state": told.state,
        "sentence": sentence(told, now=explained.now),
        "start": told.start,
        "due_at": told.due_at,
        "ended_at": told.end if is_over else None,
        "paused_since": told.end if told.state == "paused" else None,
        "comes_back_at": told.until,
        "target_seconds": _seconds(told.target),
        "used_seconds": _seconds(told.used),
        "left_seconds": _seconds(told.left),
        "missed_at": told.broken_at,
        "lines": [_line(line, explained, works) for line in lines],
    }
    return {**shown, "overrun": _overrun(explained.attribution(told.clock))} if works else shown


def _overrun(whose):
    if whose is None:
        return None
    return {
        "kind": whose.kind,
        "level": whose.level,
        "team": Team.objects.filter(pk=whose.team).values_list("name", flat=True).first(),
        "used_seconds": _seconds(whose.used),
        "team_used_seconds": _seconds(whose.team_used),
        "part_seconds": _seconds(whose.budget),
        "over_seconds": _seconds(whose.over),
    }


def _line(line, explained, works):
    event = line.event
    shown = {
        "kind": line.kind,
        "duration": _seconds(line.duration),
        "since": line.since,
        "to": line.to,
        "status": line.status,
        "name": line.name,
        "reason": _reason(line, works),
        "by": event.by.get_short_name() if event and event.by else None,
    }
    if works:
        version = explained.versions[line.aim.promise] if line.aim else None
        shown |= {
            "event": event.seq if event else None,
            "tier": version.tier.name if version else None,
            "tier_version": version.number if version else None,
            "priority": line.aim.priority if line.aim else None,
            "target_seconds": _seconds(line.aim.amount) if line.aim else None,
        }
    return shown


def _reason(line, works):
    """What a vendor is asked to do, and why a target was changed, is said among colleagues."""
    is_open = line.kind == "by_hand" or (line.kind == "pause" and line.status != "waiting_vendor")
    return line.event.data.get("reason", "") if line.event and (works or is_open) else ""


def _seconds(length):
    return None if length is None else length.total_seconds()
