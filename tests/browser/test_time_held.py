"""The bar of who had a ticket and the figures of a month, in a real browser: usable by all, on a phone too."""

from django.utils import timezone
from playwright.sync_api import expect

from escalation.actions import hand_over
from reports.held import add_up, month_of
from tests.browser.axe import assert_accessible
from tests.browser.conftest import PHONE
from tests.make import ALL_HOURS, HOUR, make_agent, make_calendar, make_organisation, make_team, make_ticket, make_tier
from tickets import actions

TARGETS = {"first_response": HOUR, "resolution": 8 * HOUR, "level_1": 2 * HOUR, "level_2": 4 * HOUR}


def test_a_lead_goes_from_the_bar_to_the_months_figures_and_their_tickets(installation, open_page):
    make_tier(targets=TARGETS, calendar=make_calendar(ALL_HOURS), acceptance_minutes=None)
    first, network = make_team(name="First level"), make_team(name="Network", level=2)
    nora = make_agent(first, first_name="Nora", language="de")
    first.lead = nora
    first.save()
    opened = timezone.now() - 10 * HOUR
    ticket = make_ticket(organisation=make_organisation(), team=first, now=opened)
    actions.take(ticket, by=nora, now=opened + HOUR)
    hand_over(ticket, by=nora, now=opened + 5 * HOUR, to_team=network, sentence="Look")
    actions.wait_for_requester(ticket, by=nora, now=opened + 9 * HOUR, reason="Which room?")
    add_up(now=timezone.now())
    installation.start_web()
    page = open_page(nora, f"/desk/tickets/{ticket.number}/", language="de", theme="dark", viewport=PHONE)
    bar = page.locator("#level")
    expect(bar.locator(".hd-held rect")).to_have_count(4)
    expect(bar.locator(".hd-holders li")).to_have_count(4)
    expect(bar.locator(".hd-holders .is-over")).to_contain_text("5 Std. von 2 Std., 3 Std. darüber")
    assert_accessible(page)
    page.goto(f"/desk/time_held/?month={month_of(opened + 8 * HOUR):%Y-%m}")  # when the solution was due
    expect(page.get_by_role("heading", name="Zeit je Stufe und Team")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
    page.get_by_role("link", name="First level, Eigene Überschreitungen").first.click()
    expect(page.get_by_role("link", name=ticket.subject).first).to_be_visible()
    assert_accessible(page)
