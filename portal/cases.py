"""A case as the people of a third party read it: what is asked, what is shared, whose turn it is. Nothing else of the
ticket, whatever it holds."""

from functools import cached_property

from django.utils.translation import gettext as _

from core.times import near
from escalation.models import CaseMessage, VendorCase, VendorStep
from escalation.vendor_clock import late_since, read_hours, reading

YOU, US, OVER = "you", "us", "over"
CLOSED_SHOWN = 50
MESSAGES_SHOWN = 200


def cases_of(user):
    """The cases a person of a third party works on, with all that a row or a page of them shows."""
    shown = ("vendor", "contract", "calendar", "ticket__organisation", "ticket__site", "ticket__device")
    return VendorCase.objects.given_to(user).select_related(*shown, "ticket__requester").prefetch_related("steps")


def listed(user, now):
    """Open cases, the one due first on top; then the latest of those that are closed."""
    given = cases_of(user)
    still_open = [PartyCase(case, now) for case in read_hours(given.open())]
    still_open.sort(key=lambda shown: (shown.due_at is None, shown.due_at, shown.case.pk))
    closed = given.filter(closed_at__isnull=False).order_by("-closed_at")[:CLOSED_SHOWN]
    return still_open, [PartyCase(case, now) for case in read_hours(closed)]


class PartyCase:
    def __init__(self, case, now):
        self.case, self.now, self.ticket = case, now, case.ticket

    @cached_property
    def reading(self):
        return reading(self.case, self.now)

    @property
    def is_open(self):
        return self.case.closed_at is None

    @cached_property
    def steps(self):
        return list(self.case.steps.all())

    @cached_property
    def late_since(self):
        return late_since(self.case, self.now) if self.is_open else None

    @cached_property
    def asked(self):
        """Steps we proposed, to which they have not said anything."""
        return [step for step in self.steps if step.asked_of == VendorStep.Side.THEM and not step.done_at]

    @property
    def is_owed(self):
        return self.reading.state == "paused"

    @property
    def turn(self):
        if not self.is_open or self.case.confirmed_at:
            return OVER
        if self.asked:
            return YOU
        return US if self.is_owed or self.case.said_done_at else YOU

    @cached_property
    def due_at(self):
        """What comes next: since when they are late, their promise, or an agreed step."""
        agreed = [step for step in self.steps if not step.done_at and not step.asked_of]
        instants = [at for step in agreed if (at := step.starts_at or step.due_at)]
        instants += [self.reading.due_at] if self.reading.due_at and not self.case.confirmed_at else []
        return self.late_since or min(instants, default=None)

    @property
    def due(self):
        """The time in a row and what it means."""
        if not self.is_open:
            return near(self.case.closed_at, self.now), _("closed")
        if self.due_at is None:
            return "", _("no date yet")
        return near(self.due_at, self.now), _("was due") if self.late_since else _("next date")

    @property
    def pill(self):
        """(look, icon, words) of how it stands."""
        if not self.is_open:
            return "", "archive", _("Closed")
        if self.case.confirmed_at:
            return "resolved", "circle-check", _("Confirmed")
        if self.case.said_done_at:
            return "onsite", "hourglass", _("We check it")
        if self.is_owed:
            return "", "circle-pause", _("You wait for us")
        if self.late_since:
            return "warn", "alarm-clock", _("Late")
        if self.asked:
            return "warn", "circle-question-mark", _("Please confirm")
        return "progress", "loader", _("With you")

    # What of the ticket is shared

    def _shares(self, what):
        return what in self.case.shares

    @property
    def device(self):
        return self.ticket.device if self._shares(VendorCase.Share.DEVICE) else None

    @property
    def has_site(self):
        return self._shares(VendorCase.Share.SITE)

    @property
    def contact(self):
        return self.ticket.requester if self._shares(VendorCase.Share.CONTACT) else None

    @property
    def kinds(self):
        return [VendorCase.Kind(kind).label for kind in self.case.kinds]

    @cached_property
    def said(self):
        """The messages of the case, the newest first."""
        rows = CaseMessage.objects.filter(case=self.case)  # all rows: of the case in hand
        rows = rows.select_related("message__author")
        rows = rows.prefetch_related("message__attachments").order_by("-message__at", "-message")
        return [row.message for row in rows[:MESSAGES_SHOWN]]
