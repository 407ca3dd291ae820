"""The front page and the list: what is mine, what I must do, how to reach us."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from catalogue.models import Service
from portal.reach import Reach, reach
from sla.hours_in_words import weekly_lines
from sla.models import Contract
from tests.make import (
    ALL_HOURS,
    HOUR,
    MONDAY_9AM,
    WORKING_HOURS,
    make_agent,
    make_calendar,
    make_contract,
    make_organisation,
    make_ticket,
    make_tier,
    make_user,
)
from tickets import actions
from tickets.models import Ticket


def text_of(client, name="home", **query):
    answer = client.get(reverse(f"portal:{name}"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_somebody_without_tickets_is_told_what_to_do(as_mia):
    page = text_of(as_mia)
    assert "No open ticket" in page
    assert "What we need from you" not in page


def test_services_stand_by_category_in_the_readers_language(client, klinik):
    Service.objects.create(name="Printer", name_de="Drucker", hint_de="Auch Scanner", category="hardware")
    Service.objects.create(name="Gone", category="hardware", is_active=False)
    client.force_login(make_user(klinik, language="de"))
    page = text_of(client)
    assert "Drucker" in page
    assert "Auch Scanner" in page
    assert "Gone" not in page


def test_what_waits_for_me_stands_first(as_mia, mia):
    jonas, now = make_agent(first_name="Jonas"), timezone.now()
    asked, done, other = (
        make_ticket(organisation=mia.home.organisation, requester=mia, now=now - HOUR, subject=subject)
        for subject in ("Asked", "Done", "Other")
    )
    actions.assign(asked, by=jonas, now=now, assignee=jonas)
    actions.wait_for_requester(asked, by=jonas, now=now, reason="Which one?")
    actions.resolve(done, by=jonas, now=now, problem="P", cause="C", solution="S", message="Done")
    page = text_of(as_mia)
    assert "Jonas asks: “Which one?”" in page
    assert page.index("Which one?") < page.index("Is it really solved?") or page.index("Is it really solved?") >= 0
    assert page.index("What we need from you") < page.index("What we are working on") < page.index(other.subject)
    listed = text_of(as_mia, "tickets")
    assert listed.index("It is your turn") < listed.index(asked.subject) < listed.index("It is our turn")


def test_an_administrator_without_customers_goes_to_the_administration(client, klinik):
    client.force_login(User.objects.create_superuser("admin@helpdesk.example"))
    assert client.get("/").url == reverse("admin:index")


def test_an_administrator_of_our_own_organisation_goes_to_the_administration(client, klinik):
    admin = User.objects.create_superuser("admin@helpdesk.example")
    own = make_organisation(name="Helpdesk", kind="own")
    Membership.objects.create(user=admin, organisation=own)
    client.force_login(admin)
    assert client.get("/").url == reverse("admin:index")
    assert reverse("admin:index") in client.get(reverse("portal:tickets")).content.decode()


def test_an_administrator_who_is_also_a_customer_stays_and_finds_the_administration(client, klinik):
    admin = User.objects.create_superuser("admin@helpdesk.example", language="en")
    Membership.objects.create(user=admin, organisation=klinik)
    client.force_login(admin)
    page = client.get("/")
    assert page.status_code == 200
    assert f'href="{reverse("admin:index")}"' in page.content.decode()


def test_nobody_else_is_shown_the_way_to_the_administration(as_mia):
    assert reverse("admin:index") not in as_mia.get("/").content.decode()


@pytest.mark.parametrize(
    ("now", "is_open", "opens_at"),
    [
        (MONDAY_9AM, True, None),
        (MONDAY_9AM + 12 * HOUR, False, MONDAY_9AM + 23 * HOUR),  # Tuesday at eight
        (MONDAY_9AM + timedelta(days=5), False, MONDAY_9AM + timedelta(days=7) - HOUR),  # over the weekend
    ],
)
def test_whether_somebody_is_there_follows_the_contracts_calendar(klinik, now, is_open, opens_at):
    found = reach(klinik, now=now)
    assert (found.is_open, found.opens_at, found.phone) == (is_open, opens_at, "040 66969 100")
    assert found.tel == "04066969100"
    assert [line.replace("\u00a0", " ") for line in found.hours] == ["Mon–Fri, 08:00–17:00"]


def test_a_contract_around_the_clock_is_always_open(klinik):
    make_contract(klinik, make_tier(calendar=make_calendar(ALL_HOURS), is_default=False))
    found = reach(klinik, now=MONDAY_9AM + 12 * HOUR)
    assert (found.is_open, found.hours) == (True, ("around the clock",))


def test_without_a_tier_there_is_still_a_telephone(klinik):
    Contract.objects.all().delete()
    for version in type(make_tier()).objects.all():
        version.tier.delete()
    assert reach(klinik, now=MONDAY_9AM) == Reach(phone="040 66969 100")


def test_hours_that_differ_stand_in_lines_of_their_own():
    weekly = {**WORKING_HOURS, "fri": [["08:00", "12:00"], ["13:00", "15:00"]], "sat": []}
    lines = [line.replace("\u00a0", " ") for line in weekly_lines(weekly)]
    assert lines == ["Mon–Thu, 08:00–17:00", "Fri, 08:00–12:00, 13:00–15:00"]
    assert weekly_lines({}) == []


@pytest.fixture
def many(mia):
    return [
        make_ticket(organisation=mia.home.organisation, requester=mia, subject=f"Ticket of mine {number}.")
        for number in range(30)
    ]


def test_the_list_has_pages(as_mia, many):
    first, second = text_of(as_mia, "tickets"), text_of(as_mia, "tickets", page=2)
    assert "Ticket of mine 29." in first
    assert "Ticket of mine 0." not in first
    assert "Ticket of mine 0." in second


@pytest.mark.parametrize("page", ["0", "-1", "99999999999999", "x", "'", "²"])
def test_a_page_that_is_none_is_missing(as_mia, page):
    assert as_mia.get(reverse("portal:tickets"), {"page": page}).status_code == 404


@pytest.mark.parametrize("query", ["'; DROP TABLE", "\x00", "%", "🖨️", "x" * 5000, "((((", "9" * 40, "²", "#"])
def test_any_search_has_an_answer(as_mia, many, query):
    assert as_mia.get(reverse("portal:tickets"), {"q": query, "which": "all"}).status_code == 200


def test_tickets_are_found_by_number_words_and_parts(as_mia, many, mia):
    ticket = make_ticket(
        organisation=mia.home.organisation, requester=mia, subject="Netzwerkdrucker", body="Das Papier klemmt ständig."
    )
    foreign = make_ticket(subject="Netzwerkdrucker foreign")
    for query in (str(ticket.number), f"#{ticket.number}", "drucker", "Papiere"):
        page = text_of(as_mia, "tickets", q=query, which="all")
        assert f"/t/{ticket.number}/" in page, query
        assert f"/t/{foreign.number}/" not in page
        assert "Ticket of mine 7." not in page


def test_closed_tickets_stand_apart(as_mia, mia):
    ticket = make_ticket(organisation=mia.home.organisation, requester=mia, subject="Long gone")
    actions.close(ticket, by=None, now=timezone.now())
    assert Ticket.objects.get().status == Ticket.Status.CLOSED
    assert "Long gone" not in text_of(as_mia, "tickets")
    assert "Long gone" in text_of(as_mia, "tickets", which="done")
