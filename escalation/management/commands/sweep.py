from django.core.management.base import BaseCommand

from escalation.sweep import sweep


class Command(BaseCommand):
    help = "Does once what is due: warnings, breaches, level moves, returns, closings. Needs no Redis."

    def handle(self, *args, **options):
        self.stdout.write(f"sweep: {sweep()} tickets looked at")
