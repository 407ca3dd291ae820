"""The one way in which tickets change.

A verb decides and collects; at the end everything is written, with one statement per table, however many tickets:

    with changing(tickets, by=agent, now=now) as batch:
        for change in batch:
            change.ticket.assignee = agent
            change.record("assigned", to=agent.pk)

The ticket's row guards all that hangs on it. Rows are locked in the order of their keys, so two batches never wait for
each other in a circle.
"""

from collections import defaultdict
from contextlib import contextmanager
from functools import cached_property, wraps

from django.db import transaction

from core import bulk
from sla.promises import promises_for

from .clocks import fact_of, make_fact, project, read_clocks, write_rows
from .commitments import keep
from .models import Attachment, Commitment, Event, Follower, Message, Notice, Ticket

TICKET_FIELDS = [f.attname for f in Ticket._meta.concrete_fields if not f.primary_key and not f.generated]
EventRow, NoticeRow = bulk.light(Event), bulk.light(Notice)
LOOK_NOW = object()  # what is due next, the sweep finds out
# Why the time of the next news may change without anybody having written to the requester.
UNASKED = (Commitment.Reason.BY_HAND, Commitment.Reason.AGREED, Commitment.Reason.PROMISE, Commitment.Reason.HOURS)
RELATED = ("requester", "assignee", "team", "service", "organisation", "tier_version")
# News that name the expected times themselves, so that none has to be told apart.
TOLD_BY = (
    *(Notice.Kind.RECEIVED, Notice.Kind.ANSWER, Notice.Kind.QUESTION, Notice.Kind.VENDOR, Notice.Kind.PLANNED),
    *(Notice.Kind.RESOLVED, Notice.Kind.REOPENED),
)


class Change:
    """What is decided about one ticket under its lock. `now` is never before the ticket's newest event."""

    def __init__(self, ticket, facts, *, by, now, batch):
        self.ticket = ticket
        self.is_new = ticket.pk is None
        self.by = by
        self.batch = batch
        self.now = max(now, ticket.last_event_at) if ticket.last_event_at else now
        self.facts = facts
        self.events, self.messages, self.attachments, self.notices = [], [], [], []
        self.added = []  # rows of other rooms
        self.commitments, self.ended_commitments = [], []  # told to the requester, and those that ended
        self._settled = 0  # so many events were taken account of in the commitments
        self.look_again = False  # write the clock rows although no fact came
        self.next_action_at = LOOK_NOW
        self._before = dict(vars(ticket))

    def later(self, now, *, by):
        """Go on at a later instant, as somebody else: for a history that is taken over in one go."""
        if any(event.kind in Event.FACTS for event in self.recorded):
            self._keep_commitments()
        self.now, self.by = max(now, self.ticket.last_event_at), by
        self.__dict__.pop("readings", None)

    def record(self, kind, /, *, message=None, **data) -> bulk.LightRow:
        """Add to the ticket's history; facts count for its clocks from here on."""
        self.ticket.last_seq += 1
        self.ticket.last_event_at = self.now
        by = self.by and self.by.pk
        event = EventRow(ticket=self.ticket, seq=self.ticket.last_seq, at=self.now, by_id=by, kind=kind, data=data)
        self.events.append((event, message))
        if kind in Event.FACTS:
            self.facts.append(fact_of(event))
            self.__dict__.pop("readings", None)
        return event

    def say(self, kind, body, /, *, direction, is_public, attachments=(), **fields) -> Message:
        """Add a message to the conversation."""
        message = Message(
            ticket=self.ticket,
            kind=kind,
            direction=direction,
            is_public=is_public,
            author=self.by,
            body=body,
            at=self.now,
            **fields,
        )
        self.messages.append(message)
        self.attachments += [Attachment(message=message, **vars(file)) for file in attachments]
        return message

    def tell(self, person, kind, /, *, message=None, not_before=None, **data):
        """Queue news for `person`, once per event, to be sent at once or `not_before` an instant.

        Who wants no mail, or did it himself, gets none.
        """
        if person is None or not person.is_active or not person.wants_mail:
            return
        if person == self.by and kind not in (Notice.Kind.RECEIVED, Notice.Kind.PROMISE_CHANGED):
            return
        self.notices.append(
            (
                self.ticket.last_seq,
                NoticeRow(
                    kind=kind,
                    person_id=person.pk,
                    ticket=self.ticket,
                    message=message,
                    data=data,
                    created_at=self.now,
                    next_try_at=max(self.now, not_before or self.now),
                ),
            )
        )

    def write_to(self, address, kind, /, *, message, **data):
        """Queue a mail to an address outside, once per event."""
        self.notices.append(
            (
                self.ticket.last_seq,
                NoticeRow(
                    kind=kind,
                    person_id=self.by.pk,
                    address=address,
                    ticket=self.ticket,
                    message=message,
                    data=data,
                    created_at=self.now,
                    next_try_at=self.now,
                ),
            )
        )

    def tell_requester(self, kind, /, *, message=None, **data):
        """Queue news for the requester and everybody who was added to the ticket."""
        self.tell(self.ticket.requester, kind, message=message, **data)
        for person in self.batch.followers[self.ticket.pk]:
            self.tell(person, kind, message=message, **data)

    def add(self, row):
        """Write a row of another room in the same transaction."""
        self.added.append(row)
        self.batch.rows[type(row)].append(row)

    def update(self, row, *fields):
        """Write `fields` of an existing row of another room in the same transaction."""
        self.batch.updated[type(row), fields].append(row)

    @cached_property
    def readings(self):
        """All clocks at `now`, everything recorded so far included."""
        return read_clocks(self.facts, self.batch.promises, at=self.now)

    @property
    def changed_fields(self):
        before, values = self._before, vars(self.ticket)
        return [name for name in TICKET_FIELDS if values[name] != before[name]]

    @property
    def is_touched(self):
        return self.is_changed or self.next_action_at is not LOOK_NOW

    @property
    def is_changed(self):
        return bool(self.events or self.messages or self.look_again or self.changed_fields)

    @property
    def recorded(self):
        """The events of this instant: not yet taken account of in the commitments."""
        return [event for event, _message in self.events[self._settled :]]

    def _keep_commitments(self):
        told = keep(self, self.batch.commitments[self.ticket.pk or id(self.ticket)])
        self._settled = len(self.events)
        is_news = any(
            news.before and (news.kind == Commitment.Kind.SOLUTION or news.reason in UNASKED) for news in told
        )
        if is_news and not self._tells_requester:
            self.tell_requester(
                Notice.Kind.PROMISE_CHANGED,
                told=[
                    {
                        "kind": news.kind,
                        "due": news.due_at.isoformat(),
                        "before": news.before and news.before.isoformat(),
                        "reason": news.reason,
                        "note": news.note,
                    }
                    for news in told
                ],
            )

    @property
    def _tells_requester(self):
        return any(
            notice.person_id == self.ticket.requester_id and notice.kind in TOLD_BY and notice.created_at == self.now
            for _seq, notice in self.notices
        )

    def finish(self) -> list[bulk.LightRow]:
        """Set what follows from the decision; return the clock rows to write."""
        rows = []
        if self.look_again or any(event.kind in Event.FACTS for event, _message in self.events):
            self._keep_commitments()
            rows = project(self.ticket, self.readings, now=self.now)
        self.ticket.version += self.is_changed
        self.ticket.next_action_at = self.now if self.next_action_at is LOOK_NOW else self.next_action_at
        return rows


class Batch:
    """The tickets of one transaction, locked, with their facts and promises read."""

    def __init__(self, tickets, *, by, now):
        self.by, self.now = by, now
        self.rows, self.updated = defaultdict(list), defaultdict(list)
        facts = defaultdict(list)
        if tickets:
            told = Event.objects.filter(ticket__in=[t.pk for t in tickets]).facts()
            for number, *columns in told.values_list("ticket_id", "at", "seq", "kind", "data"):
                facts[number].append(make_fact(*columns))
        self.promise_ids = {fact.data["promise"] for line in facts.values() for fact in line if "promise" in fact.data}
        self.changes = [Change(t, facts[t.pk], by=by, now=now, batch=self) for t in tickets]

    def __iter__(self):
        return iter(self.changes)

    @cached_property
    def promises(self):
        return promises_for(self.promise_ids)

    @cached_property
    def followers(self):
        found = defaultdict(list)
        numbers = [change.ticket.pk for change in self.changes if change.ticket.pk]
        if numbers:
            for follower in Follower.objects.filter(ticket__in=numbers).select_related("user"):
                found[follower.ticket_id].append(follower.user)
        return found

    @cached_property
    def commitments(self):
        """What each ticket's requester was told last, by kind."""
        found = defaultdict(dict)
        if numbers := [change.ticket.pk for change in self.changes if not change.is_new]:
            newest = Commitment.objects.filter(ticket__in=numbers).order_by("ticket_id", "kind", "-pk")
            for row in newest.distinct("ticket_id", "kind"):
                found[row.ticket_id][row.kind] = row
        return found

    def promise(self, tier_version):
        """Make a tier version known that no fact named so far."""
        if tier_version.pk in self.promise_ids:
            return
        self.promise_ids.add(tier_version.pk)
        self.__dict__.pop("promises", None)

    def open(self, ticket, *, by, now) -> Change:
        """Take up a ticket that does not exist yet."""
        ticket.last_event_at = now
        change = Change(ticket, [], by=by, now=now, batch=self)
        self.changes.append(change)
        return change

    def write(self):
        touched = [change for change in self.changes if change.is_touched]
        clocks = [row for change in touched for row in change.finish()]
        self._write_tickets(touched)
        bulk.insert([message for change in touched for message in change.messages])
        bulk.insert([file for change in touched for file in change.attachments])
        bulk.insert([event for change in touched for event in _finished_events(change)])
        write_rows(clocks)
        self._write_commitments(touched)
        notices = [notice for change in touched for notice in _finished_notices(change)]
        bulk.insert(notices, on_conflict="DO NOTHING")  # unique by `once`
        for rows in self.rows.values():
            bulk.insert(rows)
        for (_model, fields), rows in self.updated.items():
            bulk.update(rows, fields)

    def _write_commitments(self, touched):
        # Those that ended first: of each kind one may be open.
        bulk.update([row for change in touched for row in change.ended_commitments], ["outcome", "ended_at"])
        bulk.insert([row for change in touched for row in change.commitments])

    def _write_tickets(self, touched):
        bulk.insert([change.ticket for change in touched if change.is_new])
        if known := [change for change in touched if not change.is_new]:
            bulk.update([change.ticket for change in known], sorted({n for c in known for n in c.changed_fields}))


def _finished_events(change):
    for event, message in change.events:
        if message is not None:
            event.data["message"] = message.pk
        yield event


def _finished_notices(change):
    for seq, notice in change.notices:
        notice.once = f"{notice.kind}:{change.ticket.pk}:{seq}:{notice.person_id}"
        yield notice


@contextmanager
def changing(tickets, *, by, now, skip_locked=False):
    """Lock `tickets` (a ticket, several, or a queryset), hand out a Batch, and write at the end what was collected.

    One transaction and a fixed number of statements for any number of tickets; nothing is written when the body raises.
    With `skip_locked`, tickets that somebody else holds are left out.
    """
    if isinstance(tickets, Ticket):
        tickets = [tickets]
    if isinstance(tickets, list | tuple):
        tickets = Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets]).order_by("pk") if tickets else None
    with transaction.atomic():
        batch = Batch(_lock(tickets, skip_locked) if tickets is not None else [], by=by, now=now)
        yield batch
        batch.write()


def _lock(tickets, skip_locked):
    """Lock first, then read with all that hangs on the rows.

    In one statement, a row whose team somebody else has just changed would be lost: PostgreSQL looks at it anew once it
    has the lock, and the team joined before no longer matches.
    """
    numbers = list(tickets.select_for_update(skip_locked=skip_locked).values_list("pk", flat=True))
    locked = Ticket.objects.filter(pk__in=numbers).order_by("pk")
    if skip_locked:  # many, for the sweep: what they have in common is made once, not for every ticket
        return list(locked.prefetch_related(*RELATED))
    return list(locked.select_related(*RELATED))


def verb(body):
    """Make a verb of what it decides about one Change: `reply(ticket, by=…, now=…, …)` locks, decides, writes.

    Within a batch, `reply.inside(change, …)` decides only. Returns the ticket as it is afterwards.
    """

    @wraps(body)
    def call(ticket, *, by, now, **said):
        with changing(ticket, by=by, now=now) as batch:
            [change] = batch
            body(change, **said)
        return change.ticket

    call.inside = body
    return call
