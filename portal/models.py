from django.conf import settings
from django.db import models

from tickets.models import Ticket


class SentForm(models.Model):
    """A form that was sent: the same one sent twice gets the first answer. Its row is what makes it once."""

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)  # of what was sent
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self):
        return str(self.key)
