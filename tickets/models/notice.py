from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .message import Message
from .ticket import Ticket


class Notice(models.Model):
    """The outbox: news for one person. Put into words, and sent, by `notifications` when its turn comes."""

    class Kind(models.TextChoices):
        # To the requester.
        RECEIVED = "received", _("Received")
        ANSWER = "answer", _("Answer")
        QUESTION = "question", _("Question")
        VENDOR = "vendor", _("Handed to a vendor")
        PLANNED = "planned", _("Date agreed")
        RESOLVED = "resolved", _("Resolved")
        REOPENED = "reopened", _("Reopened")
        PROMISE_CHANGED = "promise_changed", _("Expected time changed")
        MERGED = "merged", _("Merged")
        CHASED = "chased", _("Reminder")
        URGENCY_DECIDED = "urgency_decided", _("Decided on more urgency")
        # To agents.
        REQUESTER_WROTE = "requester_wrote", _("The requester wrote")
        ASSIGNED = "assigned", _("Assigned")
        OFFERED = "offered", _("Offered to your team")
        GIVEN_BACK = "given_back", _("Given back")
        ACCEPTED = "accepted", _("Accepted")
        WARNED = "warned", _("Due soon")
        BREACHED = "breached", _("Overdue")
        MOVED = "moved", _("Moved to your team")
        NOT_MOVED = "not_moved", _("No team to hand over to")
        CAME_BACK = "came_back", _("Waiting is over")
        LADDER = "ladder", _("Step of the ladder")
        CALL_LEAD = "call_lead", _("The lead is called")
        SILENT = "silent", _("Nothing was heard of you")
        NOBODY = "nobody", _("Nobody is on duty")
        CONSULTED = "consulted", _("You are asked")
        CONSULT_ANSWERED = "consult_answered", _("Your question is answered")
        VENDOR_LATE = "vendor_late", _("A vendor is late")
        PARTY_WROTE = "party_wrote", _("A third party wrote")
        OBJECTED = "objected", _("A wait was objected to")
        URGENCY_ASKED = "urgency_asked", _("More urgency is asked for")
        # To a third party.
        TO_PARTY = "to_party", _("To a third party")

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("Not sent")  # nobody to tell any more: no right, no wish, no address
        PARKED = "parked", _("Given up")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("person")
    )
    # For somebody who has no account: where it goes instead; `person` is then whoever wrote it.
    address = models.EmailField(_("address"), blank=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="notices", verbose_name=_("ticket"))
    message = models.ForeignKey(Message, models.CASCADE, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict)
    # The same news is queued once, however often a verb is retried.
    once = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(_("created"))
    next_try_at = models.DateTimeField(_("next try"))
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.WAITING)
    outcome_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["pk"]
        indexes = [
            # For the sender in notifications: what waits, by its turn.
            models.Index(fields=["next_try_at"], name="notice_waiting", condition=models.Q(outcome="waiting"))
        ]

    def __str__(self):
        return f"{self.kind} → {self.person_id}"


class Draft(models.Model):
    """Text somebody has not sent yet, kept per ticket, kind and person."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    body = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user", "kind"], name="draft_once")]

    def __str__(self):
        return f"{self.ticket_id} {self.kind}"
