from functools import cached_property

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.choices import Category, Level

from .organisation import Organisation


class TeamQuerySet(models.QuerySet):
    def serving(self, organisation):
        """Teams that work for `organisation`, by name or because they serve everybody."""
        return self.filter(models.Q(serves_all=True) | models.Q(scopes__organisation=organisation)).distinct()


class Team(models.Model):
    name = models.CharField(_("name"), max_length=100, unique=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, default=Level.FIRST)
    categories = ArrayField(
        models.CharField(max_length=10, choices=Category),
        default=list,
        blank=True,
        verbose_name=_("categories"),
        help_text=_("Empty means all."),
    )
    skills = ArrayField(
        models.CharField(max_length=50),
        default=list,
        blank=True,
        verbose_name=_("skills"),
        help_text=_("As services name them, separated by commas: network, microsoft, linux."),
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="teams", blank=True, verbose_name=_("members")
    )
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="led_teams",
        verbose_name=_("lead"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("belongs to"),
        help_text=_("A customer's own IT, or a vendor. Empty: one of our teams."),
    )
    serves_all = models.BooleanField(_("serves all organisations"), default=False)
    asks_acceptance = models.BooleanField(
        _("accepts hand-overs"), default=True, help_text=_("If not, a ticket handed to this team is its own at once.")
    )
    needs = models.TextField(
        _("needs to know with a hand-over"), blank=True, max_length=2000, help_text=_("One item per line.")
    )
    essentials = models.TextField(
        _("cannot begin without"),
        blank=True,
        max_length=2000,
        help_text=_("One item per line. Who hands over without one of them is asked why."),
    )
    assigns_itself = models.BooleanField(
        _("gives tickets to its people by itself"),
        default=False,
        help_text=_("To whoever is on duty and has least to do. Else a person is suggested."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["level", "name"]
        constraints = [models.CheckConstraint(condition=models.Q(level__in=Level.values), name="team_level_known")]

    def __str__(self):
        return self.name

    @cached_property
    def people(self) -> list:
        """Its members and its lead, each once, in the order of their keys."""
        people = {person.pk: person for person in self.members.all()}
        if self.lead_id and self.lead_id not in people:
            people[self.lead_id] = self.lead
        return [people[pk] for pk in sorted(people)]


class AgentScope(models.Model):
    """Which organisations a team serves by name."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="scopes", verbose_name=_("team"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="agent_scopes", verbose_name=_("organisation")
    )

    class Meta:
        verbose_name = _("served organisation")
        verbose_name_plural = _("served organisations")
        constraints = [models.UniqueConstraint(fields=["team", "organisation"], name="agent_scope_once")]

    def __str__(self):
        return f"{self.team} → {self.organisation}"
