import io
import json
import os
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from tickets.files import path_of
from tickets.models import Attachment

from . import FORMAT, MANIFEST, BackupProblem
from .tables import applied_migrations, columns_of, copy_out, counters_of, table_names

LEVEL = 3  # of compression: pictures do not get smaller, and text does at any level


def write_backup(path: Path, *, now: datetime) -> tuple[dict, list]:
    """Write a backup to `path`; return its manifest, and the attachments whose bytes were not on the disk.

    One snapshot of the database, while the product goes on working. The file is there whole or not at all.
    Raises BackupProblem for a file that exists already or cannot be written.
    """
    if path.exists():
        raise BackupProblem(f"{path} exists already. Choose another name, or remove it first.")
    draft = path.with_name(f".{path.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds everything
            with open(descriptor, "wb") as file:
                manifest, missing = _write(file, Path(folder), now)
                file.flush()
                os.fsync(file.fileno())
        draft.rename(path)
    except OSError as error:
        raise BackupProblem(f"{path} cannot be written: {error.strerror or error}.") from None
    finally:
        draft.unlink(missing_ok=True)
    return manifest, missing


def _write(file, folder, now):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        tables = {table: _table(table, folder) for table in table_names()}
        migrations = applied_migrations()
        keys = list(Attachment.objects.order_by("key").values_list("key", flat=True))
    manifest = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "migrations": migrations,
        "tables": tables,
        "attachments": len(keys),
    }
    # Files are only ever added, so those of the snapshot are all still there.
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=LEVEL) as archive:
        content = json.dumps(manifest).encode()
        _add(archive, MANIFEST, io.BytesIO(content), len(content))
        for table in tables:
            with (folder / table).open("rb") as rows:
                _add(archive, f"tables/{table}", rows, os.fstat(rows.fileno()).st_size)
        missing = [key for key in keys if not _add_attachment(archive, key)]
    return manifest, missing


def _table(table, folder):
    """Copy a table's rows beside the backup; a tar file wants to know a part's size before it begins."""
    columns = columns_of(table)
    with (folder / table).open("wb") as file:
        rows = copy_out(table, columns, file)
    return {"columns": columns, "rows": rows, "counters": counters_of(table, columns)}


def _add_attachment(archive, key):
    try:
        with path_of(key).open("rb") as file:
            _add(archive, f"attachments/{key.hex}", file, os.fstat(file.fileno()).st_size)
    except FileNotFoundError:
        return False
    return True


def _add(archive, name, file, size):
    part = tarfile.TarInfo(name)
    part.size, part.mode = size, 0o600
    archive.addfile(part, file)
