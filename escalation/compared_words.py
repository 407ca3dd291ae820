"""A replay in words: each step as it was, beside what another ladder would have done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team, User
from core import times

from .comparing import Compared, Outcome
from .in_words import SKIPPED, clock_in_words, in_words, some_of
from .models import LadderStep


@dataclass(frozen=True)
class Side:
    """One of the two: when the step was due, what it was, the clock at that moment, and what became of it."""

    at: datetime | None = None
    what: str = ""
    values: str = ""
    whom: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    clock: str
    was: Side
    today: Side
    outcome: Outcome
    difference: str  # 24 m, empty where there is none

    @property
    def sides(self):
        return self.was, self.today

    @property
    def look(self):
        quiet = {Outcome.SAME: "is-same", Outcome.NOT: "is-not", Outcome.MISSED: "is-not"}
        return quiet.get(self.outcome, "is-other")


def in_rows(compared: list[Compared]) -> list[Row]:
    """Put each step into words; people and teams are read with one statement each."""
    firings = [each.firing for each in compared if each.firing]
    people = {pk for firing in firings for pk in firing.values.get("people", ())}
    teams = {firing.values["team"] for firing in firings if firing.values.get("team")}
    names = {user.pk: user.get_short_name() for user in User.objects.filter(pk__in=people)} if people else {}
    teams = dict(Team.objects.filter(pk__in=teams).values_list("pk", "name")) if teams else {}
    return [_row(each, names, teams) for each in compared]


def _row(each, names, teams):
    difference = ""
    if each.outcome in (Outcome.EARLIER, Outcome.LATER):
        difference = times.length(each.taken.step.due_at - each.firing.due_at)
    was = _fired(each.firing, names, teams) if each.firing else Side()
    today = _taken(each.taken) if each.taken else Side()
    return Row(clock_in_words(each.clock), was, today, each.outcome, difference)


def _fired(firing, names, teams):
    whom = some_of([names[pk] for pk in firing.values.get("people", ()) if pk in names])
    note = ""
    if firing.skipped:
        note = _("Skipped: %(why)s") % {"why": SKIPPED.get(firing.skipped, firing.skipped)}
    elif firing.late:
        late_by = times.length(firing.fired_at - firing.due_at)
        note = _("Late: %(time)s after it was due") % {"time": late_by}
    team = teams.get(firing.values.get("team"), "")
    return Side(firing.due_at, _what(firing.step), _values(firing.values, firing.due_at, team), whom, note)


def _taken(taken):
    step, rung, whom = taken.step, taken.step.rung, ""
    if rung is not None:
        whom = ", ".join(str(LadderStep.Audience(role).label) for role in rung.audience)
    note = _("Skipped: %(why)s") % {"why": SKIPPED[taken.skipped]} if taken.skipped else ""
    return Side(step.due_at, _what(step.what), _values(taken.values, step.due_at), whom, note)


def _what(slot):
    words = in_words(slot)
    return f"{words.what}, {words.when}" if words.when else words.what


def _short(due, at):
    """The time of day alone where that is the day of the step."""
    is_same_day = timezone.localdate(due) == timezone.localdate(at)
    return times.clock_time(due) if is_same_day else times.exact(due)


def _values(values, at, team=""):
    """76 % of 4 h, P2, level 1: Service desk. Firings of earlier days may lack some of it."""
    parts = []
    if values.get("target"):
        share = 100 * values["consumed"] // values["target"]
        used = {"percent": share, "target": times.length(timedelta(seconds=values["target"]))}
        parts.append(_("%(percent)s %% of %(target)s used") % used)
    if values.get("due"):
        parts.append(_("due %(time)s") % {"time": _short(datetime.fromisoformat(values["due"]), at)})
    if values.get("priority"):
        parts.append(values["priority"])
    if values.get("level"):
        level = _("level %(level)s") % {"level": values["level"]}
        parts.append(f"{level}, {team}" if team else level)
    return " · ".join(parts)
