from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from .ticket import Ticket


class TicketClock(models.Model):
    """A clock's reading as of an instant: the stored projection of a ticket's facts, written by tickets.clocks alone."""

    class Kind(models.TextChoices):
        FIRST_RESPONSE = "first_response", _("First response")
        NEXT_UPDATE = "next_update", _("Next update")
        RESOLUTION = "resolution", _("Resolution")
        LEVEL = "level", _("Level")

    class State(models.TextChoices):
        IDLE = "idle", _("Not started")
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        DONE = "done", _("Met")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=10, choices=State)
    as_of = models.DateTimeField()
    consumed = models.DurationField(default=timedelta)
    target = models.DurationField(null=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cycle = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints = [models.UniqueConstraint(fields=["ticket", "kind"], name="clock_once_per_ticket")]

    def __str__(self):
        return f"{self.ticket_id} {self.kind}"
