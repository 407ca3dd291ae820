"""`scripts/bench`: every part in a process of its own, whose memory is measured with it, on a database of this run."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager, nullcontext
from pathlib import Path

from helpdesk.embedded import Servers
from helpdesk.embedded.places import socket_folder
from scripts.benches.limits import GROUPS, MEMORY, Limit

ROOT = Path(__file__).resolve().parent.parent.parent
# The user's own database must never be met.
NOT_HANDED_ON = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SITE_URL", "VAR_DIR"}


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure speed and memory against their limits.")
    parser.add_argument("group", choices=GROUPS, help="what to measure")
    parser.add_argument("--short", action="store_true", help="fewer tickets and repetitions, against the same limits")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as folder:
        sys.exit(measure(GROUPS[chosen.group], Path(folder), short=chosen.short))


def measure(limits, var_dir, *, short) -> int:
    """Print a line per figure; return 1 if one is over its limit. Exits with a sentence where one fails."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_HANDED_ON}
    environ = {**kept, "VAR_DIR": str(var_dir), "DJANGO_SETTINGS_MODULE": "helpdesk.settings"}
    over = False
    with servers(var_dir, environ) if any(limit.has_database for limit in limits) else nullcontext():
        for limit in limits:
            part = [sys.executable, "-m", limit.module, *(["--short"] if short else [])]
            told = json.loads(run(part, environ).splitlines()[-1])
            memory = Limit(f"{limit.name}_memory", "", "MB", MEMORY)
            also = [(other, told["also"][other.name]) for other in limit.also]
            for one, value in ((limit, told["value"]), *also, (memory, told["memory"])):
                print(one.line(value), flush=True)
                over |= one.is_over(value)
    return int(over)


@contextmanager
def servers(var_dir, environ):
    started = Servers(var_dir, socket_folder(var_dir))
    started.enter(tethered=True)
    try:
        run([sys.executable, "manage.py", "migrate", "--no-input", "--verbosity=0"], environ)
        yield
    finally:
        started.leave(stop=True)


def run(command, environ) -> str:
    done = subprocess.run(
        command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command[1:])} failed.")
    return done.stdout


if __name__ == "__main__":
    main()
