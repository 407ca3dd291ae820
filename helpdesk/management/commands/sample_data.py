from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from helpdesk.sample_data import load


class Command(BaseCommand):
    help = "Loads people, promises and tickets to try things with. Only into an empty database."

    @transaction.atomic
    def handle(self, *args, **options):
        if get_user_model().objects.exists():
            raise CommandError("There are people in this database already. Sample data only goes into an empty one.")
        load(now=timezone.now())
