"""A step of the ladder that has to wait, and a clock that somebody has seen."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core import times
from tickets.models import TicketClock

from ..ticket_page import TicketPage
from .fields import ChoiceField, InstantField, VerbForm, WordsField

USUAL = timedelta(minutes=30)


class HoldForm(VerbForm):
    """One of the coming steps, until when it waits at the latest, and why."""

    from_address = ("step",)

    step = ChoiceField([], _("Choose the step."), label=_("What has to wait?"))
    until = InstantField(_("Say until when at the latest."), label=_("Until, at the latest"))
    reason = WordsField(
        _("Say why it has to wait; your lead reads it."), rows=2, limit=500, label=_("Why do you keep it?")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.page = TicketPage(self.ticket, self.by, now=self.now)
        self.rungs = [rung for lane in self.page.ladder.lanes for rung in lane.rungs if rung.key]
        self.fields["step"].choices = [(rung.key, self._line(rung)) for rung in self.rungs]
        self.initial.setdefault("until", self._usual())

    def _line(self, rung):
        return " · ".join(part for part in (times.near(rung.at, self.now), rung.what, rung.when) if part)

    def _usual(self):
        """Half an hour after the step would come, or from now on."""
        chosen = self.initial.get("step")
        at = next((rung.at for rung in self.rungs if rung.key == chosen), self.now)
        return max(at, self.now) + USUAL

    def clean_step(self):
        clock, cycle, step = self.cleaned_data["step"].split(":", 2)
        return clock, int(cycle), step


class UnholdForm(HoldForm):
    until = reason = None


class AcknowledgeForm(VerbForm):
    """One of the clocks from which something would follow that falls away once somebody has seen it."""

    from_address = ("clock",)

    clock = ChoiceField([], _("Choose the clock."), label=_("Clock"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        running = self.ticket.clocks.filter(state=TicketClock.State.RUNNING).values_list("kind", flat=True)
        self.fields["clock"].choices = [(k, TicketClock.Kind(k).label) for k in TicketClock.Kind.values if k in running]
