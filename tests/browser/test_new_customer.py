"""A customer from nothing: set up in German, by keyboard alone, to the first ticket that is due when the annex says."""

import re
from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format
from playwright.sync_api import expect

from core.times import near, short
from sla.annex.example import example
from sla.models import Tier
from sla.promises import compiled_calendar
from tests.browser.axe import findings
from tests.browser.keyboard import Keyboard
from tests.make import PASSWORD, make_agent, make_team, make_user
from tests.processes import wait_until
from tickets.models import Ticket

TALL = {"width": 1440, "height": 2600}  # the row of buttons sticks to the window and would cover what lies below
EMPLOYEE = "ida.stein@hofladen.example"


@pytest.fixture
def people(installation):
    """An administrator, first level, and nothing else: no customer, no calendar, no tier."""
    jonas = make_agent(make_team(name="Erste Stufe"), first_name="Jonas", language="de", email="jonas@helpdesk.example")
    installation.start_web()
    rights = {"is_staff": True, "is_superuser": True}
    return make_user(
        **rights, first_name="Vera", language="de", email="vera@helpdesk.example", password=PASSWORD
    ), jonas


@pytest.fixture
def look(watch):
    """Return a function that tells what of a page is not usable by all."""

    def at(page):
        told = len(watch.seen)
        found = findings(page)
        # axe rebuilds a style sheet that imports another one, and the content policy says so to it, not to our page.
        del watch.seen[told:]
        assert not found, f"{page.url}: axe found\n" + "\n".join(found)

    return at


def said(page, words):
    expect(page.locator(".messagelist")).to_contain_text(words)


def sign_in(page, email, password=PASSWORD):
    keys = Keyboard(page)
    keys.type("E-Mail-Adresse", email)
    keys.type("Passwort", password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return keys


def add_customer(keys, look):
    page = keys.page
    keys.go("Einen neuen Kunden anlegen")
    look(page)
    keys.type("Name", "Hofladen Stein")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    said(page, "„Hofladen Stein“ ist gespeichert.")
    look(page)
    keys.go("Neue Person hinzufügen")
    keys.type("E-Mail", EMPLOYEE)
    keys.type("Vorname", "Ida")
    keys.type("Nachname", "Stein")
    look(page)
    keys.go("Speichern")
    said(page, "Ida Stein ist gespeichert und gehört zu Hofladen Stein.")


def half_day():
    """The next weekday whose day and month are the same number, so that every browser's order of the two is right."""
    today = timezone.localdate()
    days = [date(year, n, n) for year in (today.year, today.year + 1) for n in (2, 3, 7, 8, 9, 11, 12)]
    return next(day for day in days if day > today and day.weekday() < 5)


def settle(page):
    """Wait until the page has drawn what was typed."""
    page.wait_for_timeout(30)
    page.wait_for_selector("form[data-look]:not([data-busy])")


def add_calendar(keys, look, day):
    page = keys.page
    keys.go("Hinzufügen: Kalender")
    keys.type("Name", "Ladenzeiten")
    for weekday in ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"):
        keys.type(f"{weekday}, Zeitfenster 1, von", "7")
        keys.type(f"{weekday}, Zeitfenster 1, bis", "19")
        page.keyboard.press("Tab")
        settle(page)
    keys.press("Zeitfenster hinzufügen: Samstag")
    page.wait_for_selector("#id_sat-0-from:focus")
    keys.type("Samstag, Zeitfenster 1, von", "8:00")
    keys.type("Samstag, Zeitfenster 1, bis", "12:00")
    page.keyboard.press("Tab")
    settle(page)
    keys.press("Datum hinzufügen")
    page.wait_for_selector("#id_dates-0-date:focus")
    page.keyboard.type(f"{day:%d%m%Y}")
    keys.type("Geöffnet in Zeile 1, Zeitfenster 1, von", "7:00")
    keys.type("Geöffnet in Zeile 1, Zeitfenster 1, bis", "11:00")
    keys.type("Grund in Zeile 1", "Inventur")
    page.keyboard.press("Tab")
    settle(page)
    keys.type("Bundesland", "Hamburg")
    page.keyboard.press("Tab")
    settle(page)
    expect(page.locator("#holidays")).to_contain_text("Reformationstag")
    look(page)
    keys.go("Kalender speichern")
    said(page, "„Ladenzeiten“ ist gespeichert.")
    look(page)


def add_tier(keys, look):
    page = keys.page
    keys.go("Servicestufe mit diesen Zeiten hinzufügen")
    keys.type("Name", "Markt")
    keys.type("Mehrere Personen, Es gibt einen Umweg", "P2")
    for clock in ("Erste Antwort", "Nächster Zwischenstand", "Lösung"):
        keys.press(f"P1 {clock}: rund um die Uhr", "Space")
    keys.type("P2 Erste Antwort, Stunden und Minuten", "0:45")
    keys.type("P2 Lösung, Stunden und Minuten", "6:00")
    keys.choose("läuft weiter")
    look(page)
    keys.go("Speichern und Vorschau …")
    look(page)
    keys.go("Fassung 1 in Kraft setzen …")
    look(page)
    keys.go("Fassung 1 für neue Tickets in Kraft setzen")
    said(page, "gilt ab jetzt für neue Tickets")
    look(page)


def add_contract(keys, look):
    page = keys.page
    keys.go("Vertrag hinzufügen")
    keys.type("Organisation", "Hofladen")
    assert page.locator("#id_tier option:checked").text_content() == "Markt"
    look(page)
    keys.go("Vertrag speichern")
    said(page, "Der Vertrag mit Hofladen Stein ist gespeichert.")
    look(page)
    keys.go("Was der Kunde erhält")
    look(page)


def plain(text):
    return re.sub(r"\s+", " ", text)


def read_annex(page, day):
    """Read the sheet as the customer does; return what it says of P2: time to answer, time to solve."""
    sheet = plain(page.locator("main").inner_text())
    rows = [[plain(text) for text in row.locator("th, td").all_inner_texts()] for row in page.locator("tbody tr").all()]
    assert [row[4] for row in rows] == ["rund um die Uhr, jeden Tag", *["in Servicezeiten"] * 3]
    assert "mehrere Personen können nur eingeschränkt arbeiten oder können sich behelfen" in rows[1][0]
    assert "Montag bis Freitag 07:00 bis 19:00 Uhr Samstag 08:00 bis 12:00 Uhr" in sheet
    assert f"{day.day}. {date_format(day, 'F Y')} 07:00 bis 11:00 Uhr" in sheet
    assert "an Feiertagen geschlossen: Hamburg, Deutschland" in sheet
    assert "Zeit, in der wir auf einen Hersteller warten, zählt." in sheet
    answer = re.fullmatch(r"innerhalb von (\d+) Minuten", rows[1][1])
    solution = re.fullmatch(r"innerhalb von (\d+) Stunden", rows[1][3])
    return timedelta(minutes=int(answer[1])), timedelta(hours=int(solution[1])), sheet


def invitation(installation):
    """The link in the mail that invited the employee."""

    def mails():
        kept = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml")]
        return [mail for mail in kept if mail["To"] == EMPLOYEE]

    folder = installation.var_dir / "mail"
    wait_until(mails, "the invitation is sent")
    return re.search(r"http://\S+/password/\S+", mails()[0].get_body(("plain",)).get_content())[0]


def report(page, look):
    keys = Keyboard(page)
    keys.go("Etwas melden")
    keys.choose("Anderes Gerät")
    keys.type("In einem Satz*", "Die Kasse druckt nicht")
    keys.type("Was passiert genau?*", "Sie piept zweimal und bleibt stehen.")
    keys.choose("Nur ich")
    keys.choose("Gar nicht")
    expect(page.locator("#send-times dd")).to_have_count(2)
    look(page)
    keys.go("Senden")
    look(page)
    return Ticket.objects.get()


def choose_password(page, look):
    keys = Keyboard(page)
    look(page)
    keys.type("Neues Passwort", PASSWORD)
    keys.type("Neues Passwort, noch einmal", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keys.go("Anmelden*")
    sign_in(page, EMPLOYEE)


def hours_of(tier):
    return compiled_calendar(tier.versions.get(status="active").calendar_id)


def test_the_first_ticket_of_a_new_customer_is_due_when_the_annex_says(installation, people, open_page, look):
    vera, jonas = people
    day = half_day()
    page = open_page(path="/admin/", language="de", viewport=TALL)
    keys = sign_in(page, vera.email)
    look(page)
    add_customer(keys, look)
    keys.go("Start")
    add_calendar(keys, look, day)
    add_tier(keys, look)
    add_contract(keys, look)
    tier = Tier.objects.get(name="Markt")
    hours = hours_of(tier)
    with translation.override("de"):
        answer, solution, sheet = read_annex(page, day)
        shown = example(tier.versions.get(), now=timezone.now())
        assert plain(shown.sentence) in sheet
    assert (shown.answered, shown.solved) == (hours.add(shown.reported, answer), hours.add(shown.reported, solution))

    hers = open_page(path=invitation(installation), language="de", viewport=TALL)
    choose_password(hers, look)
    ticket = report(hers, look)
    due = hours.add(ticket.opened_at, solution)
    assert ticket.clocks.get(kind="resolution").due_at == due
    assert ticket.clocks.get(kind="first_response").due_at == hours.add(ticket.opened_at, answer)
    with translation.override("de"), timezone.override("Europe/Berlin"):
        words, brief = near(due, timezone.now()), short(due, timezone.now())
    Keyboard(hers).go("Ticket ansehen")
    expect(hers.locator("#expected")).to_contain_text(f"Voraussichtlich gelöst: {words}")
    look(hers)
    desk = open_page(jonas, f"/desk/tickets/{ticket.number}/", language="de", viewport=TALL)
    expect(desk.locator("#ticket-clocks")).to_contain_text(f"fällig {brief}")
