"""Who can be chosen for a ticket: people and teams that serve its customer."""

from django.db.models import Case, Count, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from accounts.models import Team, User
from tickets.models import Ticket


def assignable(tickets):
    """People who may work every one of `tickets`."""
    people = User.objects.filter(is_active=True)
    for ticket in tickets:
        serving = Team.objects.filter(is_active=True).serving(ticket.organisation_id).values("pk")
        people = people.filter(Q(teams__in=serving) | Q(teams=ticket.team_id))
    return people.distinct()


def other_teams(tickets, *, first=None):
    """Active teams that serve every customer of `tickets` and hold none of them yet, with how many they have open; `first` first."""
    teams = Team.objects.filter(is_active=True)
    for organisation in {ticket.organisation_id for ticket in tickets}:
        teams = teams.filter(pk__in=Team.objects.serving(organisation).values("pk"))
    holders = {ticket.team_id for ticket in tickets}
    if len(holders) == 1:
        teams = teams.exclude(pk__in=holders)
    # Counted over the index of open tickets; a join would read every ticket a team ever had.
    of_team = Ticket.objects.filter(team=OuterRef("pk")).unfinished().order_by()  # all rows: a number, no ticket
    counted = of_team.values("team").annotate(count=Count("pk")).values("count")
    return teams.annotate(open_count=Coalesce(Subquery(counted), 0)).order_by(*_order(first))


def _order(first):
    return ([Case(When(pk=first.pk, then=0), default=1)] if first else []) + ["level", "name"]
