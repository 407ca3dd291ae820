import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from core.errors import DomainError
from reports.replaying import Question, replay
from reports.table import table
from reports.whatif import question_of
from sla.models import Calendar, Tier

HEAD = ("clock", "priority", "category", "kept", "late", "kept then", "late then", "newly late", "newly kept")
COLUMNS = "{:<15} {:<9} {:<9} {:>8} {:>8} {:>10} {:>10} {:>11} {:>11}"


class Command(BaseCommand):
    help = (
        "Shows how the closed tickets of the last months would have fared under a draft or other hours. Writes nothing."
    )

    def add_arguments(self, parser):
        subject = parser.add_mutually_exclusive_group(required=True)
        subject.add_argument("--tier", metavar="NAME", help="replay the tickets of this tier through its draft")
        subject.add_argument("--calendar", metavar="NAME", help="replay those counted in this calendar in other hours")
        parser.add_argument("--version", metavar="N", dest="number", type=int, help="another version of the tier")
        hours = parser.add_mutually_exclusive_group()
        hours.add_argument("--instead", metavar="NAME", help="another calendar's hours")
        hours.add_argument(
            "--hours", metavar="FILE", type=Path, help='hours as JSON: {"time_zone", "weekly", "holidays"}'
        )
        parser.add_argument("--months", metavar="N", type=int, default=3, help="3 if not given")
        parser.add_argument("--list", action="store_true", dest="listed", help="name the tickets behind each figure")

    def create_parser(self, prog_name, subcommand, **kwargs):
        """Django's own --version would hide ours."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def handle(self, *, months, listed, **options):
        subject = self._tier(**options) if options["tier"] else self._calendar(**options)
        try:
            question = Question(question_of(by=None, now=timezone.now(), months=months, **subject))
            groups = self._replay(question)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from None
        self._print(groups)
        if listed:
            for (clock, priority, category, outcome), numbers in sorted(groups.items()):
                self.stdout.write(f"{clock} {priority} {category} {outcome}: {' '.join(map(str, numbers))}")

    def _tier(self, *, tier, number, **options):
        found = Tier.objects.filter(name=tier).first()
        if found is None:
            raise CommandError(f"There is no tier “{tier}”.")
        versions = found.versions.filter(number=number) if number else found.versions.filter(status="draft")
        version = versions.first()
        if version is None:
            raise CommandError(
                f"“{tier}” has no such version." if number else f"“{tier}” has no draft. Name a --version."
            )
        return {"version": version}

    def _calendar(self, *, calendar, instead, hours, **options):
        subject = {"calendar": self._named(calendar)}
        if instead:
            return {**subject, "instead": self._named(instead)}
        if hours is None:
            raise CommandError("Say in which hours: --instead NAME or --hours FILE.")
        try:
            return {**subject, "hours": json.loads(hours.read_text("utf-8"))}
        except (OSError, ValueError) as error:
            raise CommandError(f"{hours} cannot be read: {error}") from None

    def _named(self, name):
        found = Calendar.objects.filter(name=name).first()
        if found is None:
            raise CommandError(f"There is no calendar “{name}”.")
        return found

    def _replay(self, question):
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task("tickets", total=question.tickets().count())

            def went_on(done):
                progress.update(task, completed=done)
                return True

            return replay(question, went_on=went_on)

    def _print(self, groups):
        self.stdout.write(COLUMNS.format(*HEAD))
        for block in table((*group, len(numbers)) for group, numbers in groups.items()):
            for line in (*block.lines, block.total):
                figures = (line.kept_today, line.late_today, line.kept, line.late, line.newly_breached, line.newly_kept)
                self.stdout.write(COLUMNS.format(line.clock, line.priority or "all", line.category or "all", *figures))
        tickets = {number for numbers in groups.values() for number in numbers}
        self.stdout.write(f"what-if: {len(tickets)} tickets")
