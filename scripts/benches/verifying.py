"""`manage.py clocks --verify` over tickets of six facts each: tickets per second, with PostgreSQL on the same core."""

import sys

import django

from scripts.benches.measuring import Core, is_short, tell

TICKETS, SHORT, ROUNDS = 20_000, 4_000, 3


def main():
    django.setup()
    from django.db import connection
    from django.utils import timezone

    from scripts.benches.filling import fill, nothing
    from tickets.rebuilding import compare

    tickets = SHORT if is_short() else TICKETS
    fill(tickets)
    core, now, fastest = Core(connection), timezone.now(), 0
    for _ in range(ROUNDS):
        began = core.seconds()
        outcome = compare(None, now=now, told=lambda found: sys.exit(f"differs: {found}"), went_on=nothing)
        assert outcome.tickets == tickets
        fastest = max(fastest, outcome.tickets / (core.seconds() - began))
    tell(fastest)


if __name__ == "__main__":
    main()
