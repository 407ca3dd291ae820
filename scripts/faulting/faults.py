"""What is done to the processes."""

import os
import signal
import time
from contextlib import closing, suppress

from .house import LOCK, POINTS, SWEEPERS

POINT_SECONDS = 15  # for somebody to arrive at a point
JUMPS = (-7200, -40, 0, 40, 7200)  # seconds a clock is set before the true time
NO_PROCESS_DIES = {"flush", "half_open_redis", "half_open_database", "clock"}


class Faults:
    def __init__(self, house, random):
        self.house, self.random = house, random
        self.kinds = [*house.commands(), "worker1", "worker2", *POINTS, "backend", "postmaster", "redis"]
        self.kinds += ["flush", "half_open_redis", "half_open_database", *(["clock"] if house.faketime else [])]
        self.last = ""

    def one(self) -> int:
        """Do one fault, let the house go on; return how many processes were killed."""
        self.house.start_all()
        kind = self.last = self.random.choice(self.kinds)
        if kind in POINTS:
            return self._at_point(kind)
        if kind in self.house.commands():
            self.house.kill(kind)
        else:
            getattr(self, f"_{kind}")()
        return int(kind not in NO_PROCESS_DIES)

    def _at_point(self, name):
        """Kill -9 whoever sweeps when one has come to a named point."""
        with closing(self.house.connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            cursor.execute("INSERT INTO crash_point VALUES (%s)", [name])
            killed = 0
            end = time.monotonic() + POINT_SECONDS
            while not killed and time.monotonic() < end:
                time.sleep(0.1)
                cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                if cursor.fetchone()[0]:
                    for victim in SWEEPERS:
                        self.house.kill(victim)
                        killed += 1
            cursor.execute("DELETE FROM crash_point")
        return killed

    def _backend(self):
        """Kill -9 one of the database's processes: PostgreSQL then ends all others and recovers."""
        with closing(self.house.connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")
            pids = [pid for (pid,) in cursor.fetchall()]
        with suppress(ProcessLookupError):
            os.kill(self.random.choice(pids), signal.SIGKILL)
        self.house.connect().close()

    def _postmaster(self):
        """Kill -9 the database's first process, and start it again after a while."""
        self._kill_server("PostgreSQL")
        self.house.connect().close()

    def _redis(self):
        """Kill -9 Redis, and start it again after a while, without what it knew."""
        self._kill_server("Redis")

    def _kill_server(self, name):
        part = self.house.server(name)
        os.kill(part.pid(), signal.SIGKILL)
        time.sleep(self.random.uniform(0.5, 3))
        part.child.wait()
        part.child = None
        part.start(tethered=True)

    def _flush(self):
        self.house.redis.flushall()

    def _half_open_redis(self):
        self.house.relays["redis"].cut()

    def _half_open_database(self):
        """The sweeper on the other machine is not heard of again, perhaps in the middle of a transaction."""
        self.house.relays["database"].cut()

    def _clock(self):
        """A machine's clock is set, by seconds or hours, forward or back, while its processes run."""
        self.house.set_clock(self.random.choice(JUMPS))
