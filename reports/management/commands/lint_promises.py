"""manage.py lint_promises: what needs a decision in the promises, a line each; ends with 1 where something is wrong today."""

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.findings import findings


class Command(BaseCommand):
    help = "Lists what needs a decision in tiers, calendars and contracts: code, sentence, detail."

    def handle(self, *args, **options):
        found = findings(timezone.now())
        for finding in found:
            self.stdout.write(f"{finding.code}: {finding.sentence} {finding.detail}")
        self.stdout.write(f"lint_promises: {len(found)} findings, {sum(each.is_bad for each in found)} wrong today")
        if any(finding.is_bad for finding in found):
            sys.exit(1)
