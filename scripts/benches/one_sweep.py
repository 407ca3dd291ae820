"""One of several processes that work at once: `sweep` does, and keeps what it wrote in a file; `write` writes it again."""

import json
import pickle
import sys
from datetime import datetime
from pathlib import Path

import django

from scripts.benches.measuring import Core, peak_megabytes

WRITES = ("INSERT", "UPDATE", "DELETE")


def main():
    what, at, number, file = sys.argv[1:]
    django.setup()
    from django.db import connection

    work = sweeping(datetime.fromisoformat(at)) if what == "sweep" else writing(pickle.loads(Path(file).read_bytes()))
    core = Core(connection, number=int(number))
    print("ready", flush=True)
    sys.stdin.read()
    began = core.seconds()
    written = work()
    seconds = core.seconds() - began
    print(json.dumps({"core": seconds, "memory": peak_megabytes()}), flush=True)
    if what == "sweep":
        Path(file).write_bytes(pickle.dumps(written))


def sweeping(at):
    from django.db import connection

    from escalation.sweep import sweep

    batches = [[]]

    def keep(execute, sql, params, many, context):
        if "FOR UPDATE" in sql:
            batches.append([])
        elif sql.startswith(WRITES):
            batches[-1].append((sql, params))
        return execute(sql, params, many, context)

    def work():
        with connection.execute_wrapper(keep):
            sweep(now=at)
        return batches

    return work


def writing(batches):
    from django.db import connection, transaction

    def work():
        for batch in batches:
            with transaction.atomic(), connection.cursor() as cursor:
                for sql, params in batch:
                    cursor.cursor.execute(sql, params)

    return work


if __name__ == "__main__":
    main()
