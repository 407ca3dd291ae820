"""A vendor's technician and an agent work on one case from two sides; in both languages, on a phone and in the dark."""

import pytest
from playwright.sync_api import expect

from escalation.actions import open_vendor_case
from tests.browser.axe import assert_accessible
from tests.browser.conftest import PHONE
from tests.browser.test_vendor_cases import Desk, in_hours
from tests.make import HOUR, make_user


@pytest.fixture
def desk(installation):
    made = Desk()
    made.felix = make_user(made.vendor, first_name="Felix", language="en")
    said = {"by": made.tom, "now": made.now - HOUR, "vendor": made.vendor, "what": "Exchange the reader"}
    made.case = open_vendor_case(made.ticket, **said)
    installation.start_web()
    return made


def test_a_visit_is_proposed_by_the_vendor_and_agreed_to_by_keyboard(desk, open_page):
    theirs = open_page(desk.felix, "/")
    theirs.get_by_role("link", name="Exchange the reader").click()
    assert_accessible(theirs)
    theirs.locator("#propose summary").press("Enter")
    theirs.locator("#propose [name=what]").fill("Felix comes")
    theirs.locator("#propose [name=starts_at]").fill(in_hours(2))
    theirs.locator("#propose [name=due_at]").fill(in_hours(3))
    theirs.locator("#propose [name=due_at]").press("Enter")
    expect(theirs.locator("#steps")).to_contain_text("We have yet to agree")
    ours = open_page(desk.tom, "/desk/")
    ours.keyboard.press("g")
    ours.keyboard.press("x")
    expect(ours.locator("h1")).to_have_text("Vendor cases")
    assert_accessible(ours)
    ours.keyboard.press("j")
    ours.keyboard.press("Enter")
    expect(ours.locator(".hd-vsteps")).to_contain_text("proposed by them")
    assert_accessible(ours)
    ours.keyboard.press("y")
    expect(ours.locator(".hd-vsteps")).not_to_contain_text("proposed by them")
    theirs.reload()
    expect(theirs.locator("#steps")).to_contain_text("Agreed")


def test_on_a_phone_in_the_dark_and_in_german(desk, open_page):
    desk.felix.language, desk.felix.theme = "de", "dark"
    desk.felix.save()
    page = open_page(desk.felix, f"/cases/{desk.case.pk}/", viewport=PHONE)
    expect(page.locator("#turn")).to_contain_text("Sie sind dran")
    page.locator("#promise summary").click()
    page.locator("#say-done summary").click()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(page.url.partition("/cases/")[0] + "/cases/")
    assert_accessible(page)
