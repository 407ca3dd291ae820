from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from helpdesk.backup import BackupProblem
from helpdesk.backup.writing import write_backup


class Command(BaseCommand):
    help = "Write database and attachments into one file, while the product goes on working (docs/backup.md)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            manifest, missing = write_backup(file, now=timezone.now())
        except BackupProblem as problem:
            raise CommandError(str(problem)) from None
        for key in missing:
            self.stderr.write(f"The file of attachment {key} is not on the disk; the backup is without it.")
        rows = sum(table["rows"] for table in manifest["tables"].values())
        files = manifest["attachments"] - len(missing)
        self.stdout.write(f"backup: {rows} rows, {files} attachments, {file.stat().st_size} bytes in {file}")
