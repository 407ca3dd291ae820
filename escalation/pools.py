"""To whom of a team a ticket goes: whoever is there and has least to do, measured by the time he works.

Those at the desk come first, those on call where nobody is; somebody absent never, his deputy where he may work the
ticket. Read once for many tickets.
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from core.choices import Priority
from tickets.checks import can_work
from tickets.models import Ticket

# What an open ticket weighs; one that waits weighs a quarter, for it comes back. docs/decisions/0016.
WEIGHTS = {Priority.P1: 8, Priority.P2: 4, Priority.P3: 2, Priority.P4: 1}
WAITING_SHARE = 0.25


@dataclass(frozen=True)
class Choice:
    """`why`: least | only | on_call. `instead_of`: for whom the person stands in."""

    person: User
    why: str
    instead_of: User | None = None

    @property
    def data(self) -> dict:
        """What the event keeps of it."""
        return {"why": self.why, **({"instead_of": self.instead_of.pk} if self.instead_of else {})}

    @property
    def words(self):
        return f"{self.person.get_short_name()}: {why_in_words(self.why, self.instead_of)}"


def why_in_words(why, instead_of=None) -> str:
    """`why`: as Choice.why; "" for what is none."""
    words = {
        "least": _("least to do of those on duty"),
        "only": _("the only one on duty"),
        "on_call": _("on call; nobody is at the desk"),
    }
    said = words.get(why, "")
    if said and instead_of is not None:
        return _("%(reason)s, stands in for %(person)s") % {"reason": said, "person": instead_of.get_short_name()}
    return said


class Pools:
    """`audience`: who is there; `teams`: those whose people's work is read, in one statement, when one is asked for."""

    def __init__(self, audience, teams):
        self.audience, self.teams = audience, [team for team in teams if team is not None]

    def people_for(self, ticket, *, besides=None) -> list:
        """Who could be given the ticket now; `besides`: the key of somebody who just had it."""
        return [person for person in self._there(ticket) if person.pk != besides]

    def choose(self, ticket, *, besides=None) -> Choice | None:
        """Whoever has least to do of those who are there; None where nobody is."""
        people = self.people_for(ticket, besides=besides)
        if not people:
            return None
        person = min(people, key=lambda person: (self._measure(person, people, ticket), person.pk))
        found = self.audience.pool(ticket.team)
        why = "on_call" if found.is_on_call else "least" if len(people) > 1 else "only"
        return Choice(person, why, found.instead_of.get(person.pk))

    def gave(self, ticket, person):
        """The person has the ticket from now on: the next one is chosen accordingly."""
        self._loads[person.pk] += _weight(ticket.priority, is_waiting=False)

    def _there(self, ticket):
        members = {person.pk for person in ticket.team.members.all()}
        people = self.audience.pool(ticket.team).people
        return [person for person in people if person.pk in members or can_work(person, ticket)]

    def _measure(self, person, people, ticket):
        """The work the person would have, for each hour he works; where nobody plans shifts, all work alike."""
        hours = self.audience.hours
        most = max((hours[other.pk] for other in people), default=0)
        share = hours[person.pk] / most if hours[person.pk] else 1
        return (self._loads[person.pk] + _weight(ticket.priority, is_waiting=False)) / share

    @cached_property
    def _loads(self) -> Counter:
        """The weight of everybody's open work, by person."""
        people = {person.pk for team in self.teams for person in self.audience.pool(team).people}
        of_people = Ticket.objects.filter(assignee__in=people).unfinished().order_by()  # all rows: only weighed
        loads = Counter()
        rows = of_people.values_list("assignee", "priority", "status").annotate(count=Count("pk"))
        for person, priority, status, count in rows:
            loads[person] += count * _weight(priority, is_waiting=status in Ticket.WAITING)
        return loads


def _weight(priority, *, is_waiting):
    return WEIGHTS[priority] * (WAITING_SHARE if is_waiting else 1)
