import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import ProviderContract
from sla.models import Calendar
from tickets.models import Message, Ticket


class VendorCaseQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def visible_to(self, user):
        return self.filter(ticket__in=Ticket.objects.workable_by(user))

    def given_to(self, user):
        """Those that a person of a third party works on: cases given to his vendor, or to his customer's own IT.

        A case stays with the customer's own IT only while its ticket is that customer's.
        """
        if not user.is_party:
            return self.none()
        own_it = models.Q(vendor__in=user.own_it_ids, ticket__organisation=models.F("vendor"))
        return self.filter(models.Q(vendor__in=user.vendor_ids) | own_it)


class VendorCase(models.Model):
    """A third party works on a ticket under its own number, at any level. Its clock is its own (C16)."""

    class Kind(models.TextChoices):
        REMOTE = "remote", _("Remote")
        ON_SITE = "on_site", _("Visit on site")
        RETURN = "return", _("Return (RMA)")
        SPECIALIST = "specialist", _("Specialist")

    class Share(models.TextChoices):
        """What of the ticket the party reads beside what it is asked."""

        DEVICE = "device", _("Device and serial number")
        SITE = "site", _("Site and address")
        CONTACT = "contact", _("Contact: the requester's name and telephone")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="vendor_cases")
    vendor = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("vendor"))
    contract = models.ForeignKey(
        ProviderContract, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("provider contract")
    )
    reference = models.CharField(_("reference number"), max_length=100, blank=True)
    kinds = ArrayField(models.CharField(max_length=10, choices=Kind), default=list, verbose_name=_("kind"))
    what = models.CharField(_("what is asked of them"), max_length=500)
    shares = ArrayField(
        models.CharField(max_length=10, choices=Share), default=list, blank=True, verbose_name=_("they may read")
    )
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # What the vendor promised, and the hours in which it counts; None: every hour of the week.
    promised_at = models.DateTimeField(_("promised by"), null=True, blank=True)
    promise_given_at = models.DateTimeField(null=True, blank=True)  # what we owed before does not put `promised_at` off
    target_minutes = models.PositiveIntegerField(_("promised in"), null=True, blank=True)
    calendar = models.ForeignKey(Calendar, models.SET_NULL, null=True, blank=True, related_name="+")
    # While we owe them something their clock stands: instants of its begin and end, in order.
    owed = models.JSONField(default=list, blank=True)
    owed_what = models.CharField(_("what we owe them"), max_length=200, blank=True)
    said_done_at = models.DateTimeField(_("reported as done"), null=True, blank=True)  # by them; we confirm
    confirmed_at = models.DateTimeField(_("work confirmed"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    loan_device = models.CharField(_("loan device"), max_length=200, blank=True)
    is_wiped = models.BooleanField(_("data wiped"), null=True, blank=True)
    costs = models.CharField(_("costs"), max_length=200, blank=True)
    costs_approved_by = models.CharField(_("approved by"), max_length=200, blank=True)
    shipping = models.CharField(_("shipping numbers"), max_length=300, blank=True)
    chased_at = models.DateTimeField(_("chased"), null=True, blank=True)
    requester_told_at = models.DateTimeField(_("requester told"), null=True, blank=True)
    late_told_at = models.DateTimeField(_("agent told"), null=True, blank=True)
    lead_told_at = models.DateTimeField(_("lead told"), null=True, blank=True)

    hours = None  # (calendar's id, compiled): see vendor_clock.calendar_of

    objects = VendorCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("vendor case")
        verbose_name_plural = _("vendor cases")
        ordering = ["opened_at", "pk"]
        indexes = [
            # For the lists of open cases, at the desk and of each party: few among many closed ones.
            models.Index(fields=["vendor", "ticket"], name="vendor_case_open", condition=models.Q(closed_at=None)),
        ]

    def __str__(self):
        return f"{self.vendor} {self.reference}".strip()


class VendorStep(models.Model):
    """Something that has to happen in a vendor case: a visit, a parcel, an answer."""

    class Side(models.TextChoices):
        US = "us", _("Proposed by them")
        THEM = "them", _("Proposed to them")

    case = models.ForeignKey(VendorCase, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=VendorCase.Kind)
    what = models.CharField(_("what"), max_length=200)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    due_at = models.DateTimeField(_("by"), null=True, blank=True)  # a visit's end
    who = models.CharField(_("who"), max_length=200, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    # Whose word it still needs; until then nobody counts on it.
    asked_of = models.CharField(max_length=4, choices=Side, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    uid = models.UUIDField(default=uuid.uuid4, editable=False)  # names the visit in calendars
    revision = models.PositiveSmallIntegerField(default=0)  # so that a calendar takes the newer of two files

    @property
    def is_visit(self):
        """Something for a calendar: it has a beginning and an end."""
        return self.starts_at is not None and self.due_at is not None

    class Meta:
        verbose_name = _("step of a vendor case")
        verbose_name_plural = _("steps of a vendor case")
        ordering = ["case", "position", "pk"]

    def __str__(self):
        return self.what


class CaseMessage(models.Model):
    """A message that the party of a case reads: written to it, by it, or shared with it."""

    case = models.ForeignKey(VendorCase, models.CASCADE, related_name="case_messages")
    message = models.ForeignKey(Message, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("message of a vendor case")
        verbose_name_plural = _("messages of vendor cases")
        constraints = [models.UniqueConstraint(fields=["case", "message"], name="case_message_once")]

    def __str__(self):
        return f"{self.case_id}: {self.message_id}"
