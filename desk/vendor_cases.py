"""The vendor cases of a ticket as its page shows them: steps, contract, promise against ours, messages made ready."""

from datetime import timedelta

from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from catalogue.models import ProviderContract
from core import times
from escalation.actions import mail_of_party
from escalation.models import VendorCase, VendorStep
from escalation.vendor_clock import late_since, read_hours, reading
from tickets.models import Event, Message

from .feed import feed_of
from .history import put_into_words
from .ticket_page import TicketPage
from .vendor_words import opening_words

TIGHT = timedelta(minutes=30)  # less between the vendor's promise and ours is pointed out


class VendorPage(TicketPage):
    @cached_property
    def cases(self):
        """Open ones first, the newest on top."""
        cases = VendorCase.objects.visible_to(self.user).filter(ticket=self.ticket)
        cases = cases.select_related("vendor", "contract__service", "calendar", "opened_by")
        cases = read_hours(cases.prefetch_related("steps", "case_messages__message").order_by("-opened_at", "-pk"))
        return sorted((ShownCase(case, self) for case in cases), key=lambda shown: not shown.is_open)

    @cached_property
    def contracts(self):
        """What is agreed with third parties for this ticket, the contract that fits it most closely first."""
        return provider_contracts(self.ticket)

    @property
    def has_contracts_apart(self):
        """Whether contracts are worth showing beside the cases: where no case is open."""
        return self.contracts and not any(shown.is_open for shown in self.cases)

    @cached_property
    def vendor_feed(self):
        """What was said to and about vendors."""
        messages = [message for message in self.messages if message.kind == Message.Kind.VENDOR]
        events = [event for event in self.events if event.kind == Event.Kind.VENDOR_CASE]
        return feed_of(messages, put_into_words(events))

    @property
    def our_due_at(self):
        return self.readings.clocks["resolution"].due_at


def provider_contracts(ticket) -> list[ProviderContract]:
    contracts = ProviderContract.objects.filter(organisation=ticket.organisation_id).select_related("vendor", "service")
    fitting = [
        contract
        for contract in contracts
        if contract.site_id in (None, ticket.site_id) and contract.service_id in (None, ticket.service_id)
    ]
    return sorted(fitting, key=lambda contract: (contract.service_id is None) + (contract.site_id is None))


class ShownCase:
    def __init__(self, case, page):
        self.case, self.page, self.now = case, page, page.now

    @property
    def is_open(self):
        return self.case.closed_at is None

    @property
    def opened_level(self):
        """The level the ticket was at when the case was opened."""
        opened = (
            e for e in self.page.events if e.kind == Event.Kind.VENDOR_CASE and e.data.get("case") == self.case.pk
        )
        return next((event.data.get("level") for event in opened), None)

    @property
    def kinds(self):
        return [VendorCase.Kind(kind).label for kind in self.case.kinds]

    @cached_property
    def reading(self):
        return reading(self.case, self.now)

    @property
    def is_owed(self):
        return self.reading.state == "paused"

    @cached_property
    def late_since(self):
        return late_since(self.case, self.now) if self.is_open else None

    @property
    def late_for(self):
        return self.late_since and self.now - self.late_since

    @cached_property
    def late_step(self):
        """The oldest step that should be done; None where it is the promise itself that is over."""
        return next((step for step in self.case.steps.all() if self._is_late(step)), None)

    def _is_late(self, step):
        return self._counts(step) and step.due_at == self.late_since

    @staticmethod
    def _counts(step):
        return step.done_at is None and step.due_at is not None and not step.asked_of

    @property
    def steps(self):
        """(step, how it stands): past, late, or nothing."""
        for step in self.case.steps.all():
            is_late = self.is_open and self._counts(step) and step.due_at < self.now
            yield step, "past" if step.done_at else "late" if is_late else ""

    @cached_property
    def buffer(self):
        """Time on the wall between the vendor's promise and ours; below zero where his comes later."""
        ours = self.page.our_due_at
        return ours - self.reading.due_at if ours and self.reading.due_at else None

    @property
    def is_tight(self):
        return self.buffer is not None and self.buffer < TIGHT

    @property
    def contract(self):
        """The contract chosen for the case, else the closest one with this vendor."""
        if self.case.contract:
            return self.case.contract
        return next((found for found in self.page.contracts if found.vendor_id == self.case.vendor_id), None)

    @property
    def proposed(self):
        """Steps they proposed, to which we have not said anything."""
        return [step for step in self.case.steps.all() if step.asked_of == VendorStep.Side.US and not step.done_at]

    @property
    def was_told(self):
        """Whether we wrote to them already."""
        return any(row.message.direction == Message.Direction.OUT for row in self.case.case_messages.all())

    @property
    def mail_to(self):
        return mail_of_party(self.case)

    @property
    def is_own_it(self):
        return self.case.vendor_id == self.page.ticket.organisation_id

    @property
    def next_visit(self):
        agreed = (step for step in self.case.steps.all() if step.is_visit and not step.done_at and not step.asked_of)
        ahead = (step for step in agreed if step.starts_at > self.now)
        return min(ahead, key=lambda step: step.starts_at, default=None)

    @property
    def opening(self):
        """The words that give the case to the party, in its language; only what it may read."""
        party, ticket = self.case.vendor, self.page.ticket
        with translation.override(party.language), timezone.override(party.time_zone):
            return opening_words(self.case, ticket, contract=self.contract, due_at=self.reading.due_at)

    @property
    def chase(self):
        """The words that ask the vendor where it is, in his language."""
        organisation = self.case.vendor
        with translation.override(organisation.language), timezone.override(organisation.time_zone):
            reference = self.case.reference or f"#{self.page.ticket.number}"
            words = {"reference": reference, "what": self._what, "time": times.exact(self.late_since or self.now)}
            said = _("%(reference)s: “%(what)s” was due %(time)s. Please tell us when it will be done.") % words
            if visit := self.next_visit:
                said += " " + _("Does the visit on %(time)s stand?") % {"time": times.exact(visit.starts_at)}
            return said

    @property
    def news(self):
        """The words that tell the requester, in his language."""
        requester = self.page.ticket.requester
        with translation.override(requester.language), timezone.override(requester.time_zone):
            said = _("%(vendor)s is later than promised. We have asked where it is.") % {
                "vendor": self.case.vendor.name
            }
            if visit := self.next_visit:
                said += " " + _("The visit on %(time)s stands.") % {"time": times.exact(visit.starts_at)}
            due = self.page.readings.clocks["next_update"].due_at
            if due and due > self.now:
                said += " " + _("You hear from us again by %(time)s.") % {"time": times.exact(due)}
            return said

    @property
    def _what(self):
        return self.late_step.what if self.late_step else self.case.what
