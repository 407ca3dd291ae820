from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Site, Team
from catalogue.models import Device, Service
from core.choices import Category, Impact, Level, Priority, Urgency
from core.text import SUBJECT_LIMIT
from sla.models import TierVersion

from .search import words_of


class TicketQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What `user` may know to exist; all else answers 404.

        Everybody: his own tickets and those he was added to; those of an organisation he manages, or where colleagues
        share. An agent besides: the tickets of all organisations one of his teams serves, and those his teams hold.
        """
        if user.serves_all:
            return self
        allowed = models.Q(requester=user) | models.Q(pk__in=Follower.objects.filter(user=user).values("ticket"))
        if organisations := {*user.served_organisation_ids, *user.shared_organisation_ids}:
            allowed |= models.Q(organisation__in=organisations)
        if user.team_ids:
            allowed |= models.Q(team__in=user.team_ids)
        return self.filter(allowed)

    def workable_by(self, user):
        """What `user` may work on as an agent: an agent's own reports to another provider's desk are not among them."""
        if user.serves_all:
            return self
        if not user.is_agent:
            return self.none()
        return self.filter(models.Q(organisation__in=user.served_organisation_ids) | models.Q(team__in=user.team_ids))

    def unfinished(self):
        return self.exclude(status__in=Ticket.FINISHED)

    def due_at(self, instant):
        """What the sweep has to look at, longest overdue first."""
        return self.filter(next_action_at__lte=instant).order_by("next_action_at")

    def for_list(self):
        """Everything one row of a ticket list shows, in a fixed number of queries."""
        return self.select_related("requester", "assignee", "team", "organisation").prefetch_related("clocks")


class Ticket(models.Model):
    class Status(models.TextChoices):
        NEW = "new", _("New")
        OPEN = "open", _("In progress")
        WAITING_REQUESTER = "waiting_requester", _("Waiting: customer")
        WAITING_VENDOR = "waiting_vendor", _("Waiting: vendor")
        PLANNED = "planned", _("Planned")
        RESOLVED = "resolved", _("Resolved")
        CLOSED = "closed", _("Closed")

    class Channel(models.TextChoices):
        PORTAL = "portal", _("Web form")
        PHONE = "phone", _("Telephone")
        MAIL = "mail", _("E-mail")
        API = "api", _("API")

    FINISHED = (Status.RESOLVED, Status.CLOSED)
    WAITING = (Status.WAITING_REQUESTER, Status.WAITING_VENDOR, Status.PLANNED)

    number = models.BigAutoField(_("number"), primary_key=True)
    # The number in the system a ticket was taken over from; for manage.py replay and the API.
    external_id = models.CharField(_("external number"), max_length=100, null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=SUBJECT_LIMIT)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="tickets", verbose_name=_("organisation")
    )
    site = models.ForeignKey(Site, models.SET_NULL, null=True, blank=True, verbose_name=_("site"))
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="requested_tickets", verbose_name=_("requester")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.PORTAL)

    category = models.CharField(_("category"), max_length=10, choices=Category)
    service = models.ForeignKey(Service, models.SET_NULL, null=True, blank=True, verbose_name=_("service"))
    device = models.ForeignKey(Device, models.SET_NULL, null=True, blank=True, verbose_name=_("device"))
    answers = models.JSONField(_("answers"), default=list, blank=True)  # [[question, answer], …] as they were asked
    impact = models.CharField(_("impact"), max_length=10, choices=Impact)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency)
    priority = models.CharField(_("priority"), max_length=2, choices=Priority)
    priority_reason = models.CharField(_("reason for another priority"), max_length=500, blank=True)

    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.NEW)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, default=Level.FIRST)
    team = models.ForeignKey(Team, models.PROTECT, related_name="tickets", verbose_name=_("team"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_tickets",
        verbose_name=_("agent"),
    )
    # While waiting or planned: for what, for whom by name, and the instant at which the ticket comes back by itself.
    waiting_reason = models.CharField(_("waits for"), max_length=500, blank=True)
    waiting_vendor = models.CharField(_("vendor"), max_length=200, blank=True)
    vendor_reference = models.CharField(_("reference number"), max_length=100, blank=True)
    waiting_until = models.DateTimeField(_("comes back"), null=True, blank=True)
    chases = models.PositiveSmallIntegerField(_("reminders sent"), default=0)  # in this wait for the requester

    # The latest `promised` fact, and why that tier: override, device, contract or default (sla/choosing.py).
    tier_version = models.ForeignKey(TierVersion, models.PROTECT, related_name="tickets", verbose_name=_("promise"))
    tier_reason = models.CharField(max_length=10)

    problem = models.TextField(_("problem"), blank=True)
    cause = models.TextField(_("cause"), blank=True)
    solution = models.TextField(_("solution"), blank=True)

    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_tickets", verbose_name=_("merged into")
    )

    opened_at = models.DateTimeField(_("received"))
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    # Written by tickets.clocks alone, from the clocks' readings: what the queue sorts and groups by.
    next_due_at = models.DateTimeField(null=True, blank=True)
    next_clock = models.CharField(max_length=20, blank=True)
    breached_clocks = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    next_action_at = models.DateTimeField(null=True, blank=True)  # for the sweep: design, section 6
    last_seq = models.PositiveIntegerField(default=0)  # of the newest event
    last_event_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)  # counts changes, so that a form notices somebody else's

    # Subject and number in words of both languages, kept by the database.
    search = models.GeneratedField(expression=words_of("subject"), output_field=SearchVectorField(), db_persist=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], condition=models.Q(external_id__isnull=False), name="ticket_external_id_once"
            ),
            models.CheckConstraint(condition=models.Q(level__in=Level.values), name="ticket_level_known"),
            models.CheckConstraint(condition=models.Q(priority__in=Priority.values), name="ticket_priority_known"),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=[
                        "new",
                        "open",
                        "waiting_requester",
                        "waiting_vendor",
                        "planned",
                        "resolved",
                        "closed",
                    ]
                ),
                name="ticket_status_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="planned") | models.Q(waiting_until__isnull=False),
                name="ticket_planned_has_instant",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="resolved") | models.Q(resolved_at__isnull=False),
                name="ticket_resolved_has_instant",
            ),
        ]
        indexes = [
            # For the sweep in escalation.sweep: only what has something coming.
            models.Index(
                fields=["next_action_at"], name="ticket_next_action", condition=models.Q(next_action_at__isnull=False)
            ),
            # For the desk's queue: open tickets by what is due next; the second for one team's view of it.
            models.Index(
                fields=["next_due_at", "number"],
                name="ticket_open_by_due",
                condition=~models.Q(status__in=["resolved", "closed"]),
            ),
            models.Index(
                fields=["team", "next_due_at"],
                name="ticket_open_by_team",
                condition=~models.Q(status__in=["resolved", "closed"]),
            ),
            # For its other views: those with a reached promise come first; one agent's; nobody's, which are few among
            # many closed ones, so that without an index of their own they are looked for in the whole table.
            models.Index(
                fields=["next_due_at", "number"],
                name="ticket_open_reached",
                condition=~models.Q(status__in=["resolved", "closed"]) & ~models.Q(breached_clocks=[]),
            ),
            models.Index(
                fields=["assignee", "next_due_at"],
                name="ticket_open_by_assignee",
                condition=~models.Q(status__in=["resolved", "closed"]),
            ),
            models.Index(
                fields=["next_due_at", "number"],
                name="ticket_open_unassigned",
                condition=~models.Q(status__in=["resolved", "closed"]) & models.Q(assignee__isnull=True),
            ),
            # For "my tickets" in the portal and the customer card.
            models.Index(fields=["requester", "-number"], name="ticket_by_requester"),
            models.Index(fields=["organisation", "-number"], name="ticket_by_organisation"),
            # For the month's figures of a customer in reports.quota: what was touched in the month.
            models.Index(fields=["organisation", "last_event_at"], name="ticket_by_organisation_time"),
            # For the search in tickets.searching: words, then parts of words.
            GinIndex(fields=["search"], name="ticket_words"),
            GinIndex(OpClass(Upper("subject"), "gin_trgm_ops"), name="ticket_subject_trigram"),
        ]

    def __str__(self):
        return f"#{self.number} {self.subject}"

    def get_absolute_url(self):
        """The agents' page; the employees' one is portal:ticket."""
        return reverse("desk:ticket", args=[self.number])

    @property
    def is_finished(self):
        return self.status in self.FINISHED

    @property
    def is_waiting(self):
        return self.status in self.WAITING

    @property
    def waits_for_own_it(self):
        """Whether the third party it waits for is the customer's own IT."""
        is_named = self.waiting_vendor.casefold() == self.organisation.name.casefold()
        return self.status == self.Status.WAITING_VENDOR and is_named


class Follower(models.Model):
    """Somebody an agent added to a ticket: reads it and is told what the requester is told."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="followers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="followed")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="follower_once")]

    def __str__(self):
        return f"{self.user} → {self.ticket_id}"
