"""`manage.py translations`: keep the German catalogue complete; no database is needed."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from helpdesk import translations
from helpdesk.translatable import texts_of


class Command(BaseCommand):
    help = "Collects, fills, checks and compiles the translations. Without an option: how many are missing."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--update", action="store_true", help="write new texts into the catalogue, drop unused ones"
        )
        parser.add_argument("--missing", action="store_true", help="list untranslated texts and where they stand")
        parser.add_argument("--fill", metavar="FILE.json", help="take {msgid: msgstr or [singular, plural]} over")
        parser.add_argument("--check", action="store_true", help="list all for which the catalogue must not be shipped")
        parser.add_argument("--compile", action="store_true", help="write the .mo files that are out of date")

    def handle(self, *, update, missing, fill, check, **options):
        root = translations.ROOT
        only_compile = options["compile"] and not (update or missing or fill or check)
        texts = None if only_compile else texts_of(root)
        left = 0
        for language in translations.LANGUAGES:
            path = translations.po_path(language, root)
            try:
                left += 0 if only_compile else self.work(texts, path, update, missing, fill, check)
            except translations.BadTranslation as error:
                raise CommandError(str(error)) from error
        if options["compile"] or fill or update:
            for written in translations.compile_catalogues(root):
                self.stdout.write(f"{written.relative_to(root)}: compiled.")
        if left and (missing or check):
            raise SystemExit(1)

    def work(self, texts, path, update, missing, fill, check) -> int:
        """Do what was asked with one catalogue; the number of things that are left to do."""
        if fill:
            self.stdout.write(f"{translations.fill(self.read(fill), texts, path)} translations taken over.")
        if update:
            added, gone = translations.update(texts, path)
            self.stdout.write(f"{added} texts added, {gone} dropped.")
        if check:
            found = translations.faults(texts, path)
            for fault in found:
                self.stdout.write(fault)
            for key in translations.hints(path):
                self.stdout.write(f"hint: {key!r} reads the same in both languages.") if self.verbosity > 1 else None
            return len(found)
        untranslated = translations.missing(texts, path)
        if missing:
            for text in untranslated:
                self.stdout.write(f"{text.places[0]}: {json.dumps(text.key, ensure_ascii=False)}{plural_of(text)}")
        self.stdout.write(f"{len(texts)} texts, {len(untranslated)} of them without a translation.")
        return len(untranslated)

    def read(self, name: str) -> dict:
        try:
            content = json.loads(Path(name).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"{name} cannot be read as JSON: {error}.") from error
        if not isinstance(content, dict):
            raise CommandError(f"{name} must hold one object {{msgid: msgstr}}.")
        return content

    def execute(self, *args, **options):
        self.verbosity = options["verbosity"]
        return super().execute(*args, **options)


def plural_of(text) -> str:
    return f"  plural {json.dumps(text.plural, ensure_ascii=False)}" if text.plural else ""
