"""Dates agreed, times and tiers set by hand, another requester, merging: by those who may, and taken back again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.desk.pieces import htmx, pieces
from tests.make import (
    ALL_HOURS,
    HOUR,
    make_agent,
    make_calendar,
    make_organisation,
    make_team,
    make_ticket,
    make_tier,
    make_user,
)
from tickets import actions

SOON = (timezone.now() + timedelta(hours=5)).replace(second=0, microsecond=0)
TYPED = timezone.localtime(SOON).strftime("%Y-%m-%dT%H:%M")
NEWS = {"until": TYPED, "reason": "I call you at five."}
DUE = {"clock": "resolution", "until": TYPED, "reason": "The part comes by courier."}


@pytest.fixture
def ticket(house):
    version = make_tier(
        targets={"first_response": HOUR, "next_update": 2 * HOUR, "resolution": 8 * HOUR},
        calendar=make_calendar(ALL_HOURS),
    )
    ticket = make_ticket(organisation=house.customer, requester=house.mia, now=timezone.now() - timedelta(minutes=5))
    assert ticket.tier_version == version
    return ticket


@pytest.fixture
def lead(house):
    lead = make_agent(house.first, first_name="Lena")
    house.first.lead = lead
    house.first.save()
    return lead


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


@pytest.fixture
def as_agent(client, house):
    client.force_login(house.jonas)
    return client


def send(client, ticket, verb, data=None, **options):
    answer = client.post(reverse(f"desk:{verb}", args=[ticket.number]), data or {}, **options)
    ticket.refresh_from_db()
    return answer


def page_of(client, ticket):
    return client.get(ticket.get_absolute_url()).content.decode()


def due(ticket, kind):
    return ticket.clocks.get(kind=kind).due_at


def test_agreed_news_are_sent_shown_and_taken_back(as_agent, house, ticket):
    usual = None
    assert send(as_agent, ticket, "agree_news", NEWS).status_code == 302
    assert due(ticket, "next_update") == SOON
    page = page_of(as_agent, ticket)
    assert "Next news:" in page
    assert "I call you at five." in page
    assert ticket.messages.latest("pk").is_public
    usual = send(as_agent, ticket, "clear_due", {"clock": "next_update"})
    assert usual.status_code == 302
    assert due(ticket, "next_update") < SOON
    assert "Next news:" not in page_of(as_agent, ticket)


def test_a_lead_sets_a_time_and_takes_it_back(as_lead, lead, ticket):
    before = due(ticket, "resolution")
    assert send(as_lead, ticket, "set_due", DUE).status_code == 302
    assert due(ticket, "resolution") == SOON
    section = pieces(as_lead.get(ticket.get_absolute_url()))["promised"]
    for words in ("Resolution, set by hand", "The part comes by courier.", "Lena", "Remove"):
        assert words in str(section)
    send(as_lead, ticket, "clear_due", {"clock": "resolution"})
    assert due(ticket, "resolution") == before


def test_others_are_not_offered_what_they_may_not_do_and_are_told_so(as_agent, lead, ticket):
    page = page_of(as_agent, ticket)
    assert "/agree_news/" in page
    assert "/set_due/" not in page
    assert "/pin_tier/" not in page
    for verb, data in (("set_due", DUE), ("pin_tier", {"tier": ticket.tier_version.tier_id, "reason": "So."})):
        answer = send(as_agent, ticket, verb, data, headers=htmx())
        assert answer.status_code == 409
        assert "Only a lead" in answer.content.decode()
    actions.set_due(ticket, by=lead, now=timezone.now(), clock="resolution", until=SOON, reason="Courier")
    assert "set by hand" in page_of(as_agent, ticket)
    assert send(as_agent, ticket, "clear_due", {"clock": "resolution"}).status_code == 409
    assert due(ticket, "resolution") == SOON


def test_only_clocks_that_run_can_be_set(as_lead, lead, ticket):
    address = reverse("desk:set_due", args=[ticket.number])
    form = as_lead.get(address, {"clock": "resolution"}).content.decode()
    assert 'value="resolution" selected' in form
    assert 'value="next_update"' not in form  # nobody has answered yet
    actions.wait_for_requester(ticket, by=lead, now=timezone.now(), reason="Which one?")
    assert "nothing to set" in as_lead.get(address).content.decode()
    assert send(as_lead, ticket, "set_due", DUE).status_code == 422


def test_a_time_when_nobody_is_there_is_refused_where_one_typed_it(client, house, lead):
    ticket = make_ticket(organisation=house.customer, requester=house.mia, now=timezone.now())
    client.force_login(lead)
    sunday = timezone.localtime() + timedelta(days=6 - timezone.localtime().weekday() + 7)
    answer = send(client, ticket, "set_due", {**DUE, "until": sunday.strftime("%Y-%m-%dT12:00")}, headers=htmx())
    assert answer.status_code in (409, 422)
    assert answer.status_code == 409
    assert "Nobody is there at that time" in answer.content.decode()


def test_a_tier_is_pinned_and_chosen_by_contract_again(as_lead, ticket):
    usual, other = ticket.tier_version, make_tier(targets={"resolution": HOUR}, is_default=False)
    assert send(as_lead, ticket, "pin_tier", {"tier": other.tier_id, "reason": "The board meets."}).status_code == 302
    assert (ticket.tier_version, ticket.tier_reason) == (other, "override")
    page = page_of(as_lead, ticket)
    assert "set for this ticket" in page
    assert "The board meets." in page
    send(as_lead, ticket, "pin_tier", {"tier": "", "reason": "Over."})
    assert (ticket.tier_version, ticket.tier_reason) == (usual, "default")


def test_another_requester_is_found_and_chosen(as_agent, house, ticket):
    ida = make_user(house.customer, first_name="Ida", last_name="Nord")
    address = reverse("desk:set_requester", args=[ticket.number])
    key = f"{ida.pk}-{house.customer.pk}"
    assert key in as_agent.get(address, {"question": "Nord"}).content.decode()
    again = send(as_agent, ticket, "set_requester", {"question": "Nord"})
    assert again.status_code == 422
    assert key in again.content.decode()
    send(as_agent, ticket, "set_requester", {"question": "Nord", "whom": key})
    assert ticket.requester == ida
    assert "Mia Brandt → Ida Nord" in page_of(as_agent, ticket)


def test_somebody_of_a_foreign_customer_is_neither_found_nor_taken(as_agent, house, ticket):
    elsewhere = make_organisation()
    stranger = make_user(elsewhere, first_name="Xaver")
    answer = as_agent.get(reverse("desk:set_requester", args=[ticket.number]), {"question": "Xaver"})
    assert "Nobody we know goes by that." in answer.content.decode()
    for odd in (f"{stranger.pk}-{elsewhere.pk}", f"{house.mia.pk}-{elsewhere.pk}", "-", "x-y", f"{'9' * 30}-1", "1"):
        assert send(as_agent, ticket, "set_requester", {"whom": odd}).status_code == 422
    assert ticket.requester == house.mia


def test_a_merged_ticket_leads_to_the_one_that_goes_on_and_back(as_agent, house, ticket):
    other = make_ticket(organisation=house.customer, requester=make_user(house.customer), now=timezone.now())
    address = reverse("desk:merge", args=[ticket.number])
    assert other.subject in as_agent.get(address, {"question": str(other.number)}).content.decode()
    assert send(as_agent, ticket, "merge", {"question": f"#{other.number}"}).status_code == 422
    assert "Open tickets of Mia" in as_agent.get(address).content.decode()
    assert send(as_agent, ticket, "merge", {"into": other.number}).status_code == 302
    assert (ticket.merged_into, ticket.status) == (other, "closed")
    assert other.get_absolute_url() in page_of(as_agent, ticket)
    assert "/reopen/" not in page_of(as_agent, ticket)
    assert ticket.get_absolute_url() in str(pieces(as_agent.get(other.get_absolute_url()))["merged"])
    send(as_agent, ticket, "unmerge")
    assert (ticket.merged_into, ticket.status) == (None, "open")


def test_tickets_of_others_are_no_place_to_merge_into(as_agent, house, ticket):
    foreign = make_ticket(
        organisation=make_organisation(),
        team=make_team(serves=[make_organisation()]),
        now=timezone.now(),
        subject="Xyz",
    )
    found = as_agent.get(reverse("desk:merge", args=[ticket.number]), {"question": "Xyz"}).content.decode()
    assert "No other ticket you work on goes by that." in found
    assert f"#{foreign.number}" not in found
    for odd in (foreign.number, ticket.number, "9" * 30, "x", "-1"):
        assert send(as_agent, ticket, "merge", {"into": odd}).status_code == 422
    assert ticket.merged_into is None


def test_the_merged_tickets_requester_is_led_there_in_the_portal(client, house, ticket):
    other = make_ticket(organisation=house.customer, requester=make_user(house.customer), now=timezone.now())
    actions.merge(ticket, into=other, by=house.jonas, now=timezone.now())
    client.force_login(house.mia)
    page = client.get(f"/t/{ticket.number}/").content.decode()
    assert f'href="/t/{other.number}/"' in page
    assert 'data-open="reopen"' not in page
    assert client.get(f"/t/{other.number}/").status_code == 200


def test_every_wait_says_whose_move_it_is_and_when_it_comes_back(as_agent, house, ticket):
    form = as_agent.get(reverse("desk:wait_for_requester", args=[ticket.number])).content.decode()
    assert 'name="until" value="20' in form
    for verb, data, words in (
        ("wait_for_requester", {"reason": "Which one?"}, "Next: Mia answers."),
        ("wait_for_vendor", {"vendor": "Fibre", "reason": "Line"}, "Next: Fibre acts."),
        ("plan", {"until": TYPED, "reason": "Technician"}, "Next: the work that was agreed."),
    ):
        send(as_agent, ticket, verb, data)
        head = str(pieces(as_agent.get(ticket.get_absolute_url()))["ticket-head"])
        assert words in head
        assert "Comes back by itself" in head
        assert ticket.waiting_until is not None


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("verb", ["agree_news", "set_due", "pin_tier", "set_requester", "merge"])
def test_an_empty_form_says_at_each_field_what_is_missing(client, lead, ticket, verb, language):
    type(lead).objects.filter(pk=lead.pk).update(language=language)
    client.force_login(lead)
    answer = send(client, ticket, verb, headers=htmx())
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'class="hd-error"' in text
    assert ("Wählen Sie" in text or "Sagen Sie" in text) is (language == "de")


@pytest.mark.parametrize(
    ("verb", "data"),
    [("agree_news", NEWS), ("set_due", DUE), ("clear_due", {"clock": "x"}), ("clear_due", {}), ("unmerge", {})],
)
def test_nobody_else_finds_the_way_in(client, house, ticket, verb, data):
    elsewhere = make_agent(make_team(serves=[make_organisation()]))
    for person in (house.mia, elsewhere):
        client.force_login(person)
        assert send(client, ticket, verb, data).status_code == 404
    assert ticket.version == 1


def test_what_is_swapped_in_is_what_a_reload_shows(as_lead, house, ticket):
    other = make_ticket(organisation=house.customer, requester=house.mia, now=timezone.now())
    for verb, data in (
        ("agree_news", NEWS),
        ("set_due", DUE),
        ("clear_due", {"clock": "next_update"}),
        ("merge", {"into": other.pk}),
    ):
        answer = send(as_lead, ticket, verb, data, headers=htmx())
        assert answer.status_code == 200, answer.content.decode()
        swapped, fresh = pieces(answer), pieces(as_lead.get(ticket.get_absolute_url()))
        for name in ("ticket-head", "ticket-clocks", "ticket-feed", "ticket-side"):
            assert swapped[name] == fresh[name], (verb, name)
