"""What sign-in does otherwise than django-allauth would."""

import logging
import threading

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)


class Adapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "E-mail address and password do not belong together. Check both, or set a new password."
        ),
        "too_many_login_attempts": _("Too many tries. Please try again in a few minutes."),
    }

    def is_open_for_signup(self, request):
        """Nobody makes an account for himself: people are entered by the administration."""
        return False

    def is_safe_url(self, url):
        try:
            return super().is_safe_url(url)
        except ValueError:  # "http://[" cannot even be taken apart
            return False

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """Pages say what was done; only a changed password is worth a message on the next one."""
        if message_template == "account/messages/password_changed.txt":
            super().add_message(request, level, message_template, *args, **kwargs)

    def get_reset_password_from_key_url(self, key):
        """Links in mails begin with the installation's own address, whatever host the request named."""
        uid, _dash, token = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})

    def get_password_change_redirect_url(self, request):
        return reverse("portal:profile")

    def send_mail(self, template_prefix, email, context):
        """Send in the reader's language, and aside: an answer that waits for the mail server tells who has an account."""
        user = context.get("user")
        with override(user.language if user else get_language()):
            message = self.render_mail(template_prefix, email, context)
        threading.Thread(target=_send, args=(message,), name="sign-in mail").start()


def _send(message):
    try:
        message.send()
    except Exception:  # nobody waits for the answer: the person asks for another link
        logger.exception("The mail “%s” could not be sent", message.subject)
