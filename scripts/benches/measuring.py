"""What all measured modules share: the best of several rounds, and the line they hand back."""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path


def is_short() -> bool:
    return "--short" in sys.argv[1:]


def seconds_each(work: Callable, *, times: int, rounds: int = 60) -> float:
    """Return the seconds of a core that one call of `work` takes, in the best of many rounds of `times` calls.

    Of a core, not of the wall's clock: what else the machine does is not the product's speed.
    """
    work()
    best = float("inf")
    for _ in range(10 if is_short() else rounds):
        began = time.process_time()
        for _ in range(times):
            work()
        best = min(best, (time.process_time() - began) / times)
    return best


class Core:
    """This process and its database connection's on one core, the `number`-th; `seconds()` of that core they have used together.

    Where the system does not tell what another process used (it is Linux that does), the wall's clock stands in.
    """

    def __init__(self, connection, number=0):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (process,) = cursor.fetchone()
        self._used = Path(f"/proc/{process}/stat")
        if self._used.exists():
            cores = sorted(os.sched_getaffinity(0))
            core = cores[number % len(cores)]
            os.sched_setaffinity(0, {core})
            if os.geteuid() in (0, self._used.stat().st_uid):
                os.sched_setaffinity(process, {core})

    def seconds(self) -> float:
        if not self._used.exists():
            return time.perf_counter()
        fields = self._used.read_text().rpartition(")")[2].split()  # the name before may hold anything
        return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def tell(value: float, *, memory: float | None = None, also: dict[str, float] | None = None):
    """Print the figure, others by name, and the peak memory in MB, by default this process's; scripts.benches reads it."""
    print(json.dumps({"value": value, "memory": memory or peak_megabytes(), "also": also or {}}))


def peak_megabytes() -> float:
    """The most this process ever held. Linux's getrusage counts what the starting process held before, so ask /proc."""
    status = Path("/proc/self/status")
    if status.exists():
        (peak,) = (line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
