from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.choices import Category, Priority
from sla.models import Calendar, TierVersion
from tickets.models import TicketClock

MOST_MONTHS = 60


class WhatIf(models.Model):
    """A question: how would the closed tickets of the last months have fared under another promise?

    Answered by a worker (reports.running). Its groups come into being with DONE, all at once. Nothing else is written.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a worker")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")

    UNFINISHED = (State.WAITING, State.RUNNING)

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("asked by"))
    # A tier's version, or a calendar with other hours: written out here, or those of another calendar.
    version = models.ForeignKey(TierVersion, models.CASCADE, null=True, blank=True, related_name="+")
    calendar = models.ForeignKey(Calendar, models.CASCADE, null=True, blank=True, related_name="+")
    hours = models.JSONField(null=True, blank=True)  # as sla.opening_hours.Definition.from_json reads them
    instead = models.ForeignKey(Calendar, models.CASCADE, null=True, blank=True, related_name="+")
    months = models.PositiveSmallIntegerField(
        _("months"), validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)]
    )
    since = models.DateTimeField(_("tickets closed since"))
    until = models.DateTimeField(_("and until"))  # the instant of the question

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(_("tickets read"), default=0)
    total = models.PositiveIntegerField(_("tickets"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)
    content = models.JSONField(null=True, blank=True)  # what the version said when it was read

    created_at = models.DateTimeField(_("asked"))
    begun_at = models.DateTimeField(_("begun"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    # By the database's clock. Whoever works on it renews the one under the name in the other.
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    worker = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # workers that began it

    class Meta:
        verbose_name = _("what-if")
        verbose_name_plural = _("what-ifs")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(version__isnull=True) ^ models.Q(calendar__isnull=True), name="what_if_of_one_thing"
            ),
            models.CheckConstraint(
                condition=models.Q(calendar__isnull=True)
                | (models.Q(hours__isnull=True) ^ models.Q(instead__isnull=True)),
                name="what_if_has_hours",
            ),
        ]
        indexes = [
            # For the workers, who look for what is left to do.
            models.Index(fields=["id"], name="what_if_unfinished", condition=models.Q(state__in=["waiting", "running"]))
        ]

    def __str__(self):
        return f"{self.version or self.calendar}, {self.months}"

    @property
    def is_unfinished(self):
        return self.state in self.UNFINISHED

    @property
    def error_text(self):
        """The worker's sentence in the reader's language."""
        return gettext(self.error) if self.error else ""


class Outcome(models.TextChoices):
    """What became of a promise, beside what would have."""

    KEPT = "kept", _("kept, as it was")
    BREACHED = "breached", _("late, as it was")
    NEWLY_BREACHED = "newly_breached", _("late, was kept")
    NEWLY_KEPT = "newly_kept", _("kept, was late")
    FIRST_KEPT = "first_kept", _("kept, was not promised")
    FIRST_BREACHED = "first_breached", _("late, was not promised")
    DROPPED = "dropped", _("not promised any more")


class WhatIfGroup(models.Model):
    """The tickets of one what-if whose clock of one priority and category had the same outcome."""

    what_if = models.ForeignKey(WhatIf, models.CASCADE, related_name="groups")
    clock = models.CharField(max_length=20, choices=TicketClock.Kind)
    priority = models.CharField(max_length=2, choices=Priority)
    category = models.CharField(max_length=10, choices=Category)
    outcome = models.CharField(max_length=15, choices=Outcome)
    numbers = ArrayField(models.BigIntegerField())  # of the tickets, in order

    class Meta:
        verbose_name = _("group of a what-if")
        verbose_name_plural = _("groups of what-ifs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["what_if", "clock", "priority", "category", "outcome"], name="what_if_group_once"
            )
        ]

    def __str__(self):
        return f"{self.clock} {self.priority} {self.category}: {self.outcome}"
