"""The ladder in the browser: an administrator writes it, an agent holds the move by keyboard, in both languages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation.models import Hold, Ladder, LadderStep
from escalation.sweep import sweep
from sla.activating import activate
from tests.browser.axe import findings
from tests.browser.test_admin import TALL, TALL_PHONE, make_admin
from tests.make import ALL_HOURS, HOUR, make_agent, make_calendar, make_organisation, make_team, make_ticket, make_tier


@pytest.fixture
def draft(installation):
    installation.start_web()
    targets = {"resolution": 8 * HOUR, "first_response": 4 * HOUR, "level_1": 3 * HOUR}
    draft = make_tier(calendar=make_calendar(ALL_HOURS, name="Hamburg"), targets=targets).copy_as_draft()
    ladder = Ladder.objects.create(version=draft)
    for position, (percent, action, audience) in enumerate(
        [(10, "notify", ["team"]), (75, "notify", ["lead"]), (100, "call_lead", [])], start=1
    ):
        LadderStep.objects.create(
            ladder=ladder, position=position, clock="resolution", at_percent=percent, action=action, audience=audience
        )
    return draft


def of_the_ladder(page):
    """What axe finds in the ladder's part of a ticket, its strip and its dialog."""
    return [found for found in findings(page) if any(part in found for part in ("ladder", "hold", "dialog", "hd-verb"))]


@pytest.mark.parametrize(("language", "viewport"), [("en", TALL), ("de", TALL_PHONE)])
def test_an_administrator_adds_a_step_and_everybody_can_read_the_page(draft, open_page, language, viewport):
    address = reverse("admin:escalation_ladder_version", args=[draft.pk])
    page = open_page(make_admin(language), address, language=language, viewport=viewport)
    assert not findings(page)
    page.locator("[data-add-row=step]").click()
    page.locator("#id_step-3-number").fill("50")
    page.locator("#step-rows > :last-child .hd-whom input").first.check()
    with page.expect_navigation():
        page.locator("input.default[name=_save]").click()
    assert Ladder.objects.get(version=draft).steps.count() == 4
    make_agent(make_team(serves=[make_organisation(name="Clinic South")], name="First level"), first_name="Jonas")
    page.reload()
    page.locator("#id_run-organisation").select_option(label="Clinic South")
    with page.expect_navigation():
        page.locator("#dry-run button").click()
    assert page.locator(".hd-run tbody tr").count() >= 4
    assert not findings(page)


@pytest.mark.parametrize(("language", "viewport"), [("en", TALL), ("de", TALL_PHONE)])
def test_an_agent_holds_the_move_with_a_key(draft, open_page, language, viewport):
    now = timezone.now()
    activate(draft, now=now - timedelta(days=1))
    customer = make_organisation()
    first = make_team(serves=[customer], name="First level")
    make_team(serves=[customer], level=2, name="Network")
    jonas = make_agent(first, first_name="Jonas", language=language)
    ticket = make_ticket(organisation=customer, now=now - HOUR)
    sweep(now=now)
    page = open_page(jonas, ticket.get_absolute_url(), language=language, viewport=viewport)
    page.keyboard.press("h")
    page.locator("#id_reason").fill("A test is agreed.")
    assert not of_the_ladder(page)
    page.keyboard.press("Control+Enter")
    page.locator("#ladder [data-s=held]").wait_for()
    assert Hold.objects.get().by == jonas
    assert not of_the_ladder(page)
    page.locator("nav [data-key='g l']").click()
    page.locator("#id_seen").fill("5")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#coming .is-away").count() == 2
    assert page.locator("#fired tbody tr").count() == 1
    assert not [found for found in findings(page) if "hd-run" in found or "coming" in found or "fired" in found]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
