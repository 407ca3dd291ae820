"""The answer of helpdesk.replay.asking as tables in Markdown, as docs/replay.md shows them."""

from statistics import median

from core.choices import Priority

from .asking import ASIDE, DONE, UP, Answer, Ends, Steps

MOVES = (
    *("level", "priority", "stays", "warned at 75 %", "time used up"),
    *("people moved it up", "earlier by", "to another team or down", "earlier by"),
    *("solved there", "earlier by", "open at the end"),
)
SOLUTIONS = (
    *("priority", "incidents", "agent told at 50 %", "team told at 75 %", "priority raised at 90 %"),
    *("lead called at 100 %", "of it at level 1", "level 2", "level 3", "before the solution by"),
    "service manager told",
)


def in_tables(answer: Answer) -> str:
    return "\n".join([*_table(MOVES, _moves(answer)), "", *_table(SOLUTIONS, _solutions(answer))])


def _table(heading, rows):
    yield f"| {' | '.join(heading)} |"
    yield f"|{'---|' * len(heading)}"
    for row in rows:
        yield f"| {' | '.join(str(cell) for cell in row)} |"


def _moves(answer):
    """Third level has no time of its own: there is nowhere higher."""
    for level in (1, 2):
        each = {priority: answer.levels[level, priority] for priority in Priority.values}
        for priority, ends in {**each, "all": sum(each.values(), Ends())}.items():
            did = [part for key in (UP, ASIDE, DONE) for part in (len(ends.earlier[key]), _median(ends.earlier[key]))]
            yield level, priority, ends.stays, ends.warned, _share(ends.used_up, ends.stays), *did, ends.open


def _solutions(answer):
    each = {priority: answer.solutions[priority] for priority in Priority.values}
    for priority, steps in {**each, "all": sum(each.values(), Steps())}.items():
        told = [steps.fired[slot] for slot in ("50%:notify", "75%:notify", "90%:raise")]
        calls = [steps.calls[level] for level in (1, 2, 3)]
        called = _share(sum(calls), steps.incidents)
        yield (
            priority,
            steps.incidents,
            *told,
            called,
            *calls,
            _median(steps.before_the_end),
            steps.fired["+60r:notify"],
        )


def _share(number, of):
    return f"{number} ({100 * number / of:.0f} %)" if of else str(number)


def _median(times):
    """In hours below two days, else in days; real time, nights and weekends included."""
    if not times:
        return "–"
    hours = median(time.total_seconds() for time in times) / 3600
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} d"
