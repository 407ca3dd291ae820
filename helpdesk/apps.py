from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    name = "helpdesk"

    def ready(self):
        """Load the Celery application, so that `.delay()` in any process uses our broker."""
        from helpdesk import celery  # noqa: F401
