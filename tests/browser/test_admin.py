"""An administrator at work: a tier gets a new version; and every page is usable by all."""

import pytest
from django.urls import reverse

from tests.browser.axe import findings
from tests.make import HOUR, TARGETS, make_calendar, make_contract, make_organisation, make_team, make_ticket, make_tier
from tests.make import make_user as make_person

WORDS = {
    "en": {
        "new": "New version",
        "field": "P2 Resolution, hours and minutes",
        "always": "P2 Resolution: around the clock",
        "next": "Save and preview …",
        "preview": "Put version 2 into force …",
        "confirm": "Put version 2 into force for new tickets",
        "done": "is in force for new tickets from now on",
    },
    "de": {
        "new": "Neue Fassung",
        "field": "P2 Lösung, Stunden und Minuten",
        "always": "P2 Lösung: rund um die Uhr",
        "next": "Speichern und Vorschau …",
        "preview": "Fassung 2 in Kraft setzen …",
        "confirm": "Fassung 2 für neue Tickets in Kraft setzen",
        "done": "gilt ab jetzt für neue Tickets",
    },
}
TALL = {"width": 1440, "height": 3400}  # the row of buttons sticks to the window and would cover what lies below
TALL_PHONE = {"width": 390, "height": 6000}


def make_admin(language):
    return make_person(is_staff=True, is_superuser=True, first_name="Vera", language=language)


@pytest.fixture
def gold(installation):
    installation.start_web()
    return make_tier(calendar=make_calendar(name="Hamburg"), targets={**TARGETS, "level_1": HOUR / 2})


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_tier_gets_a_new_version(gold, open_page, language):
    words = WORDS[language]
    page = open_page(make_admin(language), "/admin/sla/tier/", language=language)
    page.get_by_role("link", name=gold.tier.name, exact=True).first.click()
    page.get_by_role("button", name=words["new"], exact=True).click()
    page.get_by_label(words["field"], exact=True).fill("6:00")
    page.get_by_label(words["always"], exact=True).press("Space")
    page.get_by_role("button", name=words["next"]).click()
    page.get_by_role("button", name=words["preview"], exact=True).click()
    page.get_by_role("button", name=words["confirm"], exact=True).click()
    page.get_by_text(words["done"]).wait_for()
    version = gold.tier.versions.get(status="active")
    target = version.targets.get(priority="P2", clock="resolution")
    assert (version.number, target.seconds, target.around_the_clock) == (2, 6 * 3600, True)


def test_the_page_of_a_tier_works_by_keyboard_alone(gold, open_page):
    page = open_page(make_admin("en"), reverse("admin:sla_tier_change", args=[gold.tier_id]))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-to-content-link"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the first control of the content: a new version
    page.get_by_label("P1 First response, hours and minutes").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("0:45")
    page.keyboard.press("Enter")
    page.get_by_text("is saved").wait_for()
    assert gold.tier.versions.get(status="draft").targets.get(priority="P1", clock="first_response").seconds == 2700


def addresses(gold):
    organisation = make_organisation()
    contract = make_contract(organisation, gold)
    ticket = make_ticket(organisation=organisation)
    person, team = make_person(organisation), make_team(serves=[organisation])
    rows = [gold.tier, gold.calendar, contract, organisation, person, team, ticket]
    names = [(f"admin:{row._meta.app_label}_{row._meta.model_name}", row.pk) for row in rows]
    lists = [reverse(f"{name}_changelist") for name, _pk in names]
    forms = [reverse(f"{name}_change", args=[pk]) for name, pk in names]
    adds = [reverse(f"admin:{name}_add") for name in ("sla_tier", "sla_calendar", "accounts_user", "catalogue_service")]
    more = [
        reverse("admin:kept_mail"),
        reverse("admin:tickets_notice_changelist"),
        reverse("admin:catalogue_device_add"),
    ]
    return ["/admin/", *lists, *forms, *adds, *more, reverse("admin:sla_tier_history", args=[gold.tier_id])]


@pytest.mark.parametrize(("language", "theme", "viewport"), [("en", "light", TALL), ("de", "dark", TALL_PHONE)])
def test_every_page_is_usable_by_all(gold, open_page, watch, language, theme, viewport):
    gold.copy_as_draft()
    page = open_page(make_admin(language), "/admin/", language=language, theme=theme, viewport=viewport)
    found = []
    for address in [*addresses(gold), reverse("admin:sla_tier_activate", args=[gold.tier_id])]:
        page.goto(address)
        page.wait_for_timeout(100)  # for the fields that a script builds
        told = len(watch.seen)
        found += [f"{address}: {sentence}" for sentence in findings(page)]
        # axe rebuilds a style sheet that imports another one, and the content policy says so to it, not to our page.
        del watch.seen[told:]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{address}: wider than the window")
    assert not found, "\n".join(found)
