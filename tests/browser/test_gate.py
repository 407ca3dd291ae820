"""First level, second level and their lead at one ticket, each by keyboard alone, in both languages.

Offered, given back, offered again, asked about, accepted, with a vendor on site, back at first level, resolved.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext, override
from playwright.sync_api import expect

from escalation.actions import ask_urgency
from escalation.models import Consultation, HandOver, VendorStep
from tests.browser.axe import assert_accessible
from tests.browser.keyboard import Keyboard
from tests.make import (
    ALL_HOURS,
    HOUR,
    make_agent,
    make_calendar,
    make_organisation,
    make_team,
    make_ticket,
    make_tier,
)
from tickets.models import Ticket

TARGETS = {"first_response": HOUR, "resolution": 8 * HOUR, "level_1": 3 * HOUR}
NO_VENDOR = "No vendor works on this ticket. A case can be opened at every level; the ticket does not move."
OFFERED = "/desk/offered/"


class Desk:
    def __init__(self, language):
        make_tier(targets=TARGETS, calendar=make_calendar(ALL_HOURS), acceptance_minutes=30)
        self.language = language
        self.customer = make_organisation(name="Clinic South")
        self.vendor = make_organisation(name="Gate Readers", kind="vendor")
        self.first = make_team(name="First level")
        self.network = make_team(name="Network", level=2, essentials="Switch port")
        self.jonas = self._agent(self.first, "Jonas")
        self.kai = self._agent(self.network, "Kai")
        self.lena = self._agent(self.network, "Lena")
        for team in (self.first, self.network):
            team.lead = self.lena
            team.save()
        self.ticket = make_ticket(
            organisation=self.customer, now=timezone.now() - timedelta(minutes=5), team=self.first
        )

    def _agent(self, team, name):
        return make_agent(team, first_name=name, language=self.language)

    def say(self, text, **words):
        """What the page says in the language of this run."""
        with override(self.language):
            return gettext(text) % words if words else gettext(text)


class Person:
    """Somebody at his own browser, without a mouse."""

    def __init__(self, desk, page):
        self.desk, self.page, self.keys = desk, page, Keyboard(page)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def opens(self, path):
        self.page.goto(path)
        self.page.wait_for_load_state("load")

    def dialog_by(self, *keys, at):
        """Open a dialog; one begins in the field that is sent under the name `at`."""
        self.press(*keys)
        expect(self.page.locator(f"dialog [name={at}]:focus")).to_have_count(1)

    def sends(self):
        self.press("Control+Enter")

    def sees(self, place, text, **words):
        expect(self.page.locator(place).first).to_contain_text(self.desk.say(text, **words).strip())

    def is_well_served(self):
        assert_accessible(self.page)


@pytest.fixture(params=["en", "de"])
def desk(request, installation):
    made = Desk(request.param)
    installation.start_web()
    return made


@pytest.fixture
def at_desk(desk, open_page):
    return lambda who, path: Person(desk, open_page(who, path, language=desk.language))


def test_a_ticket_between_first_level_second_level_and_their_lead(desk, at_desk, watch):
    watch.allow(422)
    address = desk.ticket.get_absolute_url()
    first, second = at_desk(desk.jonas, address), at_desk(desk.kai, OFFERED)
    ask_urgency(desk.ticket, by=desk.ticket.requester, reason="The whole ward waits.", now=timezone.now())
    lead = at_desk(desk.lena, address)

    offered_and_given_back(first, second)
    offered_again_asked_and_accepted(first, second, address)
    decided_by_the_lead(lead)
    with_a_vendor_on_site(second)
    back_at_first_level_and_resolved(first, second, address)
    counted(lead)


def offered_and_given_back(first, second):
    first.dialog_by("e", at="to_team")
    first.keys.write(sentence="Look at the firewall")
    first.sends()
    expect(
        first.page.locator("dialog [aria-invalid=true]")
    ).to_be_focused()  # the essential, neither said nor explained
    first.sees("dialog .hd-error", "The team cannot begin without this. Say it, or say why it is missing.")
    first.is_well_served()
    first.press("Tab", "ArrowDown", "ArrowDown")  # the customer does not know
    first.sends()
    first.sees("#ticket-head", "Offered to %(team)s until %(time)s", team="Network", time="")

    second.opens(OFFERED)
    second.sees("[data-row]", "The customer does not know")
    second.is_well_served()
    second.dialog_by("j", "b", at="reason")
    second.keys.choose(second.desk.say("Facts are missing"))
    second.is_well_served()
    second.sends()
    second.sees("#main", "Nothing waits for you")


def offered_again_asked_and_accepted(first, second, address):
    first.opens(address)
    first.sees("#ticket", "%(team)s gave it back", team="Network")
    first.dialog_by("e", at="to_team")
    first.keys.write(sentence="The port is known now")
    first.keys.type("Switch port", "AP-2-07")
    first.sends()
    first.sees("#ticket-head", "Offered to %(team)s until %(time)s", team="Network", time="")

    second.opens(OFFERED)
    second.dialog_by("j", "q", at="question")
    second.page.keyboard.type("Which floor?")
    second.is_well_served()
    second.sends()
    second.sees(".hd-said", "Asked. The ticket stays where it is; you are told the answer.")
    assert HandOver.objects.offered().exists()

    first.press("g", "h")
    first.sees("#asked-of-us", "Asked of us")
    first.page.wait_for_load_state("load")
    first.dialog_by("j", "a", at="answer")
    first.page.keyboard.type("The second")
    first.sends()
    first.sees(".hd-said", "Answered; who asked is told.")
    assert Consultation.objects.get().answer == "The second"

    second.page.wait_for_load_state("load")
    second.press("j", "a")
    second.sees("#came-with", "AP-2-07")
    second.sees("#asked", "The second")
    expect(second.page.locator("#ticket-head")).to_contain_text("Kai")
    second.page.wait_for_load_state("load")
    second.is_well_served()
    assert Ticket.objects.get().level == 2


def decided_by_the_lead(lead):
    lead.keys.press(lead.desk.say("Decide"))
    expect(lead.page.locator("dialog [name=accepted]")).to_be_focused()  # yes, it is
    lead.keys.to_field("priority")
    lead.press("ArrowDown")
    lead.is_well_served()
    lead.sends()
    expect(lead.page.locator("#urgency")).to_have_count(0)
    assert Ticket.objects.get().priority == "P1"


def with_a_vendor_on_site(second):
    second.press("g", "v")
    second.sees("#vendor-cases", NO_VENDOR)
    second.page.wait_for_load_state("load")
    second.dialog_by("v", at="vendor")
    second.keys.write(vendor="Gate", what="Exchange the reader")
    second.is_well_served()
    second.sends()
    second.sees("#vendor-cases", "Exchange the reader")
    second.page.wait_for_load_state("load")
    second.dialog_by("n", at="kind")
    second.press("ArrowDown")
    second.keys.write(what="Felix comes")
    soon = timezone.localtime() + timedelta(hours=1)
    second.keys.write_instant("starts_at", soon)
    second.keys.write_instant("due_at", soon + timedelta(hours=1))
    second.sends()
    second.sees(".hd-vsteps", "Felix comes")
    assert VendorStep.objects.get().starts_at == soon.replace(second=0, microsecond=0)
    second.is_well_served()
    second.keys.press(second.desk.say("Works again, confirmed"))
    expect(second.page.locator("#vendor-cases")).to_contain_text(second.desk.say("The vendor's work is confirmed"))


def back_at_first_level_and_resolved(first, second, address):
    second.opens(address)
    second.dialog_by("e", at="to_team")
    second.keys.choose("First level*")
    second.keys.write(sentence="Please call her")
    second.sends()
    second.sees("#ticket-head", "Offered to %(team)s until %(time)s", team="First level", time="")

    first.opens(OFFERED)
    first.press("j", "a")
    expect(first.page.locator("#ticket-head")).to_contain_text("Jonas")
    first.page.wait_for_load_state("load")
    first.dialog_by("d", at="problem")
    first.keys.write(problem="No network", cause="The reader", solution="Exchanged", message="It works again.")
    first.is_well_served()
    first.sends()
    first.sees("#ticket-head", "Resolved")
    first.is_well_served()
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.level, ticket.solution) == ("resolved", 1, "Exchanged")


def counted(lead):
    lead.opens("/desk/reports/hand_overs/")
    lead.sees("#given_back-h ~ *, section[aria-labelledby=given_back-h]", "Facts are missing")
    lead.is_well_served()
    lead.opens("/desk/reports/pauses/")
    lead.sees("#main", "No wait looks odd")
    lead.is_well_served()
