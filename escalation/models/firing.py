from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models import Ticket


class Firing(models.Model):
    """A step that was taken by the clock. Unique, so that it is taken once whoever sweeps, and however often."""

    class Step(models.TextChoices):
        WARN = "warn", _("Warned")
        BREACH = "breach", _("Reported as overdue")
        MOVE = "move", _("Handed to the next level")
        # Of the owner timer (escalation/owner.py), which stands for a clock here.
        SILENT = "silent", _("The agent is reminded")
        ABSENT = "absent", _("Deputy and lead are told")
        BACK = "back", _("The agent loses the ticket")
        NOBODY = "nobody", _("The lead is called: nobody is on duty")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="firings")
    clock = models.CharField(max_length=20)
    cycle = models.PositiveIntegerField()
    step = models.CharField(max_length=20)  # one of Step, or the slot of a step of the ladder
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField()
    late = models.BooleanField(_("late"), default=False)  # the sweep stood still meanwhile
    skipped = models.CharField(_("skipped because"), max_length=20, blank=True)  # a code; empty: it was carried out
    values = models.JSONField(default=dict, blank=True)  # the reading at that moment, and whom it reached

    class Meta:
        verbose_name = _("firing")
        verbose_name_plural = _("firings")
        constraints = [models.UniqueConstraint(fields=["ticket", "clock", "cycle", "step"], name="firing_once")]

    def __str__(self):
        return f"{self.ticket_id} {self.clock}/{self.cycle} {self.step}"


class SweepRun(models.Model):
    """The sweep's heartbeat: one row, read by health. Its age says whether deadlines are watched at all."""

    finished_at = models.DateTimeField(null=True)
    looked_at = models.PositiveIntegerField(default=0)  # tickets in the last run
    set_aside = models.PositiveIntegerField(default=0)  # tickets that failed alone in the last run

    def __str__(self):
        return f"{self.finished_at}"


class RosterSeen(models.Model):
    """One row: who was away, and who was on duty, when the sweep last looked. What differs now is looked at anew."""

    at = models.DateTimeField()
    away = models.JSONField(default=dict)  # by person: from, until, deputy, active
    duty = models.JSONField(default=dict)  # by team that gives tickets to its people: whom it could give one

    def __str__(self):
        return f"{self.at}"


class SetAside(models.Model):
    """A ticket the sweep could not handle, left alone until an instant so that it holds up no other."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="set_aside")
    at = models.DateTimeField()
    until = models.DateTimeField()
    error = models.CharField(max_length=500)

    FOR = timedelta(hours=1)

    def __str__(self):
        return f"{self.ticket_id}: {self.error}"

    @classmethod
    def note(cls, number, error, *, at) -> "SetAside":
        """Leave the ticket alone for an hour from `at`, because of `error`."""
        wrong = {"at": at, "until": at + cls.FOR, "error": f"{type(error).__name__}: {error}"[:500]}
        return cls.objects.update_or_create(ticket_id=number, defaults=wrong)[0]
