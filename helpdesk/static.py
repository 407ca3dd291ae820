"""Static files: which of the fetched packages are served, and how they are kept."""

import os

from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import FileSystemFinder
from django.contrib.staticfiles.utils import get_files
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The packages bring some thousand files; these are the ones our pages name.
NEEDED = {
    "vendor/tabler": ["css/tabler.min.css", "css/tabler.min.css.map"],  # the manifest fails without the map
    "vendor/inter": ["files/inter-latin-wght-normal.woff2", "files/inter-latin-ext-wght-normal.woff2"],
    "vendor/htmx": ["htmx.min.js"],
    "vendor/idiomorph": ["idiomorph.min.js", "idiomorph-ext.min.js"],
}


class StaticFiles(StaticFilesConfig):
    # Browsable pages of the API are not served, and their scripts would break the content policy.
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "rest_framework"]


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
