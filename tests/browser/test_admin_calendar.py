"""The page of a calendar in a real browser: by keyboard alone, in German, drawn again while it is typed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sla.models import CalendarVersion
from tests.browser.axe import assert_accessible
from tests.browser.conftest import PHONE
from tests.make import make_calendar, make_ticket, make_tier, make_user

TALL = {"width": 1440, "height": 2000}
WEEK = {day: [["07:00", "19:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture
def calendar(installation):
    installation.start_web()
    made = make_calendar(WEEK, name="Werktags", holidays=[{"date": "2026-12-25", "name": "Weihnachten"}])
    CalendarVersion.objects.filter(calendar=made).update(country="DE", state="BY")
    return made


def open_calendar(open_page, calendar, **options):
    admin = make_user(is_staff=True, is_superuser=True, language="de", first_name="Vera", last_name="Lang")
    return open_page(admin, reverse("admin:sla_calendar_change", args=[calendar.pk]), language="de", **options)


def type_into(page, selector, text):
    """As somebody who has only a keyboard: go there, replace what stands there, leave."""
    page.locator(selector).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    page.keyboard.press("Tab")


def test_hours_are_changed_drawn_tried_and_saved_by_keyboard(open_page, watch, calendar):
    make_tier(calendar=calendar, targets={"resolution": timedelta(hours=100)}, since=timezone.now() - timedelta(days=2))
    make_ticket(now=timezone.now() - timedelta(hours=1))
    page = open_calendar(open_page, calendar, viewport=TALL)
    page.get_by_role("button", name="Zeitfenster hinzufügen: Montag").press("Enter")
    page.wait_for_selector("#id_mon-1-from:focus")
    page.keyboard.type("22")
    page.keyboard.press("Tab")
    page.keyboard.type("6")
    page.keyboard.press("Tab")
    page.wait_for_selector("#id_mon .to")
    assert page.locator("#id_mon .to").text_content() == "bis Dienstag 06:00"
    assert "68 Std. je Woche, bisher 60 Std." in page.locator("#week h2").text_content().replace("\u00a0", " ")
    assert page.locator("#drawn .hd-k.night[y]").count() >= 2
    assert page.evaluate("document.activeElement.id") == "id_mon-1-less"

    type_into(page, "#id_try-plus", "8:00")
    page.locator("#do-try").press("Enter")
    page.wait_for_selector("#tried .hd-result")
    assert "Servicezeit" in page.locator("#tried .hd-sum").text_content()
    assert calendar.versions.count() == 1

    save = page.get_by_role("button", name="Speichern: ein offenes Ticket verschiebt sich")
    save.wait_for()
    assert_accessible(page)
    del watch.seen[:]  # axe rebuilds a style sheet, and the content policy says so to it, not to our page
    save.press("Enter")
    page.wait_for_selector("ul.messagelist .success")
    assert calendar.versions.count() == 2


def test_a_date_is_added_and_removed_in_place(open_page, calendar):
    page = open_calendar(open_page, calendar, viewport=TALL)
    page.get_by_role("button", name="Datum hinzufügen").press("Enter")
    page.wait_for_selector("#id_dates-0-date:focus")
    page.locator("#id_dates-0-date").fill("2027-03-27")
    page.locator("#id_dates-0-kind").select_option("extra")
    type_into(page, "#id_dates-0-hours-0-from", "22:00")
    type_into(page, "#id_dates-0-hours-0-to", "06:00")
    page.wait_for_selector("#dates .hd-warnlist")
    words = page.locator("#dates .hd-warnlist").text_content().replace("\u00a0", " ")
    assert "Dauert 7 Std., nicht 8 Std.: Die Uhren springen von 02:00 auf 03:00 Uhr." in words
    page.get_by_role("button", name="Zeile 1 entfernen").press("Enter")
    page.wait_for_selector("#id_dates-0-date", state="detached")
    assert calendar.versions.count() == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_a_phone_and_everybody_can_use_it(open_page, watch, calendar, theme):
    page = open_calendar(open_page, calendar, viewport=PHONE, theme=theme)
    page.locator("#id_fri-0-to").fill("12:00")
    page.locator("#id_fri-0-to").blur()
    page.wait_for_selector("#head .hd-pill")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert_accessible(page)
    page.goto(reverse("admin:index"))
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert_accessible(page)
    del watch.seen[:]
