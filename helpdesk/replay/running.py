"""The replay's run: batches of whole incidents, each batch one transaction."""

import logging
import time
from dataclasses import dataclass, field
from pathlib import Path

from tickets.changing import changing
from tickets.models import Ticket

from .checking import disagreements
from .expectation import expectations
from .reading import Problem, read_log
from .verbs import replay_incident
from .world import World

logger = logging.getLogger(__name__)

BATCH_ROWS = 1000  # of the log, in one transaction


@dataclass
class Outcome:
    numbers: list[str] = field(default_factory=list)  # of the incidents, in the order of the log
    rows: int = 0
    seconds: float = 0  # of replaying, reading included
    is_readable: bool = True
    problems: list[Problem] = field(default_factory=list)
    disagreements: list = field(default_factory=list)

    @property
    def incidents(self) -> int:
        return len(self.numbers)

    @property
    def disagree(self) -> int:
        """Incidents of which the tables tell something else than the log."""
        return len({found.incident for found in self.disagreements})

    def __str__(self):
        speed = self.rows / self.seconds if self.seconds else 0
        return f"replay: {self.incidents} incidents, {self.rows} rows, {self.disagree} disagree, {speed:.0f} rows/s"


def replay(path: Path, *, now, limit=None, started=lambda rows: None, went_on=lambda rows: None) -> Outcome:
    """Replay the log at `path`, then hold the product's tables against it. Raises OSError for a file that is not there.

    An incident is replayed whole, in one transaction, or not at all; one whose number is known already is left as it
    is. So a run that was cut off is continued by the next, and a second run changes nothing. `limit`: the first so
    many incidents only. `started` and `went_on` hear of the rows ahead and of those done.
    """
    begin = time.monotonic()
    log = read_log(path)
    incidents = dict(list(log.incidents.items())[:limit])
    outcome = Outcome(is_readable=log.is_readable, problems=log.problems, numbers=list(incidents))
    outcome.rows = sum(map(len, incidents.values()))
    started(outcome.rows)
    if incidents:
        world = World(now=now)
        for batch in _batches(incidents.values()):
            _replay_batch(batch, world, outcome)
            went_on(sum(map(len, batch)))
    outcome.seconds = time.monotonic() - begin
    expected = expectations(path) if log.is_readable else {}
    if limit is not None:
        expected = {number: expected[number] for number in incidents if number in expected}
    outcome.disagreements = list(disagreements(expected))
    return outcome


def _batches(incidents):
    batch, size = [], 0
    for rows in incidents:
        batch.append(rows)
        size += len(rows)
        if size >= BATCH_ROWS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _replay_batch(batch, world, outcome):
    try:
        _write(batch, world)
    except Exception as error:  # one odd incident must not hold up the others: each on its own
        logger.warning("A batch of %s incidents failed (%s); trying them one by one", len(batch), _short(error))
        for rows in batch:
            try:
                _write([rows], world)
            except Exception as error:
                logger.debug("Incident %s could not be replayed", rows[0].incident, exc_info=True)
                sentence = f"incident {rows[0].incident} could not be replayed: {_short(error)}"
                outcome.problems.append(Problem(rows[0].line, sentence))


def _short(error):
    return f"{type(error).__name__}: {error}".partition("\n")[0]


def _write(batch, world):
    known = set(
        Ticket.objects.filter(external_id__in=[rows[0].incident for rows in batch]).values_list(
            "external_id", flat=True
        )
    )
    new = [rows for rows in batch if rows[0].incident not in known]
    if not new:
        return
    world.prepare(new)
    with changing([], by=None, now=world.now) as changes:
        for rows in new:
            replay_incident(changes, rows, world)
