"""One ticket's whole way: three people in three browsers, and the real beat and worker between them."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from catalogue.models import Service
from tests.make import (
    ALL_HOURS,
    DAY,
    HOUR,
    PASSWORD,
    make_agent,
    make_calendar,
    make_organisation,
    make_team,
    make_tier,
    make_user,
)
from tests.processes import wait_until
from tickets.models import Message, Ticket

SECOND = HOUR / 3600
WORDS = {
    "en": {
        "report": "Report something",
        "levels": ["First level", "Network", "Vendors"],
        "answer": "We are looking into it.",
    },
    "de": {
        "report": "Etwas melden",
        "levels": ["Erste Stufe", "Netzwerk", "Hersteller"],
        "answer": "Wir sehen es uns an.",
    },
}


@pytest.fixture
def people(installation, language):
    """An employee with a contract of seconds, and one agent at each level."""
    make_tier(
        calendar=make_calendar(ALL_HOURS),
        targets={"first_response": HOUR, "resolution": 8 * HOUR, "level_1": 25 * SECOND, "level_2": 8 * SECOND},
        since=timezone.now() - DAY,
    )
    teams = [make_team(level=n, name=name) for n, name in enumerate(WORDS[language]["levels"], start=1)]
    agents = [make_agent(team, language=language) for team in teams]
    Service.objects.create(name="VPN", category="service", skill="network")
    employee = make_user(make_organisation(), password=PASSWORD, first_name="Mia", language=language)
    installation.start_web()
    installation.start_worker()
    installation.start_beat()
    return employee, agents


def sign_in(page, person):
    page.goto("/")
    page.locator("input[name=login]").fill(person.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")


def report(page, words):
    page.get_by_role("link", name=words["report"]).first.click()
    page.locator("label.hd-tile", has_text="VPN").click()
    page.locator("input[name=subject]").fill("VPN drops every 20 minutes 🌧️")
    page.locator("textarea[name=body]").fill("I have to sign in again and lose my entries.")
    page.locator("label:has(input[name=impact][value=several])").click()
    page.locator("label:has(input[name=urgency][value=slowed])").click()
    page.locator("form [data-send]").click()
    page.wait_for_url("**/t/*/sent/")
    return Ticket.objects.get()


def answer(page, ticket, words):
    page.goto("/desk/")
    page.locator("button[formaction$='/take/']").first.click()
    wait_until(lambda: Ticket.objects.get().assignee_id, "the ticket has an agent")
    page.goto(f"/desk/tickets/{ticket.number}/")
    page.locator("#compose-reply textarea").fill(words["answer"])
    page.keyboard.press("Control+Enter")
    expect(page.locator("#ticket-feed")).to_contain_text(words["answer"])


def resolve(page, ticket):
    page.goto(f"/desk/tickets/{ticket.number}/")
    page.keyboard.press("d")
    page.locator("dialog [name=problem]").fill("The tunnel closes")
    page.locator("dialog [name=cause]").fill("Firewall update")
    page.locator("dialog [name=solution]").fill("Longer session time")
    page.locator("dialog [name=message]").fill("It should hold now.")
    page.locator("dialog [data-send]").click()
    wait_until(lambda: Ticket.objects.get().status == Ticket.Status.RESOLVED, "the ticket is resolved")


@pytest.mark.parametrize("language", ["de", "en"])
def test_from_the_web_form_to_third_level_and_solved(installation, open_page, people, language):
    employee, [first, _second, third] = people
    words = WORDS[language]

    mine = open_page(language=language)
    sign_in(mine, employee)
    ticket = report(mine, words)
    assert (ticket.priority, ticket.level, ticket.status) == ("P2", 1, "new")

    desk = open_page(first, language=language)
    answer(desk, ticket, words)
    mine.goto(f"/t/{ticket.number}/")
    expect(mine.locator("main")).to_contain_text(words["answer"])
    assert Ticket.objects.get().clocks.get(kind="first_response").state == "done"

    installation.wait_until(lambda: Ticket.objects.get().level == 3, "beat and worker have moved it twice", 90)
    moves = list(ticket.events.filter(kind="handed_over").order_by("seq").values_list("data__level", flat=True))
    assert moves == [2, 3]
    desk.goto(f"/desk/tickets/{ticket.number}/")
    expect(desk.locator("main")).to_contain_text(words["levels"][2])

    vendor = open_page(third, language=language)
    resolve(vendor, ticket)
    mine.goto(f"/t/{ticket.number}/")
    expect(mine.locator("main")).to_contain_text("It should hold now.")
    assert Message.objects.filter(ticket=ticket, is_public=True).count() == 3

    installation.manage("send_notices", "--once")
    kept = "".join(path.read_text("utf-8", "replace") for path in (installation.var_dir / "mail").iterdir())
    assert kept.count(employee.email) >= 3, "received, answered and resolved were not all sent"
