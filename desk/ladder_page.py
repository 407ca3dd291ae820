"""The page of a ticket's ladder: what comes if nobody acts, and what fired, beside what today's ladder would do."""

from django.utils.functional import cached_property

from escalation.compared_words import in_rows
from escalation.comparing import compare, todays_version
from escalation.dry_run import dry_run_of
from escalation.played_words import Lines, in_lines
from sla.business_time import TimeError

from .forms.acknowledged import AcknowledgedForm
from .ticket_page import TicketPage


class LadderPage(TicketPage):
    def __init__(self, ticket, user, *, now, asked):
        super().__init__(ticket, user, now=now)
        self.form = AcknowledgedForm(asked if "seen" in asked else None)

    @cached_property
    def run(self):
        """What happens from now on while nobody acts; None where the service hours never get there."""
        explained = self.explained
        try:
            played = dry_run_of(
                self.ticket,
                explained.facts,
                explained.promises,
                now=self.readings.at,
                acknowledged_after=self.form.after,
            )
        except TimeError:
            return None
        return Lines(in_lines(played))

    @cached_property
    def todays_version(self):
        return todays_version(self.ticket, now=self.now)

    @cached_property
    def rows(self):
        return in_rows(compare(self.ticket, self.events, self.explained.promises, until=self.readings.at))
