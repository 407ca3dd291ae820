"""What has to be in place before the first page: tables, translations, static files, something to look at.

Each step is skipped when nothing changed, so that a second start is quick. Each returns what it did, or None.
"""

from io import StringIO

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from helpdesk.embedded import ServerProblem
from helpdesk.static import collect


def tables():
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        raise ServerProblem(f"The database named by DATABASE_URL does not answer: {error}".strip()) from None
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    return f"{len(plan)} migrations applied" if plan else None


def translations():
    catalogues = [path for folder in settings.LOCALE_PATHS for path in folder.glob("*/LC_MESSAGES/*.po")]
    stale = [path for path in catalogues if not _is_newer(path.with_suffix(".mo"), path)]
    if not stale or "translations" not in get_commands():
        return None
    call_command("translations", "--compile", stdout=StringIO())
    return "translations compiled"


def _is_newer(path, than):
    return path.exists() and path.stat().st_mtime >= than.stat().st_mtime


def static_files():
    count = collect()
    return f"{count} static files collected" if count else None


def sample_data():
    """Fill an empty trial; a real database never gets people whose passwords stand in the source."""
    from django.contrib.auth import get_user_model

    if not settings.EMBEDDED or "sample_data" not in get_commands() or get_user_model().objects.exists():
        return None
    call_command("sample_data", verbosity=0)
    return "sample data loaded"


def sign_ins():
    """Return (role, e-mail, password) of those sample people who are still there."""
    from django.contrib.auth import get_user_model

    try:
        from helpdesk.sample_data import SIGN_INS
    except ImportError:
        return []
    emails = [email for _, email, _ in SIGN_INS]
    if not settings.EMBEDDED:
        return []
    there = set(get_user_model().objects.filter(email__in=emails).values_list("email", flat=True))
    return [entry for entry in SIGN_INS if entry[1] in there]


STEPS = [
    ("Tables", tables),
    ("Translations", translations),
    ("Static files", static_files),
    ("Sample data", sample_data),
]
