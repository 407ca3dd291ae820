"""The next ticket in the browser, by keyboard alone: given, declined with a reason, given again, nothing left."""

import pytest
from django.utils import timezone

from tests.browser.axe import findings
from tests.browser.test_admin import TALL, TALL_PHONE
from tests.make import ALL_HOURS, HOUR, make_agent, make_calendar, make_organisation, make_team, make_ticket, make_tier
from tickets.models import Event, Ticket


@pytest.fixture
def nora(installation):
    """First level, with two tickets that nobody has."""
    installation.start_web()
    make_tier(calendar=make_calendar(ALL_HOURS))
    customer = make_organisation(name="Clinic South")
    team = make_team(serves=[customer], name="First level")
    for hours in (2, 1):
        make_ticket(organisation=customer, now=timezone.now() - hours * HOUR)
    return make_agent(team, first_name="Nora")


@pytest.mark.parametrize(
    ("language", "viewport", "left"), [("en", TALL, "Nothing is left"), ("de", TALL_PHONE, "nichts mehr")]
)
def test_a_key_gives_the_next_ticket_and_a_reason_gives_it_back(nora, open_page, language, viewport, left):
    nora.language = language
    nora.save(update_fields=["language"])
    first, second = Ticket.objects.order_by("number")
    page = open_page(nora, "/desk/", language=language, viewport=viewport)
    page.keyboard.press("m")
    page.wait_for_url(f"**{first.get_absolute_url()}")
    assert Ticket.objects.get(pk=first.pk).assignee == nora
    assert not [found for found in findings(page) if "given" in found or "decline" in found or "nextbtn" in found]
    page.locator("#open-decline").press("Enter")
    page.locator("#id_reason").fill("I know nothing about printers.")
    page.keyboard.press("Control+Enter")
    page.locator("#open-decline").wait_for(state="detached")
    assert Event.objects.get(kind=Event.Kind.DECLINED).by == nora
    page.goto(page.url.partition("/desk/")[0] + "/desk/")
    page.keyboard.press("m")
    page.wait_for_url(f"**{second.get_absolute_url()}")
    page.goto(page.url.partition("/desk/")[0] + "/desk/")
    with page.expect_navigation():
        page.keyboard.press("m")
    assert left in page.locator(".hd-said").inner_text()
    assert not findings(page)
