"""A due time explained in plain sentences, for whoever waits for it. No word of ours: no tier, priority or level."""

from django.utils.translation import gettext as _

from core import times
from sla.hours_in_words import hours_at

from .explaining import NOTHING, Explanation, status_of


def sentence(told: Explanation, *, now, under_heading=False) -> str:
    """What there is to say about one clock, in the language and zone that are active.

    `under_heading`: that it is late has been said already.
    """
    say = _running if under_heading and told.state == "late" else _SAY[told.state]
    return " ".join(part for part in say(told, now) if part)


def hold_in_words(line) -> str:
    """Why the time stood still, as a sentence without its full stop."""
    if line.event and line.event.data.get("own_it"):
        return _("We waited for your own IT")
    if line.status == "waiting_vendor" and line.event and line.event.data.get("vendor"):
        return _("We waited for %(vendor)s") % {"vendor": line.event.data["vendor"]}
    return {
        "waiting_requester": _("We waited for your answer"),
        "waiting_vendor": _("We waited for the vendor"),
        "planned": _("Until the date we agreed"),
    }.get(line.status, _("Finished in between"))


def _running(told, now):
    return [_way(told, now), *_hours(told, now)]


def _late(told, now):
    words = {
        "first_response": _("We wanted to answer by %(time)s, and have not yet."),
        "next_update": _("We wanted to write to you again by %(time)s, and have not yet."),
        "resolution": _("We wanted to have it solved by %(time)s. It takes longer."),
        "level": _("The time was used up: %(time)s."),
    }[told.clock]
    return [words % {"time": times.near(told.due_at, now)}, _way(told, now), *_hours(told, now)]


def _paused(told, now):
    return [_since(told, now), *_next_step(told.pause, told.until and times.near(told.until, now)), _used(told)]


def _since(told, now):
    words = {"time": times.near(told.end, now)}
    if told.pause is None or told.pause.by is None:
        return _("On hold since %(time)s.") % words
    return _("On hold since %(time)s (%(name)s).") % {**words, "name": told.pause.by.get_short_name()}


def _next_step(pause, until):
    """Who has to act, and when it goes on without that."""
    status = status_of(pause) if pause else None
    if status == "waiting_requester":
        yield _("We can only go on once we have your answer.")
        if until and pause.ticket.tier_version.chases:
            yield _("We remind you: %(time)s.") % {"time": until}
        elif until:
            yield _("Without an answer we go on by ourselves: %(time)s.") % {"time": until}
    elif status == "waiting_vendor":
        own_it = pause.data.get("own_it") and _("Your own IT")
        yield _("%(vendor)s has to act first.") % {"vendor": own_it or pause.data.get("vendor") or _("The vendor")}
        if until:
            yield _("We take it up again by ourselves: %(time)s.") % {"time": until}
    elif until:
        yield _("We go on at the date we agreed: %(time)s.") % {"time": until}


def _used(told):
    if told.left < NOTHING:
        return _("The agreed time is used up.")
    return _("Used so far: %(used)s of %(amount)s.") % {
        "used": times.in_full(told.used),
        "amount": _amount(told, told.target),
    }


def _met(told, now):
    words = {
        "first_response": _("We answered %(time)s, after %(used)s; agreed were %(amount)s."),
        "level": _("It ended %(time)s, after %(used)s; agreed were %(amount)s."),
    }.get(told.clock, _("It was finished %(time)s, after %(used)s; agreed were %(amount)s."))
    return [_ended(told, now, words)]


def _missed(told, now):
    words = {
        "first_response": _("We answered %(time)s, later than agreed: after %(used)s instead of %(amount)s."),
        "level": _("It ended %(time)s, later than agreed: after %(used)s instead of %(amount)s."),
    }.get(told.clock, _("It was finished %(time)s, later than agreed: after %(used)s instead of %(amount)s."))
    return [_ended(told, now, words)]


def _ended(told, now, words):
    used, amount = times.in_full(told.used), _amount(told, told.target)
    return words % {"time": times.near(told.end, now), "used": used, "amount": amount}


def _idle(told, now):
    return [_("This time starts with our first answer.")]


def _over(told, now):
    return [_("This time ended when the ticket was finished.")]


def _none(told, now):
    return [_("No time is agreed for this.")]


_SAY = {
    "running": _running,
    "late": _late,
    "paused": _paused,
    "met": _met,
    "missed": _missed,
    "idle": _idle,
    "ended": _over,
    "none": _none,
}


def _way(told, now):
    """So much time from then on, and how long it stood still."""
    if by_hand := told.of("by_hand"):
        return _set(by_hand[0].event)
    words = {"amount": _amount(told, told.target), "start": _start(told, now)}
    said = _("%(amount)s %(start)s") % words
    if holds := [_hold(status, length) for status, length in _holds(told).items()]:
        said = _("%(way)s, in between %(holds)s") % {"way": said, "holds": _listed(holds)}
    return f"{said}."


def _set(event):
    if event.data.get("agreed"):
        return _("We agreed this time with you.")
    reason = event.data.get("reason", "").rstrip(".") or "–"
    if event.by is None:
        return _("This time was set by hand: %(reason)s.") % {"reason": reason}
    return _("%(name)s has set this time: %(reason)s.") % {"name": event.by.get_short_name(), "reason": reason}


def _amount(told, length):
    words = _("%(length)s day and night") if told.aim and told.aim.runs_always else _("%(length)s of service time")
    return words % {"length": times.in_full(length)}


def _start(told, now):
    event = told.lines[0].event
    words = {
        "answered": _("from our latest message on, %(time)s"),
        "handed_over": _("from the hand-over on, %(time)s"),
        "status": _("from the reopening on, %(time)s"),
        "priority": _("from when it became more urgent, %(time)s"),
    }.get(event.kind if event else "", _("from %(time)s"))
    return words % {"time": times.near(told.start, now)}


def _holds(told):
    found = {}
    for line in told.of("pause", "finished"):
        status = line.status if line.kind == "pause" else ""
        found[status] = found.get(status, NOTHING) + line.duration
    return found


def _hold(status, length):
    words = {
        "waiting_requester": _("on hold for %(length)s while we waited for your answer"),
        "waiting_vendor": _("on hold for %(length)s while the vendor had to act"),
        "planned": _("on hold for %(length)s until the date we agreed"),
    }.get(status, _("finished for %(length)s"))
    return words % {"length": times.in_full(length)}


def _listed(parts):
    if len(parts) == 1:
        return parts[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _hours(told, now):
    if told.aim is None or told.aim.runs_always:
        return
    yield _("Service hours are %(hours)s.") % {"hours": hours_at(told.aim.calendar, now)}
    if names := [line.name for line in told.of("holiday") if line.name]:
        yield _("We are closed: %(names)s.") % {"names": ", ".join(names)}
