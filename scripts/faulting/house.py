"""The product's processes, as several machines would run them."""

from contextlib import suppress
from pathlib import Path

import psycopg2
import redis

from tests.processes import wait_until

from .relay import Relay

LOCK = 4711
# Where a sweeper can be stopped: before a table is written, or when the transaction is about to be committed.
POINTS = {
    "history": "BEFORE INSERT ON tickets_event FOR EACH STATEMENT",
    "news": "BEFORE INSERT ON tickets_notice FOR EACH STATEMENT",
    "firing": "BEFORE INSERT ON escalation_firing FOR EACH STATEMENT",
    "commit": "AFTER INSERT ON escalation_firing DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
}
POINT_FUNCTION = f"""
CREATE TABLE crash_point (name text);
CREATE FUNCTION stop_at_point() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM crash_point WHERE name = TG_ARGV[0]) THEN
    PERFORM pg_advisory_xact_lock_shared({LOCK});
  END IF;
  RETURN NEW;
END $$"""
SWEEPERS = ("worker1", "worker2", "sweep1", "sweep2", "sweep3")
LIBFAKETIME = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/opt/*/lib/faketime/libfaketimeMT.so.1")


class House:
    """Five sweepers (two of them workers), two beats, the sender and the web of an installation.

    `worker1` and `beat1` reach the servers through relays, as from another machine. Where libfaketime is installed,
    `worker2`, `sweep2` and `beat2` have a clock of their own, which can be set.
    """

    def __init__(self, installation):
        self.installation = installation
        self.running = {}
        installation.sql("helpdesk", POINT_FUNCTION)
        for name, when in POINTS.items():
            constraint = "CONSTRAINT " if "DEFERRED" in when else ""
            made = f"CREATE {constraint}TRIGGER point_{name} {when} EXECUTE FUNCTION stop_at_point('{name}')"
            installation.sql("helpdesk", made)
        sockets, far = installation.sockets, installation.sockets / "far"
        self.relays = {
            "redis": Relay(far / "redis.sock", sockets / "redis.sock"),
            "database": Relay(far / ".s.PGSQL.5432", sockets / ".s.PGSQL.5432"),
        }
        self.faketime = next((str(path) for pattern in LIBFAKETIME for path in Path("/").glob(pattern[1:])), None)
        self.clock = installation.var_dir / "clock"
        self.set_clock(0)

    def commands(self):
        beat = ("celery", "-A", "helpdesk", "beat", "-l", "INFO", "--pidfile=", "-s")
        worker = ("celery", "-A", "helpdesk", "worker", "-l", "WARNING", "-c", "1", "-n")
        port = str(self.installation.port)
        return {
            "worker1": (*worker, "one@%h"),
            "worker2": (*worker, "two@%h"),
            "beat1": (*beat, str(self.installation.var_dir / "beat1")),
            "beat2": (*beat, str(self.installation.var_dir / "beat2")),
            **{f"sweep{number}": ("scripts.faulting.sweeping",) for number in (1, 2, 3)},
            "sender": ("django", "send_notices"),
            "web": ("uvicorn", "helpdesk.asgi:application", "--host", "127.0.0.1", "--port", port, "--lifespan=off"),
        }

    def environ(self, name):
        said = {"DJANGO_SETTINGS_MODULE": "helpdesk.settings"}
        if name in ("worker1", "beat1"):
            far = self.installation.sockets / "far"
            said["REDIS_URL"] = f"unix://{far}/redis.sock"
            said["DATABASE_URL"] = f"postgresql://helpdesk@/helpdesk?host={far}"
            said |= {"SECRET_KEY": "of-the-far-machine" * 4, "SITE_URL": self.installation.url}
            said["ALLOWED_HOSTS"] = "127.0.0.1"
        if self.faketime and name in ("worker2", "sweep2", "beat2"):
            said |= {"LD_PRELOAD": self.faketime, "FAKETIME_TIMESTAMP_FILE": str(self.clock)}
            # A machine's clock is set; the time since it was switched on is not.
            said |= {"FAKETIME_CACHE_DURATION": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        return said

    def set_clock(self, seconds):
        """Set the clock of the processes that have their own so much before the true time, or behind it."""
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}\n")
        fresh.rename(self.clock)

    def start_all(self):
        for name in self.commands():
            self.start(name)

    def start(self, name):
        """Start a process unless it runs: what died by itself, because the database did, is started anew."""
        process = self.running.get(name)
        if process is None or process.child.poll() is not None:
            self.running[name] = self.installation.start(name, *self.commands()[name], **self.environ(name))

    def kill(self, name):
        self.running[name].kill()

    def connect(self):
        """A connection to the database, as soon as it takes one: after a crash it does for a while, and then does not."""
        connection = wait_until(self._try_to_connect, "a connection to the database", seconds=60)
        connection.autocommit = True
        return connection

    def _try_to_connect(self):
        with suppress(psycopg2.OperationalError):
            return psycopg2.connect(host=str(self.installation.sockets), user="helpdesk", dbname="helpdesk")

    def server(self, name):
        return next(part for part in self.installation.servers.parts if part.name == name)

    @property
    def redis(self):
        return redis.Redis(unix_socket_path=str(self.installation.sockets / "redis.sock"))
