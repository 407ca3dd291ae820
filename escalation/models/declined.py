from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models import Ticket


class Declined(models.Model):
    """Somebody was given a ticket as his next one and said no; on that day it is not offered to him again."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="declined")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        verbose_name = _("declined ticket")
        verbose_name_plural = _("declined tickets")
        indexes = [
            # For choosing a person's next ticket: what he declined today.
            models.Index(fields=["person", "at"], name="declined_by_person")
        ]

    def __str__(self):
        return f"{self.person_id}: {self.ticket_id}"
