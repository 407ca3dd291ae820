"""`manage.py clocks`: hold the stored clocks against the history, and mend them."""

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tickets.models import Ticket
from tickets.rebuilding import compare, sample


class Command(BaseCommand):
    help = "Rebuild clocks from history and compare them with the stored ones. Exit status 1 when some differ still."

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--verify", action="store_true", help="tell what differs, write nothing")
        what.add_argument("--rebuild", action="store_true", help="write what differs anew, and nothing else")
        parser.add_argument(
            "--sample", type=positive, metavar="N", help="about N: newest open ones, finished by chance"
        )
        parser.add_argument("numbers", nargs="*", type=positive, metavar="NUMBER", help="only these tickets")

    def handle(self, *, rebuild, numbers, **options):
        wanted = numbers or (sample(options["sample"]) if options["sample"] else None)
        outcome = self.compared(wanted, mend=rebuild)
        if missing := set(numbers) - set(Ticket.objects.filter(number__in=numbers).values_list("number", flat=True)):
            self.stderr.write(f"There is no ticket {', '.join(map(str, sorted(missing)))}.")
        if rebuild:
            self.stdout.write(f"{outcome.mended} mended.")
        self.stdout.write(str(outcome))
        if missing or outcome.differing > outcome.mended:
            sys.exit(1)

    def compared(self, wanted, *, mend):
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        console = Console(stderr=True)
        with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
            task = progress.add_task("tickets", total=Ticket.objects.count() if wanted is None else len(wanted))
            return compare(
                wanted,
                now=timezone.now(),
                mend=mend,
                told=lambda difference: self.stdout.write(str(difference)),
                went_on=lambda tickets: progress.advance(task, tickets),
            )


def positive(text):
    number = int(text)
    if not 0 < number < 2**63:
        raise ValueError(text)
    return number
