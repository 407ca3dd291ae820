"""What helps to choose a team: where similar tickets were solved, who is on duty, how long it takes to accept."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.utils.translation import gettext as _

from core import times
from escalation.audience import Audience, prefetch_teams
from escalation.models import HandOver
from tickets.models import Ticket

SIMILAR = 5  # tickets looked at
SINCE = timedelta(days=30)  # what counts for the usual time to accept
ANSWERS = 200


@dataclass(frozen=True)
class Choice:
    """A team as the form offers it."""

    team: object
    on_duty: str = ""
    accepts: str = ""


def choices_for(teams, *, now) -> list[Choice]:
    """Each of `teams` with who is there now and how long it usually takes to accept; a fixed number of statements."""
    teams = list(teams)
    prefetch_teams(teams)
    audience, waits = Audience(now), usual_waits(teams, now=now)
    return [Choice(team, _names(audience.on_duty(team)), waits.get(team.pk, "")) for team in teams]


def _names(people):
    names = [person.get_short_name() for person in people[:2]]
    if len(people) > len(names):
        names.append(_("%(count)d more") % {"count": len(people) - len(names)})
    return ", ".join(names)


def usual_waits(teams, *, now) -> dict[int, str]:
    """Half of the team's answers came within this time, in real time; teams without an answer are left out."""
    answered = HandOver.objects.filter(to_team__in=teams, answered_at__isnull=False)  # all rows: a time only is told
    answered = answered.filter(status=HandOver.Status.ACCEPTED, at__gte=now - SINCE)
    found = defaultdict(list)
    for team, at, answered_at in answered.order_by("-at").values_list("to_team_id", "at", "answered_at")[:ANSWERS]:
        found[team].append((answered_at - at).total_seconds())
    return {team: times.length(timedelta(seconds=median(seconds))) for team, seconds in found.items()}


def solved_where(ticket, user) -> Counter:
    """How many of the newest similar tickets, finished, each team had last: the same service or category, this customer."""
    similar = Ticket.objects.workable_by(user).filter(organisation=ticket.organisation_id, status__in=Ticket.FINISHED)
    kind = {"service": ticket.service_id} if ticket.service_id else {"category": ticket.category}
    newest = similar.filter(**kind, merged_into=None).exclude(pk=ticket.pk).order_by("-number")
    return Counter(newest.values_list("team_id", flat=True)[:SIMILAR])


def reason_for(team, ticket, user) -> str:
    """Why `team` is suggested: where similar tickets were solved if any were there, else its responsibility."""
    solved = solved_where(ticket, user)
    if solved[team.pk]:
        words = {"team": team.name, "count": solved[team.pk], "all": solved.total()}
        return _("%(team)s is suggested: %(count)d of %(all)d similar tickets were solved there.") % words
    words = {"team": team.name, "level": team.get_level_display()}
    return _("%(team)s is suggested: it is responsible for this kind of ticket at the next level (%(level)s).") % words
