"""What a list can be narrowed by: names of a fixed list, each with known values. Whatever else the address says, no."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from core.choices import Category, Level, Priority

from .queue import DEFAULT_VIEW, VIEWS


@dataclass(frozen=True)
class Choice:
    name: str
    label: str
    options: list[tuple[str, str]]
    value: str

    @property
    def is_on(self):
        return bool(self.value)


class Filters:
    """The view and the filters of a request's address; unknown names and values count as not given."""

    def __init__(self, given, teams):
        self.view = given.get("view") if given.get("view") in VIEWS else DEFAULT_VIEW
        self.choices = [
            _choice(given, "level", _("All levels"), [(str(level), label) for level, label in Level.choices]),
            _choice(given, "team", _("All teams"), [(str(team.pk), team.name) for team in teams]),
            _choice(
                given, "priority", _("All priorities"), [(code, f"{code} {label}") for code, label in Priority.choices]
            ),
            _choice(given, "category", _("All categories"), Category.choices),
        ]

    @property
    def values(self) -> dict:
        return {choice.name: choice.value for choice in self.choices if choice.value}

    @property
    def team_id(self) -> int | None:
        return int(self.values["team"]) if "team" in self.values else None

    @property
    def is_narrowed(self):
        return bool(self.values)

    @property
    def query(self) -> str:
        """The same list as an address."""
        return urlencode({"view": self.view, **self.values})

    def narrow(self, tickets):
        return tickets.filter(**self.values) if self.values else tickets


def _choice(given, name, label, options):
    options = [(code, str(text)) for code, text in options]
    value = given.get(name, "")
    return Choice(name, label, options, value if value in dict(options) else "")
