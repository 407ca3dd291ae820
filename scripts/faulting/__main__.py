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

from .faults import Faults, House
from .oracle import judge

SECONDS_PER_KILL = 4
REST = 90  # seconds at the end in which everything has to be done


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
    seconds = max(30, chosen.kills * SECONDS_PER_KILL)
    since = float(in_the_installation(installation, "scripts.faulting.due", str(chosen.steps), str(seconds)))
    random = Random(chosen.seed)
    house = House(installation)
    faults = Faults(house, random)
    house.start_all()
    done = 0
    while done < chosen.kills:
        time.sleep(random.uniform(0.2, 1.5))
        done += faults.one()
        print(f"{done} {faults.last}", flush=True)
    house.start_all()
    until = max(time.time(), since + seconds)
    wait_for_the_end(installation, until)
    verdict = judge(lambda statement: installation.sql("helpdesk", statement), since=since, until=until)
    for line in verdict.lines:
        print(line)
    print(f"faults: {done} kills, {verdict}")
    return int(bool(verdict.lost or verdict.doubled))


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
