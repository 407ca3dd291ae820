"""Who gets a ticket at a level: the one place that chooses the responsible team."""

from .models import Team


class Responsibilities:
    """All active teams, read once (two statements), so that many tickets can be placed without asking again."""

    def __init__(self):
        self.teams = list(Team.objects.filter(is_active=True).order_by("pk").prefetch_related("scopes"))
        self._found = {}
        self.served = {team.pk: {scope.organisation_id for scope in team.scopes.all()} for team in self.teams}

    def team_for(self, *, level: int, category: str, skill: str, organisation_id: int) -> Team | None:
        """Return the team of `level` that serves the organisation and fits best; None when there is none.

        The service's skill counts most, then a category the team names, then that it serves the organisation by name.
        A team that names other categories only is chosen for its skill or not at all.
        """
        asked = (level, category, skill, organisation_id)
        if asked not in self._found:
            self._found[asked] = self._fitting_best(*asked)
        return self._found[asked]

    def _fitting_best(self, level, category, skill, organisation_id):
        fitting = [team for team in self.teams if team.level == level and self._serves(team, organisation_id)]
        ranked = [(self._rank(team, category, skill, organisation_id), team) for team in fitting]
        ranked = [(rank, team) for rank, team in ranked if rank is not None]
        return max(ranked, key=lambda pair: pair[0])[1] if ranked else None

    def _serves(self, team, organisation_id):
        return team.serves_all or organisation_id in self.served[team.pk]

    def _rank(self, team, category, skill, organisation_id):
        has_skill = bool(skill) and skill in team.skills
        names_category = category in team.categories
        if team.categories and not names_category and not has_skill:
            return None
        # An expert team for another skill is a worse guess than a team that names none.
        stranger = bool(team.skills) and not has_skill
        return (has_skill, names_category, organisation_id in self.served[team.pk], not stranger, -team.pk)
