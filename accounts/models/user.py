from collections import defaultdict

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower, Upper
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.choices import Language

from .organisation import Organisation, Site, validate_time_zone


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whom `user` may know to exist: agents the people of the organisations they serve and their colleagues."""
        if user.serves_all:
            return self
        if not user.is_agent:
            return self.filter(pk=user.pk)
        served = models.Q(memberships__organisation__in=user.served_organisation_ids)
        return self.filter(served | models.Q(teams__in=user.team_ids) | models.Q(pk=user.pk)).distinct()

    def with_teams(self):
        """These people as a list, with the teams of all of them read by one statement."""
        people, teams = list(self), defaultdict(list)
        through = User.teams.through.objects.filter(user__in=[person.pk for person in people if person.is_active])
        for user, *team in through.values_list("user_id", "team_id", "team__serves_all"):
            teams[user].append(team)
        for person in people:
            person._teams = teams[person.pk]
        return people


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    class Theme(models.TextChoices):
        SYSTEM = "", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(_("e-mail"), unique=True)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile telephone"), max_length=40, blank=True)
    works_as = models.CharField(_("works as"), max_length=100, blank=True)
    room = models.CharField(_("room"), max_length=40, blank=True)
    is_important = models.BooleanField(_("important person"), default=False)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.GERMAN)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Berlin", validators=[validate_time_zone]
    )
    theme = models.CharField(_("appearance"), max_length=5, choices=Theme, default=Theme.SYSTEM, blank=True)
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    wants_mail = models.BooleanField(_("receives e-mail"), default=True)
    absent_from = models.DateTimeField(_("absent from"), null=True, blank=True)
    absent_until = models.DateTimeField(_("absent until"), null=True, blank=True)
    deputy = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, verbose_name=_("deputy"))
    # In the person's own time zone; news that may wait are kept until they end.
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["first_name", "last_name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("This e-mail belongs to somebody else."),
            ),
        ]
        indexes = [
            # For search by people in tickets.searching: parts of names, in any case.
            GinIndex(OpClass(Upper("first_name"), "gin_trgm_ops"), name="user_first_name_trigram"),
            GinIndex(OpClass(Upper("last_name"), "gin_trgm_ops"), name="user_last_name_trigram"),
        ]

    def __str__(self):
        return self.get_full_name()

    def get_full_name(self):
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def get_short_name(self):
        """People are called by their first name."""
        return self.first_name or self.email.split("@")[0]

    # What a person may do is read once per loaded person, that is once per request or task, and never kept longer.

    @cached_property
    def _teams(self):
        return list(self.teams.values_list("pk", "serves_all")) if self.pk and self.is_active else []

    @property
    def team_ids(self):
        return [pk for pk, _all in self._teams]

    @property
    def is_agent(self):
        """Works tickets: a member of at least one team."""
        return bool(self._teams)

    @property
    def serves_all(self):
        """One of the person's teams serves every organisation."""
        return any(serves_all for _pk, serves_all in self._teams)

    @cached_property
    def served_organisation_ids(self):
        """Organisations that one of the person's teams serves by name."""
        return (
            list(
                Organisation.objects.filter(agent_scopes__team__in=self.team_ids)
                .distinct()
                .values_list("pk", flat=True)
            )
            if self.team_ids
            else []
        )

    @cached_property
    def _memberships(self):
        return list(self.memberships.select_related("organisation", "site").order_by("pk")) if self.pk else []

    @property
    def shared_organisation_ids(self):
        """Organisations whose tickets the person may all read: as manager, or where colleagues share."""
        if not self.is_active:
            return []
        return [member.organisation_id for member in self._memberships if member.reads_all]

    @property
    def home(self):
        """The membership a new ticket of this person belongs to; None for somebody without organisation.

        A vendor's people report nothing here: they work on cases given to them.
        """
        customers = (member for member in self._memberships if not member.organisation.is_vendor)
        return next(customers, None)

    @cached_property
    def _parties(self):
        """The organisations for which the person works on cases given to them as a third party."""
        if not self.is_active or self.is_agent:
            return []
        return [member.organisation for member in self._memberships if member.works_on_cases]

    @property
    def is_party(self):
        """Works on cases of a vendor, a partner or the customer's own IT, and is no agent."""
        return bool(self._parties)

    @property
    def vendor_ids(self):
        return [party.pk for party in self._parties if party.is_vendor]

    @property
    def own_it_ids(self):
        """Customers whose own IT the person is."""
        return [party.pk for party in self._parties if not party.is_vendor]

    @property
    def party_name(self):
        """The third party's, where the person works for one."""
        return self._parties[0].name if self._parties else ""


class Membership(models.Model):
    class Role(models.TextChoices):
        EMPLOYEE = "employee", _("Employee")
        MANAGER = "manager", _("Manager: sees all tickets of the organisation")
        IT = "it", _("Customer's own IT")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    site = models.ForeignKey(Site, models.SET_NULL, null=True, blank=True, verbose_name=_("site"))
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.EMPLOYEE)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="membership_once")]

    def __str__(self):
        return f"{self.user} · {self.organisation}"

    @property
    def reads_all(self):
        """Whether the person reads every ticket of the organisation."""
        is_shared = self.organisation.sharing == Organisation.Sharing.COLLEAGUES
        return is_shared or self.role == self.Role.MANAGER

    @property
    def works_on_cases(self):
        """Whether the person sees the cases that were given to the organisation as a third party."""
        return self.organisation.is_active and (self.organisation.is_vendor or self.role == self.Role.IT)
