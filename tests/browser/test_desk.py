"""The agents' pages in a real browser: by keyboard, without reloads, in both languages and on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from catalogue.models import Service
from escalation.actions import hand_over
from tests.browser.axe import assert_accessible
from tests.browser.conftest import PHONE
from tests.make import (
    ALL_HOURS,
    make_agent,
    make_calendar,
    make_organisation,
    make_team,
    make_ticket,
    make_tier,
    make_user,
)
from tickets import actions
from tickets.models import Draft, Ticket

HOUR = timedelta(hours=1)
TARGETS = {"first_response": HOUR, "next_update": 2 * HOUR, "resolution": 8 * HOUR, "level_1": 3 * HOUR}


class Desk:
    def __init__(self):
        self.now = timezone.now()
        make_tier(targets=TARGETS, calendar=make_calendar(ALL_HOURS))
        self.customer = make_organisation(name="Clinic South", notes="Server room only with Mr Brand.")
        self.mia = make_user(self.customer, first_name="Mia", last_name="Brandt", phone="040 66969 231")
        self.first, self.network = make_team(name="First level"), make_team(name="Network", level=2)
        self.jonas = make_agent(self.first, first_name="Jonas")
        self.kai = make_agent(self.network, first_name="Kai")

    def ticket(self, minutes_ago=10, **fields):
        opened = self.now - timedelta(minutes=minutes_ago)
        return make_ticket(organisation=self.customer, requester=self.mia, now=opened, **fields)


@pytest.fixture
def desk(installation):
    made = Desk()
    installation.start_web()
    return made


def test_the_queue_by_keyboard(desk, open_page):
    first, second = desk.ticket(30, subject="Older one"), desk.ticket(5, subject="Newer one")
    page = open_page(desk.jonas, "/desk/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-cursor]")).to_have_attribute("id", f"row-{second.number}")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator("#bulk")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("i")
    expect(page.locator(f"#row-{first.number}")).to_contain_text("Jonas")
    page.keyboard.press("g")
    with page.expect_navigation():
        page.keyboard.press("i")
    expect(page.locator("h1")).to_have_text("My tickets")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Older one")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def test_taking_and_filtering_without_a_reload(desk, open_page):
    ticket = desk.ticket(category="hardware")
    other = desk.ticket(category="software", subject="Slow editor")
    page = open_page(desk.jonas, "/desk/")
    page.evaluate("window.same = true")
    page.locator(f"#row-{ticket.number}").get_by_role("button", name="Take it").click()
    expect(page.locator(f"#row-{ticket.number}")).to_contain_text("Jonas")
    page.get_by_label("All categories").select_option("software")
    expect(page.locator(f"#row-{ticket.number}")).to_have_count(0)
    expect(page.locator(f"#row-{other.number}")).to_be_visible()
    assert "category=software" in page.url
    assert page.evaluate("window.same") is True


def test_an_answer_appears_at_once_and_the_clocks_follow(desk, open_page):
    ticket = desk.ticket()
    page = open_page(desk.jonas, ticket.get_absolute_url())
    page.evaluate("window.same = true")
    expect(page.locator("#ticket-clocks")).not_to_contain_text("Met")
    page.keyboard.press("r")
    page.keyboard.type("Good morning Mia")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#ticket-feed")).to_contain_text("Good morning Mia")
    expect(page.locator("#ticket-clocks")).to_contain_text("Met")
    expect(page.locator("#ticket-head")).to_contain_text("In progress")
    expect(page.locator("#compose-reply textarea")).to_have_value("")
    page.keyboard.press("Escape")
    page.locator("#main").focus()
    page.keyboard.press("n")
    page.keyboard.type("Between us")
    page.keyboard.press("Control+Enter")
    expect(page.locator('[data-k="note"] .hd-bubble')).to_contain_text("Between us")
    assert page.evaluate("window.same") is True


def test_what_was_written_survives_a_lost_page(desk, open_page):
    ticket = desk.ticket()
    page = open_page(desk.jonas, ticket.get_absolute_url())
    page.keyboard.press("r")
    page.keyboard.type("Half a sentence")
    expect(page.locator("#compose-reply [data-saved]")).to_be_visible(timeout=8000)
    page.locator("#tab-note").click()
    page.locator("#tab-reply").click()
    expect(page.locator("#compose-reply textarea")).to_have_value("Half a sentence")
    again = open_page(desk.jonas, ticket.get_absolute_url())
    expect(again.locator("#compose-reply textarea")).to_have_value("Half a sentence")
    again.locator("#compose-reply textarea").press("Control+Enter")
    expect(again.locator("#ticket-feed")).to_contain_text("Half a sentence")
    assert not Draft.objects.exists()


def test_a_refusal_is_said_where_one_writes_and_the_text_stays(desk, open_page, watch):
    ticket = desk.ticket()
    page = open_page(desk.jonas, ticket.get_absolute_url())
    actions.close(ticket, by=desk.kai, now=timezone.now())
    watch.allow(409)
    page.locator("#compose-reply textarea").fill("A long answer")
    page.locator("#compose-reply [data-send]").click()
    expect(page.locator("#compose-reply [data-refused]")).to_contain_text("Reopen it first")
    expect(page.locator("#compose-reply textarea")).to_have_value("A long answer")


def test_resolving_in_a_dialog(desk, open_page, watch):
    ticket = desk.ticket()
    watch.allow(422)
    page = open_page(desk.jonas, ticket.get_absolute_url())
    page.keyboard.press("d")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Problem").fill("No paper")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_contain_text("Say what caused it")
    expect(dialog.get_by_label("Problem")).to_have_value("No paper")
    assert_accessible(page)
    dialog.get_by_label("Cause").fill("Empty tray")
    dialog.get_by_label("Solution").fill("Filled it")
    dialog.get_by_label("Message to the requester").fill("It prints again.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#ticket-head")).to_contain_text("Resolved")
    expect(page.locator("#ticket-side")).to_contain_text("Empty tray")
    assert Ticket.objects.get(pk=ticket.pk).status == "resolved"


def test_handing_over_and_accepting(desk, open_page):
    ticket = desk.ticket()
    sender = open_page(desk.jonas, ticket.get_absolute_url())
    sender.keyboard.press("e")
    dialog = sender.get_by_role("dialog")
    expect(dialog.get_by_label("Network")).to_be_checked()
    dialog.get_by_label("What should they do?").fill("Look at the firewall")
    sender.keyboard.press("Control+Enter")
    expect(sender.locator("#ticket-head")).to_contain_text("Offered to Network")
    receiver = open_page(desk.kai, "/desk/offered/", language="de")
    expect(receiver.locator("[data-row]")).to_contain_text("Look at the firewall")
    receiver.keyboard.press("j")
    receiver.keyboard.press("a")
    expect(receiver.locator("#ticket-head")).to_contain_text("Network")
    ticket.refresh_from_db()
    assert (ticket.team, ticket.assignee) == (desk.network, desk.kai)


def test_giving_back_by_keyboard(desk, open_page):
    ticket = desk.ticket()
    hand_over(ticket, by=desk.jonas, now=timezone.now(), to_team=desk.network, sentence="Look")
    page = open_page(desk.kai, "/desk/offered/")
    page.keyboard.press("j")
    page.keyboard.press("b")
    page.get_by_label("Wrong team").check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("Given back")
    expect(page.locator("#main")).to_contain_text("Nothing waits for you")


def test_a_property_in_place_and_a_crossing_change(desk, open_page, watch):
    ticket = desk.ticket()
    watch.allow(409)
    page = open_page(desk.jonas, ticket.get_absolute_url())
    page.locator("#edit-impact").click()
    expect(page.locator("#id_value")).to_be_visible()
    actions.classify(ticket, by=desk.kai, now=timezone.now(), impact="several")
    page.locator("#id_value").select_option("all")
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator("#ticket-properties .hd-error")).to_contain_text("Several people")
    page.locator("#ticket-properties").get_by_role("button", name="Save").click()
    expect(page.locator("#edit-impact")).to_have_text("The whole site or company")
    expect(page.locator("#ticket-head")).to_contain_text("P1")


def test_a_call_from_search_to_ticket(desk, open_page):
    Service.objects.create(name="Remote access", category="software", urgency="cannot")
    page = open_page(desk.jonas, "/desk/")
    page.keyboard.press("c")
    page.wait_for_url("**/desk/new/")
    page.wait_for_load_state()
    page.keyboard.type("66969")
    page.get_by_role("link", name="Mia Brandt").click()
    page.wait_for_url("**/desk/new/?person=*")
    page.wait_for_load_state()
    expect(page.locator("#outlook")).to_contain_text("P3")
    page.get_by_label("Service").select_option("Remote access")
    expect(page.locator("#outlook")).to_contain_text("P2")
    page.get_by_label("Subject").fill("No connection")
    page.get_by_label("What happens?").fill("It breaks off")
    page.get_by_text("The whole site or company").click()
    expect(page.locator("#outlook")).to_contain_text("P1")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("No connection")
    assert Ticket.objects.get().priority == "P1"


def test_a_clock_counts_down_and_turns(desk, open_page):
    ticket = desk.ticket(minutes_ago=0)
    make_tier(targets={"resolution": timedelta(seconds=8)}, calendar=make_calendar(ALL_HOURS))
    quick = desk.ticket(minutes_ago=0, subject="Quick")
    page = open_page(desk.jonas, "/desk/")
    clock = page.locator(f"#row-{quick.number} sla-clock")
    expect(clock).to_have_attribute("data-state", "breached", timeout=15_000)
    expect(page.locator("#announcements")).to_contain_text(f"#{quick.number}", timeout=35_000)
    expect(page.locator(f"#row-{ticket.number} sla-clock")).to_have_attribute("data-state", "running")


PAGES = [
    "/desk/",
    "ticket",
    "/desk/offered/",
    "new",
    "/desk/new/?unknown=1",
    "customer",
    "/desk/search/?q=printer",
    "move",
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desktop", "phone"])
def test_every_page_is_accessible_and_fits_its_window(desk, open_page, theme, viewport):
    language = "de" if theme == "dark" else "en"
    for agent in (desk.jonas, desk.kai):
        agent.language, agent.theme = language, theme
        agent.save()
    ticket = desk.ticket(90)
    actions.take(ticket, by=desk.jonas, now=timezone.now())
    actions.log_step(ticket, by=desk.jonas, now=timezone.now(), body="Other cable", result="better")
    hand_over(desk.ticket(), by=desk.jonas, now=timezone.now(), to_team=desk.network, sentence="Look")
    at = {
        "ticket": ticket.get_absolute_url(),
        "new": f"/desk/new/?person={desk.mia.pk}",
        "customer": f"/desk/customers/{desk.customer.pk}/",
        "move": f"{ticket.get_absolute_url()}hand_over/",
    }
    for name in PAGES:
        agent = desk.kai if "offered" in name else desk.jonas
        page = open_page(agent, at.get(name, name), language=language, theme=theme, viewport=viewport)
        assert_accessible(page)
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert too_wide <= 0, f"{name} is {too_wide} pixels too wide"
        page.context.close()


def test_back_to_the_list_one_came_from(desk, open_page):
    desk.ticket(category="software", subject="Slow editor")
    page = open_page(desk.jonas, "/desk/?view=unassigned&category=software")
    page.get_by_role("link", name="Slow editor").click()
    page.wait_for_load_state()
    page.locator("#compose-reply textarea").fill("Looking")
    page.locator("#compose-reply [data-send]").click()
    expect(page.locator("#ticket-feed")).to_contain_text("Looking")
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.press("Escape")
    assert page.url.endswith("/desk/?view=unassigned&category=software")


def test_a_slip_of_the_finger_throws_nothing_away(desk, open_page):
    page = open_page(desk.jonas, desk.ticket().get_absolute_url())
    page.on("dialog", lambda question: question.dismiss())
    page.keyboard.press("d")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Problem").fill("A long story")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog.get_by_label("Problem")).to_have_value("A long story")
