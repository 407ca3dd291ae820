"""The vendor cases of a ticket, page and forms, as those who work it see them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.models import Service
from escalation.actions import add_vendor_step, open_vendor_case, propose_step, say_done
from escalation.models import VisitFeed
from escalation.sweep import sweep
from notifications.words import mail_of
from tests.desk.pieces import htmx, pieces
from tests.make import HOUR, make_organisation, make_team, make_ticket, make_user
from tickets.models import Event, Message, Notice, Ticket

NOW = timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def vendor(db):
    return make_organisation(name="Readers Ltd", kind="vendor", language="en")


@pytest.fixture
def ticket(house):
    return make_ticket(organisation=house.customer, requester=house.mia, now=timezone.now() - 4 * HOUR)


@pytest.fixture
def agent(client, house):
    client.force_login(house.jonas)
    return client


@pytest.fixture
def case(ticket, vendor, house):
    return open_vendor_case(
        ticket, by=house.jonas, now=NOW - 3 * HOUR, vendor=vendor, what="Exchange the reader", target_minutes=60
    )


def page(client, ticket):
    return client.get(reverse("desk:vendor_cases", args=[ticket.number])).content.decode()


def post(client, verb, *keys, **said):
    return client.post(reverse(f"desk:{verb}", args=keys), said)


def typed(instant):
    return timezone.localtime(instant).strftime("%Y-%m-%dT%H:%M")


def test_a_case_is_opened_with_what_the_vendor_promised(agent, ticket, vendor):
    said = {"vendor": vendor.pk, "what": "Exchange it", "kinds": ["on_site", "return"], "reference": "V-77"}
    answer = post(agent, "open_vendor_case", ticket.number, **said, promised_at=typed(NOW + HOUR), waits="on")
    assert answer.status_code == 302
    case = ticket.vendor_cases.get()
    assert (case.promised_at, case.kinds, case.reference) == (NOW + HOUR, ["on_site", "return"], "V-77")
    assert Ticket.objects.get().status == Ticket.Status.WAITING_VENDOR
    assert "V-77" in page(agent, ticket)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what": ""}, "Say what the vendor is asked to do."),
        ({"vendor": ""}, "Choose who it is."),
        ({"promised_at": typed(NOW - HOUR)}, "That date lies in the past."),
        ({"hours": "soon"}, "Give a number of hours"),
        ({"promised_at": typed(NOW + HOUR), "hours": "8"}, "not both"),
        ({"kinds": ["carrier pigeon"]}, "carrier pigeon"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field_and_nothing_is_lost(agent, ticket, vendor, wrong, sentence):
    said = {"vendor": vendor.pk, "what": "Exchange it", "reference": "V-77", **wrong}
    answer = post(agent, "open_vendor_case", ticket.number, **said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode() and "V-77" in answer.content.decode()
    assert not ticket.vendor_cases.exists()


def test_the_closest_provider_contract_is_offered_and_shown(agent, ticket, vendor, house):
    contracts = house.customer.provider_contracts
    contracts.create(vendor=vendor, what="Readers", customer_number="LE-20417", hotline="069 90009 417")
    form = agent.get(reverse("desk:open_vendor_case", args=[ticket.number])).context["form"]
    assert form.initial["vendor"] == vendor.pk
    shown = page(agent, ticket)
    assert "LE-20417" in shown and 'href="tel:+4969' in shown.replace("tel:069", "tel:+4969")


def test_the_customers_card_lists_what_is_agreed_with_third_parties(agent, vendor, house):
    house.customer.provider_contracts.create(vendor=vendor, what="Line", customer_number="LE-9", they_ask="Lamp")
    shown = agent.get(reverse("desk:customer", args=[house.customer.pk])).content.decode()
    for words in ("Provider contracts", "LE-9", "Lamp", "Readers Ltd"):
        assert words in shown


def test_editing_keeps_what_was_not_touched(agent, ticket, case):
    form = agent.get(reverse("desk:update_vendor_case", args=[ticket.number, case.pk])).context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [])}
    assert said["hours"] == "1"
    post(agent, "update_vendor_case", ticket.number, case.pk, **said, is_wiped="yes", costs="95 €")
    case.refresh_from_db()
    assert (case.is_wiped, case.costs, case.target_minutes, case.what) == (True, "95 €", 60, "Exchange the reader")
    post(agent, "update_vendor_case", ticket.number, case.pk, **said, promised_at=typed(NOW + HOUR))
    case.refresh_from_db()
    assert (case.promised_at, case.target_minutes) == (NOW + HOUR, None)


def test_a_visit_is_added_moved_ticked_and_taken_into_a_calendar(agent, ticket, case):
    visit = {"kind": "on_site", "what": "Felix comes", "who": "Gate 3"}
    times = {"starts_at": typed(NOW + HOUR), "due_at": typed(NOW + 2 * HOUR)}
    assert post(agent, "add_vendor_step", ticket.number, case.pk, **visit, **times).status_code == 302
    step = case.steps.get()
    later = {"starts_at": typed(NOW + 3 * HOUR), "due_at": typed(NOW + 4 * HOUR)}
    post(agent, "change_vendor_step", ticket.number, case.pk, step.pk, **visit, **later)
    answer = agent.get(reverse("desk:visit", args=[ticket.number, case.pk, step.pk]))
    body = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert f"DTSTART:{NOW + 3 * HOUR:%Y%m%dT%H%M%SZ}\r\n" in body and "SEQUENCE:1\r\n" in body
    for done in (True, False):
        post(agent, "finish_vendor_step", ticket.number, case.pk, step.pk)
        step.refresh_from_db()
        assert (step.done_at is not None) is done


def test_an_end_before_the_beginning_is_refused_at_the_field(agent, ticket, case):
    said = {"kind": "on_site", "what": "Visit", "starts_at": typed(NOW + HOUR), "due_at": typed(NOW)}
    answer = post(agent, "add_vendor_step", ticket.number, case.pk, **said)
    assert (answer.status_code, case.steps.count()) == (422, 0)


def test_a_step_without_times_is_no_appointment(agent, ticket, case, house):
    add_vendor_step(case, by=house.jonas, now=NOW, kind="remote", what="They answer")
    assert agent.get(reverse("desk:visit", args=[ticket.number, case.pk, case.steps.get().pk])).status_code == 404


def test_their_clock_stands_while_we_owe_them_something(agent, ticket, case):
    post(agent, "owe", ticket.number, case.pk, what="The colour of the light")
    assert "The colour of the light" in page(agent, ticket)
    post(agent, "settle", ticket.number, case.pk)
    post(agent, "confirm_work", ticket.number, case.pk)
    post(agent, "close_vendor_case", ticket.number, case.pk, reason="Works")
    case.refresh_from_db()
    assert case.owed[0][1] and case.confirmed_at and case.closed_at
    assert "Vendor case closed" in agent.get(ticket.get_absolute_url()).content.decode()


def test_a_late_vendor_has_two_messages_ready(agent, ticket, case, house):
    shown = page(agent, ticket)
    assert "Two messages are ready." in shown and 'data-key="1"' in shown and 'data-key="2"' in shown
    form = agent.get(reverse("desk:chase_vendor", args=[ticket.number, case.pk])).context["form"]
    chase = form["body"].value()
    assert f"#{ticket.number}" in chase and "Exchange the reader" in chase
    post(agent, "chase_vendor", ticket.number, case.pk, body=chase)
    post(agent, "tell_requester_of_vendor", ticket.number, case.pk, body="A little later.")
    said = Message.objects.filter(direction="out").order_by("pk").values_list("kind", "is_public")
    assert list(said) == [("vendor", False), ("reply", True)]


def test_the_words_for_the_requester_are_in_his_language(agent, ticket, case, house):
    house.mia.language = "de"
    house.mia.save()
    form = agent.get(reverse("desk:tell_requester_of_vendor", args=[ticket.number, case.pk])).context["form"]
    assert form["body"].value().startswith("Readers Ltd ist später dran")


def test_a_vendor_in_time_has_no_messages_ready(agent, ticket, vendor, house):
    open_vendor_case(ticket, by=house.jonas, now=NOW, vendor=vendor, what="Exchange it", target_minutes=600)
    assert "Two messages are ready." not in page(agent, ticket)


def test_the_buffer_to_our_own_promise_is_shown(agent, ticket, vendor, house):
    ours = ticket.clocks.get(kind="resolution").due_at
    soon = ours - timedelta(minutes=20)
    open_vendor_case(ticket, by=house.jonas, now=NOW, vendor=vendor, what="Exchange it", promised_at=soon)
    assert "If the vendor is late, this ticket is too." in page(agent, ticket)


def test_a_case_of_another_ticket_is_missing(agent, ticket, case, house):
    other = make_ticket(organisation=house.customer, requester=house.mia, now=NOW)
    for verb in ("settle", "confirm_work", "owe", "chase_vendor"):
        assert post(agent, verb, other.number, case.pk, what="x", body="x").status_code == 404
    assert not Event.objects.filter(ticket=other, kind=Event.Kind.VENDOR_CASE).exists()


def test_a_closed_case_says_so_and_changes_no_more(agent, ticket, case):
    post(agent, "close_vendor_case", ticket.number, case.pk)
    assert post(agent, "owe", ticket.number, case.pk, what="x").status_code == 409


def test_a_ticket_without_a_vendor_says_so_at_every_level(agent, ticket):
    Ticket.objects.update(level=3)
    assert "No vendor works on this ticket." in page(agent, ticket)


def test_the_requester_sees_the_visit_and_takes_it_into_his_calendar(client, ticket, case, house):
    visit = {"starts_at": NOW + HOUR, "due_at": NOW + 2 * HOUR, "who": "Felix, gate 3"}
    add_vendor_step(case, by=house.jonas, now=NOW, kind="on_site", what="Felix comes", **visit)
    add_vendor_step(case, by=house.jonas, now=NOW, kind="return", what="Parcel to the depot", due_at=NOW + HOUR)
    client.force_login(house.mia)
    shown = client.get(reverse("portal:ticket", args=[ticket.number])).content.decode()
    assert "Felix comes" in shown and "Parcel to the depot" not in shown
    step, parcel = case.steps.all()
    file = client.get(reverse("portal:visit", args=[ticket.number, step.pk]))
    assert file["Content-Type"].startswith("text/calendar") and b"Felix comes" in file.content
    assert client.get(reverse("portal:visit", args=[ticket.number, parcel.pk])).status_code == 404


def test_the_checklist_of_the_service_is_ticked_beside_the_ticket(agent, ticket, house):
    service = Service.objects.create(name="Network", category="service", process="Down?\n- Call <b>them</b>")
    Ticket.objects.update(service=service)
    address = ticket.get_absolute_url()
    assert "Call &lt;b&gt;them&lt;/b&gt;" in agent.get(address).content.decode()
    answer = agent.post(
        reverse("desk:tick_process", args=[ticket.number]), {"item": "Call <b>them</b>"}, headers=htmx()
    )
    assert answer.status_code == 200
    assert pieces(answer)["process"] == pieces(agent.get(address))["process"]
    assert 'aria-pressed="true"' in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_mail_about_a_late_vendor_says_what_is_late_and_what_is_ready(ticket, case, house, language):
    house.jonas.language = language
    house.jonas.save()
    Ticket.objects.update(assignee=house.jonas)
    sweep(now=timezone.now())
    notice = Notice.objects.get(kind=Notice.Kind.VENDOR_LATE)
    mail = mail_of(notice, now=timezone.now())
    html = mail.alternatives[0][0]
    for words in ("Readers Ltd", "Exchange the reader"):
        assert words in mail.body and words in html
    assert {"en": " is late.", "de": " ist im Verzug."}[language] in html


def test_provider_contracts_are_kept_in_the_administration(client, house, vendor):
    admin = make_user(is_staff=True, is_superuser=True)
    client.force_login(admin)
    address = reverse("admin:catalogue_providercontract_add")
    said = {"organisation": house.customer.pk, "vendor": house.customer.pk, "what": "Line"}
    other = make_organisation()
    assert client.post(address, {**said, "vendor": other.pk}).status_code == 200
    assert client.post(address, {**said, "vendor": vendor.pk}).status_code == 302
    assert house.customer.provider_contracts.get().vendor == vendor


def test_a_case_nobody_was_told_of_has_its_message_ready_and_one_press_sends_it(agent, ticket, case, vendor):
    vendor.case_mail = "cases@readers.example"
    vendor.save()
    case.promised_at = None
    case.target_minutes = None
    case.save()
    shown = agent.get(reverse("desk:vendor_cases", args=[ticket.number])).context["page"].cases[0]
    assert "Exchange the reader" in shown.opening and f"#{ticket.number}" in shown.opening
    answer = post(agent, "write_to_vendor", ticket.number, case.pk, body=shown.opening, mail_to="cases@readers.example")
    assert answer.status_code == 302
    assert Notice.objects.get(kind="to_party").address == "cases@readers.example"
    assert "Nothing was sent to them yet" not in page(agent, ticket)


def test_an_address_that_is_none_is_said_at_its_field(agent, ticket, case):
    answer = post(agent, "write_to_vendor", ticket.number, case.pk, body="Kept words", mail_to="no address")
    assert answer.status_code == 422
    assert "That is no e-mail address." in answer.content.decode() and "Kept words" in answer.content.decode()


def test_what_they_say_is_done_is_confirmed_refused_or_taken_back(agent, ticket, case, vendor):
    felix = make_user(vendor)
    say_done(case, by=felix, now=timezone.now(), body="Done")
    assert "Their clock runs until you confirm it." in page(agent, ticket)
    post(agent, "refuse_done", ticket.number, case.pk, body="It still blinks")
    case.refresh_from_db()
    assert case.said_done_at is None
    post(agent, "confirm_work", ticket.number, case.pk)
    post(agent, "unconfirm_work", ticket.number, case.pk)
    case.refresh_from_db()
    assert case.confirmed_at is None


def test_the_third_level_without_a_vendor_says_what_to_do(agent, ticket, house):
    Ticket.objects.update(level=3)
    shown = agent.get(ticket.get_absolute_url()).content.decode()
    assert "Third level, and no vendor works on it." in shown
    assert reverse("desk:open_vendor_case", args=[ticket.number]) in shown


def test_the_list_of_cases_shows_late_ones_first_and_can_be_narrowed(agent, ticket, case, vendor, house):
    other = make_organisation(name="Zutritt", kind="vendor")
    said = {"by": house.jonas, "now": NOW - HOUR}
    open_vendor_case(ticket, vendor=other, what="Open the door", promised_at=NOW + HOUR, **said)
    Ticket.objects.update(assignee=make_user())
    hidden = make_ticket(organisation=make_organisation(), team=make_team())
    open_vendor_case(hidden, vendor=vendor, what="Somebody else's", **said)

    def listed(**query):
        return [row.case.what for row in agent.get(reverse("desk:all_vendor_cases"), query).context["cases"].rows]

    assert listed() == ["Exchange the reader", "Open the door"]
    assert listed(which="late") == ["Exchange the reader"]
    assert listed(vendor=other.pk) == ["Open the door"]
    assert listed(whose="mine") == []
    for odd in ({"vendor": "x"}, {"which": "x"}, {"whose": "x"}):
        assert len(listed(**odd)) == 2
    propose_step(case, by=make_user(vendor), now=NOW, kind="remote", what="A call", due_at=NOW + HOUR)
    assert listed(which="ours") == ["Exchange the reader"]


def test_an_empty_list_of_cases_says_how_one_begins(agent):
    assert "No vendor works for us at the moment" in agent.get(reverse("desk:all_vendor_cases")).content.decode()


def test_the_visits_of_my_teams_are_a_calendar_until_its_address_is_ended(agent, client, ticket, case, house):
    visit = {"starts_at": NOW + HOUR, "due_at": NOW + 2 * HOUR, "kind": "on_site"}
    add_vendor_step(case, by=house.jonas, now=NOW, what="Felix comes", **visit)
    add_vendor_step(case, by=house.jonas, now=NOW, what="Only proposed", asked_of="them", **visit)
    address = agent.post(reverse("desk:make_visit_feed")).context["feed_address"]
    client.logout()
    answer = client.get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    body = answer.content.decode()
    assert body.count("BEGIN:VEVENT") == 1 and "Felix comes" in body
    assert client.post(address).status_code == 405
    house.jonas.teams.clear()
    assert b"BEGIN:VEVENT" not in client.get(address).content
    assert address.rpartition("/")[2].removesuffix(".ics") not in str(VisitFeed.objects.values_list())
    VisitFeed.objects.all().delete()
    assert client.get(address).status_code == 404


def test_a_new_address_ends_the_one_before(agent, house):
    first, second = (agent.post(reverse("desk:make_visit_feed")).context["feed_address"] for _ in range(2))
    assert (agent.get(first).status_code, agent.get(second).status_code) == (404, 200)
    agent.post(reverse("desk:end_visit_feed"))
    assert agent.get(second).status_code == 404
