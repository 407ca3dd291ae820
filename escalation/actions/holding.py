"""What people say to the ladder: that they have seen it, and that a step has to wait. No clock moves by it (C19)."""

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.text import clean_line
from tickets.changing import verb
from tickets.checks import require_later, require_text, require_unfinished
from tickets.models import Event

from ..due import coming_steps
from ..models import Acknowledgement, Hold
from ..standing import standings


@verb
def acknowledge(change, *, clock):
    """Somebody has seen that `clock` runs out and takes care: what would follow in its cycle falls away, for everybody.

    Steps that are to come even then come. Doing it twice is doing it once; the first one stays named.
    """
    require_unfinished(change.ticket)
    reading = change.readings.clocks.get(clock)
    if reading is None or reading.due_at is None:
        raise InvalidInput(_("This clock does not run at the moment, so nothing would follow from it."))
    known = {"ticket": change.ticket, "clock": clock, "cycle": reading.cycle}
    if Acknowledgement.objects.filter(**known).exists():
        return
    change.add(Acknowledgement(**known, by=change.by, at=change.now))
    change.record(Event.Kind.ACKNOWLEDGED, clock=clock)


@verb
def hold(change, *, key, until, reason):
    """Put a coming step of the ladder, or the move by itself, off until `until` at the latest; `reason` is needed.

    `key`: clock, cycle and step, as Step.key. A step that is held already gets the new time and reason.
    Raises InvalidInput where the step is not coming, or comes later than `until` anyway.
    """
    require_unfinished(change.ticket)
    require_later(until, change.now)
    reason = clean_line(require_text(reason, _("Say why it has to wait; your lead reads it.")))[:500]
    step = next((step for step in holdable_steps(change) if step.key == key), None)
    if step is None:
        raise InvalidInput(_("This step is not coming any more. Look at the ticket again."))
    if step.due_at >= until:
        raise InvalidInput(_("It comes later than that anyway. Choose a later time."))
    said = {"until": until, "reason": reason, "by": change.by, "at": change.now}
    row = _hold_of(change, key)
    if row is None:
        change.add(Hold(ticket=change.ticket, **dict(zip(("clock", "cycle", "step"), key, strict=True)), **said))
    else:
        _write(change, row, **said)
    change.record(Event.Kind.HELD, clock=step.clock, step=step.what, until=until.isoformat(), reason=reason)


@verb
def unhold(change, *, key):
    """Let a step that was put off come when it is due, or at once where that is past. Twice is once."""
    row = _hold_of(change, key)
    if row is None or row.until <= change.now:
        return
    _write(change, row, until=change.now, by=change.by, at=change.now)
    change.record(Event.Kind.HELD, clock=row.clock, step=row.step, until=None)


def holdable_steps(change):
    """The coming steps that can be put off, due as if nobody had: the ladder's, and the move by itself."""
    standing = standings([change.ticket])[change.ticket.pk]
    standing.holds = {}
    facts, promises = change.facts, change.batch.promises
    steps = coming_steps(change.ticket, change.readings, standing, facts=facts, promises=promises)
    return [step for step in steps if step.is_holdable]


def _hold_of(change, key):
    clock, cycle, step = key
    return Hold.objects.filter(ticket=change.ticket, clock=clock, cycle=cycle, step=step).first()


def _write(change, row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    change.update(row, *fields)
