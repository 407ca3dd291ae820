"""Tickets whose next steps fall due one after another from now on. Prints the instant from which they do (Unix time)."""

import sys
from datetime import timedelta

import django


def main():
    steps, seconds = int(sys.argv[1]), float(sys.argv[2])
    django.setup()
    from django.utils import timezone

    from helpdesk.seeding.world import World, make_world
    from scripts.benches.due_at_once import add_due, around_the_clock

    now = timezone.now()
    world = make_world(now=now)
    version = around_the_clock(now, targets=("first_response", "resolution", "level_1", "level_2"))
    customers = World([version], {version.pk: world.customers[world.versions[0].pk]})
    begin = timezone.now() + timedelta(seconds=20 + steps / 300)  # until the tickets are made and the processes run
    end = begin + timedelta(seconds=seconds)
    add_due(customers, steps, end, apart=timedelta(seconds=seconds / steps))
    print(begin.timestamp())


if __name__ == "__main__":
    main()
