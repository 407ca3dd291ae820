from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from core.choices import Level
from tickets.models import Ticket


class HandOverQuerySet(models.QuerySet):
    def offered(self):
        return self.filter(status=HandOver.Status.OFFERED)

    def visible_to(self, user):
        return self.filter(ticket__in=Ticket.objects.workable_by(user))

    def effective(self):
        """Those by which a ticket changed team."""
        return self.filter(status__in=HandOver.EFFECTIVE)

    def answerable_by(self, user):
        """Offers to the person's own teams."""
        return self.offered().filter(to_team__in=user.team_ids)


class HandOver(models.Model):
    """A ticket on its way from one team to another; the ticket stays with the sender until it takes effect."""

    class Status(models.TextChoices):
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted")
        GIVEN_BACK = "given_back", _("Given back")
        TAKEN_BACK = "taken_back", _("Taken back")
        EXPIRED = "expired", _("Took effect unanswered")
        AT_ONCE = "at_once", _("At once")  # no acceptance was asked for, or the clock moved it

    EFFECTIVE = (Status.ACCEPTED, Status.EXPIRED, Status.AT_ONCE)

    class Reason(models.TextChoices):
        """Why it is handed on."""

        EXPERTISE = "expertise", _("Needs expert knowledge")
        RIGHTS = "rights", _("Needs more rights")
        ON_SITE = "on_site", _("Needs work on site")
        VENDOR = "vendor", _("Needs the vendor")
        TIME = "time", _("Takes longer than first level may")
        WRONG_TEAM = "wrong_team", _("Belongs to another team")
        DONE_HERE = "done_here", _("Done here, back to the sender")
        CLOCK = "clock", _("Level time is used up")

    class GiveBackReason(models.TextChoices):
        MISSING_FACTS = "missing_facts", _("Facts are missing")
        WRONG_TEAM = "wrong_team", _("Wrong team")
        FIRST_LEVEL = "first_level", _("Can be solved at first level")
        NO_ACCESS = "no_access", _("We have no access")
        OTHER = "other", _("Another reason")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="hand_overs")
    status = models.CharField(max_length=10, choices=Status)
    from_team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="hand_overs_in")
    from_level = models.PositiveSmallIntegerField(_("from level"), choices=Level)
    to_level = models.PositiveSmallIntegerField(_("to level"), choices=Level)
    reason = models.CharField(max_length=20, choices=Reason)
    sentence = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    deadline = models.DateTimeField(null=True, blank=True)  # the end of the acceptance time
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    give_back_reason = models.CharField(max_length=20, choices=GiveBackReason, blank=True)
    give_back_sentence = models.CharField(max_length=500, blank=True)
    # What went with it, as it was put together and changed: facts, answers, steps, cause, what to look at first.
    package = models.JSONField(default=dict, blank=True)
    # [[what the receiving team cannot begin without, why it is missing], …]
    gaps = models.JSONField(default=list, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(status="offered"), name="handover_one_offer_per_ticket"
            )
        ]
        indexes = [
            # For the desk's page of offered hand-overs, and its count in the side bar.
            models.Index(fields=["to_team", "deadline"], name="handover_offered", condition=models.Q(status="offered"))
        ]

    def __str__(self):
        return f"{self.ticket_id}: {self.from_team_id} → {self.to_team_id}"
