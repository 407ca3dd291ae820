import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from .search import words_of
from .ticket import Ticket


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What `user` may read: internal ones only where he works the ticket as an agent."""
        if user.serves_all:
            return self
        tickets = Ticket.objects.visible_to(user)
        return self.filter(
            models.Q(ticket__in=Ticket.objects.workable_by(user)) | models.Q(ticket__in=tickets, is_public=True)
        )


class Message(models.Model):
    class Kind(models.TextChoices):
        REPLY = "reply", _("Message")  # from the requester or to him: see direction
        NOTE = "note", _("Internal note")
        CALL = "call", _("Call")
        STEP = "step", _("Step tried")
        VENDOR = "vendor", _("Vendor")
        SYSTEM = "system", _("Automatic message")

    class Direction(models.TextChoices):
        IN = "in", _("Incoming")
        OUT = "out", _("Outgoing")
        NONE = "none", _("Internal")

    class Result(models.TextChoices):
        """What a step that was tried brought."""

        SOLVED = "solved", _("Solved it")
        BETTER = "better", _("Better")
        NO_CHANGE = "no_change", _("No change")
        RULED_OUT = "ruled_out", _("Not the cause")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind)
    direction = models.CharField(max_length=4, choices=Direction)
    is_public = models.BooleanField()  # the requester reads it
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="messages")
    body = models.TextField()
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # a call's length
    reached = models.BooleanField(null=True)  # whether a call reached the requester
    result = models.CharField(max_length=10, choices=Result, blank=True)  # a step's
    message_id = models.CharField(max_length=255, blank=True)  # of the mail it came by
    search = models.GeneratedField(expression=words_of("body"), output_field=SearchVectorField(), db_persist=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind__in=["note", "step"]) | models.Q(is_public=False),
                name="message_notes_are_internal",
            )
        ]
        indexes = [
            models.Index(fields=["ticket", "at"], name="message_by_ticket"),  # for the ticket page
            GinIndex(fields=["search"], name="message_words"),  # for the search in tickets.searching
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(message__in=Message.objects.visible_to(user))


class Attachment(models.Model):
    """A file somebody gave; the bytes lie under its key, see tickets/files.py."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()  # bytes
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["name"]

    def __str__(self):
        return self.name
