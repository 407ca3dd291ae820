"""The three levels as the ticket's panel shows them: who has it, how much of his time is used, who comes next."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core import times
from core.choices import Level


@dataclass(frozen=True)
class Step:
    number: int
    label: str
    look: str  # past | now | nothing for what may come
    time: str = ""
    words: str = ""


def levels_of(page) -> list[Step]:
    return [_step(page, Level(level)) for level in Level.values]


def _step(page, level):
    ticket = page.ticket
    if level < ticket.level:
        return Step(level, level.label, "past")
    if level > ticket.level:
        team = page.next_team if level == ticket.level + 1 else None
        return Step(level, team.name if team else level.label, "", words=_("would be next") if team else "")
    who = ticket.assignee.get_short_name() if ticket.assignee else _("nobody yet")
    clock = page.level_clock
    if clock.target is None:
        return Step(level, f"{ticket.team.name} · {who}", "now", times.length(clock.consumed), _("no limit"))
    words = _("of %(time)s service time") % {"time": times.length(clock.target)}
    if page.move and page.move.is_move and page.move.due_at >= page.now and page.next_team:
        moves = {"team": page.next_team.name, "time": times.near(page.move.due_at, page.now)}
        words = f"{words}, {_('then to %(team)s %(time)s unless you act') % moves}"
    return Step(level, f"{ticket.team.name} · {who}", "now", times.length(clock.consumed), words)
