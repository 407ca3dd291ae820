"""Two sweeps at once over 10,000 tickets that are due in the same second, among a million: seconds of the wall's clock.

The same in seconds of the cores, PostgreSQL's part in them: what else the machine does falls on neither. And how many times
as long as bare SQL that is: afterwards all is put back as it was, and two connections write the same rows again.
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
    from escalation.sweep import BATCH
    from scripts.benches import bare_sql, due_at_once

    tickets, due = (SHORT_TICKETS, SHORT_DUE) if is_short() else (TICKETS, DUE)
    at = due_at_once.fill(tickets, due)
    bare_sql.keep_state()
    swept = run("sweep", [at.isoformat()] * SWEEPS)
    due_at_once.check(due)
    statements = bare_sql.statements(BATCH)
    bare_sql.put_back()
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}" for number in range(SWEEPS)]
        for number, file in enumerate(files):
            file.write_text(json.dumps(statements[number::SWEEPS]))
        bare = run("write", files)
    due_at_once.check(due)
    share = DUE / due
    also = {"sweep_10000_cores": swept["core"] * share, "sweep_over_bare_sql": swept["core"] / bare["core"]}
    tell(swept["wall"] * share, memory=swept["memory"], also=also)


def run(what, told) -> dict:
    """Let a process for each of `told` do `what` at the same time; return seconds of the wall's clock and of the cores."""
    command = [sys.executable, "-m", "scripts.benches.one_sweep", what]
    processes = [
        subprocess.Popen([*command, str(number), each], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for number, each in enumerate(told)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for process in processes:
        process.stdin.close()
    figures = [json.loads(process.stdout.readline()) for process in processes]
    wall = time.perf_counter() - began
    assert not any(process.wait() for process in processes)
    return {
        "wall": wall,
        "core": sum(each["core"] for each in figures),
        "memory": max(each["memory"] for each in figures),
    }


if __name__ == "__main__":
    main()
