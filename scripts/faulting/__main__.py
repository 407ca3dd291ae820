"""Start a whole installation, let steps fall due, kill its processes, and ask the oracle what became of the steps."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from helpdesk.embedded import ServerProblem
from tests.processes import Installation

from .faults import Faults
from .house import House
from .oracle import judge

SECONDS_PER_KILL = 2.5
CALM = 30  # seconds of ordinary running before the first fault
AFTERWARDS = 30  # seconds at least in which steps fall due after the last one
ORDINARY, AFTER_A_FAULT = 15, 60  # seconds: what the 99th percentile of lags may be
REST = 120  # seconds at the end in which everything has to be done


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="scripts/faults", description="Kill processes while steps fall due.")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--steps", type=int, default=5000, help="about so many steps fall due meanwhile")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="helpdesk-faults-") as folder:
        installation = Installation(Path(folder))
        try:
            sys.exit(run(installation, chosen))
        except ServerProblem as problem:
            sys.exit(str(problem))
        finally:
            for process in reversed(installation.processes):
                process.stop()
            installation.servers.leave(stop=True)


def run(installation, chosen) -> int:
    installation.servers.enter(tethered=True)
    installation.manage("migrate", "--no-input", "--verbosity=0")
    installation.manage("createcachetable")
    seconds = CALM + max(30, chosen.kills * SECONDS_PER_KILL)
    since = float(in_the_installation(installation, "scripts.faulting.due", str(chosen.steps), str(seconds)))
    house = House(installation)
    faults = Faults(house, Random(chosen.seed))
    house.start_all()
    if not house.faketime:
        print("libfaketime is not installed: no clock is set meanwhile")
    time.sleep(max(0, since + CALM - time.time()))
    first_fault = time.time()
    done = kill(faults, chosen.kills)
    house.start_all()
    last_fault = time.time()
    until = max(last_fault + AFTERWARDS, since + seconds)
    wait_for_the_end(installation, until)
    verdict = judge(lambda statement: installation.sql("helpdesk", statement), since=since, until=until)
    for line in verdict.lines:
        print(line)
    tell_lag("in ordinary running", verdict.p99(before=first_fault - ORDINARY), ORDINARY)
    tell_lag("after the last fault", verdict.p99(since=last_fault), AFTER_A_FAULT)
    print(f"faults: {done} kills, {verdict}")
    return int(bool(verdict.lost or verdict.doubled))


def kill(faults, kills) -> int:
    """Do faults until so many processes were killed; return how many."""
    done = 0
    while done < kills:
        time.sleep(faults.random.uniform(0.2, 1.5))
        done += faults.one()
        print(f"{done} {faults.last}", flush=True)
    return done


def tell_lag(when, seconds, limit):
    print(f"lag {when}: p99 {seconds:.1f} s, limit {limit} s, {'ok' if seconds <= limit else 'over'}")


def in_the_installation(installation, module, *words) -> str:
    """Run a module of ours in the installation; return the last line it printed."""
    environ = {**installation.environ, "DJANGO_SETTINGS_MODULE": "helpdesk.settings"}
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.splitlines()[-1]


def wait_for_the_end(installation, until):
    """Until the sweep has looked at everything that fell due, or has had time enough."""
    while time.time() < until + REST:
        time.sleep(2)
        late = f"SELECT count(*) FROM tickets_ticket WHERE next_action_at <= to_timestamp({until})"
        if time.time() > until and installation.sql("helpdesk", late) == [(0,)]:
            return


if __name__ == "__main__":
    os.environ.pop("VAR_DIR", None)
    main()
