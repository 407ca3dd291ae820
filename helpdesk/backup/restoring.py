import json
import re
import shutil
import tarfile
import tempfile
import uuid
import zlib
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error as DatabaseError

from accounts.models import Organisation, User
from tickets.files import path_of
from tickets.models import Notice, Ticket

from . import FORMAT, MANIFEST, BackupProblem
from .tables import applied_migrations, columns_of, copy_in, quoted, set_counter, table_names

ATTACHMENT = re.compile(r"attachments/([0-9a-f]{32})")
TABLE = re.compile(r"tables/(\w+)")


def restore_backup(path: Path, *, now: datetime, send_waiting=False) -> dict:
    """Restore a backup into an empty installation, then bring its tables up to date; return the backup's manifest.

    All rows or none, and with them the attachments. Mail that was sent stays sent; mail that waited when the backup
    was made is given up unless `send_waiting`, since it may have been sent afterwards. Raises BackupProblem.
    """
    kept = []
    with _sentences(path):
        archive = tarfile.open(path, "r:gz")  # noqa: SIM115  (closed below)
    with archive:
        with _sentences(path):
            manifest = _manifest(archive)
        _make_tables(manifest)
        try:
            with _sentences(path), transaction.atomic():
                _restore(archive, manifest, kept)
                if not send_waiting:
                    _give_up_waiting_mail(now)
        except BaseException:
            for file in kept:
                file.unlink(missing_ok=True)
            raise
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    return manifest


@contextmanager
def _sentences(path):
    """Say of a file what is wrong with it."""
    try:
        yield
    except (tarfile.TarError, EOFError, zlib.error, KeyError, ValueError) as error:
        raise BackupProblem(f"{path} is no whole backup ({error}). Nothing was restored.") from None
    except DatabaseError as error:
        raise BackupProblem(f"The database refused the backup ({error}). Nothing was restored.") from None
    except OSError as error:
        raise BackupProblem(f"{path} cannot be restored: {error.strerror or error}.") from None


def _manifest(archive):
    first = archive.next()
    if first is None or first.name != MANIFEST:
        raise ValueError("it does not begin with a manifest")
    manifest = json.load(archive.extractfile(first))
    if manifest["format"] != FORMAT:
        raise BackupProblem("This backup was made by another version of the product. Restore it with that one.")
    return manifest


def _make_tables(manifest):
    """Bring an empty database to the very tables the backup was made of."""
    wanted = [tuple(entry) for entry in manifest["migrations"]]
    executor = MigrationExecutor(connection)
    if unknown := [f"{app}.{name}" for app, name in wanted if (app, name) not in executor.loader.graph.nodes]:
        raise BackupProblem(f"This backup was made by a newer version of the product: it knows {unknown[0]}.")
    applied = {tuple(entry) for entry in applied_migrations()}
    if applied:
        _refuse_unless_empty()
    if more := applied - set(wanted):
        app, name = min(more)
        raise BackupProblem(f"The database is newer than the backup ({app}.{name}). Give it a database without tables.")
    executor.migrate(_last_ones(executor.loader.graph, set(wanted)))


def _last_ones(graph, wanted):
    """Those that no other one of the same room builds upon."""
    return [
        key for key in wanted if not any(c.key in wanted and c.key[0] == key[0] for c in graph.node_map[key].children)
    ]


def _refuse_unless_empty():
    models = [model for model in (User, Organisation, Ticket) if model._meta.db_table in table_names()]
    if any(model.objects.exists() for model in models):
        raise BackupProblem(
            "This installation has people or tickets already. A backup is restored into an empty database only: "
            "set another VAR_DIR, or name another database by DATABASE_URL."
        )


def _restore(archive, manifest, kept):
    tables = dict(manifest["tables"])
    for table in table_names():  # what migrations put there, the backup has too
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {quoted(table)}")
    while (part := archive.next()) is not None:
        content = archive.extractfile(part)
        if found := TABLE.fullmatch(part.name):
            _restore_table(found[1], tables.pop(found[1]), content)
        elif found := ATTACHMENT.fullmatch(part.name):
            _restore_attachment(uuid.UUID(found[1]), content, kept)
        else:
            raise ValueError(f"“{part.name}” does not belong there")
    while archive.fileobj.read(1 << 20):  # to its very end, where the checksum stands
        pass
    if tables:
        raise ValueError(f"the table {min(tables)} is missing")


def _restore_table(table, told, content):
    if table not in table_names() or set(told["columns"]) != set(columns_of(table)):
        raise ValueError(f"the table {table} has other columns")
    with tempfile.TemporaryFile() as whole:  # a part that is cut is to be noticed here, not by the database
        shutil.copyfileobj(content, whole)
        whole.seek(0)
        rows = copy_in(table, told["columns"], whole)
    if rows != told["rows"]:
        raise ValueError(f"the table {table} has {rows} of {told['rows']} rows")
    for column, (last, is_called) in told["counters"].items():
        set_counter(table, column, last, is_called)


def _restore_attachment(key, content, kept):
    path = path_of(key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("xb") as file:
        kept.append(path)
        path.chmod(0o600)
        shutil.copyfileobj(content, file)


def _give_up_waiting_mail(now):
    Notice.objects.filter(outcome=Notice.Outcome.WAITING).update(
        outcome=Notice.Outcome.PARKED,
        outcome_at=now,
        error="It waited when the backup was made, and may have been sent afterwards.",
    )
