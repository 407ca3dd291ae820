"""What must have fired, reckoned from the history alone, by plain arithmetic, and what did.

Shares no code with the sweep: the tickets' promise is counted around the clock, so an instant is the beginning plus
minutes. Steps of the first response end with the first answer; those of a level begin anew with each move.
"""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field

MINUTE = 60
FIRST_RESPONSE = {"warn": 45, "breach": 60}
RESOLUTION = {"50%:notify": 720, "warn": 1080, "90%:notify": 1296, "breach": 1440, "+60s:call_lead": 1500}
LEVEL = {1: {"80%:notify": 240, "warn": None, "move": 300}, 2: {"80%:notify": 384, "warn": None, "move": 480}}
# What the history calls a step, and the clock it then names.
EVENTS = {"warned": "warn", "breached": "breach", "step_fired": None, "handed_over": "move", "not_moved": "move"}


@dataclass
class Verdict:
    due: int = 0
    lost: int = 0
    doubled: int = 0
    lags: list = field(default_factory=list)
    lines: list = field(default_factory=list)

    @property
    def p99(self):
        return sorted(self.lags)[math.ceil(0.99 * len(self.lags)) - 1] if self.lags else 0.0

    def __str__(self):
        return f"{self.due} steps due, {self.lost} lost, {self.doubled} doubled, p99 lag {self.p99:.1f} s"


def judge(ask, *, since, until) -> Verdict:
    """Hold what fired between two instants (Unix time) against what was due then. `ask`: a statement to its rows."""
    verdict, fired = Verdict(), fired_by_history(ask)
    for ticket, history in histories(ask).items():
        for step, due in expected(history):
            if not since <= due <= until:
                continue
            verdict.due += 1
            times = fired[ticket][step]
            if not times:
                verdict.lost += 1
                verdict.lines.append(f"lost: ticket {ticket}, {step}")
            else:
                verdict.lags.append(min(times) - due)
    for ticket, steps in fired.items():
        for step, times in steps.items():
            if len(times) > 1:
                verdict.doubled += 1
                verdict.lines.append(f"doubled: ticket {ticket}, {step}")
    for ticket, *news in doubled_news(ask):
        verdict.doubled += 1
        verdict.lines.append(f"doubled news: ticket {ticket}, {news}")
    return verdict


def histories(ask):
    """By ticket: when it was opened, first answered, and at which level from when (Unix time)."""
    found = defaultdict(lambda: {"levels": []})
    rows = ask(
        "SELECT ticket_id, extract(epoch FROM at)::float8, kind, data->>'level' FROM tickets_event "
        "WHERE kind IN ('opened', 'answered', 'handed_over') ORDER BY ticket_id, seq"
    )
    for ticket, at, kind, level in rows:
        if kind == "answered":
            found[ticket].setdefault("answered", at)
        else:
            found[ticket].setdefault("opened", at)
            found[ticket]["levels"].append((int(level), at))
    return found


def expected(history):
    """Each step that history makes due, with its instant; a step that an answer or a move forestalled is none."""
    opened, answered = history["opened"], history.get("answered", math.inf)
    for step, minutes in FIRST_RESPONSE.items():
        if (due := opened + minutes * MINUTE) < answered:
            yield ("first_response", step, 1), due
    for step, minutes in RESOLUTION.items():
        yield ("resolution", step, 1), opened + minutes * MINUTE
    for number, (level, begun) in enumerate(history["levels"], 1):
        left = history["levels"][number][1] if number < len(history["levels"]) else math.inf
        for step, minutes in LEVEL.get(level, {}).items():
            if minutes is not None and (step == "move" or begun + minutes * MINUTE < left):
                yield ("level", step, number), begun + minutes * MINUTE


def fired_by_history(ask):
    """By ticket and step, the instants at which history says that it happened; more than one is one too many."""
    fired, moves = defaultdict(lambda: defaultdict(list)), Counter()
    rows = ask(
        "SELECT ticket_id, extract(epoch FROM at)::float8, kind, data->>'clock', data->>'step' FROM tickets_event "
        f"WHERE kind IN ({', '.join(repr(kind) for kind in EVENTS)}) ORDER BY ticket_id, seq"
    )
    for ticket, at, kind, named, step in rows:
        clock = named or "level"
        number = moves[ticket] + 1 if clock == "level" else 1
        fired[ticket][clock, step or EVENTS[kind], number].append(at)
        moves[ticket] += kind == "handed_over"
    return fired


def doubled_news(ask):
    return ask(
        "SELECT ticket_id, person_id, kind, data->>'clock', data->>'step', count(*) FROM tickets_notice "
        "WHERE kind IN ('warned', 'breached', 'ladder', 'call_lead') GROUP BY 1, 2, 3, 4, 5, data->>'due' "
        "HAVING count(*) > 1"
    )
