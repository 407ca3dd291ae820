"""Why it is due then, in a real browser: nothing of a due time is cut, and each line leads to its entry."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import PHONE
from tests.make import ALL_HOURS, HOUR, make_agent, make_calendar, make_organisation, make_team, make_ticket, make_user
from tests.make import make_tier as make_promise
from tickets import actions

TARGETS = {"first_response": HOUR, "next_update": 2 * HOUR, "resolution": 8 * HOUR, "level_1": 30 * HOUR}
NARROW = {"width": 1280, "height": 900}
CUT = """() => [...document.querySelectorAll('.hd-big .v, .hd-big .d')]
    .filter(part => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== 'inline')
    .map(part => part.textContent)"""


class World:
    """A ticket that was on hold once, opened `age` ago."""

    def __init__(self, age, *, language="en"):
        make_promise(targets=TARGETS, calendar=make_calendar(ALL_HOURS))
        self.mia = make_user(make_organisation(), first_name="Mia", language=language)
        self.jonas = make_agent(make_team(), first_name="Jonas", language=language)
        opened = timezone.now() - age
        self.ticket = make_ticket(organisation=self.mia.home.organisation, requester=self.mia, now=opened)
        actions.wait_for_requester(self.ticket, by=self.jonas, now=opened + HOUR / 2, reason="Which room?")
        actions.reply(self.ticket, by=self.mia, now=opened + HOUR, body="2.14")


@pytest.mark.parametrize("age", [HOUR * 1.5, 90 * HOUR], ids=["running", "overdue"])
def test_no_due_time_is_cut_in_german_on_a_small_screen(installation, open_page, age):
    world = World(age, language="de")
    installation.start_web()
    page = open_page(world.jonas, f"/desk/tickets/{world.ticket.number}/", language="de", viewport=NARROW)
    expect(page.locator(".hd-big")).to_have_count(4)
    assert page.evaluate(CUT) == []


def test_a_pause_leads_to_the_question_it_came_from(installation, open_page):
    world = World(1.5 * HOUR)
    installation.start_web()
    page = open_page(world.jonas, f"/desk/tickets/{world.ticket.number}/")
    page.locator("#why-resolution > summary").click()
    page.locator("#why-resolution").get_by_role("link", name="Paused: waited for the customer").click()
    question = world.ticket.messages.get(body="Which room?")
    assert page.url.endswith(f"#m-{question.pk}")
    expect(page.locator(f"#m-{question.pk}")).to_contain_text("Which room?")


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_requester_unfolds_it_and_reads_how_it_changed(installation, open_page, theme, viewport):
    world = World(1.5 * HOUR + timedelta(minutes=1))
    installation.start_web()
    page = open_page(world.mia, f"/t/{world.ticket.number}/", theme=theme, viewport=viewport)
    page.get_by_text("Why?").click()
    why = page.locator(".hd-whyp")
    expect(why).to_contain_text("while we waited for your answer")
    expect(why.locator(".hd-record").first.locator("li")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
