from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from helpdesk.backup import BackupProblem
from helpdesk.backup.restoring import restore_backup


class Command(BaseCommand):
    help = "Restore a backup into an empty database (docs/backup.md)."
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--send-waiting",
            action="store_true",
            help="also send the mail that waited when the backup was made; some of it may have been sent since",
        )

    def handle(self, *, file, send_waiting, **options):
        try:
            manifest = restore_backup(file, now=timezone.now(), send_waiting=send_waiting)
        except BackupProblem as problem:
            raise CommandError(str(problem)) from None
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"restore: {rows} rows and the attachments, as they were at {manifest['made_at']}")
