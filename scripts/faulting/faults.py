"""The product's processes, and the faults that are done to them."""

import os
import signal
import time
from contextlib import closing

import psycopg2
import redis

from tests.processes import wait_until

LOCK = 4711
# Where a worker can be stopped: before a table is written, or when the transaction is about to be committed.
POINTS = {
    "history": "BEFORE INSERT ON tickets_event FOR EACH STATEMENT",
    "news": "BEFORE INSERT ON tickets_notice FOR EACH STATEMENT",
    "firing": "BEFORE INSERT ON escalation_firing FOR EACH STATEMENT",
    "commit": "AFTER INSERT ON escalation_firing DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
}
POINT_SECONDS = 15  # for somebody to arrive at a point
POINT_FUNCTION = f"""
CREATE TABLE crash_point (name text);
CREATE FUNCTION stop_at_point() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM crash_point WHERE name = TG_ARGV[0]) THEN
    PERFORM pg_advisory_xact_lock_shared({LOCK});
  END IF;
  RETURN NEW;
END $$"""


class House:
    """Two workers, two beats, a sweep in a loop, the sender and the web of an installation."""

    def __init__(self, installation):
        self.installation = installation
        self.running = {}
        installation.sql("helpdesk", POINT_FUNCTION)
        for name, when in POINTS.items():
            constraint = "CONSTRAINT " if "DEFERRED" in when else ""
            made = f"CREATE {constraint}TRIGGER point_{name} {when} EXECUTE FUNCTION stop_at_point('{name}')"
            installation.sql("helpdesk", made)

    def commands(self):
        beat = ("celery", "-A", "helpdesk", "beat", "-l", "INFO", "--pidfile=", "-s")
        worker = ("celery", "-A", "helpdesk", "worker", "-l", "WARNING", "-c", "2", "-n")
        port = str(self.installation.port)
        return {
            "worker1": (*worker, "one@%h"),
            "worker2": (*worker, "two@%h"),
            "beat1": (*beat, str(self.installation.var_dir / "beat1")),
            "beat2": (*beat, str(self.installation.var_dir / "beat2")),
            "sweep": ("scripts.faulting.sweeping",),
            "sender": ("django", "send_notices"),
            "web": ("uvicorn", "helpdesk.asgi:application", "--host", "127.0.0.1", "--port", port, "--lifespan=off"),
        }

    def start_all(self):
        for name in self.commands():
            self.start(name)

    def start(self, name):
        """Start a process unless it runs: what died by itself, because the database did, is started anew."""
        process = self.running.get(name)
        if process is None or process.child.poll() is not None:
            more = {"DJANGO_SETTINGS_MODULE": "helpdesk.settings"}
            self.running[name] = self.installation.start(name, *self.commands()[name], **more)

    def kill(self, name):
        self.running[name].kill()

    def connect(self):
        connection = psycopg2.connect(host=str(self.installation.sockets), user="helpdesk", dbname="helpdesk")
        connection.autocommit = True
        return connection

    @property
    def redis(self):
        return redis.Redis(unix_socket_path=str(self.installation.sockets / "redis.sock"))


class Faults:
    def __init__(self, house, random):
        self.house, self.random = house, random
        self.last = ""

    def one(self) -> int:
        """Do one fault, let the house go on; return how many processes were killed."""
        self.house.start_all()
        names = list(self.house.commands())
        kind = self.random.choice([*names, "worker1", "worker2", *POINTS, "database", "flush", "redis"])
        self.last = kind
        if kind in POINTS:
            return self._at_point(kind)
        if kind in names:
            self.house.kill(kind)
        else:
            getattr(self, f"_{kind}")()
        return int(kind != "flush")

    def _at_point(self, name):
        """Kill -9 whoever sweeps first when he has come to a named point."""
        with closing(self.house.connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            cursor.execute("INSERT INTO crash_point VALUES (%s)", [name])
            killed = 0
            end = time.monotonic() + POINT_SECONDS
            while not killed and time.monotonic() < end:
                time.sleep(0.1)
                cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                if cursor.fetchone()[0]:
                    for victim in ("worker1", "worker2", "sweep"):
                        self.house.kill(victim)
                        killed += 1
            cursor.execute("DELETE FROM crash_point")
        return killed

    def _database(self):
        """Kill -9 one of the database's processes: PostgreSQL then ends all others and recovers."""
        with closing(self.house.connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")
            pids = [pid for (pid,) in cursor.fetchall()]
        try:
            os.kill(self.random.choice(pids), signal.SIGKILL)
        except ProcessLookupError:
            pass
        wait_until(self._database_answers, "the database after a crash")

    def _database_answers(self):
        try:
            self.house.connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def _flush(self):
        self.house.redis.flushall()

    def _redis(self):
        """Kill -9 Redis, and start it again after a while."""
        part = next(part for part in self.house.installation.servers.parts if part.name == "Redis")
        os.kill(part.pid(), signal.SIGKILL)
        time.sleep(self.random.uniform(0.5, 3))
        part.child.wait()
        part.child = None
        part.start(tethered=True)
