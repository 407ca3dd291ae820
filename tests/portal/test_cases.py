"""Cases given to third parties: what their people see and do, and everything they must not see."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Site
from catalogue.models import Device
from escalation.actions import (
    add_vendor_step,
    close_vendor_case,
    confirm_work,
    open_vendor_case,
    update_vendor_case,
    write_to_vendor,
)
from escalation.models import VendorCase
from escalation.sweep import sweep
from escalation.vendor_clock import reading
from notifications.words import mail_of
from tests.make import HOUR, make_agent, make_organisation, make_team, make_ticket, make_user
from tickets import actions
from tickets.files import storing
from tickets.models import Attachment, Message, Notice, Ticket

NOW = timezone.now().replace(second=0, microsecond=0)
SECRET = "sesame"


@pytest.fixture
def desk(klinik):
    return make_team(serves=[klinik], lead=make_user(first_name="Lea"))


@pytest.fixture
def jonas(desk):
    return make_agent(desk, first_name="Jonas")


@pytest.fixture
def vendor(db):
    return make_organisation(name="Readers Ltd", kind="vendor")


@pytest.fixture
def felix(vendor):
    return make_user(vendor, first_name="Felix")


@pytest.fixture
def ticket(klinik, mia, desk, jonas):
    site = Site.objects.create(organisation=klinik, name="Harbour", address="Quay 3")
    device = Device.objects.create(organisation=klinik, name="Reader 3", model="R-9", serial="SN-77")
    ticket = make_ticket(
        organisation=klinik,
        requester=mia,
        team=desk,
        site=site,
        device=device,
        subject=f"{SECRET} subject",
        body=f"{SECRET} report",
        now=NOW - 4 * HOUR,
    )
    Ticket.objects.update(assignee=jonas)
    return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def case(ticket, vendor, jonas):
    return open_vendor_case(ticket, by=jonas, now=NOW - 3 * HOUR, vendor=vendor, what="Exchange the reader")


@pytest.fixture
def as_felix(client, felix):
    client.force_login(felix)
    return client


def page(client, case):
    return client.get(reverse("portal:case", args=[case.pk])).content.decode()


def post(client, verb, *keys, **said):
    return client.post(reverse(f"portal:{verb}", args=keys), said)


def typed(instant):
    return timezone.localtime(instant).strftime("%Y-%m-%dT%H:%M")


def told():
    return [(n.person.first_name, n.data["code"]) for n in Notice.objects.filter(kind="party_wrote").order_by("pk")]


def test_a_vendors_people_come_to_their_cases_and_report_nothing(as_felix, case):
    assert as_felix.get(reverse("portal:home")).url == reverse("portal:cases")
    shown = as_felix.get(reverse("portal:cases")).content.decode()
    assert "Exchange the reader" in shown and "Readers Ltd" in shown
    assert as_felix.get(reverse("portal:new")).status_code == 403


def test_the_list_says_whose_turn_it_is_the_next_date_first(as_felix, ticket, vendor, jonas):
    said = {"by": jonas, "now": NOW - HOUR, "vendor": vendor}
    open_vendor_case(ticket, what="No date", **said)
    open_vendor_case(ticket, what="Due tomorrow", promised_at=NOW + timedelta(days=1), **said)
    open_vendor_case(ticket, what="Due tonight", promised_at=NOW + 6 * HOUR, **said)
    close_vendor_case(open_vendor_case(ticket, what="Past", **said), by=jonas, now=NOW)
    shown = as_felix.get(reverse("portal:cases")).content.decode()
    order = ["Due tonight", "Due tomorrow", "No date", "Past"]
    assert sorted(order, key=shown.index) == order


def test_without_a_case_the_list_says_what_will_stand_there(as_felix):
    assert "No open case" in as_felix.get(reverse("portal:cases")).content.decode()


def test_the_page_shows_what_is_asked_and_shared(as_felix, case, ticket, jonas, mia):
    mia.phone = "040 123"
    mia.save()
    shown = page(as_felix, case)
    for words in (f"#{ticket.number}", "Exchange the reader", "Reader 3", "SN-77", "Harbour", "Quay 3"):
        assert words in shown
    assert "Mia" not in shown and "040 123" not in shown
    update_vendor_case(case, by=jonas, now=NOW, shares=["contact"])
    shown = page(as_felix, case)
    assert "Mia" in shown and "040 123" in shown
    assert not any(words in shown for words in ("SN-77", "Harbour", "Quay 3", "Klinik"))


def test_everything_a_party_must_not_see(as_felix, felix, case, ticket, mia, jonas, klinik):
    """Nothing of the ticket but the case: no note, no message that was not shared, no other case, no other customer."""
    said = {"by": jonas, "now": NOW}
    with storing([SimpleUploadedFile(f"{SECRET}.txt", b"x")]) as files:
        actions.note(ticket, body=f"{SECRET} note", attachments=files, **said)
    actions.reply(ticket, body=f"{SECRET} answer", **said)
    actions.reply(ticket, by=mia, now=NOW, body=f"{SECRET} question")
    rival = make_organisation(name=f"{SECRET} rival", kind="vendor")
    hidden = open_vendor_case(ticket, vendor=rival, what=f"{SECRET} other case", **said)
    write_to_vendor(hidden, body=f"{SECRET} to the rival", **said)
    add_vendor_step(hidden, kind="on_site", what="x", starts_at=NOW + HOUR, due_at=NOW + 2 * HOUR, **said)
    update_vendor_case(case, costs=f"{SECRET} costs", costs_approved_by=f"{SECRET} lead", **said)
    write_to_vendor(case, body="For you", **said)
    shown = page(as_felix, case) + as_felix.get(reverse("portal:cases")).content.decode()
    assert "For you" in shown and SECRET not in shown
    file, step = Attachment.objects.get(), hidden.steps.get()
    foreign = [
        reverse("portal:case", args=[hidden.pk]),
        reverse("portal:case_visit", args=[hidden.pk, step.pk]),
        reverse("portal:case_visit", args=[case.pk, step.pk]),
        reverse("portal:case_file", args=[case.pk, file.key]),
        reverse("portal:case_file", args=[hidden.pk, file.key]),
        reverse("attachment", args=[file.key]),
        reverse("portal:ticket", args=[ticket.number]),
        reverse("desk:ticket", args=[ticket.number]),
        reverse("desk:vendor_cases", args=[ticket.number]),
        f"/api/v1/tickets/{ticket.number}/",
        f"/api/v1/tickets/{ticket.number}/vendor-cases/",
    ]
    assert {as_felix.get(path).status_code for path in foreign} == {404}
    assert as_felix.get("/api/v1/tickets/").json()["results"] == []
    assert post(as_felix, "case_write", hidden.pk, body="x").status_code == 404
    assert post(as_felix, "case_step_done", case.pk, step.pk).status_code == 404


def test_people_who_are_no_party_have_no_such_page(client, case, mia, jonas, vendor):
    """Employees and managers of the customer, agents, other vendors, and who has left."""
    manager = make_user(case.ticket.organisation, role=Membership.Role.MANAGER)
    other = make_user(make_organisation(kind="vendor"))
    both = make_agent(make_team())
    Membership.objects.create(user=both, organisation=vendor)
    for person in (mia, manager, jonas, other, both):
        client.force_login(person)
        assert client.get(reverse("portal:case", args=[case.pk])).status_code == 404
    gone = make_user(vendor)
    client.force_login(gone)
    assert client.get(reverse("portal:case", args=[case.pk])).status_code == 200
    vendor.is_active = False
    vendor.save()
    assert client.get(reverse("portal:case", args=[case.pk])).status_code == 404


def test_the_customers_own_it_sees_the_cases_given_to_it(client, ticket, jonas, klinik):
    it = make_user(klinik, first_name="Ines", role=Membership.Role.IT)
    case = open_vendor_case(ticket, by=jonas, now=NOW, vendor=klinik, what="Open the firewall")
    client.force_login(it)
    assert "Mia" in page(client, case)  # colleagues read who reported it
    stranger = make_user(make_organisation(), role=Membership.Role.IT)
    client.force_login(stranger)
    assert client.get(reverse("portal:case", args=[case.pk])).status_code == 404
    Ticket.objects.update(organisation=stranger.memberships.get().organisation)
    client.force_login(it)
    assert client.get(reverse("portal:case", args=[case.pk])).status_code == 404


def test_a_requester_reads_that_his_own_it_has_it(client, ticket, jonas, klinik, mia):
    open_vendor_case(ticket, by=jonas, now=NOW, vendor=klinik, what="Open the firewall", waits=True)
    client.force_login(mia)
    shown = client.get(reverse("portal:ticket", args=[ticket.number])).content.decode()
    assert "Your own IT has to act first." in shown and "At the vendor" not in shown
    mail = mail_of(Notice.objects.get(kind="vendor"), now=NOW)
    assert "We have asked your own IT for help." in mail.body and klinik.name not in mail.body


def test_a_party_promises_and_gives_its_numbers_and_the_agent_is_told_once(as_felix, case):
    assert post(as_felix, "case_numbers", case.pk, reference="V-77", shipping="JD01").status_code == 302
    post(as_felix, "case_numbers", case.pk, reference="V-77", shipping="JD01")
    post(as_felix, "case_promise", case.pk, promised_at=typed(NOW + 3 * HOUR))
    case.refresh_from_db()
    assert (case.reference, case.shipping, case.promised_at) == ("V-77", "JD01", NOW + 3 * HOUR)
    assert told() == [("Jonas", "changed"), ("Jonas", "promise")]


def test_what_a_party_writes_is_read_by_agents_and_not_by_the_requester(as_felix, client, case, ticket, mia, jonas):
    file = SimpleUploadedFile("photo.txt", b"light is red")
    assert post(as_felix, "case_write", case.pk, body="Which colour?", attachments=file).status_code == 302
    message = Message.objects.get(kind="vendor")
    assert (message.direction, message.is_public, message.author.first_name) == ("in", False, "Felix")
    key = message.attachments.get().key
    assert as_felix.get(reverse("portal:case_file", args=[case.pk, key])).status_code == 200
    assert "Which colour?" in page(as_felix, case)
    client.force_login(mia)
    assert "Which colour?" not in client.get(reverse("portal:ticket", args=[ticket.number])).content.decode()
    assert client.get(reverse("attachment", args=[key])).status_code == 404
    client.force_login(jonas)
    assert "Which colour?" in client.get(reverse("desk:vendor_cases", args=[ticket.number])).content.decode()
    assert told() == [("Jonas", "wrote")]


def test_a_message_that_was_shared_is_read_with_its_files(as_felix, case, ticket, mia, jonas):
    with storing([SimpleUploadedFile("light.txt", b"red")]) as files:
        actions.reply(ticket, by=mia, now=NOW, body="It blinks red", attachments=files)
    said = Message.objects.get(body="It blinks red")
    write_to_vendor(case, by=jonas, now=NOW, body="See below", shared=[said])
    assert "It blinks red" in page(as_felix, case)
    key = said.attachments.get().key
    assert as_felix.get(reverse("portal:case_file", args=[case.pk, key])).status_code == 200


def test_a_note_cannot_be_shared(as_felix, case, ticket, jonas):
    actions.note(ticket, by=jonas, now=NOW, body=f"{SECRET} note")
    write_to_vendor(case, by=jonas, now=NOW, body="See below", shared=list(Message.objects.filter(kind="note")))
    assert SECRET not in page(as_felix, case)


def test_a_visit_proposed_counts_once_the_other_side_agrees(as_felix, client, case, ticket, jonas, mia):
    times = {"starts_at": typed(NOW + HOUR), "due_at": typed(NOW + 2 * HOUR)}
    post(as_felix, "case_propose", case.pk, kind="on_site", what="Felix comes", **times)
    step = case.steps.get()
    assert step.asked_of == "us"
    client.force_login(mia)
    of_mia = reverse("portal:ticket", args=[ticket.number])
    assert "Felix comes" not in client.get(of_mia).content.decode()
    client.force_login(jonas)
    client.post(reverse("desk:agree_to_step", args=[ticket.number, case.pk, step.pk]))
    client.force_login(mia)
    assert "Felix comes" in client.get(of_mia).content.decode()


def test_a_party_confirms_what_we_propose_and_may_name_another_time(as_felix, case, jonas):
    times = {"starts_at": NOW + HOUR, "due_at": NOW + 2 * HOUR}
    add_vendor_step(case, by=jonas, now=NOW, kind="on_site", what="You come", asked_of="them", **times)
    step = case.steps.get()
    assert "Please confirm" in page(as_felix, case)
    later = {"starts_at": typed(NOW + 3 * HOUR), "due_at": typed(NOW + 4 * HOUR)}
    post(as_felix, "case_move", case.pk, step.pk, **later)
    step.refresh_from_db()
    assert (step.starts_at, step.asked_of) == (NOW + 3 * HOUR, "us")
    post(as_felix, "case_agree", case.pk, step.pk)  # their own proposal waits for us
    step.refresh_from_db()
    assert step.asked_of == "us"
    case.steps.update(asked_of="them")
    post(as_felix, "case_agree", case.pk, step.pk)
    step.refresh_from_db()
    assert step.asked_of == ""
    assert told() == [("Jonas", "step_changed"), ("Jonas", "step_agreed")]


def test_nobody_is_late_with_what_is_only_proposed(case, jonas):
    add_vendor_step(case, by=jonas, now=NOW, kind="return", what="Parcel", due_at=NOW - HOUR, asked_of="them")
    sweep(now=NOW + HOUR)
    assert not Notice.objects.filter(kind="vendor_late").exists()


def test_done_ends_nothing_by_itself(as_felix, case, ticket, jonas):
    for _twice in range(2):
        post(as_felix, "case_done", case.pk, body="Exchanged, works")
    case.refresh_from_db()
    ticket.refresh_from_db()
    assert (case.said_done_at is not None, case.confirmed_at, case.closed_at) == (True, None, None)
    assert reading(case, timezone.now()).state == "running"
    assert ticket.status != Ticket.Status.RESOLVED
    assert told() == [("Jonas", "said_done")]
    confirm_work(case, by=jonas, now=timezone.now())
    assert "We have confirmed your work" in page(as_felix, case)


@pytest.mark.parametrize(
    ("verb", "said", "sentence"),
    [
        ("case_promise", {"promised_at": ""}, "Give a date and a time."),
        ("case_promise", {"promised_at": typed(NOW - HOUR)}, "That date lies in the past."),
        ("case_write", {"body": " "}, "Write something first."),
        ("case_propose", {"kind": "on_site", "what": "", "due_at": typed(NOW + HOUR)}, "Say what has to happen."),
        ("case_propose", {"kind": "on_site", "what": "Visit", "who": "Kept words"}, "Give a date and a time."),
        ("case_numbers", {"reference": "x" * 101}, "Shorten it to 100 characters."),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(as_felix, case, verb, said, sentence):
    answer = post(as_felix, verb, case.pk, **said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert said.get("who", "") in answer.content.decode()
    assert told() == []


def test_a_closed_case_is_read_and_not_changed(as_felix, case, jonas):
    close_vendor_case(case, by=jonas, now=NOW)
    assert "This case is closed." in page(as_felix, case)
    assert post(as_felix, "case_write", case.pk, body="One more thing").status_code == 409
    assert VendorCase.objects.get().case_messages.count() == 0
