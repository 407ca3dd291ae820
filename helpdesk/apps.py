from django.apps import AppConfig
from django.contrib.admin import apps as django_admin
from django.db.models.signals import post_migrate


class HelpdeskConfig(AppConfig):
    name = "helpdesk"
    default = True

    def ready(self):
        """Load the Celery application, so that `.delay()` in any process uses our broker."""
        from helpdesk import celery  # noqa: F401


class AdministrationConfig(django_admin.AdminConfig):
    default = False
    default_site = "helpdesk.administration.Administration"

    def ready(self):
        super().ready()
        from helpdesk.roles import sync_roles

        post_migrate.connect(sync_roles, sender=self)
