"""What the ladder did with a ticket, beside what another one would have done with the same history."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from sla.models import TierVersion

from .in_words import in_words
from .models import Firing
from .owner import CLOCK
from .retracing import Life, Taken, retrace
from .standing import ladders_of

SAME = timedelta(seconds=1)


class Outcome(TextChoices):
    SAME = "same", _("The same")
    EARLIER = "earlier", _("Would fire earlier")
    LATER = "later", _("Would fire later")
    NOT = "not", _("Would not fire")
    NEW = "new", _("New")
    MISSED = "missed", _("Did not fire")  # though it stood on the ladder: its cause was gone when it was looked at


@dataclass(frozen=True)
class Compared:
    """One step: as it was, as it would have been, or both."""

    outcome: Outcome
    firing: Firing | None = None
    taken: Taken | None = None

    @property
    def clock(self) -> str:
        return self.firing.clock if self.firing else self.taken.step.clock

    @property
    def at(self) -> datetime:
        return self.firing.due_at if self.firing else self.taken.step.due_at


def compare(ticket, events, promises, *, until, version=None) -> list[Compared]:
    """Return every step in order: what fired, beside what the ladder of `version` would have done with this history.

    Without a `version`, the ladder of today: of the newest version in force of each tier the ticket was under. The
    targets are those the ticket had; only the steps are another's. The owner timer is left out: it lies on no clock of
    the history, but on who had the ticket. Writes nothing. `events`, `promises`: see Life.of.
    """
    firings = list(Firing.objects.filter(ticket=ticket).exclude(clock=CLOCK).order_by("due_at", "pk"))
    life = Life.of(events, promises)
    then = _versions({fact.data["promise"] for fact in life.facts if "promise" in fact.data})
    own = ladders_of(then)
    ladders = _ladders_instead(then, version, now=until)
    stood = {(step.clock, step.slot) for ladder in own.values() if ladder for step in ladder.steps.all()}
    return paired(firings, list(retrace(life, ladders, until=until)), stood)


def todays_version(ticket, *, now):
    """The version of the ticket's tier that new tickets get today; None where none is in force."""
    return TierVersion.objects.in_force(now).filter(tier=ticket.tier_version.tier_id).select_related("tier").first()


def _versions(numbers):
    return list(TierVersion.objects.filter(pk__in=numbers).select_related("tier"))


def _ladders_instead(then, version, *, now):
    """By each version the ticket was under, the steps that are asked instead of its own ladder's."""
    instead = {v.tier_id: v for v in TierVersion.objects.in_force(now).filter(tier__in={v.tier_id for v in then})}
    if version is not None:
        instead[version.tier_id] = version
    found = {number: ladder.steps.all() for number, ladder in ladders_of(instead.values()).items() if ladder}
    return {v.pk: found.get(instead[v.tier_id].pk, ()) for v in then if v.tier_id in instead}


def paired(firings, taken, stood=frozenset()) -> list[Compared]:
    """Put firings and steps side by side: first the same step, then the same act on the same clock, in order of time.

    `stood`: (clock, slot) of the steps that were on the ticket's own ladder.
    """
    by_key = {each.step.key: each for each in taken}
    pairs = [(f, by_key.pop((f.clock, f.cycle, f.step))) for f in firings if (f.clock, f.cycle, f.step) in by_key]
    known = {firing.pk for firing, _taken in pairs}
    left = defaultdict(list)
    for each in by_key.values():
        left[each.step.clock, each.step.cycle, in_words(each.step.what).action].append(each)
    alone = []
    for firing in firings:
        if firing.pk not in known:
            like = left[firing.clock, firing.cycle, in_words(firing.step).action]
            if like:
                pairs.append((firing, like.pop(0)))
            else:
                alone.append(Compared(Outcome.NOT, firing=firing))
    new = [Compared(_why_new(each, stood), taken=each) for some in left.values() for each in some]
    both = [Compared(_outcome(firing, each), firing, each) for firing, each in pairs]
    return sorted([*both, *alone, *new], key=lambda compared: (compared.at, compared.outcome))


def _why_new(taken, stood):
    slot = (taken.step.clock, taken.step.what)
    return Outcome.MISSED if taken.step.rung is None or slot in stood else Outcome.NEW


def _outcome(firing, taken):
    difference = taken.step.due_at - firing.due_at
    if abs(difference) < SAME:
        return Outcome.SAME
    return Outcome.EARLIER if difference < timedelta() else Outcome.LATER
