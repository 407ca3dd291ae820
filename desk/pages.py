"""What every page of the desk shows around its own part."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse

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


def way_back(request) -> str:
    """The address of the list somebody came from, as the ticket's own address remembers it."""
    asked_from = (request.htmx.current_url_abs_path if request.htmx else None) or request.get_full_path()
    query = QueryDict(urlsplit(asked_from).query)
    return f"{reverse('desk:queue')}?{query['back']}" if query.get("back") else reverse("desk:queue")


def standstill(now):
    """Since when nobody has looked at deadlines; None while the sweep runs, or before it ever ran."""
    finished_at = SweepRun.objects.order_by("-finished_at").values_list("finished_at", flat=True).first()
    return finished_at if finished_at and now - finished_at > STANDSTILL else None
