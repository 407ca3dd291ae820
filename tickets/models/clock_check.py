from django.db import models
from django.utils.translation import gettext_lazy as _


class ClockCheck(models.Model):
    """The last nightly comparison of clock rows with what the history gives. One row."""

    finished_at = models.DateTimeField(_("finished"))
    tickets = models.PositiveIntegerField(_("tickets compared"))
    differing = models.PositiveIntegerField(_("differing"))
    numbers = models.JSONField(default=list)  # of the first that differ

    class Meta:
        verbose_name = _("check of the clocks")
        verbose_name_plural = _("checks of the clocks")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="clock_check_one_row")]

    def __str__(self):
        return f"{self.finished_at:%Y-%m-%d %H:%M}: {self.differing}/{self.tickets}"
