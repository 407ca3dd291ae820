"""Why is it due then? The way of a clock in lines for agents; each leads to the entry it comes from."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import times
from tickets.explained import Explained
from tickets.explaining import NOTHING, Explanation
from tickets.models import Ticket, TicketClock

from .holders import whose_in_words

PAUSED_WORDS = {
    Ticket.Status.WAITING_REQUESTER: gettext_lazy("Paused: waited for the customer"),
    Ticket.Status.WAITING_VENDOR: gettext_lazy("Paused: waited for the vendor"),
    Ticket.Status.PLANNED: gettext_lazy("Paused: until the agreed date"),
}
STARTED_WORDS = {
    "answered": gettext_lazy("Our latest answer"),
    "status": gettext_lazy("Reopened"),
    "handed_over": gettext_lazy("Handed over"),
    "priority": gettext_lazy("Priority raised: starts anew"),
    "promised": gettext_lazy("Another promise: starts anew"),
}


@dataclass(frozen=True)
class Item:
    label: str
    value: str = ""
    anchor: str = ""  # of the entry in the conversation
    is_sum: bool = False
    stretches: tuple[str, ...] = ()


@dataclass
class Why:
    """The lines of one clock, the last one its sum: due, overdue, paused, met, missed, or why there is none."""

    told: Explanation
    items: list[Item] = field(default_factory=list)
    is_open: bool = False

    @property
    def kind(self):
        return self.told.clock

    @property
    def headline(self):
        """What the sum comes to, for where its line is not open."""
        item = self.items[-1]
        if self.told.state == "paused":
            return _("paused, %(time)s left") % {"time": item.value}
        return item.value if self.told.end is not None else item.label

    @property
    def name(self):
        return TicketClock.Kind(self.kind).label

    @property
    def anchor(self):
        return f"why-{self.kind}"


def reasons_of(explained: Explained, names, *, now) -> list[Why]:
    """One for each clock; none at all where nothing is promised. The next one due is open. `names`: of its history."""
    ticket, found = explained.ticket, []
    for kind in TicketClock.Kind.values:
        told = explained.of(kind)
        if told.state != "none" or kind != TicketClock.Kind.LEVEL:
            found.append(Why(told, list(_items(told, explained, names, now))))
    if all(reason.told.state == "none" for reason in found):
        return []
    shown = ticket.next_clock or next((r.kind for r in reversed(found) if r.told.end and r.kind != "level"), "")
    for reason in found:
        reason.is_open = reason.kind == shown
    return found


def _items(told, explained, names, now):
    for line in told.lines:
        if line.kind == "earlier" and told.clock in ("next_update", "level"):
            continue  # These start anew with every answer and hand-over, which needs no line.
        yield _SAY[line.kind](line, told, explained, now)
    if told.pause is not None:
        yield _pausing(told, explained, now)
    if told.was_broken and told.state == "running":
        yield Item(_("An earlier one was overdue"), times.near(told.broken_at, now))
    if whose := explained.attribution(told.clock):
        yield Item(*whose_in_words(whose, names))
    yield _sum(told, now)


def _started(line, told, explained, now):
    label = str(STARTED_WORDS.get(line.event.kind if line.event else "", _("Received")))
    return Item(label, times.near(line.since, now), _anchor_at(line, explained.events))


def _earlier(line, told, explained, now):
    return Item(_("What was used before no longer counts"), times.near(line.since, now))


def _target(line, told, explained, now):
    if (aim := line.aim) is None:
        return Item(_("Target"), _amount(line.duration or told.target, plus=line.duration))
    label = _("Target: %(what)s") % {"what": _aim_in_words(aim, explained)}
    if told.of("replaced"):
        label = _("%(target)s since %(time)s") % {"target": label, "time": times.near(aim.at, now)}
    return Item(label, _amount(told.target, plus=line.duration), anchor_of(aim.event))


def _by_hand(line, told, explained, now):
    data = line.event.data
    label = _("Agreed with the customer") if data.get("agreed") else _("Set by hand")
    return Item(_with_reason(label, line.event), _amount(told.target, plus=line.duration), anchor_of(line.event))


def _replaced(line, told, explained, now):
    words = {"time": times.near(line.to, now), "what": _aim_in_words(line.aim, explained)}
    value = times.length(line.aim.amount) if line.aim.amount else _("none")
    return Item(_("Until %(time)s: %(what)s") % words, value, anchor_of(line.event))


def _reread(line, told, explained, now):
    version = explained.versions[line.event.data["promise"]]
    label = _("Read again from the start under %(tier)s") % {"tier": version.tier.name}
    return Item(label, times.near(line.since, now), anchor_of(line.event))


def _used(line, told, explained, now):
    return Item(_("Service time used"), _amount(line.duration, plus=True))


def _beyond(line, told, explained, now):
    return Item(_("Used above it until the target changed"), _amount(line.duration, plus=True))


def _closed(line, told, explained, now):
    return Item(_("Outside service hours"), _amount(line.duration, plus=True), stretches=_stretches(line, now))


def _holiday(line, told, explained, now):
    return Item(line.name or _("Holiday"), _amount(line.duration, plus=True), stretches=_stretches(line, now))


def _pause(line, told, explained, now):
    what = PAUSED_WORDS.get(line.status, _("Paused"))
    if line.event and line.event.data.get("own_it"):
        what = _("Paused: waited for the customer's own IT")
    words = {"what": what, "time": _between(line.since, line.to, now)}
    label = _with_reason(_("%(what)s, %(time)s") % words, line.event)
    return Item(label, _amount(line.duration, plus=True), _anchor_of_wait(line.event, explained.events))


def _finished(line, told, explained, now):
    label = _("Resolved in between, %(time)s") % {"time": _between(line.since, line.to, now)}
    return Item(label, _amount(line.duration, plus=True), anchor_of(line.event) if line.event else "")


_SAY = {
    "started": _started,
    "earlier": _earlier,
    "target": _target,
    "by_hand": _by_hand,
    "replaced": _replaced,
    "reread": _reread,
    "used": _used,
    "beyond": _beyond,
    "closed": _closed,
    "holiday": _holiday,
    "pause": _pause,
    "finished": _finished,
}


def _pausing(told, explained, now):
    label = _with_reason(_("Paused since %(time)s") % {"time": times.near(told.end, now)}, told.pause)
    back = _("back %(time)s") % {"time": times.near(told.until, now)} if told.until else ""
    return Item(label, back, _anchor_of_wait(told.pause, explained.events))


def _sum(told, now):
    label, value = {
        "running": (_("Due"), told.due_at and times.near(told.due_at, now)),
        "late": (_("Overdue since"), told.due_at and times.near(told.due_at, now)),
        "paused": (_("Left when it goes on"), told.left is not None and times.span(max(told.left, NOTHING))),
        "met": (_("Met"), told.end and times.near(told.end, now)),
        "missed": (_("Missed, ended"), told.end and times.near(told.end, now)),
        "idle": (_("Starts with our first answer"), "–"),
        "ended": (_("Ended with the solution"), "–"),
        "none": (_("No time is agreed"), "–"),
    }[told.state]
    if told.state == "paused" and told.was_broken:
        label = _("Overdue since %(time)s, now paused") % {"time": times.near(told.broken_at, now)}
    return Item(label, value or _("not within ten years"), is_sum=True)


def _aim_in_words(aim, explained):
    """Gold 3, P2, hardware only, around the clock."""
    version = explained.versions[aim.promise]
    parts = [f"{version.tier.name} {version.number}", aim.priority]
    if aim.is_of_category:
        parts.append(str(explained.ticket.get_category_display()))
    if aim.runs_always:
        parts.append(_("around the clock"))
    return ", ".join(parts)


def _with_reason(label, event):
    if event is None:
        return label
    name = event.by.get_short_name() if event.by else ""
    label = f"{label} ({name})" if name else label
    reason = event.data.get("reason", "")
    return f"{label}: {reason}" if reason else label


def _between(since, to, now):
    """08:52–09:02 within one day, else both with their days."""
    first, last = times.near(since, now), times.near(to, now)
    if times.day(since) == times.day(to):
        last = times.clock_time(to)
    return f"{first} – {last}"


def _stretches(line, now):
    return tuple(_between(since, to, now) for since, to in line.stretches)


def _amount(length, *, plus):
    return times.keep_together(f"+ {times.length(length)}") if plus else times.length(length)


def anchor_of(event) -> str:
    """Where an event stands in the conversation: with its message, else as a line of its own."""
    return f"m-{event.data['message']}" if event.data.get("message") else f"e-{event.seq}"


def _anchor_of_wait(event, events):
    """The question that was asked with it, else the wait itself."""
    if event is None:
        return ""
    asked = (e for e in events if e.seq == event.seq - 1 and e.at == event.at and e.data.get("message"))
    return anchor_of(next(asked, event))


def _anchor_at(line, events):
    """The message of that instant, else the event itself."""
    there = [event for event in events if event.at == line.since and event.data.get("message")]
    return anchor_of(there[0]) if there else anchor_of(line.event) if line.event else ""
