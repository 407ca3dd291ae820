from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from tickets.models import Ticket


class ConsultationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answered_at__isnull=True)

    def asked_of(self, user):
        """Questions to the person himself or to one of his teams, about tickets he may read."""
        asked = models.Q(to_person=user) | models.Q(to_team__in=user.team_ids)
        return self.visible_to(user).filter(asked)

    def answerable_by(self, user):
        """Those and what was asked of somebody whose deputy the person is."""
        asked = models.Q(to_person=user) | models.Q(to_person__deputy=user) | models.Q(to_team__in=user.team_ids)
        return self.open().visible_to(user).filter(asked)

    def visible_to(self, user):
        return self.filter(ticket__in=Ticket.objects.workable_by(user))


class Consultation(models.Model):
    """A question to another team or a colleague; the ticket stays where it is."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="consultations")
    to_team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    to_person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    question = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to colleagues")
        verbose_name_plural = _("questions to colleagues")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_team__isnull=True) ^ models.Q(to_person__isnull=True),
                name="consultation_of_one",
            )
        ]
        indexes = [
            # For what is asked of a team or a person.
            models.Index(fields=["to_team"], name="consultation_of_team", condition=models.Q(answered_at__isnull=True)),
            models.Index(
                fields=["to_person"], name="consultation_of_person", condition=models.Q(answered_at__isnull=True)
            ),
        ]

    def __str__(self):
        return f"{self.ticket_id}: {self.question[:40]}"
