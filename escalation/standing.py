"""What stands beside a ticket when the sweep looks at it: what fired, what was offered, held and acknowledged."""

from collections import defaultdict
from dataclasses import dataclass, field

from .models import Acknowledgement, Firing, HandOver, Hold, Ladder, VendorCase
from .owner import CLOCK, Silence, is_watched, silence_in, silences
from .pools import Pools
from .vendor_clock import read_hours


@dataclass
class Standing:
    fired: set = field(default_factory=set)  # keys of the steps already taken or skipped
    offer: HandOver | None = None
    ladder: Ladder | None = None
    acknowledged: set = field(default_factory=set)  # (clock, cycle)
    holds: dict = field(default_factory=dict)  # key of a step -> until when it is put off
    vendor_cases: list = field(default_factory=list)  # those that are open, with their steps
    silence: Silence | None = None  # of a ticket whose holder, or want of one, is watched
    told_at: dict = field(default_factory=dict)  # key of a step of the owner timer -> when it was taken
    pools: Pools | None = None  # who could be given the ticket; only the sweep gives tickets to people

    @property
    def rungs(self):
        return self.ladder.rungs if self.ladder else ()

    def take_note(self, change, step):
        """Of a step that was taken a moment ago, and of what it brought about."""
        self.fired.add(step.key)
        if step.clock == CLOCK:
            self.told_at[step.key] = change.now
        if self.offer is not None and self.offer.status != HandOver.Status.OFFERED:
            self.offer = None
        self.silence = silence_in(change) or self.silence


def standings(tickets) -> dict[int, Standing]:
    """Return the standing of each ticket by its number, in a fixed number of statements for any number of tickets."""
    found, numbers = defaultdict(Standing), [ticket.pk for ticket in tickets]
    fired = Firing.objects.filter(ticket__in=numbers)
    for number, at, *key in fired.values_list("ticket_id", "fired_at", "clock", "cycle", "step"):
        found[number].fired.add(tuple(key))
        if key[0] == CLOCK:
            found[number].told_at[tuple(key)] = at
    offers = HandOver.objects.offered().filter(ticket__in=numbers).select_related("to_team", "from_team", "by")
    for offer in offers:
        found[offer.ticket_id].offer = offer
    for number, *key in Acknowledgement.objects.filter(ticket__in=numbers).values_list("ticket_id", "clock", "cycle"):
        found[number].acknowledged.add(tuple(key))
    for hold in Hold.objects.filter(ticket__in=numbers):
        found[hold.ticket_id].holds[hold.clock, hold.cycle, hold.step] = hold.until
    cases = VendorCase.objects.open().filter(ticket__in=numbers).select_related("vendor").prefetch_related("steps")
    for case in read_hours(cases):
        found[case.ticket_id].vendor_cases.append(case)
    ladders = ladders_of({ticket.tier_version for ticket in tickets})
    for ticket in tickets:
        found[ticket.pk].ladder = ladders[ticket.tier_version_id]
    for number, silence in silences([t for t in tickets if is_watched(t, found[t.pk].ladder)]).items():
        found[number].silence = silence
    return found


def ladders_of(versions) -> dict[int, Ladder | None]:
    """The ladder of each tier version by its id: its own, or the newest of an earlier version of its tier."""
    every = Ladder.objects.filter(version__tier__in={version.tier_id for version in versions})
    newest_first = list(every.select_related("version").prefetch_related("steps").order_by("-version__number"))
    return {
        version.pk: next(filter(lambda ladder: _holds_for(ladder, version), newest_first), None) for version in versions
    }


def _holds_for(ladder, version):
    return ladder.version.tier_id == version.tier_id and ladder.version.number <= version.number
