"""Somebody goes away, comes back, begins a shift: whose tickets have to be looked at, without looking at all of them.

Each sweep compares who is away, and who could be given tickets, with what the sweep before saw; a few statements over
people and teams, none over tickets unless something differs. Told nothing: a change in the administration, by a
program or in the database is seen alike.
"""

from django.db import transaction

from accounts.models import Team, User
from tickets.models import Ticket

from .audience import Audience, prefetch_teams
from .models import RosterSeen


def look_at_roster(*, now):
    """Have the sweep look at the open tickets of whoever went away or came back since it last looked, and at those
    nobody has where somebody can be given one by now.
    """
    away, duty = _away(), _duty(now)
    seen = RosterSeen.objects.filter(pk=1).first()
    if seen is not None and (seen.away, seen.duty) == (away, duty):
        return
    with transaction.atomic():
        RosterSeen.objects.get_or_create(pk=1, defaults={"at": now})
        seen = RosterSeen.objects.select_for_update().get(pk=1)
        people = _differing(seen.away, away)
        teams = [team for team in _differing(seen.duty, duty) if duty.get(str(team))]
        seen.at, seen.away, seen.duty = now, away, duty
        seen.save()
        open_tickets = Ticket.objects.unfinished()  # all rows: only looked at
        _look_at(open_tickets.filter(assignee__in=people), now)
        _look_at(open_tickets.filter(team__in=teams, assignee=None), now)


def _look_at(tickets, now):
    # In the order in which all who change tickets lock them.
    numbers = list(tickets.order_by("pk").select_for_update().values_list("pk", flat=True))
    Ticket.objects.filter(pk__in=numbers).update(next_action_at=now)


def _differing(before, now):
    return [int(key) for key in before.keys() | now.keys() if before.get(key) != now.get(key)]


def _away():
    """What is entered of each member of a team who is away, was, or will be."""
    agents = User.objects.filter(pk__in=User.teams.through.objects.values("user"))
    gone = agents.exclude(absent_from=None, is_active=True)
    rows = gone.values_list("pk", "absent_from", "absent_until", "deputy", "is_active")
    return {str(pk): [_text(starts), _text(ends), deputy, active] for pk, starts, ends, deputy, active in rows}


def _text(at):
    return at and at.isoformat()


def _duty(now):
    """Whom each team could give a ticket that gives them to its people."""
    teams = list(Team.objects.filter(assigns_itself=True, is_active=True))
    prefetch_teams(teams)
    audience = Audience(now)
    return {str(team.pk): [person.pk for person in audience.pool(team).people] for team in teams}
