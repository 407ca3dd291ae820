"""The product as real processes, for tests of the worker, beat, the web and the browser."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import redis

from helpdesk.embedded import Servers
from helpdesk.embedded.places import socket_folder
from helpdesk.secret_key import kept_secret_key

ROOT = Path(__file__).resolve().parent.parent
# What a developer's shell may have set must not reach the processes.
NOT_HANDED_ON = {
    "DATABASE_URL",
    "REDIS_URL",
    "DJANGO_SETTINGS_MODULE",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
    "SECRET_KEY",
    "SITE_URL",
}
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy does not know this machine
PATIENCE = 40  # seconds for a process to be ready, on a machine that is busy with other tests


class Installation:
    """One VAR_DIR with its servers; each test finds it new."""

    def __init__(self, var_dir: Path):
        self.var_dir = var_dir
        self.sockets = socket_folder(var_dir)
        self.servers = Servers(var_dir, self.sockets)
        self.port = free_port()
        self.processes = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_HANDED_ON}
        return {**kept, "VAR_DIR": str(self.var_dir), "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}

    def prepare(self):
        """Start the servers and migrate once; tests get copies of that database."""
        self.servers.enter(tethered=True)
        self.sql("postgres", "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        if not self.sql("postgres", "SELECT 1 FROM pg_database WHERE datname = 'fresh'"):
            self.manage("migrate", "--no-input")
            self.manage("createcachetable")
            self.sql("postgres", "ALTER DATABASE helpdesk RENAME TO fresh")

    @contextmanager
    def used_by_test(self, settings):
        """Point the test's own connection, files and keys here; stop its processes at the end."""
        from django.db import connection, connections

        self.sql("postgres", "DROP DATABASE IF EXISTS helpdesk WITH (FORCE)", "CREATE DATABASE helpdesk TEMPLATE fresh")
        redis.Redis(unix_socket_path=str(self.sockets / "redis.sock")).flushall()
        for folder in ("mail", "attachments"):
            shutil.rmtree(self.var_dir / folder, ignore_errors=True)
        settings.VAR_DIR = self.var_dir
        settings.ATTACHMENT_ROOT = settings.MEDIA_ROOT = self.var_dir / "attachments"
        settings.SECRET_KEY = kept_secret_key(self.var_dir)
        before = dict(connection.settings_dict)
        connections.close_all()
        connection.settings_dict.update(NAME="helpdesk", HOST=str(self.sockets), USER="helpdesk", PASSWORD="", PORT="")
        try:
            yield self
        finally:
            self.stop_all()
            connections.close_all()
            connection.settings_dict.update(before)

    def sql(self, database: str, *statements: str) -> list:
        return run_sql(self.sockets, database, *statements)

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py to its end; what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command,
            check=False,
            cwd=ROOT,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, f"{' '.join(arguments)} failed:\n{done.stdout}{done.stderr}"
        return done.stdout

    def start(self, name: str, *command: str, **environ: str) -> "Process":
        process = Process(name, command, self.var_dir / "log" / f"{name}.log", {**self.environ, **environ})
        self.processes.append(process)
        return process

    def start_worker(self, *options: str) -> "Process":
        """A Celery worker that takes tasks; two processes of it unless `options` say otherwise."""
        worker = self.start("worker", "celery", "-A", "helpdesk", "worker", "-l", "INFO", "-c", "2", *options)
        return worker.wait_for(lambda: " ready." in worker.log_text())

    def start_beat(self) -> "Process":
        return self.start("beat", "celery", "-A", "helpdesk", "beat", "-l", "INFO", "--pidfile=")

    def start_web(self) -> "Process":
        """The pages at `url`, static files included."""
        if not (self.var_dir / "static" / "staticfiles.json").exists():
            self.manage("collectstatic", "--no-input", "--verbosity=0")
        web = self.start(
            "web",
            "uvicorn",
            "helpdesk.asgi:application",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--lifespan=off",
        )
        return web.wait_for(lambda: answers(f"{self.url}/healthz"))

    def wait_until(self, condition, what: str, seconds: float = 30):
        """As wait_until below; a failure shows what the processes wrote."""
        try:
            return wait_until(condition, what, seconds)
        except AssertionError as failure:
            logs = "\n".join(f"--- {process.name}\n{process.log_text()[-2000:]}" for process in self.processes)
            raise AssertionError(f"{failure}\n{logs}") from None

    def stop_all(self):
        """Stop what the test started; one that ended by itself meanwhile is a fault of its own."""
        ended = [process for process in self.processes if process.ended_by_itself]
        for process in reversed(self.processes):
            process.stop()
        self.processes.clear()
        assert not ended, "\n".join(f"{one.name} ended by itself:\n{one.log_text()[-3000:]}" for one in ended)


class Process:
    """One process of the product, in a group of its own so that its children end with it."""

    def __init__(self, name: str, command: tuple[str, ...], log: Path, environ: dict[str, str]):
        self.name = name
        self.log = log
        self.was_told_to_end = False
        with log.open("wb") as out:
            self.child = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def log_text(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def wait_for(self, ready) -> "Process":
        end = time.monotonic() + PATIENCE
        while not ready():
            assert self.child.poll() is None, (
                f"{self.name} ended with {self.child.returncode}:\n{self.log_text()[-3000:]}"
            )
            assert time.monotonic() < end, f"{self.name} was not ready in {PATIENCE} s:\n{self.log_text()[-3000:]}"
            time.sleep(0.05)
        return self

    @property
    def ended_by_itself(self) -> bool:
        return not self.was_told_to_end and self.child.poll() not in (None, 0)

    def kill(self):
        """End it and its children at once, as `kill -9` does: nothing is finished, nothing handed back."""
        self.was_told_to_end = True
        self._signal(signal.SIGKILL)
        self.child.wait(10)

    def stop(self):
        """End it in order, by force after 15 s."""
        self.was_told_to_end = True
        if self.child.poll() is None:
            self._signal(signal.SIGTERM)
            try:
                self.child.wait(15)
            except subprocess.TimeoutExpired:
                pass
        self._signal(signal.SIGKILL)
        self.child.wait(10)

    def _signal(self, sign: int):
        try:
            os.killpg(self.child.pid, sign)
        except ProcessLookupError:
            pass


def run_sql(sockets: Path, database: str, *statements: str) -> list:
    """Run statements outside any transaction; the rows of the last one, if it has any."""
    with closing(psycopg2.connect(host=str(sockets), user="helpdesk", dbname=database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def wait_until(condition, what: str, seconds: float = 30, *, pause: float = 0.1):
    """Ask `condition` until it returns something true, and return that; fail with `what` after `seconds`."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(pause)
    return found


def answers(url: str) -> bool:
    try:
        DIRECT.open(url, timeout=5).close()
    except urllib.error.HTTPError:
        return True  # it speaks; what it says is for the test to judge
    except OSError:
        return False
    return True


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
