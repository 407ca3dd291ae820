"""PostgreSQL under VAR_DIR: a Unix socket and no port, started in the foreground."""

import os
import shutil
import signal
import sys
import time
from contextlib import closing

import psycopg2
from psycopg2.errors import DuplicateDatabase

from helpdesk.embedded import processes
from helpdesk.embedded.places import prepare_folder, server_account
from helpdesk.embedded.problem import ServerProblem
from helpdesk.embedded.programs import postgres_programs

NAME = "helpdesk"  # of the database and of its owner
TRIES = 5

# Nobody but its owner reaches the socket, so that is the whole sign-in. The locale is PostgreSQL's own: the same on
# each machine, and it knows the letters of all languages.
INITDB_OPTIONS = [
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
]

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "wal_level": "minimal",  # nobody follows this server; backups are dumps
    "max_wal_senders": "0",
    "jit": "off",  # compiling costs more than our short queries take
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class Postgres:
    name = "PostgreSQL"

    def __init__(self, var_dir, socket_dir):
        self.data = var_dir / "postgres"
        self.log = var_dir / "log" / "postgres.log"
        self.sockets = socket_dir
        self.child = None

    @property
    def started_here(self):
        return self.child is not None

    def start(self, *, tethered=False):
        """Start it unless it runs; tell whether that was needed. Raises ServerProblem."""
        if self.answers():
            return False
        account = self._account()
        programs = postgres_programs(account)
        prepare_folder(self.sockets, account)
        if not self.data.exists():
            self._initialise(programs, account)
        self._clear_what_a_crash_left()
        for attempt in range(TRIES):
            try:
                self._run(programs, account, tethered)
                break
            except ServerProblem:
                # Children of a killed server hold its memory for a moment longer.
                if attempt == TRIES - 1 or "shared memory block" not in processes.tail(self.log):
                    raise
                time.sleep(1)
        self._make_database()
        return True

    def stop(self):
        pid = self.child.pid if self.child else self._pid()
        if pid:
            processes.end(pid, signal.SIGINT)  # "fast": ends sessions, writes everything down
        self.child = None
        try:
            self.sockets.rmdir()
        except OSError:  # Redis is still in it, or it is gone
            pass

    def pid(self):
        return self.child.pid if self.child else self._pid()

    def answers(self):
        try:
            self._connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def _connect(self, database):
        return psycopg2.connect(host=str(self.sockets), user=NAME, dbname=database, connect_timeout=2)

    def _account(self):
        if self.data.exists() and os.geteuid() not in (0, self.data.stat().st_uid):
            raise ServerProblem(
                f"{self.data} belongs to another user, who ran this first. "
                "Run it as that user, or choose another folder by VAR_DIR."
            )
        return server_account(self.data)

    def _initialise(self, programs, account):
        draft = self.data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)  # of a first start that was cut off
        prepare_folder(draft, account)
        with _Reach(draft, account) as (path, descriptors):
            child = processes.launch(
                [programs / "initdb", "-D", path, "-U", NAME, *INITDB_OPTIONS],
                self.log,
                account=account,
                pass_fds=descriptors,
            )
            if child.wait() != 0:
                raise ServerProblem(
                    f"PostgreSQL could not make its files. {self.log} ends:\n{processes.tail(self.log)}"
                )
        draft.rename(self.data)

    def _run(self, programs, account, tethered):
        settings = {**SETTINGS, "unix_socket_directories": str(self.sockets)}
        with _Reach(self.data, account) as (path, descriptors):
            self.child = processes.launch(
                [programs / "postgres", "-D", path] + [f"--{name}={value}" for name, value in settings.items()],
                self.log,
                account=account,
                pass_fds=descriptors,
                tethered=tethered,
            )
        try:
            processes.wait_until(self.answers, self.child, self.name, self.log)
        except ServerProblem:
            self.child = None
            raise

    def _make_database(self):
        with closing(self._connect("postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
                if cursor.fetchone() is None:
                    try:
                        cursor.execute(f"CREATE DATABASE {NAME}")
                    except DuplicateDatabase:
                        pass

    def _pid(self):
        """Return the server's process as its pid file names it, None when that one is not ours."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        ours = processes.is_running(pid) and str(self.sockets) in processes.command_of(pid)
        return pid if ours else None

    def _clear_what_a_crash_left(self):
        """End a server of ours that does not answer; forget a pid file whose number belongs to somebody else now.

        PostgreSQL itself refuses to start when any process of its user has the number in the file.
        """
        if pid := self._pid():
            processes.end(pid, signal.SIGINT)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for path in self.sockets.glob(".s.PGSQL.*"):
            path.unlink()


class _Reach:
    """How `account` names a folder it owns but may not be able to reach: by the open folder itself."""

    def __init__(self, folder, account):
        self.folder, self.account, self.opened = folder, account, None

    def __enter__(self):
        if self.account.may_enter(self.folder):
            return self.folder, ()
        if sys.platform != "linux":
            raise ServerProblem(
                f"As root the database runs as another user, who cannot enter {self.folder.parent}. "
                "Run the command as a normal user, or choose a folder open to all by VAR_DIR."
            )
        self.opened = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        return f"/proc/self/fd/{self.opened}", (self.opened,)

    def __exit__(self, *_):
        if self.opened is not None:
            os.close(self.opened)
