from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class PerPerson(models.Model):
    """Whether reports may name how long a person held tickets: one row for the installation, off until switched on.

    Where there is a works council, that takes its consent. What was before `since` stays without names, also when it
    is switched on; when it is switched off, the names are taken out of what was added up.
    """

    is_on = models.BooleanField(
        _("figures per person"),
        default=False,
        help_text=_("Off: time held and breaches are told by team alone, nowhere by person."),
    )
    since = models.DateTimeField(_("on since"), null=True, blank=True)
    reason = models.CharField(
        _("reason"),
        max_length=500,
        help_text=_("For example the agreement with the works council, and its date."),
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)

    class Meta:
        verbose_name = _("figures per person")
        verbose_name_plural = _("figures per person")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="per_person_one_row"),
            models.CheckConstraint(
                condition=models.Q(is_on=False, since=None) | models.Q(is_on=True, since__isnull=False),
                name="per_person_since_when",
            ),
        ]

    def __str__(self):
        return gettext("Figures per person")

    @classmethod
    def named_since(cls):
        """The instant from which persons may be named; None while they may not."""
        return cls.objects.filter(pk=1, is_on=True).values_list("since", flat=True).first()
