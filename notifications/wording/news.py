"""A notice together with what its wording asks: who reads, how the clocks stand, what was said."""

from functools import cached_property

from django.utils.translation import gettext as _

from tickets.models import Commitment, Message, Notice, TicketClock

from .. import links
from ..plain import apart, without_turns
from ..provider import provider
from ..times import instant
from .blocks import Link, Paragraph, Quoted, Written

TO_REQUESTER = {
    Notice.Kind.RECEIVED,
    Notice.Kind.ANSWER,
    Notice.Kind.QUESTION,
    Notice.Kind.VENDOR,
    Notice.Kind.PLANNED,
    Notice.Kind.RESOLVED,
    Notice.Kind.PROMISE_CHANGED,
    Notice.Kind.MERGED,
    Notice.Kind.CHASED,
    Notice.Kind.URGENCY_DECIDED,
}
WRITTEN_LIMIT, QUOTED_LIMIT = 20_000, 600  # characters


class News:
    def __init__(self, notice, *, now):
        self.notice, self.now = notice, now
        self.ticket, self.person, self.data = notice.ticket, notice.person, notice.data

    @cached_property
    def provider(self):
        return provider()

    @property
    def is_requester(self):
        return self.person.pk == self.ticket.requester_id

    @property
    def is_for_party(self):
        """Whether it goes to a third party, who reads of the ticket what the case shares and nothing else."""
        return self.notice.kind == Notice.Kind.TO_PARTY

    @cached_property
    def is_for_requester(self):
        """Whether it is read on the requester's side: by him, or by somebody who was added to the ticket."""
        if self.notice.kind == Notice.Kind.REOPENED:
            return self.is_requester or self.ticket.followers.filter(user=self.person).exists()
        return self.notice.kind in TO_REQUESTER

    @property
    def said(self):
        """The message the news is about. An internal one is never quoted, whoever reads."""
        message = self.notice.message
        return message if message is not None and message.is_public else None

    @cached_property
    def clocks(self):
        return {clock.kind: clock for clock in self.ticket.clocks.all()}

    @property
    def subject(self):
        return apart(self.ticket.subject)

    @property
    def url(self):
        return links.portal_ticket(self.ticket) if self.is_for_requester else links.desk_ticket(self.ticket)

    def when(self, at) -> str:
        return instant(at, now=self.now)

    @cached_property
    def commitments(self):
        """All that the requester was told to expect, in the order in which he was told."""
        return sorted(self.ticket.commitments.all(), key=lambda row: row.pk)

    def until(self, told, *, before=None) -> str:
        """By when something was told, and what was told `before` it."""
        if before is None:
            return _("by %(time)s") % {"time": self.when(told.due_at)}
        return _("by %(time)s (it was %(before)s)") % {"time": self.when(told.due_at), "before": self.when(before)}

    def times(self, *, without=()) -> list[tuple[str, str]]:
        """What the requester can count on at present, and until when: as the record says, never what is past."""
        rows = [row for row in self.commitments if row.outcome == Commitment.Outcome.OPEN and row.due_at >= self.now]
        rows = [row for row in rows if row.kind not in without]
        rows.sort(key=lambda row: row.due_at)
        return [(label_of(row), self.until(row, before=self._before(row))) for row in rows]

    def _before(self, row):
        """What this notice changes: the time of the same kind that was told before and did not come true."""
        if row.told_at != self.notice.created_at:
            return None
        earlier = [other for other in self.commitments if other.kind == row.kind and other.pk < row.pk]
        was_replaced = earlier and earlier[-1].outcome == Commitment.Outcome.MOVED
        return earlier[-1].due_at if was_replaced else None

    @property
    def is_time_held(self):
        clock = self.clocks.get(TicketClock.Kind.RESOLUTION)
        return clock is not None and clock.state == TicketClock.State.PAUSED

    def to_ticket(self, text, *, place="", is_main=True):
        return Link(text, f"{self.url}{place}", is_main)


def label_of(told):
    """What a row of the record of promises is about, as the requester reads it."""
    if told.kind == Commitment.Kind.SOLUTION:
        return _("Expected to be solved")
    if told.reason == Commitment.Reason.REPORTED:
        return _("First answer by a person")
    return _("Next news for you")


def name_of(person) -> str:
    """Return the first name, as people are called, set apart for a sentence."""
    return apart(person.get_short_name(), 60)


def written(message) -> list:
    """What was written, and that there are files with it: they stay in the ticket, where rights are asked."""
    blocks = [Written(_shortened(message.body, WRITTEN_LIMIT))]
    names = [apart(file.name, 80) for file in message.attachments.all()]
    if names:
        text = _("Attached in the ticket: %(names)s") % {"names": ", ".join(names[:10])}
        blocks.append(Paragraph(text if len(names) <= 10 else f"{text} …", is_small=True))
    return blocks


def last_words(news) -> list:
    """What the reader himself wrote last, so that he knows what is being answered."""
    mine = Message.objects.visible_to(news.person).filter(
        ticket=news.ticket, author=news.person, is_public=True, direction=Message.Direction.IN
    )
    if news.said:
        mine = mine.filter(at__lt=news.said.at)
    message = mine.last()
    if message is None:
        return []
    return [Quoted(_("Your last message"), news.when(message.at), _shortened(message.body, QUOTED_LIMIT))]


def _shortened(text, limit):
    text = without_turns(text)
    return text if len(text) <= limit else f"{text[:limit].rstrip()} …"
