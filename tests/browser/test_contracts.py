"""A customer gets a contract, moves to another tier and takes the annex along: in German, by keyboard, on paper."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sla.auditing import audited
from sla.models import AuditEntry, Contract
from tests.browser.axe import findings
from tests.browser.keyboard import Keyboard
from tests.make import (
    ALL_HOURS,
    HOUR,
    TARGETS,
    make_agent,
    make_calendar,
    make_contract,
    make_organisation,
    make_ticket,
    make_tier,
    make_user,
)
from tickets.actions import resolve

TALL = {"width": 1440, "height": 3400}  # the row of buttons sticks to the window and would cover what lies below
TALL_PHONE = {"width": 390, "height": 6000}
NAME = "(e => (e.labels?.[0]?.textContent || e.textContent || e.value || '').trim())(document.activeElement)"


def make_admin(language):
    return make_user(is_staff=True, is_superuser=True, first_name="Vera", language=language)


@pytest.fixture
def tiers(installation):
    """Gold, the default, and Silver with half the time to solve; nobody ever closes."""
    installation.start_web()
    always = make_calendar(ALL_HOURS)
    found = [
        make_tier(calendar=always),
        make_tier(calendar=always, is_default=False, targets=TARGETS | {"resolution": 4 * HOUR}),
    ]
    for version, name in zip(found, ("Gold", "Silver"), strict=True):
        version.tier.name = name
        version.tier.save()
    return found


@pytest.fixture
def contract(tiers):
    clinic = make_organisation(name="Clinic South")
    make_contract(clinic, tiers[1], valid_from=date(2024, 1, 1), valid_until=date(2025, 12, 31))
    return make_contract(clinic, tiers[0], valid_from=date(2026, 1, 1), number="V-17")


def tab_to(page, words):
    """Press Tab until what has the focus is called `words`; a button that goes on with “: …” counts too."""
    for _ in range(120):
        page.keyboard.press("Tab")
        name = page.evaluate(NAME)
        if name == words or name.endswith(f": {words}") or name.startswith(f"{words} "):
            return
    raise AssertionError(f"“{words}” is not reached by Tab")


def test_a_contract_is_made_and_moved_in_german_by_keyboard_alone(tiers, open_page):
    clinic = make_organisation(name="Clinic South")
    page = open_page(make_admin("de"), f"{reverse('admin:sla_contract_add')}?organisation={clinic.pk}", language="de")
    Keyboard(page).type("Servicestufe", "Gold")  # the focus waits there
    tab_to(page, "Von und bis")
    page.keyboard.type("01012026")
    page.keyboard.press("Enter")
    page.get_by_text("ist gespeichert").wait_for()
    page.get_by_text("Läuft", exact=True).wait_for()
    make_ticket(organisation=clinic, now=timezone.now() - HOUR)

    tab_to(page, "Servicestufe wechseln …")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Clinic South wechselt die Servicestufe").wait_for()
    tab_to(page, "Zur Servicestufe")
    page.keyboard.type("Silver")
    tab_to(page, "Nur neue Tickets")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Ansehen, was sich ändert")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Was sich ändert").wait_for()
    tab_to(page, "eine Fälligkeit ändert sich")
    page.keyboard.press("Enter")
    page.get_by_text("Clinic South hat ab").wait_for()
    old, new = Contract.objects.order_by("pk")
    assert (old.tier.name, new.tier.name, new.replaces) == ("Gold", "Silver", old)
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {"added", "moved"}


def addresses(contract, silver):
    today = timezone.localdate()
    move = reverse("admin:sla_contract_move", args=[contract.pk])
    chosen = f"?tier={silver.tier_id}&reason=&mode="
    entry = AuditEntry.objects.latest("pk")
    return [
        reverse("admin:sla_contract_change", args=[contract.pk]),
        reverse("admin:sla_contract_add"),
        reverse("admin:sla_contract_annex", args=[contract.pk]),
        reverse("admin:sla_tier_annex", args=[silver.tier_id]),
        move,
        f"{move}{chosen}open&from_day={today}",
        f"{move}{chosen}new&from_day={today + timedelta(days=3)}",
        f"{move}{chosen}start&from_day=",
        reverse("admin:sla_auditentry_changelist"),
        reverse("admin:sla_auditentry_change", args=[entry.pk]),
        reverse("admin:sla_activation_changelist"),
        reverse("admin:accounts_organisation_change", args=[contract.organisation_id]),
    ]


@pytest.mark.parametrize(("language", "theme", "viewport"), [("en", "light", TALL), ("de", "dark", TALL_PHONE)])
def test_every_page_is_usable_by_all(contract, tiers, open_page, watch, language, theme, viewport):
    watch.allow(422)
    now, anna = timezone.now(), make_agent()
    for hours in (1, 30):
        make_ticket(organisation=contract.organisation, now=now - hours * HOUR)
    done = make_ticket(organisation=contract.organisation, now=now - 2 * HOUR)
    resolve(done, by=anna, now=now - HOUR, problem="p", cause="c", solution="s")
    with audited(contract, by=anna, door="admin", now=now):
        Contract.objects.filter(pk=contract.pk).update(quota_percent=90)
    page = open_page(make_admin(language), "/admin/", language=language, theme=theme, viewport=viewport)
    found = []
    for address in addresses(contract, tiers[1]):
        page.goto(address)
        told = len(watch.seen)
        found += [f"{address}: {sentence}" for sentence in findings(page)]
        # axe rebuilds a style sheet that imports another one, and the content policy says so to it, not to our page.
        del watch.seen[told:]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{address}: wider than the window")
    assert not found, "\n".join(found)


def test_on_paper_there_is_the_sheet_and_nothing_around_it(contract, open_page):
    address = f"{reverse('admin:sla_contract_annex', args=[contract.pk])}?language=de"
    page = open_page(make_admin("en"), address)
    assert page.get_by_role("button", name="Print").is_visible()
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation").is_visible()
    assert page.get_by_role("heading", name="Was Clinic South mit Gold erhält").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('main')).borderTopWidth") == "0px"
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1  # all of it on one sheet
