"""What every page of the desk shows around its own part."""

from datetime import timedelta

from django.shortcuts import render

from escalation.models import SweepRun

from .side import Side

STANDSTILL = timedelta(seconds=60)


def show(request, template, context, *, now, here="", side=None, status=200):
    """Render a whole page of the desk, its side bar and the sweep's health included."""
    context = {
        **context,
        "now": now,
        "side": side or Side(request.user, now=now, here=here),
        "stands_still_since": standstill(now),
    }
    return render(request, template, context, status=status)


def standstill(now):
    """Since when nobody has looked at deadlines; None while the sweep runs, or before it ever ran."""
    finished_at = SweepRun.objects.order_by("-finished_at").values_list("finished_at", flat=True).first()
    return finished_at if finished_at and now - finished_at > STANDSTILL else None
