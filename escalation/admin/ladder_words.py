"""What an entry of the audit list says about a ladder."""

from datetime import timedelta

from django.utils.translation import gettext

from core.times import length
from sla.admin.audit_words import ALSO_SAID, Words
from tickets.models import TicketClock

from ..in_words import in_words
from ..models import Ladder, LadderStep


def step_in_words(step) -> str:
    """One step, from a mapping as of escalation.ladders.content."""
    slot = LadderStep(**{name: step[name] for name in ("at_percent", "offset_minutes", "basis", "action")}).slot
    words = in_words(slot)
    roles = ", ".join(str(LadderStep.Audience(role).label) for role in step["audience"])
    parts = [f"{words.when}: {words.what}", roles]
    parts += [gettext("also in quiet hours")] if step["in_quiet_hours"] else []
    parts += [] if step["not_once_acknowledged"] else [gettext("also once acknowledged")]
    return " · ".join(part for part in parts if part)


def owner_timer_in_words(said) -> str:
    """`said`: a mapping with silent_minutes and silent_action; what was kept earlier may lack them."""
    if not said.get("silent_minutes"):
        return gettext("nobody is watched")
    words = {
        "time": length(timedelta(minutes=said["silent_minutes"])),
        "then": Ladder.Silent(said["silent_action"]).label,
    }
    return gettext("reminded after %(time)s, after as long again: %(then)s") % words


def ladder_words(before, after):
    if "ladder" not in after:
        return
    was, will_be = before["ladder"], after["ladder"]
    number = {"number": will_be["version"]}
    what = gettext("Version %(number)s: late steps") % number
    yield Words(what, *(str(Ladder.Late(side["late_steps"]).label) for side in (was, will_be)))
    what = gettext("Version %(number)s: silent agent") % number
    yield Words(what, *(owner_timer_in_words(side) for side in (was, will_be)))
    for clock in TicketClock.Kind:
        words = {**number, "clock": clock.label}
        lines = [_lines(side, clock) for side in (was, will_be)]
        yield Words(gettext("Version %(number)s: ladder, %(clock)s") % words, *lines)


def _lines(side, clock):
    steps = [step_in_words(step) for step in side["steps"] if step["clock"] == clock]
    return "; ".join(steps) or "–"


ALSO_SAID.append(ladder_words)
