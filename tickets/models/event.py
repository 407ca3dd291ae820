from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .ticket import Ticket


class EventQuerySet(models.QuerySet):
    def facts(self):
        """Those a clock's reading depends on, in the order in which they count."""
        return self.filter(kind__in=Event.FACTS).order_by("ticket_id", "at", "seq")


class Event(models.Model):
    """What happened to a ticket. Only ever added to: the database refuses a change (tickets/migrations).

    `data` holds codes and ids; it is put into words when shown.
    """

    class Kind(models.TextChoices):
        # Facts: a clock's reading depends on them (sla/clock.py).
        OPENED = "opened", _("Received")
        STATUS = "status", _("Status")
        ANSWERED = "answered", _("Answered")
        PRIORITY = "priority", _("Classified")
        PROMISED = "promised", _("Promise")
        HANDED_OVER = "handed_over", _("Handed over")
        PLANNED = "planned", _("Date agreed")
        DUE_SET = "due_set", _("Due time set by hand")
        # All else.
        CLASSIFIED = "classified", _("Details changed")
        ASSIGNED = "assigned", _("Assigned")
        MESSAGE = "message", _("Message")
        OFFERED = "offered", _("Offered to a team")
        GIVEN_BACK = "given_back", _("Given back")
        TAKEN_BACK = "taken_back", _("Taken back")
        WARNED = "warned", _("Due soon")
        BREACHED = "breached", _("Overdue")
        NOT_MOVED = "not_moved", _("No team to hand over to")
        FOLLOWED = "followed", _("Somebody was added")
        REQUESTER = "requester", _("Requester changed")
        MERGED = "merged", _("Merged")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        HELD = "held", _("Put off")
        STEP_FIRED = "step_fired", _("Step of the ladder")
        CONSULTED = "consulted", _("Asked colleagues")
        CONSULT_ANSWERED = "consult_answered", _("Colleagues answered")
        VENDOR_CASE = "vendor_case", _("Vendor case")
        PROCESS = "process", _("Process description")
        CHASED = "chased", _("Reminded")
        OBJECTED = "objected", _("A wait was objected to")
        URGENCY = "urgency", _("More urgent")
        SILENT = "silent", _("Nothing was heard of the agent")
        NOBODY = "nobody", _("Nobody is on duty")
        DECLINED = "declined", _("Declined as next ticket")

    FACTS = ["opened", "status", "answered", "priority", "promised", "handed_over", "planned", "due_set"]

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()  # 1, 2, … per ticket
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(  # nobody: the system itself
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    data = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["ticket", "seq"]
        constraints = [models.UniqueConstraint(fields=["ticket", "seq"], name="event_seq_once")]
        indexes = [
            # For tickets.changing and tickets.clocks, which read a ticket's facts.
            models.Index(
                fields=["ticket", "at", "seq"],
                name="event_facts",
                condition=models.Q(
                    kind__in=[
                        "opened",
                        "status",
                        "answered",
                        "priority",
                        "promised",
                        "handed_over",
                        "planned",
                        "due_set",
                    ]
                ),
            ),
            # For reports.pauses: the waits of the last weeks.
            models.Index(fields=["at"], name="event_waits", condition=models.Q(kind__in=["status", "planned"])),
        ]

    def __str__(self):
        return f"{self.ticket_id}/{self.seq} {self.kind}"
