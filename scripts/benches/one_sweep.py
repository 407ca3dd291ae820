"""One of several processes that work at once: `sweep` does; `write` executes the statements in a file, batch by batch."""

import json
import sys
from datetime import datetime
from pathlib import Path

import django

from scripts.benches.measuring import Core, peak_megabytes


def main():
    what, number, told = sys.argv[1:]
    django.setup()
    from django.db import connection

    work = sweeping(datetime.fromisoformat(told)) if what == "sweep" else writing(json.loads(Path(told).read_text()))
    core = Core(connection, number=int(number))
    print("ready", flush=True)
    sys.stdin.read()
    began = core.seconds()
    work()
    seconds = core.seconds() - began
    print(json.dumps({"core": seconds, "memory": peak_megabytes()}), flush=True)


def sweeping(at):
    from escalation.sweep import sweep

    return lambda: sweep(now=at)


def writing(batches):
    from django.db import connection, transaction

    def work():
        for batch in batches:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in batch:
                    cursor.execute(statement)

    return work


if __name__ == "__main__":
    main()
