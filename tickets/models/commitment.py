from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .ticket import Ticket


class CommitmentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(outcome=Commitment.Outcome.OPEN)


class Commitment(models.Model):
    """What the requester was told to expect, and by when: "expected to be solved by …", "we will be in touch by …".

    Written by tickets.commitments alone, with the change that brought it. Kept apart from the clocks: a promise that
    was moved in time is neither kept nor missed, whatever became of the target behind it.
    """

    class Kind(models.TextChoices):
        SOLUTION = "solution", _("Expected solution")
        NEWS = "news", _("Next news")

    class Outcome(models.TextChoices):
        OPEN = "open", _("Open")
        KEPT = "kept", _("Kept")
        MISSED = "missed", _("Missed")
        MOVED = "moved", _("Replaced in time")

    class Reason(models.TextChoices):
        """Why it was told: what the change was that brought it."""

        REPORTED = "reported", _("Your report came in")
        ANSWERED = "answered", _("We wrote to you")
        WAITED = "waited", _("The clock goes on after a wait")
        PRIORITY = "priority", _("It was found to be more or less urgent")
        PROMISE = "promise", _("Your agreement with us has changed")
        AGREED = "agreed", _("Agreed with you")
        BY_HAND = "by_hand", _("Set by the person in charge")
        HOURS = "hours", _("Our opening hours have changed")
        REOPENED = "reopened", _("It was taken up again")
        TEAM = "team", _("Another team has taken over")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="commitments")
    kind = models.CharField(max_length=10, choices=Kind)
    due_at = models.DateTimeField()
    told_at = models.DateTimeField()
    reason = models.CharField(max_length=10, choices=Reason)
    note = models.CharField(max_length=500, blank=True)  # a sentence of the person who set it
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise to the requester")
        verbose_name_plural = _("promises to requesters")
        ordering = ["ticket", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "kind"], condition=Q(outcome="open"), name="commitment_one_open")
        ]
        indexes = [
            # For counting what was kept in a period.
            models.Index(fields=["ended_at"], name="commitment_ended", condition=Q(outcome__in=["kept", "missed"])),
        ]

    def __str__(self):
        return f"{self.ticket_id} {self.kind} {self.due_at:%Y-%m-%d %H:%M}"
