from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation
from core.choices import Language
from portal.keeping import signed_in
from portal.reach import reach
from portal.reading import DONE, YOU, Reading
from portal.report_form import OTHER, Catalogue
from portal.scope import mine
from tickets.models import Ticket

SHOWN = 60  # tickets at most; the rest is in the list
TO_DO, AT_WORK = 5, 10
MORNING_ENDS, DAY_ENDS = 11, 18  # o'clock, where the reader is


@never_cache
@require_safe
@signed_in
def home(request):
    """The employees' front page; who works here is sent to his own."""
    user = request.user
    if user.is_agent:
        return redirect("desk:queue")
    if user.is_party and user.home is None:
        return redirect("portal:cases")
    if user.is_staff and not _is_customer(user):
        return redirect("admin:index")
    now = timezone.now()
    unclosed = mine(user).exclude(status=Ticket.Status.CLOSED).for_list()[: SHOWN + 1]
    readings = [Reading(ticket, user, now) for ticket in unclosed]
    to_do = [reading for reading in readings if reading.turn in (YOU, DONE)]
    at_work = [reading for reading in readings if reading.turn not in (YOU, DONE)]
    context = {
        "now": now,
        "greeting": greeting(user, now),
        "categories": categories(),
        "to_do": to_do[:TO_DO],
        "to_do_count": len(to_do),
        "at_work": at_work[:AT_WORK],
        "at_work_count": len(at_work),
        "total": min(len(readings), SHOWN),
        "is_more": len(readings) > SHOWN,
        "reach": reach(user.home and user.home.organisation, now=now),
        "at": "home",
    }
    return render(request, "portal/home.html", context)


def _is_customer(user):
    return user.home is not None and user.home.organisation.kind == Organisation.Kind.CUSTOMER


def greeting(user, now):
    hour = timezone.localtime(now).hour
    if hour < MORNING_ENDS:
        words = _("Good morning, %(name)s.")
    elif hour < DAY_ENDS:
        words = _("Hello, %(name)s.")
    else:
        words = _("Good evening, %(name)s.")
    return words % {"name": user.get_short_name()}


def categories():
    """(category, icon, its services, what stands for all others) for each card."""
    catalogue = Catalogue()
    return [
        (category, icon, [s for s in catalogue.services if s.category == category], other)
        for category, (other, icon) in OTHER.items()
    ]


@require_POST
def language(request):
    """Show pages in another language: for the signed-in person from now on everywhere, else in this browser."""
    chosen = request.POST.get("language")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)  # redirect() would take it for the name of a page
    if chosen in Language.values:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
        if request.user.is_authenticated and request.user.language != chosen:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
    return response
