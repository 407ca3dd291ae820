"""The next ticket: an agent is given the most urgent one that nobody has in his teams; saying no needs a reason."""

from zoneinfo import ZoneInfo

from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.text import clean_line
from tickets.actions.assigning import give, put_back
from tickets.changing import changing, verb
from tickets.checks import require_text
from tickets.models import Event, Ticket, TicketClock

from ..models import Declined, HandOver

NEXT = "next"  # why of the event


def next_tickets(person, *, now):
    """What the person could be given, the most urgent first: late ones, then by what is due next, then by priority.

    What his teams have, nobody works on and waits for nothing; not what is offered to another team, nor what he
    declined today. Skills are his teams': a ticket lies with the team that has the skill its service asks for.
    """
    declined = declined_today(person, now=now).values("ticket")
    offered = HandOver.objects.offered().values("ticket")
    free = Ticket.objects.workable_by(person).unfinished().filter(team__in=person.team_ids, assignee=None)
    free = free.filter(status__in=(Ticket.Status.NEW, Ticket.Status.OPEN)).exclude(pk__in=declined)
    lateness = Case(When(~Q(breached_clocks=[]), then=Value(0)), default=Value(1))
    return free.exclude(pk__in=offered).order_by(
        lateness, F("next_due_at").asc(nulls_last=True), "priority", "opened_at", "number"
    )


def declined_today(person, *, now):
    """What the person said no to since midnight of his own day."""
    midnight = now.astimezone(ZoneInfo(person.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return Declined.objects.filter(person=person, at__gte=midnight)


def take_next(person, *, now) -> Ticket | None:
    """Give the person his next ticket; None where nothing is left. Two who ask at once never get the same one.

    A ticket that somebody holds at this instant is passed over; where only such ones are left, we wait for them and
    look again, for they may be free afterwards.
    """
    for skip_locked in (True, False):
        with changing(next_tickets(person, now=now)[:1], by=person, now=now, skip_locked=skip_locked) as batch:
            for change in batch:
                if change.ticket.assignee_id is None:
                    give(change, person, why=NEXT, **_why_now(change))
                    return change.ticket
    return None


def _why_now(change):
    """What made it the most urgent, as it stood then."""
    ticket = change.ticket
    late = ticket.clocks.filter(kind__in=ticket.breached_clocks, due_at__isnull=False).order_by("due_at").first()
    clock, due_at = (late.kind, late.due_at) if late else (ticket.next_clock, ticket.next_due_at)
    if due_at is None:
        return {}
    return {"late": due_at < change.now, "clock": clock, "due": due_at.isoformat()}


def why_next_in_words(data, *, due) -> str:
    """Why it was the most urgent; `data` of the event, `due`: its instant in words, "" without."""
    if not due:
        return gettext("It has waited longest at its priority, and nobody has it.")
    words = {"clock": TicketClock.Kind(data["clock"]).label, "time": due}
    if data.get("late"):
        return gettext("%(clock)s was due %(time)s, and nobody has it.") % words
    return gettext("%(clock)s is due %(time)s: the soonest of what nobody has in your teams.") % words


def given_as_next(events, person) -> Event | None:
    """The event by which the person was given the ticket as his next one, while he has done nothing with it yet.

    `events`: the ticket's, in order.
    """
    for event in reversed(events):
        if event.kind == Event.Kind.ASSIGNED:
            is_given = event.data.get("why") == NEXT and event.data.get("to") == person.pk
            return event if is_given else None
        came_with_it = event.kind == Event.Kind.STATUS and event.data.get("status") == Ticket.Status.OPEN
        if event.by_id == person.pk and not came_with_it:
            return None
    return None


@verb
def decline(change, *, reason):
    """Say no to the ticket one was given as the next one: it goes back to the team, and is not offered again today."""
    reason = clean_line(require_text(reason, _("Say why it is not for you; your colleagues read it.")))[:500]
    events = list(Event.objects.filter(ticket=change.ticket).order_by("seq"))
    last = events[-1]
    if last.kind == Event.Kind.DECLINED and last.by_id == change.by.pk:
        return
    if change.ticket.assignee_id != change.by.pk or given_as_next(events, change.by) is None:
        raise InvalidInput(
            _("This ticket was not given to you as the next one, or you have begun. Put it back instead.")
        )
    put_back(change)
    change.record(Event.Kind.DECLINED, reason=reason)
    change.add(Declined(ticket=change.ticket, person=change.by, at=change.now, reason=reason))
