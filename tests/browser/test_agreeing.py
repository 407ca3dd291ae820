"""What is agreed, set by hand and merged, by keyboard alone and on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import DESKTOP, PHONE
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
from tickets import actions

TARGETS = {"first_response": HOUR, "next_update": 2 * HOUR, "resolution": 8 * HOUR, "level_1": 3 * HOUR}


class Desk:
    def __init__(self):
        self.now = timezone.now()
        make_tier(targets=TARGETS, calendar=make_calendar(ALL_HOURS))
        self.gold = make_tier(targets={"resolution": 4 * HOUR}, calendar=make_calendar(ALL_HOURS), is_default=False)
        self.customer = make_organisation(name="Clinic South")
        self.mia = make_user(self.customer, first_name="Mia", last_name="Brandt", phone="040 66969 231")
        self.first = make_team(name="First level")
        self.lena = make_agent(self.first, first_name="Lena")
        self.first.lead = self.lena
        self.first.save()

    def ticket(self, **fields):
        opened = self.now - timedelta(minutes=10)
        return make_ticket(organisation=self.customer, requester=self.mia, now=opened, **fields)


@pytest.fixture
def desk(installation):
    made = Desk()
    installation.start_web()
    return made


def in_hours(hours):
    """As one types it into a field for date and time, in the form the browser's own language asks for."""
    return timezone.localtime(timezone.now() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def choose(page, words):
    """Open the menu of further actions and go to one of them, by keys."""
    page.keyboard.press(".")
    expect(page.locator("#more-menu")).to_be_visible()
    for _step in range(8):
        page.keyboard.press("Tab")
        if words in (page.evaluate("document.activeElement.textContent") or ""):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{words} is not in the menu")


def test_news_are_agreed_and_taken_back_by_keyboard(desk, open_page):
    page = open_page(desk.lena, desk.ticket().get_absolute_url())
    page.evaluate("window.same = true")
    choose(page, "Agree the next news")
    expect(page.locator("#verb-h")).to_contain_text("Agree the next news")
    assert_accessible(page)
    page.locator("dialog input[type=datetime-local]").fill(in_hours(5))
    while page.evaluate("document.activeElement.type") != "textarea":  # a date has parts, each a stop of its own
        page.keyboard.press("Tab")
    page.keyboard.type("I call you at five.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#promised")).to_contain_text("Next news:")
    expect(page.locator("#ticket-feed")).to_contain_text("I call you at five.")
    remove = page.get_by_role("button", name="Remove: Next news")
    remove.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#promised")).not_to_contain_text("Next news:")
    assert page.evaluate("window.same") is True


def test_a_due_time_is_set_by_keyboard_and_what_was_typed_stays(desk, open_page, watch):
    ticket = desk.ticket()
    page = open_page(desk.lena, ticket.get_absolute_url())
    watch.allow(422)
    choose(page, "Set a due time")
    expect(page.locator("dialog select")).to_be_focused()
    page.locator("dialog select").select_option("resolution")
    page.locator("dialog input[type=datetime-local]").fill(in_hours(6))
    page.locator("dialog textarea").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("dialog .hd-error")).to_contain_text("Say why")
    expect(page.locator("dialog textarea")).to_be_focused()
    assert_accessible(page)
    page.keyboard.type("The part comes by courier.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#promised")).to_contain_text("Resolution, set by hand")
    expect(page.locator("#promised")).to_contain_text("The part comes by courier.")
    assert_accessible(page)


def test_a_ticket_is_merged_by_keyboard_after_one_saw_into_what(desk, open_page):
    ticket, other = desk.ticket(subject="No network in room 3"), desk.ticket(subject="No network on the whole floor")
    page = open_page(desk.lena, ticket.get_absolute_url())
    choose(page, "Merge into another ticket")
    expect(page.locator("dialog input[type=search]")).to_be_focused()
    expect(page.locator("#found")).to_contain_text("No network on the whole floor")
    page.keyboard.type("nothing like it")
    expect(page.locator("#found")).to_contain_text("No other ticket")
    page.keyboard.press("Control+A")
    page.keyboard.type(str(other.number))
    expect(page.locator("#found")).to_contain_text("Mia Brandt, Clinic South")
    assert_accessible(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#merged-into")).to_contain_text("No network on the whole floor")
    page.locator("#merged-into a").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#merged")).to_contain_text("No network in room 3")
    assert_accessible(page)


@pytest.mark.parametrize(("language", "theme", "viewport"), [("de", "dark", PHONE), ("en", "light", DESKTOP)])
def test_each_form_fits_and_is_usable_by_all(desk, open_page, language, theme, viewport):
    ticket = desk.ticket()
    actions.agree_news(
        ticket, by=desk.lena, now=timezone.now(), until=timezone.now() + 5 * HOUR, reason="I call you at five."
    )
    page = open_page(desk.lena, language=language, theme=theme, viewport=viewport)
    type(desk.lena).objects.filter(pk=desk.lena.pk).update(language=language)
    for verb in ("", "agree_news/", "set_due/", "pin_tier/", "set_requester/?question=Brandt", "merge/", "plan/"):
        page.goto(f"{ticket.get_absolute_url()}{verb}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), verb
        assert_accessible(page)


def test_the_portal_leads_from_a_merged_report_to_the_other(desk, open_page):
    ticket, other = desk.ticket(), desk.ticket(subject="Printing in the whole house")
    actions.merge(ticket, into=other, by=desk.lena, now=timezone.now())
    page = open_page(desk.mia, f"/t/{ticket.number}/", viewport=PHONE)
    assert_accessible(page)
    page.locator("#merged-into a").click()
    expect(page.locator("h1")).to_have_text("Printing in the whole house")
