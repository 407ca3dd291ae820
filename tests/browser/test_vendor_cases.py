"""A vendor case with a visit, by keyboard alone; what is said when the vendor is late; both languages, and a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from catalogue.models import Service
from escalation.actions import add_vendor_step, open_vendor_case
from tests.browser.axe import assert_accessible
from tests.browser.conftest import PHONE
from tests.make import (
    ALL_HOURS,
    HOUR,
    make_agent,
    make_calendar,
    make_organisation,
    make_team,
    make_ticket,
    make_tier,
    make_user,
)
from tickets.models import Message, Ticket

TARGETS = {"first_response": HOUR, "next_update": 2 * HOUR, "resolution": 8 * HOUR}


class Desk:
    def __init__(self):
        self.now = timezone.now()
        make_tier(targets=TARGETS, calendar=make_calendar(ALL_HOURS))
        self.customer = make_organisation(name="Logistics East")
        self.sofia = make_user(self.customer, first_name="Sofia", last_name="Berg")
        self.tom = make_agent(make_team(name="First level"), first_name="Tom")
        self.vendor = make_organisation(name="Gate Readers", kind="vendor", language="en")
        self.customer.provider_contracts.create(
            vendor=self.vendor, what="Readers", customer_number="LE-20417", hotline="069 90009 417", may_order="Sofia"
        )
        service = Service.objects.create(name="Gates", category="hardware", process="Gate down?\n- Look at the light")
        self.ticket = make_ticket(
            organisation=self.customer, requester=self.sofia, now=self.now - 4 * HOUR, service=service
        )

    @property
    def address(self):
        return f"{self.ticket.get_absolute_url()}vendor_cases/"

    def late_case(self):
        said = {"by": self.tom, "now": self.now - 3 * HOUR}
        case = open_vendor_case(
            self.ticket, vendor=self.vendor, what="Exchange the reader", reference="V-77", target_minutes=60, **said
        )
        visit = {"starts_at": self.now + HOUR, "due_at": self.now + 2 * HOUR, "who": "Felix, gate 3"}
        add_vendor_step(case, kind="on_site", what="Felix exchanges the reader", **visit, **said)
        return case


@pytest.fixture
def desk(installation):
    made = Desk()
    installation.start_web()
    return made


def in_hours(hours):
    return timezone.localtime(timezone.now() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def send_from(page, field):
    page.locator(f"dialog [name={field}]").focus()
    page.keyboard.press("Control+Enter")


def test_a_case_with_a_visit_is_opened_and_worked_by_keyboard(desk, open_page):
    page = open_page(desk.tom, desk.ticket.get_absolute_url())
    page.locator("#process .tick").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#process .tick")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("g")
    page.keyboard.press("v")
    expect(page.locator("#vendor-cases")).to_contain_text("No vendor works on this ticket.")
    assert_accessible(page)
    page.keyboard.press("v")
    expect(page.locator("#verb-h")).to_contain_text("Open a vendor case")
    assert_accessible(page)
    page.locator("dialog [name=what]").focus()
    page.keyboard.type("Exchange the reader at gate 3")
    page.locator("dialog [name=promised_at]").fill(in_hours(3))
    send_from(page, "what")
    expect(page.locator("#vendor-cases")).to_contain_text("Exchange the reader at gate 3")
    expect(page.locator("#vendor-cases")).to_contain_text("LE-20417")
    page.wait_for_load_state("load")
    page.keyboard.press("n")
    expect(page.locator("#verb-h")).to_contain_text("Add a step")
    page.locator("dialog select[name=kind]").select_option("on_site")
    page.locator("dialog [name=starts_at]").fill(in_hours(1))
    page.locator("dialog [name=due_at]").fill(in_hours(2))
    page.locator("dialog [name=what]").focus()
    page.keyboard.type("Felix comes")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".hd-vsteps")).to_contain_text("Felix comes")
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Add to my calendar").press("Enter")
    assert download.value.suggested_filename.endswith(".ics")
    page.get_by_role("button", name="Done: Felix comes").press("Enter")
    expect(page.get_by_role("button", name="Done: Felix comes")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Works again, confirmed").press("Enter")
    expect(page.locator("#vendor-cases")).to_contain_text("The vendor's work is confirmed")
    assert Ticket.objects.get().vendor_cases.get().confirmed_at is not None


def test_a_late_vendor_is_chased_and_the_requester_told_with_one_key_each(desk, open_page):
    desk.late_case()
    page = open_page(desk.tom, desk.address)
    expect(page.locator(".hd-vlate")).to_contain_text("Two messages are ready.")
    assert_accessible(page)
    page.keyboard.press("1")
    expect(page.locator(".hd-said")).to_contain_text("Noted: the vendor was chased.")
    page.wait_for_load_state("load")
    page.keyboard.press("2")
    expect(page.locator(".hd-said")).to_contain_text("Sent to Sofia.")
    sent = Message.objects.filter(direction="out").order_by("pk").values_list("kind", flat=True)
    assert list(sent) == ["vendor", "reply"]


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_in_german(desk, open_page, size, dark):
    desk.late_case()
    desk.tom.language = "de"
    desk.tom.save()
    options = {"theme": "dark"} if dark else {}
    page = open_page(desk.tom, desk.address, **({"viewport": size} if size else {}), **options)
    expect(page.locator("#vendor-cases")).to_contain_text("Zwei Nachrichten liegen bereit.")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_requester_takes_the_visit_into_his_calendar(desk, open_page):
    desk.late_case()
    desk.sofia.language = "de"
    desk.sofia.save()
    page = open_page(desk.sofia, f"/t/{desk.ticket.number}/")
    expect(page.get_by_role("heading", name="Termin vor Ort")).to_be_visible()
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="In den Kalender").press("Enter")
    assert download.value.suggested_filename.endswith(".ics")
