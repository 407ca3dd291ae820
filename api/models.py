"""What the API keeps of its own: tokens, and the answers it must be able to repeat."""

import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TokenManager(models.Manager):
    def make(self, user, *, now, scope, name="") -> tuple["Token", str]:
        """Return a new token and its secret, which is shown this once and not kept."""
        secret = secrets.token_urlsafe(32)
        token = self.create(
            user=user, name=name, scope=scope, prefix=secret[:8], digest=digest_of(secret), created_at=now
        )
        return token, secret

    def find(self, secret: str) -> "Token | None":
        return self.select_related("user").filter(digest=digest_of(secret)).first()


def digest_of(secret):
    """A secret of 256 random bits needs no slow hash: nobody can guess it."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Token(models.Model):
    """Lets a program act as a person, within a scope. Only a digest of the secret is stored."""

    class Scope(models.TextChoices):
        READ = "read", _("Read")
        WRITE = "write", _("Read and write")
        PROMISES = "promises", _("Read, and change tiers, calendars and contracts")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=100, blank=True)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope, default=Scope.READ)
    prefix = models.CharField(_("begins with"), max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("created"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)  # to the hour

    objects = TokenManager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.prefix}… {self.name}".strip()


class GivenAnswer(models.Model):
    """The answer to a write that bore an Idempotency-Key, so that its repetition gets the same one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=64)  # digest of what was asked for
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="given_answer_once")]

    def __str__(self):
        return f"{self.user_id} {self.key}"
