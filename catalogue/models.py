from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Site
from core.choices import Category, Impact, Urgency
from sla.models import Calendar, Contract


class Service(models.Model):
    """Something that can be reported or ordered."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    name_de = models.CharField(_("German name"), max_length=100, blank=True)
    hint = models.CharField(
        _("hint"), max_length=200, blank=True, help_text=_("One line under the name in the portal.")
    )
    hint_de = models.CharField(_("German hint"), max_length=200, blank=True)
    icon = models.CharField(
        _("icon"), max_length=40, blank=True, help_text=_("Name of a Lucide icon, for example wifi.")
    )
    category = models.CharField(_("category"), max_length=10, choices=Category)
    skill = models.CharField(
        _("skill"), max_length=50, blank=True, help_text=_("What the expert team needs, for example network.")
    )
    impact = models.CharField(_("usual impact"), max_length=10, choices=Impact, default=Impact.ONE)
    urgency = models.CharField(_("usual urgency"), max_length=10, choices=Urgency, default=Urgency.SLOWED)
    process = models.TextField(
        _("process description"),
        blank=True,
        max_length=5000,
        help_text=_("Lines that begin with “- ” are a checklist beside the ticket, all others text."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["category", "position", "name"]

    def __str__(self):
        return self.in_language("name")

    @property
    def hint_here(self):
        return self.in_language("hint")

    def in_language(self, field):
        """The field in the language of the moment, German where it was given."""
        german = (get_language() or "").startswith("de") and getattr(self, f"{field}_de")
        return german or getattr(self, field)


class Question(models.Model):
    """What a service's form asks, so that nobody has to ask back."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        CHOICE = "choice", _("Choice")
        YES_NO = "yes_no", _("Yes or no")

    service = models.ForeignKey(Service, models.CASCADE, related_name="questions", verbose_name=_("service"))
    text = models.CharField(_("question"), max_length=200)
    text_de = models.CharField(_("German question"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TEXT)
    choices = models.TextField(_("choices"), blank=True, max_length=1000, help_text=_("One per line."))
    choices_de = models.TextField(_("German choices"), blank=True, max_length=1000, help_text=_("In the same order."))
    is_required = models.BooleanField(_("required"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["service", "position", "pk"]

    def __str__(self):
        german = (get_language() or "").startswith("de") and self.text_de
        return german or self.text


class DeviceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What `user` may know to exist: agents the devices of organisations they serve, everybody his own."""
        if user.serves_all:
            return self
        return self.filter(models.Q(organisation__in=user.served_organisation_ids) | models.Q(owner=user))


class Device(models.Model):
    name = models.CharField(_("name"), max_length=100)
    model = models.CharField(_("model"), max_length=100, blank=True)
    serial = models.CharField(_("serial number"), max_length=100, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="devices", verbose_name=_("organisation")
    )
    site = models.ForeignKey(Site, models.SET_NULL, null=True, blank=True, verbose_name=_("site"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="devices",
        verbose_name=_("used by"),
    )
    vendor = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("vendor")
    )
    warranty_until = models.DateField(_("warranty until"), null=True, blank=True)
    contract = models.ForeignKey(
        Contract,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="devices",
        verbose_name=_("contract of its own"),
        help_text=_("Decides the SLA tier of tickets about this device, before the organisation's contract."),
    )

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "serial"], condition=~models.Q(serial=""), name="device_serial_once"
            )
        ]

    def __str__(self):
        return self.name


class ProviderContract(models.Model):
    """What a third party does for a customer, at one site or all, for one service or all."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="provider_contracts", verbose_name=_("organisation")
    )
    site = models.ForeignKey(
        Site, models.CASCADE, null=True, blank=True, verbose_name=_("site"), help_text=_("Empty: all.")
    )
    service = models.ForeignKey(
        Service, models.SET_NULL, null=True, blank=True, verbose_name=_("service"), help_text=_("Empty: all.")
    )
    vendor = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("vendor"))
    what = models.CharField(_("what it is about"), max_length=100, help_text=_("For example: Internet line."))
    customer_number = models.CharField(_("their customer number"), max_length=100, blank=True)
    line_number = models.CharField(_("line or device number"), max_length=100, blank=True)
    hotline = models.CharField(_("hotline"), max_length=40, blank=True)
    mail = models.EmailField(
        _("e-mail"), blank=True, help_text=_("Where cases under this contract are sent. Empty: the vendor's own.")
    )
    hours = models.CharField(_("reached"), max_length=100, blank=True, help_text=_("For example: Mon–Sat 06–22."))
    may_order = models.CharField(_("who may order"), max_length=200, blank=True)
    they_ask = models.CharField(_("they ask for"), max_length=500, blank=True)
    agreed = models.CharField(_("agreed"), max_length=200, blank=True, help_text=_("For example: restored in 8 hours."))
    calendar = models.ForeignKey(
        Calendar, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("their service hours")
    )
    restored_minutes = models.PositiveIntegerField(
        _("restored in (minutes)"), null=True, blank=True, help_text=_("Of their service hours.")
    )

    class Meta:
        verbose_name = _("provider contract")
        verbose_name_plural = _("provider contracts")
        ordering = ["organisation", "what"]

    def __str__(self):
        return f"{self.what} · {self.vendor}"
