"""Static files: which of the fetched packages are served, and how they are kept."""

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import FileSystemFinder, get_finders
from django.contrib.staticfiles.utils import get_files
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The packages bring some thousand files; these are the ones our pages name.
NEEDED = {
    "vendor/tabler": ["css/tabler.min.css", "css/tabler.min.css.map"],  # the manifest fails without the map
    "vendor/inter": ["files/inter-latin-wght-normal.woff2", "files/inter-latin-ext-wght-normal.woff2"],
    "vendor/htmx": ["htmx.min.js"],
    "vendor/idiomorph": ["idiomorph.min.js", "idiomorph-ext.min.js"],
}


class StaticFiles(StaticFilesConfig):
    # The API has no browsable pages: their scripts would break the content policy. htmx itself comes by npm.
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "rest_framework", "django_htmx"]


class NeededFilesFinder(FileSystemFinder):
    """Our own folder whole, of each package only what is needed."""

    def list(self, ignore_patterns):
        for prefix, root in self.locations:
            storage = self.storages[root]
            if prefix in NEEDED:
                yield from ((name, storage) for name in NEEDED[prefix])
            elif os.path.isdir(root):
                yield from ((name, storage) for name in get_files(storage, ignore_patterns))


class Storage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True


def collect():
    """Collect into STATIC_ROOT when a file or a package changed; return how many were looked at, 0 when none did."""
    print_of_files = hashlib.sha256()
    count = 0
    for finder in get_finders():
        for name, storage in finder.list(StaticFiles.ignore_patterns):
            if not storage.exists(name):
                raise ImproperlyConfigured(
                    f"{storage.path(name)} is missing. Run scripts/run: it fetches the packages."
                )
            found = os.stat(storage.path(name))
            print_of_files.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
            count += 1
    stamp = Path(settings.STATIC_ROOT).with_name("static.stamp")
    if stamp.exists() and stamp.read_text() == print_of_files.hexdigest() and Path(settings.STATIC_ROOT).is_dir():
        return 0
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(print_of_files.hexdigest())
    return count
