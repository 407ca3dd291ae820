from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models import Ticket


class UrgencyRequest(models.Model):
    """The requester, or his manager, says that it has become more urgent; a lead decides."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="urgency_requests")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=500)
    is_accepted = models.BooleanField(_("accepted"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("request for more urgency")
        verbose_name_plural = _("requests for more urgency")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(decided_at__isnull=True), name="urgency_one_open"
            )
        ]

    def __str__(self):
        return f"{self.ticket_id}: {self.reason[:40]}"
