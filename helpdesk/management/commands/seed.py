import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from helpdesk.seeding import has_real_people, seed


class Command(BaseCommand):
    help = "Fills the database with very many made-up tickets, to try how the product does with them."

    def add_arguments(self, parser):
        parser.add_argument("--tickets", type=int, required=True, help="how many are added")
        parser.add_argument("--open", type=int, default=0, dest="still_open", help="how many of them are open still")
        parser.add_argument("--force", action="store_true", help="also into a database with real people in it")

    def handle(self, *args, tickets, still_open, force, **options):
        if tickets < 1 or not 0 <= still_open <= tickets:
            raise CommandError("--tickets takes a number from 1 on, --open one from 0 to that number.")
        if has_real_people() and not force:
            raise CommandError("There are people in this database. With --force the tickets are added beside theirs.")
        began = time.monotonic()
        seed(tickets=tickets, still_open=still_open, now=timezone.now(), told=self.stdout.write)
        self.stdout.write(f"{tickets} tickets, {still_open} of them open, in {time.monotonic() - began:.0f} s.")
