"""Service time as a sum with its lines: what was open, what was closed and why."""

from itertools import islice

from rest_framework import serializers

MOST_LINES = 500


class SumLine(serializers.Serializer):
    start = serializers.DateTimeField()
    until = serializers.DateTimeField()
    is_open = serializers.BooleanField()
    seconds = serializers.FloatField(help_text="What counts of it; nothing while closed.")
    exception = serializers.CharField(allow_null=True, help_text="The name of a listed date, open or closed.")


class SumShown(serializers.Serializer):
    start = serializers.DateTimeField()
    until = serializers.DateTimeField()
    seconds = serializers.FloatField(help_text="Service time between both.")
    lines = SumLine(many=True)
    is_cut = serializers.BooleanField(help_text=f"More than {MOST_LINES} lines: the rest is left out.")


def lines_between(hours, start, until):
    """{lines, is_cut}: each open and closed stretch from `start` to `until`, in order and without gap."""
    found = list(islice(hours.segments(start, until), MOST_LINES + 1))
    lines = [
        {
            "start": a,
            "until": b,
            "is_open": is_open,
            "seconds": (b - a).total_seconds() if is_open else 0.0,
            "exception": name,
        }
        for a, b, is_open, name in found[:MOST_LINES]
    ]
    return {"lines": lines, "is_cut": len(found) > MOST_LINES}
