"""Everything the page of one ticket shows, read in a fixed number of statements whatever its history."""

from datetime import datetime, timedelta

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.responsible import Responsibilities
from core import times
from core.choices import Level
from escalation.actions import given_as_next, open_request, why_next_in_words
from escalation.audience import Audience, team_above
from escalation.due import coming_steps
from escalation.models import HandOver, VendorCase
from escalation.pools import Pools
from escalation.standing import standings
from sla.choosing import REASONS
from tickets.checks import can_decide
from tickets.clocks import PROMISES
from tickets.explained import Explained
from tickets.explaining import status_of
from tickets.models import Draft, Event, Message, Ticket

from .agreed import agreed_for
from .clocks import shown_reading
from .feed import feed_of
from .history import Names, put_into_words
from .holders import HolderBar
from .ladder import LadderOnPage, key_of
from .levels import levels_of
from .packages import written_with
from .process import process_of
from .returning import comes_back
from .why import reasons_of

SOON = timedelta(hours=1)


class TicketPage:
    """`ticket` as its view fetched it. Parts are read when a piece of the page asks for them, each once."""

    def __init__(self, ticket, user, *, now):
        self.ticket, self.user, self.now = ticket, user, now

    @cached_property
    def events(self):
        events = Event.objects.filter(ticket=self.ticket)  # all rows: of the ticket in hand
        return list(events.select_related("by").order_by("at", "seq"))

    @cached_property
    def explained(self):
        return Explained(self.ticket, now=self.now, events=self.events)

    @property
    def readings(self):
        return self.explained.readings

    def _shown(self, kind):
        return shown_reading(self.readings.clocks[kind], kind, self.ticket, self.explained.promises, now=self.now)

    @cached_property
    def clocks(self):
        return [self._shown(kind) for kind in PROMISES]

    @cached_property
    def level_clock(self):
        return self._shown("level")

    @cached_property
    def standing(self):
        return standings([self.ticket])[self.ticket.pk]

    @property
    def offer(self):
        return self.standing.offer

    @property
    def is_offered_to_us(self):
        return self.offer is not None and self.offer.to_team_id in self.user.team_ids

    @cached_property
    def move(self):
        """The next move of the ticket by itself, or None: an unanswered offer, or the end of the level's time."""
        return next((step for step in self.coming if step.what == "expire" or step.is_move), None)

    @cached_property
    def ladder(self):
        return LadderOnPage(self)

    @property
    def move_key(self):
        return key_of(self.move)

    @cached_property
    def move_held(self):
        """Who put the next move off, until when and why; None where nobody did."""
        return self.ladder.holds.get(self.move.key) if self.move is not None else None

    @cached_property
    def coming(self):
        """All that happens to the ticket by itself unless somebody acts, in order."""
        facts, promises = self.explained.facts, self.explained.promises
        return coming_steps(self.ticket, self.readings, self.standing, facts=facts, promises=promises)

    @cached_property
    def move_is_soon(self):
        return self.move is not None and self.move.due_at - self.now <= SOON

    @cached_property
    def next_team(self):
        """Who gets the ticket when it moves: the team it is offered to, else the next level's responsible one."""
        if self.offer is not None and self.offer.to_level >= self.ticket.level:
            return self.offer.to_team
        return self.suggested_team

    @cached_property
    def suggested_team(self):
        return None if self.ticket.level >= Level.THIRD else team_above(self.ticket, Responsibilities())

    @cached_property
    def suggested_person(self):
        """To whom of its team a ticket that nobody has could be given, with the reason; None without."""
        if self.ticket.assignee_id is not None or self.ticket.is_finished or self.offer is not None:
            return None
        return Pools(Audience(self.now), [self.ticket.team]).choose(self.ticket)

    @property
    def tier_reason(self):
        """Why the ticket has its tier, in words."""
        return REASONS.get(self.ticket.tier_reason, "")

    @cached_property
    def may_decide(self):
        """Whether the reader may promise something else for this ticket than its contract does."""
        return can_decide(self.user, self.ticket)

    @cached_property
    def agreed(self):
        return agreed_for(self)

    @cached_property
    def told(self):
        """What the requester counts on at present, as he was told it."""
        return list(self.ticket.commitments.open().order_by("due_at"))

    @cached_property
    def merged(self):
        """Tickets that go on in this one, as far as the reader may work them."""
        merged = Ticket.objects.workable_by(self.user).filter(merged_into=self.ticket)
        return list(merged.select_related("requester").order_by("number"))

    @cached_property
    def goes_on_in(self):
        """The ticket this one was merged into, for readers who may work it."""
        if self.ticket.merged_into_id is None:
            return None
        return Ticket.objects.workable_by(self.user).filter(pk=self.ticket.merged_into_id).first()

    @cached_property
    def given(self):
        """The event by which the reader got it as his next ticket, until he begins with it."""
        return given_as_next(self.events, self.user) if self.ticket.assignee_id == self.user.pk else None

    @property
    def why_given(self):
        due = self.given.data.get("due")
        return why_next_in_words(self.given.data, due=due and times.near(datetime.fromisoformat(due), self.now))

    @cached_property
    def wait(self):
        """While waiting: the event that began it, and so who decided it and when."""
        if not self.ticket.is_waiting:
            return None
        return next((event for event in reversed(self.events) if status_of(event)), None)

    @property
    def next_step(self):
        """While waiting: whose move it is."""
        if self.ticket.status == Ticket.Status.WAITING_REQUESTER:
            return _("Next: %(name)s answers.") % {"name": self.ticket.requester.get_short_name()}
        if self.ticket.status == Ticket.Status.WAITING_VENDOR:
            return _("Next: %(vendor)s acts.") % {"vendor": self.ticket.waiting_vendor}
        return _("Next: the work that was agreed.") if self.ticket.status == Ticket.Status.PLANNED else ""

    @property
    def at_its_end(self):
        """What becomes of the wait if nobody answers: return, remind or resolve."""
        if self.ticket.status != Ticket.Status.WAITING_REQUESTER or not self.ticket.tier_version.chases:
            return "return"
        return "remind" if self.ticket.chases < self.ticket.tier_version.chases else "resolve"

    @cached_property
    def urgency(self):
        """What the requester's side asks for and nobody has decided; None without."""
        return open_request(self.ticket)

    @cached_property
    def comes_back(self):
        """While waiting: the instant at which the ticket comes back by itself."""
        return self.ticket.waiting_until if self.ticket.is_waiting else None

    @cached_property
    def returns_at(self):
        """When the ticket would come back by itself if it waited from now on."""
        return comes_back(self.ticket, self.now)

    @cached_property
    def messages(self):
        messages = Message.objects.filter(ticket=self.ticket).visible_to(self.user)
        return list(messages.select_related("author").prefetch_related("attachments").order_by("at", "pk"))

    @cached_property
    def feed(self):
        return feed_of(self.messages, put_into_words(self.events, self.names))

    @cached_property
    def names(self):
        """The people, teams and things that the ticket's history names."""
        return Names(self.events)

    @cached_property
    def steps_tried(self):
        return [message for message in self.messages if message.kind == Message.Kind.STEP]

    @cached_property
    def process(self):
        """How the service's tickets are worked on, in lines; its checklist with what is done."""
        return process_of(self.ticket.service, self.events)

    @cached_property
    def vendor_count(self):
        """How many cases vendors have open."""
        return VendorCase.objects.open().visible_to(self.user).filter(ticket=self.ticket).count()

    @cached_property
    def reasons(self):
        """Why each clock is due when it is; the next one due is open."""
        return reasons_of(self.explained, self.names, now=self.now)

    @cached_property
    def levels(self):
        return levels_of(self)

    @cached_property
    def holders(self):
        """Who had the ticket until now, and for how long."""
        return HolderBar(self)

    @cached_property
    def hand_over(self):
        """The offer that is open, else the move that brought the ticket here; None where it never moved."""
        if self.offer is not None or all(event.kind != Event.Kind.HANDED_OVER for event in self.events):
            return self.offer
        moved = HandOver.objects.effective().filter(ticket=self.ticket)  # all rows: of the ticket in hand
        return moved.select_related("by", "from_team", "to_team").order_by("-pk").first()

    @property
    def package(self):
        return written_with(self.hand_over)

    @cached_property
    def questions(self):
        """What was asked of colleagues, those that wait for an answer first."""
        asked = self.ticket.consultations.select_related("by", "to_team", "to_person", "answered_by")
        return sorted(asked, key=lambda question: question.answered_at is not None)

    @cached_property
    def followers(self):
        return [follower.user for follower in self.ticket.followers.select_related("user")]

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        return {draft.kind: draft for draft in Draft.objects.filter(ticket=self.ticket, user=self.user)}
