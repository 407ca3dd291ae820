"""How long a link to choose a password is good: 15 minutes for who asked for it, 7 days for who was invited.

Such a link works once: its token is made of the password there was, or of there being none.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator

INVITATION = timedelta(days=7)


class PasswordLinks(PasswordResetTokenGenerator):
    def check_token(self, user, token):
        if user and not user.has_usable_password():
            return Invitations().check_token(user, token)
        return super().check_token(user, token)


class Invitations(PasswordResetTokenGenerator):
    """Checks the same tokens by a clock that is late, since Django's time limit is one for all."""

    def _now(self):
        return super()._now() - (INVITATION - timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT))
