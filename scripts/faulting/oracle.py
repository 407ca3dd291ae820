"""What must have fired, reckoned from the history alone, by plain arithmetic, and what did.

Shares no code with the sweep: the tickets' promise is counted around the clock, so an instant is the beginning plus
minutes, and the time in which the ticket waited. Steps of the first response end with the first answer; those of a level
begin anew with each move.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, field

MINUTE, DAY = 60, 86400
FIRST_RESPONSE = {"warn": 45, "breach": 60}
RESOLUTION = {"50%:notify": 720, "warn": 1080, "90%:notify": 1296, "breach": 1440, "+60s:call_lead": 1500}
LEVEL = {1: {"80%:notify": 240, "move": 300}, 2: {"80%:notify": 384, "move": 480}}
OF_THE_LADDER = {"50%:notify", "90%:notify", "+60s:call_lead", "80%:notify"}  # they fall away once acknowledged
ACCEPTANCE = 60  # minutes a team has to accept
DAYS_UNTIL_CLOSED = 2
ROUNDING = 0.001  # seconds; targets are whole seconds, instants are not
KINDS = (
    *("opened", "answered", "status", "planned", "offered", "acknowledged"),
    *("warned", "breached", "step_fired", "handed_over", "not_moved"),
)
HISTORY = f"""
    SELECT ticket_id, extract(epoch FROM at)::float8, kind, data->>'clock', data->>'step', (data->>'level')::int,
           data->>'status', extract(epoch FROM (data->>'until')::timestamptz)::float8, data->>'reason', by_id IS NULL
    FROM tickets_event WHERE kind IN ({", ".join(map(repr, KINDS))}) ORDER BY ticket_id, seq"""


@dataclass
class Said:
    """An event of a history. Instants are Unix time."""

    at: float
    kind: str
    clock: str | None = None
    step: str | None = None
    level: int | None = None
    status: str | None = None
    until: float | None = None
    reason: str | None = None
    by_itself: bool = True


@dataclass
class Verdict:
    due: int = 0
    lost: int = 0
    doubled: int = 0
    fired: list = field(default_factory=list)  # (due, fired), Unix time
    lines: list = field(default_factory=list)

    def p99(self, *, since=-math.inf, before=math.inf):
        """The 99th percentile of the seconds from due to fired, of steps due before an instant.

        With `since`, of those not fired by then, and the seconds from then on.
        """
        lags = sorted(fired - max(due, since) for due, fired in self.fired if due < before and fired > since)
        return lags[math.ceil(0.99 * len(lags)) - 1] if lags else 0.0

    def __str__(self):
        return f"{self.due} steps due, {self.lost} lost, {self.doubled} doubled, p99 lag {self.p99():.1f} s"


def judge(ask, *, since, until) -> Verdict:
    """Hold what fired between two instants (Unix time) against what was due then. `ask`: a statement to its rows.

    What fired before it was due, or without having been due at all, counts as doubled.
    """
    verdict = Verdict()
    for ticket, history in histories(ask).items():
        due, fired = dict(expected(history)), fired_by_history(history)
        for step, at in due.items():
            if not since <= at <= until:
                continue
            verdict.due += 1
            if step not in fired:
                verdict.lost += 1
                verdict.lines.append(f"lost: ticket {ticket}, {step}")
            else:
                verdict.fired.append((at, min(fired[step])))
        for step, times in fired.items():
            if len(times) > 1 or step not in due or min(times) < due[step] - ROUNDING:
                verdict.doubled += 1
                verdict.lines.append(f"doubled or not due: ticket {ticket}, {step}, due {due.get(step)}, fired {times}")
    for ticket, *news in doubled_news(ask):
        verdict.doubled += 1
        verdict.lines.append(f"doubled news: ticket {ticket}, {news}")
    return verdict


def histories(ask) -> dict[int, list[Said]]:
    found = defaultdict(list)
    for ticket, *said in ask(HISTORY):
        found[ticket].append(Said(*said))
    return found


def expected(history):
    """Each step that a history makes due, with its instant; what an answer, a move or the end forestalled is none."""
    opened, pauses = history[0].at, list(pauses_of(history))
    answered = first(history, lambda said: said.kind == "answered")
    resolved = first(history, lambda said: said.status == "resolved")
    for step, minutes in FIRST_RESPONSE.items():
        if (due := opened + minutes * MINUTE) < answered:
            yield ("first_response", step, 1), due
    for step, minutes in RESOLUTION.items():
        if (due := reached(opened, minutes, pauses)) < resolved:
            yield ("resolution", step, 1), due
    yield from of_levels(history, pauses, resolved)
    yield from of_offers(history, resolved)
    for number, said in enumerate(waits(history), 1):
        if said.until <= after(history, said, lambda other: other.status is not None):
            yield ("wait", "return", number), said.until
    if resolved < math.inf:
        yield ("ticket", "close", 1), resolved + DAYS_UNTIL_CLOSED * DAY


def of_levels(history, pauses, resolved):
    stays = [said for said in history if said.kind in ("opened", "handed_over")]
    for number, stay in enumerate(stays, 1):
        left = min(resolved, stays[number].at if number < len(stays) else math.inf)
        seen = after(history, stay, lambda said: (said.kind, said.clock) == ("acknowledged", "level"))
        for step, minutes in LEVEL.get(stay.level, {}).items():
            due = reached(stay.at, minutes, pauses)
            falls_away = step in OF_THE_LADDER and (due >= seen or due >= left)
            if not falls_away and due <= left:
                yield ("level", step, number), due


def of_offers(history, resolved):
    for number, offer in enumerate((said for said in history if said.kind == "offered"), 1):
        due = offer.at + ACCEPTANCE * MINUTE
        if due <= min(resolved, after(history, offer, lambda said: said.kind == "handed_over")):
            yield ("offer", "expire", number), due


def reached(since, minutes, pauses):
    """When so many minutes have passed since an instant in which the ticket did not wait."""
    left, at = minutes * MINUTE, since
    for begin, end in pauses:
        if end <= at:
            continue
        if at + left <= begin:
            break
        left -= max(0, begin - at)
        at = end
    return at + left


def pauses_of(history):
    """From and to of each wait; a planned one is over at its date, whenever somebody noticed."""
    for said in waits(history):
        end = after(history, said, lambda other: other.status is not None)
        yield said.at, min(end, said.until) if said.kind == "planned" else end


def waits(history):
    return [said for said in history if said.until is not None and "waiting" in (said.status or "waiting")]


def first(history, test):
    return next((said.at for said in history if test(said)), math.inf)


def after(history, one, test):
    """The instant of the first event behind `one` that `test` is true for."""
    return first(history[history.index(one) + 1 :], test)


def fired_by_history(history):
    """By step, the instants at which history says that it happened by itself; more than one is one too many."""
    fired, moves, returns = defaultdict(list), 1, 0
    for said in history:
        if said.kind in ("warned", "breached"):
            fired[said.clock, "warn" if said.kind == "warned" else "breach", 1].append(said.at)
        elif said.kind == "step_fired":
            fired[said.clock, said.step, moves if said.clock == "level" else 1].append(said.at)
        elif said.kind in ("handed_over", "not_moved") and said.by_itself:
            is_expired = said.kind == "handed_over" and said.reason != "clock"
            fired[("offer", "expire", 1) if is_expired else ("level", "move", moves)].append(said.at)
        elif said.kind == "status" and said.by_itself:
            returns += said.status == "open"
            fired[("wait", "return", returns) if said.status == "open" else ("ticket", "close", 1)].append(said.at)
        moves += said.kind == "handed_over"
    return fired


def doubled_news(ask):
    return ask(
        "SELECT ticket_id, person_id, kind, data->>'clock', data->>'step', count(*) FROM tickets_notice "
        "WHERE kind IN ('warned', 'breached', 'ladder', 'call_lead') GROUP BY 1, 2, 3, 4, 5, data->>'due' "
        "HAVING count(*) > 1"
    )
