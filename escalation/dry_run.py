"""What a ladder would do: with a ticket that does not exist, or with an open one from now on. Nothing is written."""

from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sla.promises import promise_of
from tickets.actions.opening import first_team
from tickets.models import Ticket

from .playing import Play, Played
from .standing import Standing, standings


@dataclass(frozen=True)
class Example:
    """A ticket opened `at` (UTC). `answered_after`: until an agent writes to the requester; None: nobody acts."""

    organisation: object
    priority: str
    category: str
    at: datetime
    service: object = None
    answered_after: timedelta | None = None


def dry_run(version, ladder, example) -> list[Played]:
    """Return what `ladder` (None: only what is built in) does under the tier version, a draft too, in order.

    Raises NoResponsibleTeam where nobody of first level is there for the customer, TimeError for a far instant.
    """
    team = first_team(example.category, example.service, example.organisation)
    ticket = Ticket(
        organisation=example.organisation,
        service=example.service,
        category=example.category,
        priority=example.priority,
        team=team,
        level=team.level,
        tier_version=version,
        opened_at=example.at,
    )
    play = Play(ticket, [], {version.pk: promise_of(version)}, Standing(ladder=ladder))
    opened = {"promise": version.pk, "priority": example.priority, "category": example.category}
    play.note(example.at, "opened", **opened, level=team.level)
    answer = example.answered_after
    acts = [] if answer is None else [(example.at + answer, play.answer)]
    return [played for played in play.play(example.at, acts) if played.clock]


_OF_THE_LADDER = object()


def dry_run_of(
    ticket, facts, promises, *, now, acknowledged_after: timedelta | None = None, ladder=_OF_THE_LADDER
) -> list[Played]:
    """Return what happens to an open ticket from `now` on while nobody acts, in order.

    `facts`, `promises`: as its clocks are read from. `acknowledged_after`: so long from now on somebody says that he
    has seen the clocks; what falls away by that is in the list too, marked. `ladder`: another one than the ticket's own
    (None: none). Raises TimeError where the service hours never get there.
    """
    standing = standings([ticket])[ticket.pk]
    if ladder is not _OF_THE_LADDER:
        standing.ladder = ladder
    nobody_acts = list(_copy(ticket, facts, promises, standing).play(now))
    if acknowledged_after is None:
        return nobody_acts
    play = _copy(ticket, facts, promises, standing)
    seen = list(play.play(now, [(now + acknowledged_after, play.acknowledge)]))
    left = {played.key for played in seen}
    away = [replace(played, is_away=True) for played in nobody_acts if played.clock and played.key not in left]
    return sorted([*seen, *away], key=lambda played: played.at)


def _copy(ticket, facts, promises, standing):
    own = replace(
        standing,
        fired=set(standing.fired),
        acknowledged=set(standing.acknowledged),
        told_at=dict(standing.told_at),
        vendor_cases=[copy(case) for case in standing.vendor_cases],
    )
    return Play(copy(ticket), list(facts), promises, own)
