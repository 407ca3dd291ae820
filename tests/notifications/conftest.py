import pytest

from tests.notifications.smtp import MailServer


@pytest.fixture
def mail_server(settings):
    """A real mail server that the settings name."""
    server = MailServer()
    server.start()
    use(server, settings)
    yield server
    server.stop()


def use(server, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
    settings.DEFAULT_FROM_EMAIL = "Service desk <service@helpdesk.example>"
    settings.SITE_URL = "https://help.example"
