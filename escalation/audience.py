"""Whom a step of the clock or a move reaches."""

from django.db.models import prefetch_related_objects


def team_people(team) -> list:
    """The members of a team and its lead, each once. Teams of a batch are read together, see prefetch_teams."""
    if team is None:
        return []
    people = {person.pk: person for person in team.members.all()}
    if team.lead_id and team.lead_id not in people:
        people[team.lead_id] = team.lead
    return [people[pk] for pk in sorted(people)]


def lead_of(team):
    return team.lead if team else None


def prefetch_teams(teams):
    """Read members and leads of many teams in two statements."""
    prefetch_related_objects([team for team in teams if team is not None], "members", "lead")


def holder_people(ticket) -> list:
    """Who has the ticket at the moment: its agent, or everybody of its team while nobody has taken it."""
    return [ticket.assignee] if ticket.assignee else team_people(ticket.team)
