"""Two sweeps at once over 10,000 tickets that are due in the same second, among a million: seconds of the wall's clock.

And how many times as long as bare SQL that takes: afterwards all is put back as it was, and two connections do nothing but
execute the statements with which the sweeps wrote, batch by batch. Compared are seconds of a core, PostgreSQL's part in
them: what else the machine does falls on neither.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

from scripts.benches.measuring import is_short, tell

TICKETS, DUE = 1_000_000, 10_000
SHORT_TICKETS, SHORT_DUE = 50_000, 1_000
SWEEPS = 2


def main():
    django.setup()
    from scripts.benches import due_at_once

    tickets, due = (SHORT_TICKETS, SHORT_DUE) if is_short() else (TICKETS, DUE)
    at = due_at_once.fill(tickets, due)
    due_at_once.keep_state()
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}" for number in range(SWEEPS)]
        swept = run("sweep", files, at)
        due_at_once.check(due)
        due_at_once.put_back()
        bare = run("write", files, at)
        due_at_once.check(due)
    also = {"sweep_over_bare_sql": swept["core"] / bare["core"]}
    tell(swept["wall"] * DUE / due, memory=swept["memory"], also=also)


def run(what, files, at) -> dict:
    """Let a process per file do `what` at the same time; return seconds of the wall's clock and of the cores."""
    command = [sys.executable, "-m", "scripts.benches.one_sweep", what, at.isoformat()]
    processes = [
        subprocess.Popen([*command, str(number), file], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for number, file in enumerate(files)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for process in processes:
        process.stdin.close()
    told = [json.loads(process.stdout.readline()) for process in processes]
    wall = time.perf_counter() - began
    assert not any(process.wait() for process in processes)
    return {
        "wall": wall,
        "core": sum(each["core"] for each in told),
        "memory": max(each["memory"] for each in told),
    }


if __name__ == "__main__":
    main()
