import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

SECRET_BYTES = 32


class VisitFeedQuerySet(models.QuerySet):
    def make(self, user, *, now):
        """Give `user` a secret for his calendar program, in place of the one before. It is shown this once."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        self.update_or_create(user=user, defaults={"digest": digest_of(secret), "made_at": now})
        return secret

    def of(self, secret):
        """The feed of a secret, while its person is active; None for any other."""
        return self.filter(digest=digest_of(secret), user__is_active=True).select_related("user").first()


class VisitFeed(models.Model):
    """The visits of somebody's teams as a calendar to subscribe to: whoever has the secret reads them, no more."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="visit_feed")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))

    objects = VisitFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar of visits")
        verbose_name_plural = _("calendars of visits")

    def __str__(self):
        return str(self.user)


def digest_of(secret):
    return hashlib.sha256(secret.encode()).hexdigest()
