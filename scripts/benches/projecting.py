"""From 30 facts to what is stored of a ticket's clocks: microseconds for one ticket, no segments."""

import django

from scripts.benches.measuring import seconds_each, tell
from scripts.benches.stories import BEGIN, DAY, history, office, promise

FACTS = 30


def main():
    django.setup()
    from tickets.clocks import projected, read_clocks

    facts, promises, now = history(FACTS, days=60), {1: promise(office())}, BEGIN + 60 * DAY
    tell(seconds_each(lambda: projected(read_clocks(facts, promises, at=now), now=now), times=100) * 1e6)


if __name__ == "__main__":
    main()
