"""Vendor cases across tickets, and the calendar of visits to subscribe to."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.ical import CONTENT_TYPE, calendar_file
from escalation.models import VisitFeed
from escalation.visits import appointment_of, visits_for

from ..access import for_agents
from ..case_list import Asked, CaseList
from ..pages import show


@for_agents
@require_safe
def all_vendor_cases(request):
    """Open cases of all tickets the person works, late ones first."""
    return _list(request)


def _list(request, *, secret=""):
    now = timezone.now()
    asked = Asked.of(request.GET)
    context = {
        "cases": CaseList(request.user, asked, now=now),
        "asked": asked,
        "feed": VisitFeed.objects.filter(user=request.user).first(),
        "feed_address": secret and request.build_absolute_uri(reverse("desk:visit_feed", args=[secret])),
    }
    return show(request, "desk/vendor_cases/page.html", context, now=now, here="vendors")


@for_agents
@require_POST
def make_visit_feed(request):
    """Make an address for the person's calendar program. It is shown this once; one made before ends."""
    return _list(request, secret=VisitFeed.objects.make(request.user, now=timezone.now()))


@for_agents
@require_POST
def end_visit_feed(request):
    """Whoever has the address reads nothing more."""
    VisitFeed.objects.filter(user=request.user).delete()
    messages.success(request, _("The calendar's address does not work any more."))
    return redirect("desk:all_vendor_cases")


@never_cache
@require_safe
def visit_feed(request, secret):
    """The visits of somebody's teams for his calendar program, which cannot sign in: the secret says whose."""
    feed = VisitFeed.objects.of(secret)
    if feed is None:
        raise Http404
    user, now = feed.user, timezone.now()
    with translation.override(user.language), timezone.override(user.time_zone):
        visits = [appointment_of(step, url=_address(request, step)) for step in visits_for(user, now=now)]
        body = calendar_file(*visits, now=now, name=_("Visits of my teams"))
    return HttpResponse(body, content_type=CONTENT_TYPE)


def _address(request, step):
    return request.build_absolute_uri(reverse("desk:vendor_cases", args=[step.case.ticket_id]))
