from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .contract import Contract
from .tier import TierVersion


class ActivationQuerySet(models.QuerySet):
    def due(self, now):
        """What has to be carried out: begun or not, not finished, not taken back."""
        return self.filter(finished_at__isnull=True, cancelled_at__isnull=True, effective_at__lte=now)


class Activation(models.Model):
    """A promise changes at an instant: a tier's version takes effect, or a contract moves to another tier.

    Says what happens to the tickets open then. Carried out by the sweep's process, ticket by ticket, each once; one
    that was interrupted goes on where it stood.
    """

    class Mode(models.TextChoices):
        NEW = "new", _("New tickets only")
        OPEN = "open", _("Open tickets too, from then on")
        START = "start", _("Open tickets as if from the start")

    version = models.ForeignKey(TierVersion, models.CASCADE, null=True, blank=True, related_name="activations")
    contract = models.ForeignKey(Contract, models.CASCADE, null=True, blank=True, related_name="activations")
    mode = models.CharField(_("for which tickets"), max_length=5, choices=Mode, default=Mode.NEW)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    effective_at = models.DateTimeField(_("takes effect"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("decided"))
    begun_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("carried out"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    moved = models.PositiveIntegerField(_("tickets"), default=0)  # open tickets under the new promise so far

    objects = ActivationQuerySet.as_manager()

    class Meta:
        verbose_name = _("activation")
        verbose_name_plural = _("activations")
        ordering = ["-effective_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(version__isnull=True) ^ models.Q(contract__isnull=True),
                name="activation_of_one_thing",
            ),
        ]

    def __str__(self):
        return f"{self.version or self.contract} {self.effective_at:%Y-%m-%d %H:%M}"
