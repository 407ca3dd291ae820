import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from helpdesk.preparing import tables
from helpdesk.replay.asking import ask
from helpdesk.replay.running import replay
from helpdesk.replay.tables import in_tables

UNREADABLE = 2  # exit status


class Command(BaseCommand):
    help = "Replay a log of incidents through the verbs, then hold the tables against it (docs/replay.md)."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="the log, CSV, compressed by gzip or not")
        parser.add_argument("--limit", type=int, metavar="N", help="only the first N incidents")
        parser.add_argument(
            "--ladder", action="store_true", help="ask afterwards what a ladder would have done with these incidents"
        )

    def handle(self, *, path, limit, ladder, **options):
        tables()  # a log may be the first thing an installation sees
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        try:
            with Progress(*columns, console=Console(stderr=True)) as progress:
                task = progress.add_task("rows", total=None)
                outcome = replay(
                    path,
                    now=timezone.now(),
                    limit=limit,
                    started=lambda rows: progress.update(task, total=rows),
                    went_on=lambda rows: progress.advance(task, rows),
                )
        except OSError as error:
            self.stderr.write(f"{path} cannot be read: {error.strerror or error}.")
            sys.exit(UNREADABLE)
        for problem in outcome.problems:
            self.stdout.write(f"{path.name}, {problem}")
        for found in outcome.disagreements:
            self.stdout.write(f"disagrees: {found}")
        self.stdout.write(str(outcome))
        if not outcome.is_readable:
            sys.exit(UNREADABLE)
        if ladder:
            self.stdout.write(in_tables(ask(outcome.numbers)))
        if outcome.disagree:
            sys.exit(1)
