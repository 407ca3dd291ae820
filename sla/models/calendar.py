from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import validate_time_zone
from core.errors import ImmutableVersion

from ..business_time import Definition


class Calendar(models.Model):
    """Opening hours under a name that stays; what they are stands in its versions."""

    name = models.CharField(_("name"), max_length=100, unique=True)

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def version_at(self, now):
        """The version in force at `now`; None before the first one."""
        since_ever_or_past = models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=now)
        return (
            self.versions.counting()
            .filter(since_ever_or_past)
            .order_by(models.F("valid_from").desc(nulls_last=True))
            .first()
        )


class CalendarVersionQuerySet(models.QuerySet):
    def counting(self):
        """All but those taken back before they began."""
        return self.filter(withdrawn_at__isnull=True)


class CalendarVersion(models.Model):
    """What a calendar says from an instant on. A change of opening hours is a new version, never an edit.

    Holidays are stored as dates, not looked up: the same history is read the same way after a library's update.
    """

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="versions", verbose_name=_("calendar"))
    valid_from = models.DateTimeField(
        _("valid from"), null=True, blank=True, help_text=_("Empty: since ever (only the first version).")
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Berlin", validators=[validate_time_zone]
    )
    # {"mon": [["08:00", "17:00"]], …}, as in sla/business_time.py
    weekly = models.JSONField(_("weekly hours"), default=dict)
    country = models.CharField(_("country of the holidays"), max_length=2, blank=True)
    state = models.CharField(_("federal state of the holidays"), max_length=10, blank=True)
    # [{"date": "2026-12-25", "name": "…", "hours": [["08:00", "12:00"]]}, …]; no hours: closed.
    holidays = models.JSONField(_("holidays and other dates"), default=list, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    # A version whose start lies ahead may be taken back; nothing was counted by it yet.
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = CalendarVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar version")
        verbose_name_plural = _("calendar versions")
        ordering = ["calendar", models.F("valid_from").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "valid_from"],
                name="calendar_version_once",
                nulls_distinct=False,
                condition=models.Q(withdrawn_at__isnull=True),
                violation_error_message=_("A version of this calendar already starts at that instant."),
            )
        ]

    def __str__(self):
        return f"{self.calendar} · {self.valid_from:%Y-%m-%d}" if self.valid_from else str(self.calendar)

    @property
    def definition(self) -> Definition:
        """Raises CalendarError for hours that make no calendar."""
        return Definition.from_json({"time_zone": self.time_zone, "weekly": self.weekly, "holidays": self.holidays})

    def withdraw(self, *, now):
        """Take a version back before it begins. Raises ImmutableVersion once it counts. Twice is once."""
        if self.valid_from is None or self.valid_from <= now:
            raise ImmutableVersion(_("This version counts already. Add a new version instead."))
        CalendarVersion.objects.filter(pk=self.pk, withdrawn_at=None).update(withdrawn_at=now)

    def save(self, *args, **kwargs):
        if self.pk and CalendarVersion.objects.filter(pk=self.pk).exists():
            raise ImmutableVersion(_("A version of a calendar never changes. Add a new version instead."))
        super().save(*args, **kwargs)


class HolidayYear(models.Model):
    """Somebody has looked at a year's holidays of a calendar and found them right."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="confirmed_years")
    year = models.PositiveSmallIntegerField(_("year"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed"))

    class Meta:
        verbose_name = _("confirmed year")
        verbose_name_plural = _("confirmed years")
        constraints = [models.UniqueConstraint(fields=["calendar", "year"], name="holiday_year_once")]

    def __str__(self):
        return f"{self.calendar} {self.year}"
