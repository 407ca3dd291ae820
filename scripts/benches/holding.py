"""Who held a ticket with 30 facts over 60 days: milliseconds, its clocks read already."""

from datetime import timedelta
from types import SimpleNamespace

from scripts.benches.measuring import seconds_each, tell
from scripts.benches.stories import BEGIN, DAY, history, office, promise
from sla.clock import read
from tickets.holders import stretches_of


def main():
    facts, promises, now = history(30, days=60), {1: promise(office())}, BEGIN + 60 * DAY
    reading = read(facts, promises, at=now, segments=True).clocks["resolution"]
    events = [SimpleNamespace(at=fact.at, seq=fact.seq, kind=fact.kind, data=fact.data) for fact in facts]
    stretches = stretches_of(reading.segments, events)
    assert sum((stretch.counted for stretch in stretches), timedelta()) == reading.consumed
    tell(seconds_each(lambda: stretches_of(reading.segments, events), times=100) * 1e3)


if __name__ == "__main__":
    main()
