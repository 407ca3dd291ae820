"""An administrator changes a promise in the browser: by keyboard alone, with a script's help, on every device."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation.carrying_out import carry_out
from sla.activating import activate
from tests.browser.axe import findings
from tests.browser.test_admin import TALL, TALL_PHONE, make_admin
from tests.make import HOUR, MONDAY_9AM, TARGETS, make_calendar, make_ticket, make_tier

NAME = """() => { const e = document.activeElement; return (e.getAttribute("aria-label") || e.labels?.[0]?.textContent
    || e.textContent || e.value || "").trim(); }"""
MOST_KEYS = 150


@pytest.fixture
def gold(installation):
    installation.start_web()
    hours = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    return make_tier(calendar=make_calendar(hours, name="Hamburg"), targets={**TARGETS, "level_1": HOUR / 2})


def tab_to(page, name):
    """Press Tab until the control of that name has the focus."""
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        if page.evaluate(NAME).startswith(name):
            return
    raise AssertionError(f"No way by Tab to “{name}” on {page.url}")


def press(page, name, key="Enter"):
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press(key)


def test_from_draft_to_open_tickets_in_german_by_keyboard_alone(gold, open_page):
    ticket = make_ticket(now=timezone.now() - HOUR, urgency="cannot", subject="Kasse steht")  # P2
    page = open_page(make_admin("de"), "/admin/sla/tier/", language="de")
    press(page, gold.tier.name)
    press(page, "Neue Fassung")
    tab_to(page, "P2 Lösung, Stunden und Minuten")
    page.keyboard.type("2:00")  # Tab has selected what stood there
    press(page, "Speichern und Vorschau …")
    tab_to(page, "Nur neue Tickets")
    page.keyboard.press("ArrowRight")
    page.get_by_text("Kasse steht").wait_for()
    assert page.evaluate("document.activeElement.id") == "mode-open"  # what is swapped in takes no focus
    assert "mode=open" in page.url
    press(page, "Fassung 2 in Kraft setzen …")
    assert "Fassung 2 von" in page.get_by_role("heading", level=1).inner_text()
    press(page, "Für ein offenes Ticket in Kraft setzen")
    page.get_by_text("Die offenen Tickets folgen").wait_for()
    carry_out(now=timezone.now())
    ticket.refresh_from_db()
    assert ticket.tier_version.number == 2
    clock = ticket.clocks.get(kind="resolution")
    assert abs(clock.due_at - (ticket.opened_at + 2 * HOUR)) < timedelta(seconds=1)


def test_the_example_follows_what_is_typed_and_a_row_is_added_in_place(gold, open_page):
    gold.copy_as_draft()
    page = open_page(make_admin("en"), reverse("admin:sla_tier_change", args=[gold.tier_id]))
    page.get_by_label("Reported", exact=True).fill("2026-11-27")
    page.get_by_label("P2 Resolution, hours and minutes").fill("3:00")
    page.get_by_text("Fri 27 Nov 2026, 18:30").first.wait_for()
    page.get_by_role("button", name="Add a row").click()
    page.get_by_label("Row 1: Only for").select_option("hardware")
    page.get_by_label("Row 1: Priority").select_option("P2")
    page.get_by_label("Row 1: Clock").select_option("resolution")
    page.get_by_label("Row 1: Time").fill("1:00")
    page.get_by_label("Category", exact=True).select_option("hardware")
    page.get_by_text("Fri 27 Nov 2026, 16:30").first.wait_for()
    assert not gold.tier.versions.get(number=2).targets.filter(category="hardware").exists()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("is saved").wait_for()
    assert gold.tier.versions.get(number=2).targets.get(category="hardware").seconds == 3600


def steps(gold):
    tier = gold.tier
    draft = gold.copy_as_draft()
    draft.targets.filter(clock="resolution").update(seconds=3600)
    for _ in range(3):
        make_ticket(now=MONDAY_9AM)
    change, activation = (reverse(f"admin:sla_tier_{name}", args=[tier.pk]) for name in ("change", "activate"))
    yield change
    yield f"{activation}?mode=open&when=now"
    yield f"{activation}?mode=start&when=date&day=2020-01-01&confirm=1"
    yield f"{activation}?mode=open&when=now&confirm=1"
    yield from (reverse(f"admin:sla_tier_{name}", args=[tier.pk]) for name in ("versions", "print", "discard"))
    activate(draft, now=timezone.now(), effective_at=timezone.now() + timedelta(days=3), mode="open")
    yield change
    yield f"{change}?version=2"
    yield reverse("admin:sla_tier_take-back", args=[tier.pk])


@pytest.mark.parametrize(
    ("language", "theme", "viewport"),
    [("en", "dark", TALL), ("de", "light", TALL_PHONE), ("de", "light", {"width": 1280, "height": 3600})],
)
def test_every_step_is_usable_by_all_and_fits_the_window(gold, open_page, watch, language, theme, viewport):
    page = open_page(make_admin(language), "/admin/", language=language, theme=theme, viewport=viewport)
    found = []
    for address in steps(gold):
        page.goto(address)
        told = len(watch.seen)
        found += [f"{address}: {sentence}" for sentence in findings(page)]
        # axe rebuilds a style sheet that imports another one, and the content policy says so to it, not to our page.
        del watch.seen[told:]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{address}: wider than the window")
        if page.evaluate("[...document.querySelectorAll('.hd-targets')].some(t => t.scrollWidth > t.clientWidth + 1)"):
            found.append(f"{address}: the targets need sideways scrolling")
    assert not found, "\n".join(found)
