"""An administrator of SLAs asks what a draft would have meant: the answer comes by itself, usable by all."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.models import WhatIf
from tests.browser.axe import findings
from tests.make import ALL_HOURS, DAY, HOUR, MINUTE, TARGETS, make_calendar, make_tier
from tests.make import make_user as make_person
from tests.reports.test_whatif import closed_ticket, draft_of

WORDS = {
    "en": ("Read them again", "tickets were read again", "Newly late", "Back to the figures", "3 months"),
    "de": ("Neu lesen", "Tickets wurden neu gelesen", "Neu überschritten", "Zurück zu den Zahlen", "3 Monate"),
}
DESKTOP, PHONE = {"width": 1440, "height": 1200}, {"width": 390, "height": 1600}


@pytest.fixture
def draft(installation):
    installation.start_web()
    now = timezone.now()
    tier = make_tier(since=now - 60 * DAY, calendar=make_calendar(ALL_HOURS), targets={**TARGETS, "level_1": 4 * HOUR})
    for hours in (1, 3, 5, 9):
        closed_ticket(took=hours * HOUR, answered=hours * 20 * MINUTE, now=now - 10 * DAY)
        closed_ticket(took=hours * HOUR, now=now - 9 * DAY, category="software", impact="several")
    return draft_of(tier, resolution=4 * HOUR, first_response=2 * HOUR, level_1=2 * HOUR)


@pytest.mark.parametrize(
    ("language", "theme", "viewport"), [("en", "light", DESKTOP), ("de", "dark", PHONE)], ids=["desktop", "phone"]
)
def test_the_answer_comes_by_itself_and_leads_to_the_tickets(
    installation, draft, open_page, watch, language, theme, viewport
):
    start, answered, newly_late, back, months = WORDS[language]
    admin = make_person(is_staff=True, is_superuser=True, first_name="Vera", language=language)
    path = reverse("admin:sla_tier_whatif", args=[draft.tier_id])
    page = open_page(admin, path, language=language, theme=theme, viewport=viewport)
    assert page.locator("select[name=months] option:checked").inner_text() == months
    assert_usable(page, watch, "ask")
    page.get_by_role("button", name=start).click()
    page.get_by_role("status").wait_for()
    assert_usable(page, watch, "waiting")
    installation.start_worker()
    installation.start_beat()
    page.get_by_text(answered).wait_for(timeout=40_000)
    assert_usable(page, watch, "result")
    what_if = WhatIf.objects.get()
    late = what_if.groups.get(clock="resolution", outcome="newly_breached", category="hardware")
    page.locator("a[href*='clock=resolution&priority=P3&category=hardware&figure=newly_breached']").click()
    page.get_by_role("link", name=back).wait_for()
    assert page.locator("#content-main tbody tr").count() == len(late.numbers)
    assert_usable(page, watch, "tickets")
    page.get_by_role("link", name=back).click()
    page.get_by_text(newly_late).first.wait_for()
    page.goto(path)
    assert_usable(page, watch, "asked before")


def assert_usable(page, watch, name):
    told = len(watch.seen)
    found = findings(page)
    del watch.seen[told:]  # axe's own tries, see tests.browser.test_admin
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("wider than the window")
    assert not found, f"{name}: " + "\n".join(found)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=str(Path(folder) / f"whatif-{name}-{page.viewport_size['width']}.png"), full_page=True)
