import zoneinfo

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.choices import Language


def validate_time_zone(name):
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is no time zone. Examples: Europe/Berlin, UTC."), params={"name": name})


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What `user` may know to exist: agents those their teams serve, everybody his own."""
        if user.serves_all:
            return self
        own = models.Q(memberships__user=user)
        return self.filter(own | models.Q(pk__in=user.served_organisation_ids)).distinct()

    def served_by(self, user):
        """Those `user` works for as an agent; where he is only an employee himself, he has no agent's rights."""
        return self if user.serves_all else self.filter(pk__in=user.served_organisation_ids)


class Organisation(models.Model):
    class Kind(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        VENDOR = "vendor", _("Vendor")
        OWN = "own", _("Our own")

    class Sharing(models.TextChoices):
        """Which tickets colleagues see of one another in the portal."""

        OWN = "own", _("Everybody sees his own tickets")
        COLLEAGUES = "colleagues", _("Colleagues see each other's tickets")

    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CUSTOMER)
    mail_domains = ArrayField(
        models.CharField(max_length=253), default=list, blank=True, verbose_name=_("mail domains")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.GERMAN)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Berlin", validators=[validate_time_zone]
    )
    sharing = models.CharField(_("sharing"), max_length=10, choices=Sharing, default=Sharing.OWN)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    case_mail = models.EmailField(
        _("e-mail for cases"),
        blank=True,
        help_text=_("Where a vendor, a partner or the customer's own IT reads what we ask of them."),
    )
    notes = models.TextField(
        _("notes for agents"), blank=True, max_length=2000, help_text=_("Shown on every ticket of this customer.")
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def is_vendor(self):
        return self.kind == self.Kind.VENDOR


class Site(models.Model):
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="sites", verbose_name=_("organisation"))
    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=300, blank=True)
    country = models.CharField(_("country"), max_length=2, default="DE", help_text=_("Two letters, for example DE."))
    state = models.CharField(_("federal state"), max_length=10, blank=True, help_text=_("For example HH or BY."))
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_time_zone])

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="site_once_per_organisation")]

    def __str__(self):
        return self.name
