from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Who changed what in the promises, with the content before and after. Only ever added to."""

    class Action(models.TextChoices):
        ADDED = "added", _("Added")
        CHANGED = "changed", _("Changed")
        DELETED = "deleted", _("Deleted")
        DRAFTED = "drafted", _("New draft")
        DISCARDED = "discarded", _("Draft discarded")
        ACTIVATED = "activated", _("Put into force")
        TAKEN_BACK = "taken_back", _("Taken back")
        MOVED = "moved", _("Moved to another tier")
        CONFIRMED = "confirmed", _("Holidays confirmed")

    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    door = models.CharField(_("by way of"), max_length=10)  # admin | api | sweep
    action = models.CharField(_("what"), max_length=10, choices=Action)
    kind = models.CharField(_("kind"), max_length=10)  # tier | calendar | contract | perperson
    object_id = models.BigIntegerField()
    name = models.CharField(_("name"), max_length=200)  # as it was called at the time
    before = models.JSONField(_("before"), null=True, blank=True)
    after = models.JSONField(_("after"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of a promise")
        verbose_name_plural = _("changes of promises")
        ordering = ["-at", "-pk"]
        indexes = [
            # For the history of one tier, calendar or contract.
            models.Index(fields=["kind", "object_id", "-at"], name="audit_of_one"),
        ]

    def __str__(self):
        return f"{self.name} {self.action}"
