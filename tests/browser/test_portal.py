"""The employees' pages in a real browser: usable by all, in both languages and themes, on a desk and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import Organisation
from catalogue.models import Question, Service
from tests.browser.axe import assert_accessible
from tests.browser.conftest import DESKTOP, PHONE
from tests.make import (
    ALL_HOURS,
    HOUR,
    PASSWORD,
    make_agent,
    make_calendar,
    make_organisation,
    make_team,
    make_ticket,
    make_tier,
    make_user,
)
from tickets import actions
from tickets.models import Ticket

expect.set_options(timeout=15_000)  # milliseconds; a busy machine answers later
LOOKS = [("de", "dark", PHONE), ("en", "light", DESKTOP)]


@pytest.fixture
def world(installation):
    """A customer with a service, a ticket in each state, and the product answering."""
    from django.utils import timezone

    now = timezone.now()
    make_tier(calendar=make_calendar(ALL_HOURS), since=now - 400 * HOUR)
    Organisation.objects.create(name="Provider", kind=Organisation.Kind.OWN, phone="040 66969 100")
    klinik = make_organisation(name="Klinik Süd", sharing=Organisation.Sharing.COLLEAGUES)
    klinik.sites.create(name="Hafen")
    klinik.sites.create(name="Berg")
    service = Service.objects.create(name="Printer", name_de="Drucker", category="hardware", icon="printer")
    Question.objects.create(service=service, text="Which tray?", text_de="Welches Fach?", is_required=True)
    mia = make_user(klinik, first_name="Mia", email="mia@klinik-sued.example", password=PASSWORD)
    jonas = make_agent(make_team(name="Desk"), first_name="Jonas")
    made = {}
    for name in ("open", "asked", "solved", "closed"):
        made[name] = make_ticket(organisation=klinik, requester=mia, now=now - 2 * HOUR, subject=f"Ticket {name}")
        actions.reply(made[name], by=jonas, now=now - HOUR, body="I am looking into it.")
    actions.wait_for_requester(made["asked"], by=jonas, now=now - HOUR / 2, reason="Which one is it?")
    for name in ("solved", "closed"):
        said = {"problem": "Empty", "cause": "Roll", "solution": "Turned", "message": "It works again."}
        actions.resolve(made[name], by=jonas, now=now - HOUR / 2, **said)
    actions.close(made["closed"], by=mia, now=now - HOUR / 3)
    installation.start_web()
    return mia, made, service


def speak(person, language):
    person.language = language
    person.save(update_fields=["language"])


def assert_fits(page):
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1], f"{page.url} is {widths[0]} wide in a window of {widths[1]}"


@pytest.mark.parametrize(("language", "theme", "viewport"), LOOKS)
def test_every_page_is_usable_by_all(world, open_page, watch, language, theme, viewport):
    mia, made, service = world
    speak(mia, language)
    watch.allow(404)
    page = open_page(mia, language=language, theme=theme, viewport=viewport)
    paths = [
        "/",
        "/report/",
        f"/report/{service.pk}/",
        "/tickets/",
        "/tickets/?q=nothing",
        "/tickets/?whose=colleagues",
    ]
    paths += [f"/t/{ticket.number}/?why" for ticket in made.values()]
    paths += [f"/t/{made['open'].number}/sent/", "/profile/", "/account/password/change/", "/no/such/page/"]
    for path in paths:
        page.goto(path)
        assert_fits(page)
        assert_accessible(page)
    page.goto("/report/")
    page.locator("[data-send]").click()
    expect(page.locator(".hd-errsum")).to_be_focused()
    assert_accessible(page)
    page.goto(f"/t/{made['solved'].number}/?open=reopen")
    expect(page.locator("#reopen")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize(("language", "theme", "viewport"), LOOKS)
def test_signing_in_is_usable_by_all(world, open_page, language, theme, viewport):
    page = open_page(language=language, theme=theme, viewport=viewport)
    for path in ("/account/login/", "/account/password/reset/", "/account/password/reset/done/", "/account/signup/"):
        page.goto(path)
        assert_fits(page)
        assert_accessible(page)


def test_from_sign_in_to_a_solved_ticket_by_keyboard(world, open_page):
    _mia, _made, service = world
    page = open_page(path="/report/")
    page.locator("#id_login").fill("mia@klinik-sued.example")
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^[^?]*/report/$"))
    page.get_by_role("radio", name="Printer").check()
    expect(page.get_by_text("Which tray?")).to_be_visible()
    page.get_by_role("textbox", name="Which tray?").fill("The lower one")
    page.get_by_role("radio", name="Only me").check()
    page.get_by_role("radio", name="Not at all").check()
    expect(page.locator("#send-times dd")).to_have_count(2)
    page.get_by_role("textbox", name="In one sentence").fill("Labels come out empty")
    page.get_by_role("textbox", name="What exactly happens?").fill("New roll, switched off and on.")
    page.set_input_files("input[type=file]", {"name": "label.txt", "mimeType": "text/plain", "buffer": b"empty"})
    expect(page.get_by_text("label.txt")).to_be_visible()
    page.locator("#id_body").press("Control+Enter")
    expect(page.get_by_role("heading", name=re.compile("Thank you, Mia"))).to_be_focused()
    ticket = Ticket.objects.get(subject="Labels come out empty")
    assert (ticket.service, ticket.answers) == (service, [["Which tray?", "The lower one"]])
    page.get_by_role("link", name="See the ticket").click()
    page.wait_for_load_state()  # the keys come with the scripts
    expect(page.get_by_role("link", name=re.compile("label.txt"))).to_be_visible()
    page.locator("#id_body").fill("It is the left printer.")
    page.locator("#id_body").press("Control+Enter")
    expect(page.get_by_text("Your message is with us.")).to_be_visible()
    page.locator("#do").get_by_role("link", name="It is solved").click()
    page.get_by_role("button", name="Close the ticket").press("Enter")
    expect(page.get_by_text("This ticket is closed.", exact=True)).to_be_visible()


def test_a_double_click_sends_once(world, open_page):
    mia, made, _service = world
    page = open_page(mia, f"/t/{made['asked'].number}/")
    page.locator("#id_body").fill("The left one.")
    page.locator("#reply [data-send]").dblclick()
    expect(page.get_by_text("Your message is with us.")).to_be_visible()
    assert made["asked"].messages.filter(body="The left one.").count() == 1


def test_a_file_that_is_too_large_is_told_before_sending(world, open_page, tmp_path):
    mia, _made, _service = world
    large = tmp_path / "film.mp4"
    with large.open("wb") as film:
        film.truncate(26 * 1024 * 1024)
    page = open_page(mia, "/report/")
    page.set_input_files("input[type=file]", large)
    expect(page.get_by_text("larger than 25 MB")).to_be_visible()
    page.get_by_role("button", name="Remove: film.mp4").click()
    expect(page.get_by_text("larger than 25 MB")).to_have_count(0)


def test_going_back_after_a_failure_finds_all_that_was_written(world, open_page, watch):
    """The page of a failure says so: "go back with your browser, your text is still there"."""
    watch.allow(503)
    mia, _made, _service = world
    page = open_page(mia, "/report/hardware/")
    page.locator("#id_subject").fill("Paper jam")
    page.locator("#id_body").fill("In the left tray.")
    page.route("**/report/", lambda route: route.fulfill(status=503, body="Down", content_type="text/plain"))
    page.locator("main form [data-send]").click()
    expect(page.get_by_text("Down")).to_be_visible()
    page.go_back()
    expect(page.locator("#id_subject")).to_have_value("Paper jam")
    expect(page.locator("#id_body")).to_have_value("In the left tray.")


def test_pages_work_without_scripts(world, browser, installation):
    from tests.browser.conftest import session_cookie

    mia, made, _service = world
    context = browser.new_context(base_url=installation.url, java_script_enabled=False, locale="en-GB")
    context.add_cookies([session_cookie(mia, installation.url)])
    page = context.new_page()
    page.goto(f"/t/{made['solved'].number}/")
    page.get_by_role("link", name="No, not yet").click()
    page.get_by_role("textbox", name="What does not work yet?").fill("Still empty.")
    page.locator("#reopen").get_by_role("button", name="Reopen").click()
    expect(page.get_by_text("The ticket is open again.")).to_be_visible()
    context.close()
    assert made["solved"].messages.filter(body="Still empty.").exists()


def test_the_language_is_changed_in_the_menu(world, open_page):
    mia, _made, _service = world
    page = open_page(mia, "/tickets/")
    page.get_by_role("button", name="Language: EN").click()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", level=1, name="Meine Tickets")).to_be_visible()
