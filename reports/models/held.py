from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from core.choices import Level
from tickets.models import Ticket


class HeldSum(models.Model):
    """Up to when a ticket's holders are added up; its HeldTime and Overrun rows are all of this instant."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="held_sum")
    as_of = models.DateTimeField()

    def __str__(self):
        return f"{self.ticket_id}: {self.as_of}"


class _OfHolder(models.Model):
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+", verbose_name=_("team"))
    # Only from the instant on at which an administrator switched figures per person on (sla.PerPerson).
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True


class HeldTime(_OfHolder):
    """How long one holder had a ticket in one month, in service time of its resolution clock.

    Written by reports.held alone. `kind`, `level`, `team` and `person` as tickets.holders has them.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    month = models.DateField()  # its first day, in the installation's time zone
    kind = models.CharField(max_length=10)
    counted = models.DurationField(default=timedelta)
    stood = models.DurationField(default=timedelta)

    class Meta:
        verbose_name = _("time held")
        verbose_name_plural = _("times held")
        # For reports.time_held, which sums one month.
        indexes = [models.Index(fields=["month", "team", "level"], name="held_time_of_month")]

    def __str__(self):
        return f"{self.ticket_id} {self.month} {self.kind}"


class Overrun(_OfHolder):
    """Whose a breach was (tickets.attributing); `person`: whose part of the team's time was the longest."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    clock = models.CharField(max_length=20)
    at = models.DateTimeField()
    month = models.DateField()  # of the breach
    kind = models.CharField(max_length=10)  # level | vendor | own_it
    used = models.DurationField()
    over = models.DurationField(null=True)  # above the level's part; none where no level used more

    class Meta:
        verbose_name = _("attributed breach")
        verbose_name_plural = _("attributed breaches")
        constraints = [models.UniqueConstraint(fields=["ticket", "clock"], name="overrun_once_per_clock")]
        indexes = [models.Index(fields=["month", "team", "level"], name="overrun_of_month")]

    def __str__(self):
        return f"{self.ticket_id} {self.clock}"
