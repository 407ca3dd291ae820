"""The ladder on the ticket's page: each step as done, held, skipped and why, fallen away, or coming."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from core import times
from escalation.in_words import SKIPPED, clock_in_words, in_words, some_of
from escalation.models import Acknowledgement, Firing, Hold, Ladder, LadderStep
from escalation.owner import CLOCK
from tickets.models import TicketClock


@dataclass(frozen=True)
class Rung:
    """One step. `state`: done, skipped, away, held or coming; `key` where it can be put off or let go."""

    state: str
    at: datetime | None
    what: str
    when: str = ""
    note: str = ""
    key: str = ""

    @property
    def icon(self):
        icons = {"done": "check", "skipped": "minus", "away": "x", "held": "hand", "coming": "clock"}
        return icons[self.state]

    @property
    def label(self):
        labels = {
            "done": _("Done"),
            "skipped": _("Skipped"),
            "away": _("Falls away"),
            "held": _("Held"),
            "coming": _("Coming"),
        }
        return labels[self.state]


@dataclass
class Lane:
    """The steps of one clock. `acknowledged`: who has seen it, in the clock's present cycle."""

    clock: str
    acknowledged: Acknowledgement | None = None
    rungs: list = field(default_factory=list)

    @property
    def name(self):
        return clock_in_words(self.clock)

    @property
    def asks(self):
        """Whether a word from somebody would spare others a step."""
        is_asked = self.clock != CLOCK and self.acknowledged is None
        return is_asked and any(rung.state in ("coming", "held") for rung in self.rungs)


def key_of(step):
    return ":".join(str(part) for part in step.key)


class LadderOnPage:
    """Read from `page` (a TicketPage) in a fixed number of statements."""

    def __init__(self, page):
        self.page, self.ticket, self.now = page, page.ticket, page.now

    @cached_property
    def lanes(self):
        lanes = {clock: Lane(clock, self._acknowledged.get(clock)) for clock in (*TicketClock.Kind.values, CLOCK)}
        for firing in self._firings:
            lanes[firing.clock].rungs.append(self._fired(firing))
        for rung in self._fallen_away:
            lanes[rung.clock].rungs.append(self._away(rung))
        for step in self.page.coming:
            if step.is_holdable:
                lanes[step.clock].rungs.append(self._coming(step))
        return [lane for lane in lanes.values() if lane.rungs]

    def may_acknowledge(self, clock):
        return any(lane.clock == clock and lane.asks for lane in self.lanes)

    @cached_property
    def _firings(self):
        firings = Firing.objects.filter(ticket=self.ticket).order_by("fired_at", "pk")
        return [firing for firing in firings if firing.step not in (Firing.Step.WARN, Firing.Step.BREACH)]

    @cached_property
    def _acknowledged(self):
        found = Acknowledgement.objects.filter(ticket=self.ticket).select_related("by")
        clocks = self.page.readings.clocks
        return {row.clock: row for row in found if row.cycle == clocks[row.clock].cycle}

    @cached_property
    def holds(self):
        """By key of the step: those that put something off at present."""
        found = Hold.objects.filter(ticket=self.ticket, until__gt=self.now).select_related("by")
        return {(row.clock, row.cycle, row.step): row for row in found}

    @cached_property
    def _names(self):
        numbers = {pk for firing in self._firings for pk in firing.values.get("people", ())}
        return {person.pk: person.get_short_name() for person in User.objects.filter(pk__in=numbers)} if numbers else {}

    @property
    def _fallen_away(self):
        """Steps that would come, had nobody acknowledged the clock."""
        fired, readings = self.page.standing.fired, self.page.readings.clocks
        for rung in self.page.standing.rungs:
            reading = readings[rung.clock]
            is_seen = rung.not_once_acknowledged and rung.clock in self._acknowledged and reading.due_at is not None
            if is_seen and (rung.clock, reading.cycle, rung.slot) not in fired:
                yield rung

    def _fired(self, firing):
        words = in_words(firing.step)
        if firing.skipped:
            note = str(SKIPPED.get(firing.skipped, firing.skipped))
            return Rung("skipped", firing.fired_at, words.what, words.when, note)
        note = some_of([self._names[pk] for pk in firing.values.get("people", ()) if pk in self._names])
        if firing.late:
            was_due = _("late, was due %(time)s") % {"time": times.near(firing.due_at, self.now)}
            note = f"{note} · {was_due}" if note else was_due
        return Rung("done", firing.fired_at, words.what, words.when, note)

    def _away(self, rung):
        seen = self._acknowledged[rung.clock]
        words = in_words(rung.slot)
        note = _("%(person)s has seen it") % {"person": seen.by.get_short_name()}
        return Rung("away", None, words.what, words.when, note)

    def _coming(self, step):
        words = in_words(step.what)
        hold = self.holds.get(step.key)
        if hold is not None:
            said = {"person": hold.by.get_short_name(), "reason": hold.reason}
            note = _("%(person)s: %(reason)s") % said
            return Rung("held", step.due_at, self._what(step, words), words.when, note, key_of(step))
        note = self._unless(step)
        return Rung("coming", step.due_at, self._what(step, words), words.when, note, key_of(step))

    def _unless(self, step):
        """What the reader could do about it."""
        agent = self.ticket.assignee
        if not step.is_of_owner or agent == self.page.user:
            return _("unless you act")
        return _("unless %(person)s acts") % {"person": agent.get_short_name()}

    def _what(self, step, words):
        if step.is_of_owner:
            return owner_step_in_words(step.what, self.page.standing.ladder, self.ticket)
        if words.is_move:
            team = self.page.next_team
            return _("To %(team)s") % {"team": team.name} if team else _("To the next level: no team to go to")
        if step.rung.action == LadderStep.Action.NOTIFY:
            roles = [str(LadderStep.Audience(role).label) for role in step.rung.audience]
            return f"{words.what}: {', '.join(roles)}"
        return words.what


def owner_step_in_words(what, ladder, ticket):
    """A coming step of the owner timer; with whom the ticket then is."""
    agent, team = ticket.assignee, ticket.team.name
    if what == Firing.Step.SILENT:
        return _("%(person)s is reminded") % {"person": agent.get_short_name()}
    if what == Firing.Step.ABSENT:
        return _("%(person)s is away: deputy and lead are told") % {"person": agent.get_short_name()}
    if ladder.silent_action == Ladder.Silent.DEPUTY and agent.deputy is not None:
        return _("Goes to %(deputy)s, else back to %(team)s") % {"deputy": agent.deputy.get_short_name(), "team": team}
    return _("Comes back to %(team)s") % {"team": team}
