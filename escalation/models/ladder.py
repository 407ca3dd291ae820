from functools import cached_property

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.errors import ImmutableVersion
from sla.models import TierVersion
from tickets.models import Ticket, TicketClock


class LadderQuerySet(models.QuerySet):
    def of(self, version):
        """The ladder of a tier version: its own, or the newest of an earlier version of the tier; None without one."""
        earlier = self.filter(version__tier=version.tier_id, version__number__lte=version.number)
        return earlier.order_by("-version__number").first()


class Ladder(models.Model):
    """What happens while nobody acts, for the tickets of a tier from one of its versions on."""

    class Late(models.TextChoices):
        """What becomes of steps whose time passed while the sweep stood still."""

        ALL = "all", _("All of them are made up")
        LAST = "last", _("Only the last one of each clock")
        NONE = "none", _("None of them")

    class Silent(models.TextChoices):
        TEAM = "team", _("The ticket goes back to the team")
        DEPUTY = "deputy", _("The deputy gets it, else the team")

    version = models.OneToOneField(TierVersion, models.CASCADE, related_name="ladder", verbose_name=_("tier version"))
    late_steps = models.CharField(_("late steps"), max_length=4, choices=Late, default=Late.ALL)
    silent_minutes = models.PositiveIntegerField(
        _("an agent is silent after"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Minutes of service time without a word of his. He is told; as long again, and he loses it."),
    )
    silent_action = models.CharField(_("then"), max_length=6, choices=Silent, default=Silent.TEAM)

    objects = LadderQuerySet.as_manager()

    class Meta:
        verbose_name = _("ladder")
        verbose_name_plural = _("ladders")

    def __str__(self):
        return str(self.version)

    @cached_property
    def rungs(self) -> list["LadderStep"]:
        """Its steps, read once: asked again and again for the many tickets of a sweep."""
        return list(self.steps.all())

    def save(self, *args, **kwargs):
        require_draft(self.version)
        super().save(*args, **kwargs)


def require_draft(version):
    if not TierVersion.objects.filter(pk=version.pk, status=TierVersion.Status.DRAFT).exists():
        raise ImmutableVersion(_("The ladder of a version in force never changes. Draft a new version instead."))


class LadderStep(models.Model):
    """One step: when, what, and whom it reaches. Fires once per clock and cycle."""

    class Basis(models.TextChoices):
        """What the minutes of a step beside the target are counted in."""

        SERVICE = "service", _("service time")
        REAL = "real", _("real time")

    class Action(models.TextChoices):
        NOTIFY = "notify", _("Tell")
        RAISE = "raise", _("Raise the priority")
        MOVE = "move", _("Hand to the next level")
        CALL_LEAD = "call_lead", _("Call the lead")

    class Audience(models.TextChoices):
        ASSIGNEE = "assignee", _("The agent, else the team on duty")
        TEAM = "team", _("The team on duty")
        LEAD = "lead", _("The team's lead")
        NEXT_LEAD = "next_lead", _("The next level's lead")
        SERVICE_MANAGER = "service_manager", _("The service manager")
        CUSTOMER_MANAGER = "customer_manager", _("The customer's manager")

    ladder = models.ForeignKey(Ladder, models.CASCADE, related_name="steps", verbose_name=_("ladder"))
    position = models.PositiveSmallIntegerField(_("position"))
    clock = models.CharField(_("clock"), max_length=20, choices=TicketClock.Kind)
    # One of the two: at a share of the target, or minutes before (below zero) or after the due time.
    at_percent = models.PositiveSmallIntegerField(
        _("at % of the target"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    offset_minutes = models.IntegerField(
        _("minutes from the due time"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-527_040), MaxValueValidator(527_040)],
    )
    basis = models.CharField(_("counted in"), max_length=7, choices=Basis, default=Basis.SERVICE)
    action = models.CharField(_("what"), max_length=10, choices=Action, default=Action.NOTIFY)
    audience = ArrayField(
        models.CharField(max_length=20, choices=Audience), default=list, blank=True, verbose_name=_("whom")
    )
    in_quiet_hours = models.BooleanField(_("also in quiet hours"), default=False)
    not_once_acknowledged = models.BooleanField(_("not once acknowledged"), default=True)

    class Meta:
        verbose_name = _("step of a ladder")
        verbose_name_plural = _("steps of a ladder")
        ordering = ["ladder", "clock", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(at_percent__isnull=True) ^ models.Q(offset_minutes__isnull=True),
                name="ladder_step_has_one_time",
                violation_error_message=_("Say either at what share of the target, or how many minutes from it."),
            ),
            models.UniqueConstraint(
                fields=["ladder", "clock", "at_percent", "offset_minutes", "basis", "action"],
                name="ladder_step_once",
                nulls_distinct=False,
                violation_error_message=_("The ladder has this step already. Name everybody it reaches in one."),
            ),
        ]

    def __str__(self):
        return f"{self.ladder} {self.clock} {self.position}"

    @cached_property
    def slot(self) -> str:
        """What it is known by in Firing: the same step of a later version is the same, and does not fire again."""
        time = f"{self.at_percent}%" if self.at_percent is not None else f"{self.offset_minutes:+d}{self.basis[0]}"
        return f"{time}:{self.action}"

    def save(self, *args, **kwargs):
        require_draft(self.ladder.version)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        require_draft(self.ladder.version)
        return super().delete(*args, **kwargs)


class Acknowledgement(models.Model):
    """Somebody has seen that a clock runs out and takes care: steps that would follow in this cycle fall away."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="acknowledgements")
    clock = models.CharField(max_length=20, choices=TicketClock.Kind)
    cycle = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        constraints = [models.UniqueConstraint(fields=["ticket", "clock", "cycle"], name="acknowledged_once")]

    def __str__(self):
        return f"{self.ticket_id} {self.clock}/{self.cycle}"


class Hold(models.Model):
    """A coming step or move is put off until an instant at the latest; no clock and no due time changes (C19)."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="holds")
    clock = models.CharField(max_length=20, choices=TicketClock.Kind)
    cycle = models.PositiveIntegerField()
    step = models.CharField(max_length=20)  # as Firing.step
    until = models.DateTimeField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [models.UniqueConstraint(fields=["ticket", "clock", "cycle", "step"], name="hold_once")]

    def __str__(self):
        return f"{self.ticket_id} {self.step} {self.until:%Y-%m-%d %H:%M}"
