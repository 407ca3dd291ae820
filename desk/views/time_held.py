"""Time per holder: a month's figures by team and level, the tickets behind each, and the same as a table."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Team, User
from core.choices import Level
from reports.exporting import time_held_csv
from reports.held import month_of
from reports.time_held import OVERRUN, WHAT, TimeHeld, months
from tickets.models import Ticket, TicketClock

from ..access import for_leads, led_teams
from ..pages import show

SHOWN = 100  # tickets behind a figure; the longest times
TITLES = {
    "tickets": _("Tickets it had"),
    "held": _("Tickets it had"),
    "nobody": _("Tickets not assigned to anybody"),
    "outside": _("Tickets that waited for a vendor or the customer's own IT"),
    "requester": _("Tickets that waited for the requester or an agreed date"),
    OVERRUN: _("Breaches that were its own"),
}


@dataclass(frozen=True)
class Behind:
    """A ticket behind a figure: how long, or by how much over, and for a breach which clock broke when."""

    ticket: Ticket
    time: object
    at: object = None
    clock: str = ""


@for_leads
@require_safe
def time_held(request):
    now = timezone.now()
    asked = Asked(request, now)
    context = {
        "asked": asked,
        "question": asked.question,
        "months": asked.months,
        "levels": Level.choices,
    }
    return show(request, "desk/time_held/page.html", context, now=now, here="report time_held")


@for_leads
@require_safe
def time_held_table(request):
    """The same figures for a spreadsheet; by person where that is switched on and asked for."""
    asked = Asked(request, timezone.now())
    by_person = request.GET.get("by") == "person"
    if by_person and not asked.question.people:
        raise Http404
    lines = asked.question.people if by_person else asked.question.lines
    answer = StreamingHttpResponse(time_held_csv(lines, by_person=by_person), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="time-per-holder-{asked.month:%Y-%m}.csv"'
    return answer


@for_leads
@require_safe
def time_held_tickets(request):
    """The tickets behind one figure, as far as the reader may work them."""
    now = timezone.now()
    asked = Asked(request, now)
    what, team = request.GET.get("what", ""), _row(Team, request.GET.get("team"))
    person = _row(User, request.GET.get("person"))
    if what not in WHAT or team is None or asked.level is None or not asked.may_read(team, person):
        raise Http404
    rows = asked.question.behind(what, team=team.pk, level=asked.level, person=person and person.pk)
    mine = rows.filter(ticket__in=Ticket.objects.workable_by(request.user))
    context = {
        "asked": asked,
        "team": team,
        "person": person,
        "what": what,
        "title": TITLES[what],
        "behind": _behind(mine[:SHOWN]),
        "further": max(mine.count() - SHOWN, 0),
        "unseen": rows.count() - mine.count(),
    }
    return show(request, "desk/time_held/tickets.html", context, now=now, here="report time_held")


class Asked:
    """What was asked: a month, a level or all, and the teams the reader may ask about."""

    def __init__(self, request, now):
        self.teams = led_teams(request.user)
        self.months = months(month_of(now))
        self.month = _month(request.GET.get("month", "")) or self.months[0]
        level = request.GET.get("level", "")
        self.level = int(level) if level in map(str, Level.values) else None
        self.question = TimeHeld(month=self.month, teams=self.teams, level=self.level)

    def may_read(self, team, person):
        """His own teams' figures; those of a person where persons are named at all."""
        if person is not None and not self.question.people:
            return False
        return self.teams is None or team.pk in self.teams


def _month(text) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _row(model, key):
    return model.objects.filter(pk=key).first() if key and key.isdecimal() and len(key) < 18 else None


def _behind(rows):
    rows = list(rows)
    found = Ticket.objects.select_related("organisation", "team")  # all rows: chosen by right already
    tickets = found.in_bulk({row[0] for row in rows})
    labels = dict(TicketClock.Kind.choices)
    return [Behind(tickets[row[0]], row[1], *([row[2], labels[row[3]]] if len(row) > 2 else [])) for row in rows]
