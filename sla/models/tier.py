from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.choices import FIRST_MATRIX, Category, Impact, Priority, Urgency
from core.errors import ImmutableVersion

from .calendar import Calendar


class Tier(models.Model):
    name = models.CharField(_("name"), max_length=100, unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    is_default = models.BooleanField(
        _("default"), default=False, help_text=_("For tickets of organisations without a contract.")
    )

    class Meta:
        verbose_name = _("SLA tier")
        verbose_name_plural = _("SLA tiers")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="tier_one_default",
                violation_error_message=_("Another tier is the default already."),
            )
        ]

    def __str__(self):
        return self.name


class TsTzRange(models.Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class TierVersionQuerySet(models.QuerySet):
    def in_force(self, now):
        """Versions that new tickets get at `now`."""
        return self.exclude(status=TierVersion.Status.DRAFT).filter(
            models.Q(effective_until__isnull=True) | models.Q(effective_until__gt=now), effective_from__lte=now
        )


def first_matrix():
    return {impact: dict(row) for impact, row in FIRST_MATRIX.items()}


class TierVersion(models.Model):
    """What a tier promises from an instant on. Once active it never changes; a change is a new version."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PLANNED = "planned", _("Planned")  # in force from an instant that lies ahead; can be taken back until then
        ACTIVE = "active", _("Active")
        RETIRED = "retired", _("Retired")

    # What a version says beside its targets: copied into a new draft, compared, and put into the audit list.
    CONTENT = (
        "calendar_id",
        "matrix",
        "vendor_pauses",
        "own_it_pauses",
        "raise_restarts",
        "acceptance_minutes",
        "close_after_days",
        "reopen_days",
        "chases",
        "chase_after_minutes",
    )

    tier = models.ForeignKey(Tier, models.CASCADE, related_name="versions", verbose_name=_("SLA tier"))
    number = models.PositiveIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    effective_from = models.DateTimeField(_("effective from"), null=True, blank=True)
    effective_until = models.DateTimeField(_("effective until"), null=True, blank=True)
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="tier_versions", verbose_name=_("calendar"))
    matrix = models.JSONField(_("priority matrix"), default=first_matrix)  # impact -> urgency -> priority
    vendor_pauses = models.BooleanField(
        _("waiting for a vendor pauses"),
        default=True,
        help_text=_("The clocks for resolution and level stand still while a vendor has the case."),
    )
    own_it_pauses = models.BooleanField(
        _("waiting for the customer's own IT pauses"),
        default=True,
        help_text=_("The clocks for resolution and level stand still while the customer's own IT has the case."),
    )
    raise_restarts = models.BooleanField(
        _("raising the priority starts the new times"),
        default=False,
        help_text=_("Else what was used before counts against the new target too."),
    )
    acceptance_minutes = models.PositiveIntegerField(
        _("acceptance time"),
        null=True,
        blank=True,
        default=30,
        validators=[MinValueValidator(1)],
        help_text=_("Minutes of service time a team has to accept a hand-over. Empty: hand-overs take effect at once."),
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("closes after"),
        null=True,
        blank=True,
        default=7,
        help_text=_("Days after resolving. Empty: never by itself."),
    )
    reopen_days = models.PositiveSmallIntegerField(
        _("can be reopened for"), default=30, help_text=_("Days after closing.")
    )

    chases = models.PositiveSmallIntegerField(
        _("reminders to a silent requester"), default=0, help_text=_("0: he is never reminded, the ticket comes back.")
    )
    chase_after_minutes = models.PositiveIntegerField(
        _("each after"),
        default=540,
        validators=[MinValueValidator(1)],
        help_text=_("Minutes of service time without an answer. After the last one the ticket is resolved."),
    )

    objects = TierVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("tier version")
        verbose_name_plural = _("tier versions")
        ordering = ["tier", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["tier", "number"], name="tier_version_number_once"),
            models.CheckConstraint(
                condition=models.Q(status="draft") | models.Q(effective_from__isnull=False),
                name="tier_version_active_has_start",
            ),
            ExclusionConstraint(
                name="tier_version_one_at_a_time",
                expressions=[
                    ("tier", RangeOperators.EQUAL),
                    (TsTzRange("effective_from", "effective_until"), RangeOperators.OVERLAPS),
                ],
                condition=~models.Q(status="draft"),
                violation_error_message=_("Two versions of one tier cannot be in force at once."),
            ),
        ]

    def __str__(self):
        return f"{self.tier} {self.number}"

    def priority_for(self, impact: str, urgency: str) -> str:
        return self.matrix[impact][urgency]

    def copy_as_draft(self) -> "TierVersion":
        """Return a saved draft with the same content and the next number."""
        last = self.tier.versions.order_by("-number").values_list("number", flat=True).first()
        draft = TierVersion.objects.create(
            tier=self.tier, number=last + 1, **{name: getattr(self, name) for name in self.CONTENT}
        )
        targets = list(self.targets.all())
        for target in targets:
            target.pk, target.version = None, draft
        Target.objects.bulk_create(targets)
        return draft

    @property
    def is_draft(self):
        return self.status == self.Status.DRAFT

    def save(self, *args, **kwargs):
        """Raises ImmutableVersion for a version that was active before; activation and retiring do not come this way."""
        if self.pk and TierVersion.objects.filter(pk=self.pk).exclude(status=self.Status.DRAFT).exists():
            raise ImmutableVersion(_("An active version of a tier never changes. Add a new version instead."))
        super().save(*args, **kwargs)


def matrix_is_complete(matrix) -> bool:
    """Whether `matrix` names a known priority for each impact and urgency."""
    return all(matrix.get(i, {}).get(u) in Priority.values for i in Impact.values for u in Urgency.values)


class Target(models.Model):
    class Clock(models.TextChoices):
        FIRST_RESPONSE = "first_response", _("First response")
        NEXT_UPDATE = "next_update", _("Next update")
        RESOLUTION = "resolution", _("Resolution")
        LEVEL_1 = "level_1", _("First level")
        LEVEL_2 = "level_2", _("Second level")

    version = models.ForeignKey(TierVersion, models.CASCADE, related_name="targets", verbose_name=_("tier version"))
    clock = models.CharField(_("clock"), max_length=20, choices=Clock)
    priority = models.CharField(_("priority"), max_length=2, choices=Priority)
    category = models.CharField(
        _("category"), max_length=10, choices=Category, null=True, blank=True, help_text=_("Empty: all.")
    )
    seconds = models.PositiveIntegerField(_("time (seconds)"), validators=[MinValueValidator(1)])
    around_the_clock = models.BooleanField(_("around the clock"), default=False)
    warn_percent = models.PositiveSmallIntegerField(
        _("warn at % used"), default=75, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["version", "priority", "clock"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "clock", "priority", "category"], name="target_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=models.Q(seconds__gte=1), name="target_positive"),
            models.CheckConstraint(
                condition=models.Q(warn_percent__gte=1, warn_percent__lte=100), name="target_warn_percent"
            ),
        ]

    def __str__(self):
        return f"{self.priority} {self.get_clock_display()}"

    def _refuse_if_active(self):
        if not self.version.is_draft:
            raise ImmutableVersion(_("An active version of a tier never changes. Add a new version instead."))

    def save(self, *args, **kwargs):
        self._refuse_if_active()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self._refuse_if_active()
        return super().delete(*args, **kwargs)
