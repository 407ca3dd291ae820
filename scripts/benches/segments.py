"""All segments of a ticket with 30 facts over 60 days: milliseconds for all four clocks."""

from scripts.benches.measuring import seconds_each, tell
from scripts.benches.stories import BEGIN, DAY, history, office, promise
from sla.clock import read


def main():
    facts, promises, now = history(30, days=60), {1: promise(office())}, BEGIN + 60 * DAY
    assert len(read(facts, promises, at=now, segments=True).clocks["resolution"].segments) > 60
    tell(seconds_each(lambda: read(facts, promises, at=now, segments=True), times=10) * 1e3)


if __name__ == "__main__":
    main()
