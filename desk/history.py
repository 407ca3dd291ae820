"""A ticket's history in words. Events hold codes and ids; what they mean is said here, for the reader of the moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Organisation, Team, User
from catalogue.models import Device, Service
from core import times
from core.choices import Category, Impact, Priority, Urgency
from escalation.in_words import in_words, some_of
from escalation.models import HandOver
from escalation.pools import why_in_words
from sla.choosing import REASONS
from sla.models import TierVersion
from tickets.models import Event, Ticket, TicketClock

from .vendor_history import vendor_case_in_words

ICONS = {
    "opened": "inbox",
    "status": "circle-dot",
    "priority": "arrow-up-right",
    "promised": "medal",
    "handed_over": "users",
    "planned": "calendar-clock",
    "classified": "pencil",
    "assigned": "user-check",
    "offered": "handshake",
    "given_back": "undo-2",
    "taken_back": "undo-2",
    "warned": "bell",
    "breached": "circle-alert",
    "not_moved": "circle-alert",
    "followed": "user-plus",
    "due_set": "alarm-clock",
    "requester": "user-pen",
    "merged": "merge",
    "step_fired": "signal",
    "acknowledged": "eye",
    "held": "hand",
    "silent": "bell",
    "nobody": "user-x",
    "declined": "user-minus",
    "vendor_case": "truck",
    "process": "clipboard-check",
    "consulted": "message-circle-question-mark",
    "consult_answered": "message-circle-question-mark",
}
FIELDS = {
    "subject": lambda value, names: (_("Subject"), value),
    "category": lambda value, names: (_("Category"), Category(value).label),
    "impact": lambda value, names: (_("Impact"), Impact(value).label),
    "urgency": lambda value, names: (_("Urgency"), Urgency(value).label),
    "service_id": lambda value, names: (_("Service"), names.of(Service, value)),
    "device_id": lambda value, names: (_("Device"), names.of(Device, value)),
}


@dataclass(frozen=True)
class Line:
    """One entry: what happened in bold, the rest beside it. `is_move`: shown as a card, for teams changed hands."""

    event: Event
    head: str
    rest: str = ""
    is_move: bool = False

    @property
    def icon(self):
        return ICONS.get(self.event.kind, "circle-dot")

    @property
    def at(self):
        return self.event.at


class Names:
    """The people, teams and things that a history names by id, read with one statement for each kind of them."""

    WANTED = {
        User: ("to", "person", "requester", "requester_before", "before", "instead_of"),
        Organisation: ("organisation", "organisation_before", "party"),
        Team: ("team", "from_team"),
        Service: ("service_id",),
        Device: ("device_id",),
        TierVersion: ("promise",),
    }

    def __init__(self, events):
        ids = {
            model: {event.data[key] for event in events for key in keys if event.data.get(key)}
            for model, keys in self.WANTED.items()
        }
        ids[User] |= {pk for event in events for pk in event.data.get("leads", ())}
        ids[User] |= {pk for event in events for pk in event.data.get("people", ())}
        self.found = {model: self._rows(model).in_bulk(wanted) if wanted else {} for model, wanted in ids.items()}

    def _rows(self, model):
        return model.objects.select_related("tier") if model is TierVersion else model.objects.all()

    def of(self, model, pk):
        row = self.found[model].get(pk)
        return str(row) if row else _("none")


def put_into_words(events, names=None) -> list[Line]:
    """Lines for all that is not a message of its own; `names` where they were read already."""
    names = names or Names(events)
    lines = ((event, _SAY[event.kind](event, event.data, names)) for event in events if event.kind in _SAY)
    return [Line(event, *said) for event, said in lines if said]


def _opened(event, data, names):
    channel = Ticket.Channel(data["channel"]).label if data.get("channel") in Ticket.Channel.values else ""
    promise = names.found[TierVersion].get(data["promise"])
    tier = promise.tier.name if promise else ""
    parts = (str(channel), tier, data["priority"], names.of(Team, data["team"]))
    return _("Received"), " · ".join(part for part in parts if part)


def _status(event, data, names):
    status = data["status"]
    if data.get("reopened"):
        return _("Reopened"), data.get("reason", "")
    if status == Ticket.Status.WAITING_VENDOR:
        vendor = " ".join(part for part in (data.get("vendor", ""), data.get("reference", "")) if part)
        return _("Waiting: vendor"), " · ".join(part for part in (vendor, data.get("reason", ""), _until(data)) if part)
    if status == Ticket.Status.WAITING_REQUESTER:
        return Ticket.Status(status).label, _until(data)  # the question itself stands in the conversation
    return Ticket.Status(status).label, data.get("reason", "")


def _until(data):
    return (
        _("until %(time)s") % {"time": times.exact(datetime.fromisoformat(data["until"]))} if data.get("until") else ""
    )


def _priority(event, data, names):
    before, after = data.get("priority_before"), data["priority"]
    reason = data.get("reason", "")
    if before and before != after:
        return _("Priority %(before)s → %(after)s") % {"before": before, "after": after}, reason
    if data.get("category_before"):
        words = {"before": Category(data["category_before"]).label, "after": Category(data["category"]).label}
        return _("Category %(before)s → %(after)s") % words, reason
    return _("Classified"), f"{after} {Priority(after).label}"


def _promised(event, data, names):
    why = REASONS.get(data.get("tier_reason"), "")
    parts = (names.of(TierVersion, data["promise"]), str(why), data.get("reason", ""))
    return _("New promise"), " · ".join(part for part in parts if part)


def _due_set(event, data, names):
    clock = TicketClock.Kind(data["clock"]).label
    if not data.get("until"):
        return _("Usual time again: %(clock)s") % {"clock": clock}, data.get("reason", "")
    words = {"clock": clock, "time": times.exact(datetime.fromisoformat(data["until"]))}
    if data.get("agreed"):
        return _("Next news agreed: %(time)s") % words, ""  # what was agreed stands in the conversation
    return _("Due time set by hand: %(clock)s, %(time)s") % words, data.get("reason", "")


def _requester(event, data, names):
    words = {"before": names.of(User, data["requester_before"]), "after": names.of(User, data["requester"])}
    moved = data["organisation"] != data["organisation_before"]
    return _("Requester: %(before)s → %(after)s") % words, names.of(Organisation, data["organisation"]) if moved else ""


def _merged(event, data, names):
    if data.get("into"):
        return _("Merged into #%(number)d") % {"number": data["into"]}, ""
    if data.get("undone"):
        return _("Merge into #%(number)d undone") % {"number": data["undone"]}, ""
    return _("#%(number)d was merged into this ticket") % {"number": data["merged"]}, ""


def _handed_over(event, data, names):
    words = {"before": names.of(Team, data.get("from_team")), "after": names.of(Team, data.get("team"))}
    if data.get("team") and data.get("from_team") == data["team"]:
        level = {"team": words["after"], "level": data["level"]}
        return _("%(team)s goes on with it at level %(level)s") % level, _("The level's time was used up."), True
    if data.get("reason") == HandOver.Reason.CLOCK:
        return _("Moved by itself: %(before)s → %(after)s") % words, _("The level's time was used up."), True
    rest = [data.get("sentence", "")]
    if data.get("leads"):
        called = ", ".join(names.of(User, pk) for pk in data["leads"])
        rest.append(_("Third move between these two teams; called: %(leads)s.") % {"leads": called})
    rest = " · ".join(part for part in rest if part)
    if data.get("offered"):
        words["time"] = times.exact(datetime.fromisoformat(data["offered"]))
        return _("Accepted: %(before)s → %(after)s, offered %(time)s") % words, rest, True
    return _("Handed over: %(before)s → %(after)s") % words, rest, True


def _offered(event, data, names):
    return _("Offered to %(team)s") % {"team": names.of(Team, data["team"])}, data.get("sentence", ""), True


def _given_back(event, data, names):
    reason = data.get("reason", "")
    label = HandOver.GiveBackReason(reason).label if reason in HandOver.GiveBackReason.values else ""
    rest = ": ".join(part for part in (str(label), data.get("sentence", "")) if part)
    return _("%(team)s gave it back") % {"team": names.of(Team, data["team"])}, rest, True


def _taken_back(event, data, names):
    words = {"team": names.of(Team, data["team"])}
    return _("Taken back from %(team)s") % words, _("The team is not active any more.") if data.get("inactive") else ""


def _planned(event, data, names):
    return _("Date agreed: %(time)s") % {"time": times.exact(datetime.fromisoformat(data["until"]))}, data["reason"]


def _classified(event, data, names):
    said = [FIELDS[name](value, names) for name, value in data.items() if name in FIELDS]
    return _("Details changed"), ", ".join(f"{label}: {value}" for label, value in said)


def _assigned(event, data, names):
    if data.get("to") is None:
        return _("Put back to the team"), _why_assigned(data, names)
    if event.by_id == data["to"]:
        return _("Taken"), _why_assigned(data, names)
    return _("Assigned to %(person)s") % {"person": names.of(User, data["to"])}, _why_assigned(data, names)


def _why_assigned(data, names):
    before = names.found[User].get(data.get("before"))
    words = {"person": before.get_short_name() if before else _("The agent"), "time": _minutes(data)}
    if data.get("why") == "silent":
        return _("%(person)s had not been heard of for %(time)s, and was told.") % words
    if data.get("why") == "away":
        return _("%(person)s is away.") % words
    if data.get("why") == "next":
        return _("As the next ticket")
    return why_in_words(data.get("why", ""), names.found[User].get(data.get("instead_of")))


def _minutes(data):
    return times.length(timedelta(minutes=data.get("minutes", 0)))


def _silent(event, data, names):
    person = names.found[User].get(data["person"])
    words = {"person": person.get_short_name() if person else _("The agent"), "time": _minutes(data)}
    told = some_of([names.found[User][pk].get_short_name() for pk in data["people"] if pk in names.found[User]])
    rest = _("Told: %(people)s") % {"people": told} if told else _("Nobody was there to be told.")
    if data["away"]:
        return _("%(person)s is away") % words, rest
    return _("Nothing heard of %(person)s for %(time)s") % words, rest


def _nobody(event, data, names):
    told = some_of([names.found[User][pk].get_short_name() for pk in data["people"] if pk in names.found[User]])
    rest = _("Called: %(people)s") % {"people": told} if told else _("Nobody was there to be told.")
    return _("Nobody of %(team)s is on duty") % {"team": names.of(Team, data["team"])}, rest


def _declined(event, data, names):
    return _("Declined as next ticket"), data["reason"]


def _warned(event, data, names):
    return _("Due soon"), TicketClock.Kind(data["clock"]).label


def _breached(event, data, names):
    words = {"name": TicketClock.Kind(data["clock"]).label, "time": times.exact(datetime.fromisoformat(data["due"]))}
    return _("Overdue"), _("%(name)s was due %(time)s") % words


def _not_moved(event, data, names):
    return _("Not moved"), _("No team of level %(level)d serves this customer.") % {"level": data["level"]}


def _consulted(event, data, names):
    whom = names.of(Team, data["team"]) if data.get("team") else names.of(User, data["person"])
    return _("%(whom)s asked, without a move") % {"whom": whom}, data["question"], True


def _consult_answered(event, data, names):
    return _("Answer to %(person)s") % {"person": names.of(User, data["person"])}, data["answer"], True


def _followed(event, data, names):
    return _("%(person)s was added") % {"person": names.of(User, data["person"])}, ""


def _step_fired(event, data, names):
    words = in_words(data["step"])
    people = some_of([names.found[User][pk].get_short_name() for pk in data["people"] if pk in names.found[User]])
    because = _("%(clock)s %(when)s") % {"clock": TicketClock.Kind(data["clock"]).label, "when": words.when}
    parts = (because, people, _("late") if data.get("late") else "")
    return _("Ladder: %(what)s") % {"what": words.what}, " · ".join(part for part in parts if part)


def _acknowledged(event, data, names):
    return _("Seen: %(clock)s") % {"clock": TicketClock.Kind(data["clock"]).label}, _(
        "Steps that would have followed fall away."
    )


def _held(event, data, names):
    words = in_words(data["step"])
    what = f"{words.what} {words.when}".strip()
    if data.get("until") is None:
        return _("No longer put off: %(what)s") % {"what": what}, ""
    said = {"what": what, "time": times.exact(datetime.fromisoformat(data["until"]))}
    return _("Put off until %(time)s: %(what)s") % said, data.get("reason", "")


def _vendor_case(event, data, names):
    return vendor_case_in_words(data, names.of(Organisation, data["party"]) if data.get("party") else "")


def _process(event, data, names):
    return (_("Done") if data.get("done") else _("Not done after all")), data.get("item", "")


def _chased(event, data, names):
    return _("Reminded the requester"), _("%(number)s. time") % {"number": data["number"]}


def _objected(event, data, names):
    return _("The requester says that the wait is not right"), data.get("reason", "")


def _urgency(event, data, names):
    if "asked" in data:
        return _("Said to be more urgent"), data["asked"]
    head = _("More urgent: accepted") if data["accepted"] else _("More urgent: declined")
    return head, data.get("answer", "")


_SAY = {
    "consulted": _consulted,
    "consult_answered": _consult_answered,
    Event.Kind.CHASED: _chased,
    Event.Kind.OBJECTED: _objected,
    Event.Kind.URGENCY: _urgency,
    "opened": _opened,
    "status": _status,
    "priority": _priority,
    "promised": _promised,
    "handed_over": _handed_over,
    "planned": _planned,
    "classified": _classified,
    "assigned": _assigned,
    "offered": _offered,
    "given_back": _given_back,
    "taken_back": _taken_back,
    "warned": _warned,
    "breached": _breached,
    "not_moved": _not_moved,
    "followed": _followed,
    "due_set": _due_set,
    "requester": _requester,
    "merged": _merged,
    "step_fired": _step_fired,
    "acknowledged": _acknowledged,
    "held": _held,
    "silent": _silent,
    "nobody": _nobody,
    "declined": _declined,
    "vendor_case": _vendor_case,
    "process": _process,
}
