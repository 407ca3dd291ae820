"""A ticket in its requester's words: whose turn it is, what happens, and by when. No word of ours (guide, section 11)."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.choices import Level
from core.times import day, near
from tickets.models import Ticket, TicketClock

YOU, US, DONE, OVER = "you", "us", "done", "over"
STATUS = Ticket.Status


@dataclass(frozen=True)
class Expected:
    """When it should be solved. `kind`: at (a time ahead), late, paused, none (no time agreed), solved."""

    kind: str
    at: datetime | None = None


class Reading:
    """One ticket as `user` reads it at `now`. The ticket comes with its clocks, requester and assignee loaded.

    `foreseen_at`: when it will be due once the date agreed for the work has come, where that is known.
    """

    def __init__(self, ticket, user, now, *, foreseen_at=None):
        self.ticket, self.user, self.now, self.foreseen_at = ticket, user, now, foreseen_at

    @cached_property
    def clocks(self):
        return {clock.kind: clock for clock in self.ticket.clocks.all()}

    @property
    def is_mine(self):
        return self.ticket.requester_id == self.user.pk

    @property
    def turn(self):
        status = self.ticket.status
        if status == STATUS.WAITING_REQUESTER:
            return YOU
        if status == STATUS.RESOLVED:
            return DONE
        return OVER if status == STATUS.CLOSED else US

    @property
    def who(self):
        """First name of whoever works on it, or nothing."""
        return self.ticket.assignee.get_short_name() if self.ticket.assignee else ""

    @cached_property
    def expected(self) -> Expected:
        ticket, clock = self.ticket, self.clocks.get(TicketClock.Kind.RESOLUTION)
        if ticket.is_finished:
            return Expected("solved", ticket.resolved_at or ticket.closed_at)
        if clock is None or clock.target is None:
            return Expected("none")
        if clock.state == TicketClock.State.PAUSED:
            return Expected("at", self.foreseen_at) if self.foreseen_at else Expected("paused")
        if clock.state != TicketClock.State.RUNNING or clock.due_at is None:
            return Expected("none")
        return Expected("late" if clock.due_at < self.now else "at", clock.due_at)

    @property
    def news_at(self) -> datetime | None:
        """The instant by which the requester hears from us, if one lies ahead."""
        return self.news_due if self.news_due and self.news_due >= self.now else None

    @cached_property
    def news_due(self) -> datetime | None:
        """The instant by which the requester hears from us, or was to hear, if we are late with it."""
        for kind in (TicketClock.Kind.FIRST_RESPONSE, TicketClock.Kind.NEXT_UPDATE):
            clock = self.clocks.get(kind)
            if clock and clock.state == TicketClock.State.RUNNING and clock.due_at:
                return clock.due_at
        return None

    @property
    def pill(self):
        """(colour, icon, word) of the state."""
        if self.ticket.waits_for_own_it:
            return "vendor", "building-2", _("With your own IT")
        return {
            STATUS.NEW: ("new", "inbox", _("Received")),
            STATUS.OPEN: ("progress", "loader", pgettext("portal", "In progress")),
            STATUS.WAITING_REQUESTER: ("warn", "message-circle-question-mark", _("Your answer is missing")),
            STATUS.WAITING_VENDOR: ("vendor", "truck", _("At the vendor")),
            STATUS.PLANNED: ("onsite", "calendar-clock", _("Date agreed")),
            STATUS.RESOLVED: ("resolved", "circle-check", _("Please confirm")),
            STATUS.CLOSED: ("", "check", _("Closed")),
        }[self.ticket.status]

    @property
    def happening(self):
        """What is going on, in a few words."""
        status, ticket = self.ticket.status, self.ticket
        if status == STATUS.WAITING_REQUESTER:
            asks = _("%(name)s asks: “%(question)s”") if self.who else _("We ask: “%(question)s”")
            return asks % {"name": self.who, "question": ticket.waiting_reason}
        if ticket.waits_for_own_it:
            return _("Your own IT is taking care of it")
        if status == STATUS.WAITING_VENDOR:
            return _("%(vendor)s is taking care of it") % {"vendor": ticket.waiting_vendor}
        if status == STATUS.PLANNED:
            return _("Agreed for %(time)s") % {"time": near(ticket.waiting_until, self.now)}
        if status == STATUS.RESOLVED:
            return _("Is it really solved?")
        if status == STATUS.CLOSED:
            return _("Finished %(day)s") % {"day": day(ticket.closed_at)}
        return self._work

    @property
    def _work(self):
        if self.who:
            return _("%(name)s is working on it") % {"name": self.who}
        if self.ticket.status == STATUS.NEW:
            return _("We have your report")
        if self.ticket.level > Level.FIRST:
            return _("Our specialists are working on it")
        return _("We are working on it")

    @property
    def due(self):
        """(the time, what it means) for the last column of a list."""
        expected = self.expected
        if expected.kind == "at":
            return near(expected.at, self.now), _("expected to be solved")
        if expected.kind == "late":
            return _("Later than promised"), _("it was %(time)s") % {"time": near(expected.at, self.now)}
        if expected.kind == "paused":
            return _("On hold"), self._until
        if expected.kind == "solved":
            return near(expected.at, self.now), _("solved") if self.ticket.resolved_at else _("closed")
        return _("No time yet"), _("we will write to you")

    @property
    def _until(self):
        if self.ticket.status == STATUS.WAITING_REQUESTER:
            return _("until you answer")
        if self.ticket.waiting_until:
            return _("until %(time)s") % {"time": near(self.ticket.waiting_until, self.now)}
        return _("until the vendor answers")

    @property
    def head(self):
        """The first line of the ticket's page: whose turn it is."""
        if self.turn == YOU:
            name = self.who
            return (
                _("It is your turn. %(name)s needs an answer from you.") % {"name": name}
                if name
                else _("It is your turn. We need an answer from you.")
            )
        if self.turn == DONE:
            return _("Is it really solved?")
        if self.turn == OVER:
            return _("This ticket is closed.")
        return _("It is our turn. You need not do anything.")

    @property
    def icon(self):
        return {
            YOU: "message-circle-question-mark",
            DONE: "circle-check",
            OVER: "check",
            US: "calendar-clock" if self.ticket.status == STATUS.PLANNED else "loader",
        }[self.turn]

    @property
    def promise(self):
        """The sentence under the first line; when they hear from us."""
        if self.turn != US:
            return ""
        news = self.news_due
        first = self.clocks.get(TicketClock.Kind.FIRST_RESPONSE)
        if news is None:
            return f"{self.happening}."
        unanswered = first and first.state == TicketClock.State.RUNNING
        if news < self.now:
            late = _("We wanted to be in touch by %(time)s, and are late with it.") % {"time": near(news, self.now)}
            return f"{self.happening}. {late}"
        says = _("We answer by %(time)s.") if unanswered else _("You hear from us by %(time)s at the latest.")
        return f"{self.happening}. {says % {'time': near(news, self.now)}}"
