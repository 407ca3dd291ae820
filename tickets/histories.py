"""The facts of many tickets at once, as fast as the database gives them: for questions that read every history."""

from collections import defaultdict, namedtuple
from collections.abc import Iterator

from sla.clock import Fact

from .clocks import fact_of
from .models import Event

CHUNK = 1000  # tickets read at once: so many histories are held in memory, however many tickets there are

_Row = namedtuple("_Row", ["ticket_id", "at", "seq", "kind", "data"])


def histories(tickets, *fields, chunk=CHUNK) -> Iterator[tuple[tuple, list[Fact]]]:
    """Yield ((number, *values of `fields`), facts) of each ticket of the queryset, by number.

    Two statements a chunk, values only, no cursor held open between them. A ticket changed between the two statements
    has facts newer than its values; whoever compares both asks again for those that differ.
    """
    for rows in chunks(tickets, *fields, chunk=chunk):
        facts = facts_of([row[0] for row in rows])
        for row in rows:
            yield row, facts[row[0]]


def chunks(tickets, *fields, chunk=CHUNK) -> Iterator[list[tuple]]:
    """Yield lists of (number, *values of `fields`), by number."""
    tickets = tickets.order_by("pk").values_list("pk", *fields)
    last = None
    while True:
        rows = list((tickets if last is None else tickets.filter(pk__gt=last))[:chunk])
        if rows:
            yield rows
            last = rows[-1][0]
        if len(rows) < chunk:
            return


def lives_of(numbers) -> dict[int, list]:
    """Return what each ticket's holders are read from: its facts and whom it was assigned to, in their order."""
    lives = defaultdict(list)
    told = Event.objects.filter(ticket__in=numbers, kind__in=[*Event.FACTS, Event.Kind.ASSIGNED])
    for row in told.order_by("ticket_id", "at", "seq").values_list("ticket_id", "at", "seq", "kind", "data"):
        lives[row[0]].append(_Row._make(row))
    return lives


def facts_of(numbers) -> dict[int, list[Fact]]:
    """Return the facts of each ticket, in the order in which they count."""
    facts = defaultdict(list)
    for row in Event.objects.filter(ticket__in=numbers).facts().values_list("ticket_id", "at", "seq", "kind", "data"):
        facts[row[0]].append(fact_of(_Row._make(row)))
    return facts


def promise_keys(facts) -> set[int]:
    """Return the tier versions a history names."""
    return {fact.data["promise"] for fact in facts if "promise" in fact.data}
