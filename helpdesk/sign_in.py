"""What sign-in does otherwise than django-allauth would."""

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Nobody makes an account for himself: people are entered by the administration."""
        return False
