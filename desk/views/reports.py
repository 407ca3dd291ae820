"""Reports for leads: what was missing with hand-overs, why they were given back, and waits to look at again."""

from django.utils import timezone
from django.views.decorators.http import require_safe

from reports import hand_overs as counting
from reports import pauses as waiting

from ..access import for_leads
from ..counted import Counted, chosen_line
from ..pages import show
from ..side import Side


@for_leads
@require_safe
def hand_overs(request):
    """The month's figures; with a line of them chosen, the hand-overs behind its number."""
    now, user = timezone.now(), request.user
    month = counting.Month.parse(request.GET.get("month"), now)
    line = chosen_line(request.GET)
    context = {
        "month": month,
        "months": counting.Month.choices(now),
        "tables": [Counted(kind, counting.lines(user, kind, month)) for kind in counting.KINDS],
        "chosen": line,
        "behind": line.moves(user, month) if line else None,
    }
    return show(request, "desk/reports/hand_overs.html", context, now=now, here="report hand_overs")


@for_leads
@require_safe
def pauses(request):
    now = timezone.now()
    side = Side(request.user, now=now, here="report pauses")
    why = request.GET.get("why") if request.GET.get("why") in waiting.WHY else ""
    days = next((days for days in waiting.DAYS if str(days) == request.GET.get("days")), waiting.DAYS[1])
    team = next((team for team in side.teams if str(team.pk) == request.GET.get("team")), None)
    found, goes_on = waiting.odd_pauses(request.user, days=days, now=now, why=why, team=team and team.pk)
    context = {
        "pauses": found,
        "goes_on": goes_on,
        "most": waiting.MOST,
        "reasons": waiting.WHY,
        "why": why,
        "days": days,
        "periods": waiting.DAYS,
        "team": team,
    }
    return show(request, "desk/reports/pauses.html", context, now=now, side=side)
