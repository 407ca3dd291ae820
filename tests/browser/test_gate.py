"""A ticket between first and second level, by keyboard alone: offered, given back, asked about, accepted, sent back."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from escalation.models import Consultation, HandOver
from tests.browser.axe import assert_accessible
from tests.make import ALL_HOURS, HOUR, make_agent, make_calendar, make_organisation, make_team, make_ticket, make_tier

TARGETS = {"first_response": HOUR, "resolution": 8 * HOUR, "level_1": 3 * HOUR}


class Desk:
    def __init__(self):
        make_tier(targets=TARGETS, calendar=make_calendar(ALL_HOURS), acceptance_minutes=30)
        self.customer = make_organisation(name="Clinic South")
        self.first = make_team(name="First level")
        self.network = make_team(name="Network", level=2, essentials="Switch port")
        self.jonas = make_agent(self.first, first_name="Jonas")
        self.kai = make_agent(self.network, first_name="Kai", language="de")
        now = timezone.now() - timedelta(minutes=5)
        self.ticket = make_ticket(organisation=self.customer, now=now, team=self.first)


@pytest.fixture
def desk(installation):
    made = Desk()
    installation.start_web()
    return made


def offer(page, sentence, *, missing):
    """Fill in the dialog and send it, without a mouse."""
    page.keyboard.press("e")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Switch port", exact=True)).to_be_visible()
    dialog.get_by_label("What should they do?").focus()
    page.keyboard.type(sentence)
    if missing:
        dialog.get_by_label("Why it is missing").select_option(missing)
    else:
        dialog.get_by_label("Switch port", exact=True).focus()
        page.keyboard.type("AP-2-07")
    return dialog


def test_offered_given_back_offered_again_asked_accepted_by_a_reply_and_back(desk, open_page, watch):
    watch.allow(422)
    address = desk.ticket.get_absolute_url()
    sender = open_page(desk.jonas, address)
    dialog = offer(sender, "Look at the firewall", missing="")
    dialog.get_by_label("Switch port", exact=True).fill("")
    sender.keyboard.press("Control+Enter")  # neither said nor a reason given
    expect(dialog.locator(".hd-error")).to_contain_text("cannot begin without this")
    assert_accessible(sender)
    dialog.get_by_label("Why it is missing").select_option("not_known")
    sender.keyboard.press("Control+Enter")
    expect(sender.locator("#ticket-head")).to_contain_text("Offered to Network")

    receiver = open_page(desk.kai, "/desk/offered/", language="de")
    expect(receiver.locator("[data-row]")).to_contain_text("Der Kunde weiß es nicht")
    assert_accessible(receiver)
    receiver.keyboard.press("j")
    receiver.keyboard.press("b")
    receiver.get_by_label("Angaben fehlen").check()
    receiver.keyboard.press("Control+Enter")
    expect(receiver.locator("#main")).to_contain_text("Nichts wartet auf Sie")

    sender.reload()
    expect(sender.locator("#ticket")).to_contain_text("Network gave it back")
    offer(sender, "Port is known now", missing="")
    sender.keyboard.press("Control+Enter")
    expect(sender.locator("#ticket-head")).to_contain_text("Offered to Network")

    receiver.goto(receiver.url)
    receiver.keyboard.press("j")
    receiver.keyboard.press("q")
    expect(receiver.get_by_label("Ihre Frage")).to_be_focused()
    receiver.keyboard.type("Welches Stockwerk?")
    assert_accessible(receiver)
    receiver.keyboard.press("Control+Enter")
    expect(receiver.get_by_role("status").first).to_contain_text("Gefragt")
    assert HandOver.objects.offered().exists()

    asked = open_page(desk.jonas, "/desk/offered/")
    expect(asked.locator("#asked-of-us")).to_be_visible()
    asked.keyboard.press("j")
    asked.keyboard.press("a")
    expect(asked.get_by_label("Your answer")).to_be_focused()
    asked.keyboard.type("The second")
    asked.keyboard.press("Control+Enter")
    expect(asked.get_by_role("status").first).to_contain_text("Answered")
    assert Consultation.objects.get().answer == "The second"

    receiver.goto(receiver.url.replace("/desk/offered/", address))
    expect(receiver.locator("#asked")).to_contain_text("The second")
    receiver.keyboard.press("r")
    receiver.keyboard.type("Wir sehen nach.")
    receiver.keyboard.press("Control+Enter")
    expect(receiver.locator("#ticket-head")).to_contain_text("Kai")
    desk.ticket.refresh_from_db()
    assert (desk.ticket.team, desk.ticket.level) == (desk.network, 2)

    sender.reload()
    expect(sender.locator("#ticket")).to_contain_text("Accepted: First level → Network")

    receiver.keyboard.press("Escape")
    receiver.keyboard.press("e")
    back = receiver.get_by_role("dialog")
    back.get_by_label("First level").check()
    back.locator("#id_sentence").fill("Bitte rufen Sie an")
    receiver.keyboard.press("Control+Enter")
    expect(receiver.locator("#ticket-head")).to_contain_text("First level")
    assert HandOver.objects.offered().get().to_team == desk.first
