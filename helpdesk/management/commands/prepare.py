"""`manage.py prepare`: what `up` does before it starts processes, for those who start them otherwise."""

from django.core.management.base import BaseCommand

from helpdesk import preparing


class Command(BaseCommand):
    help = "Bring tables, translations and static files up to date, and fill an empty trial with sample data."
    requires_system_checks = ()

    def handle(self, *args, **options):
        for title, step in preparing.STEPS:
            self.stdout.write(f"» {title}: {step() or 'nothing to do'}")
