"""Mistakes in the administration's forms, by keyboard: a sentence at the field, the focus where it is told, nothing lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard
from tests.make import make_calendar, make_contract, make_organisation, make_tier, make_user


@pytest.fixture
def keys(installation, open_page):
    installation.start_web()
    tier = make_tier(calendar=make_calendar(name="Hamburg"))
    make_contract(make_organisation(name="Klinik"), tier)
    make_organisation(name="Hofladen")
    return Keyboard(open_page(make_user(is_staff=True, is_superuser=True, language="de"), "/admin/", language="de"))


def wrong(keys, field, sentence):
    """The row of the field says so, and whoever goes on by keyboard begins there."""
    rows = keys.page.locator(f".form-row:has({field}), tr:has({field}) + .row-form-errors, td:has({field})")
    expect(rows.filter(has_text=sentence).first).to_be_visible()
    is_there = keys.page.evaluate("document.activeElement.closest('.errornote, .form-row') !== null")
    assert is_there, f"The focus is on “{keys.focused}”."


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(keys):
    page = keys.page
    page.goto("/admin/accounts/organisation/add/")
    keys.type("Telefon", "040 1234")
    keys.go("Speichern")
    wrong(keys, "#id_name", "erforderlich")
    assert (page.input_value("#id_phone"), keys.focused) == ("040 1234", "Name")

    page.goto("/admin/sla/calendar/add/")
    keys.type("Name", "Werktags")
    keys.press("Zeitfenster hinzufügen: Montag")
    page.wait_for_selector("#id_mon-1-from:focus")
    keys.type("Montag, Zeitfenster 2, von", "16")
    keys.type("Montag, Zeitfenster 2, bis", "18")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    wrong(keys, "#id_mon", "Hier überschneiden sich zwei Zeitfenster")
    assert [page.input_value(f"#id_{name}") for name in ("name", "mon-1-from", "mon-1-to")] == [
        "Werktags",
        "16:00",
        "18:00",
    ]

    page.goto("/admin/sla/tier/add/")
    keys.type("Name", "Markt")
    keys.type("P2 Lösung, Stunden und Minuten", "0")
    keys.go("Speichern und Vorschau …")
    wrong(keys, "#id_P2-resolution", "„0“ ist keine Zeit.")
    assert page.input_value("#id_name") == "Markt"


def test_a_contract_neither_overlaps_nor_ends_before_it_begins(keys):
    page = keys.page
    page.goto("/admin/sla/contract/add/")
    keys.type("Organisation", "Klinik")
    keys.type("Servicestufe", "Tier")
    keys.type("Nummer", "V-18")
    keys.go("Vertrag speichern")
    wrong(keys, "#id_valid_from", "Beenden Sie zuerst diesen Vertrag.")
    assert page.input_value("#id_number") == "V-18"
    page.keyboard.press("Enter")  # the focus is on the link to the field
    assert page.evaluate("document.activeElement.id") == "id_valid_from"

    keys.back_to("Organisation")
    page.keyboard.type("Hofladen")
    keys.type("bis", "01012020")
    keys.go("Vertrag speichern")
    wrong(keys, "#id_valid_until", "Ein Vertrag kann nicht enden, bevor er beginnt.")
    assert (page.input_value("#id_number"), page.input_value("#id_valid_until")) == ("V-18", "2020-01-01")
