from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .team import Team


class ShiftQuerySet(models.QuerySet):
    def at(self, instant):
        """Shifts that cover `instant`; at its end a shift is over."""
        return self.filter(starts_at__lte=instant, ends_at__gt=instant)


class Shift(models.Model):
    """Somebody is on duty for a team, or on call for it, from an instant to another."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="shifts", verbose_name=_("team"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="shifts", verbose_name=_("person")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    on_call = models.BooleanField(_("on call"), default=False, help_text=_("Reached by telephone, not at the desk."))

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["starts_at", "team"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="shift_ends_after_start",
                violation_error_message=_("A shift cannot end before it begins."),
            )
        ]
        indexes = [
            # For asking who is on duty now.
            models.Index(fields=["team", "ends_at"], name="shift_of_team"),
        ]

    def __str__(self):
        return f"{self.team}: {self.person}"
