from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation

from .tier import Tier


class DateRange(models.Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class ContractQuerySet(models.QuerySet):
    def valid_on(self, day):
        """Contracts in force on `day`, their last day included."""
        return self.filter(models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=day), valid_from__lte=day)


class Contract(models.Model):
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="contracts", verbose_name=_("organisation")
    )
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="contracts", verbose_name=_("SLA tier"))
    number = models.CharField(_("number"), max_length=50, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The last day. Empty: open end.")
    )
    quota_percent = models.PositiveSmallIntegerField(
        _("agreed quota (%)"),
        default=95,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Share of all promises that has to be kept."),
    )
    prepaid_hours = models.DecimalField(_("prepaid hours"), max_digits=8, decimal_places=2, null=True, blank=True)
    for_devices = models.BooleanField(
        _("only for devices that name it"),
        default=False,
        help_text=_(
            "Such a contract may run beside the organisation's own, for a server with longer hours for example."
        ),
    )
    # The one this took over from when the customer moved to another tier; devices follow it.
    replaces = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaced_by", editable=False
    )
    notes = models.TextField(_("notes"), blank=True, max_length=2000)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["organisation", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="contract_ends_after_start",
                violation_error_message=_("A contract cannot end before it starts."),
            ),
            ExclusionConstraint(
                name="contract_one_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (
                        DateRange(
                            "valid_from", "valid_until", RangeBoundary(inclusive_lower=True, inclusive_upper=True)
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=models.Q(for_devices=False),
                violation_error_message=_("Another contract of this organisation is valid in that time."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation} · {self.tier}"
