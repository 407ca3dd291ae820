"""Mails to third parties: sent to an address, in their language, about the case and nothing else of the ticket."""

import pytest

from escalation.actions import chase_vendor, open_vendor_case, write_to_vendor
from escalation.models import VendorCase
from notifications.sending import send_batch
from notifications.words import mail_of
from tests.make import HOUR, MONDAY_9AM, make_agent, make_organisation, make_team, make_ticket
from tickets.models import Notice
from tickets.references import case_in, ticket_number_in

pytestmark = pytest.mark.django_db
ADDRESS = "cases@readers.example"


@pytest.fixture
def agent():
    return make_agent(make_team(), first_name="Jonas")


@pytest.fixture
def case(agent):
    vendor = make_organisation(name="Readers Ltd", kind="vendor", language="de", case_mail=ADDRESS)
    said = {"by": agent, "now": MONDAY_9AM, "vendor": vendor, "what": "Leser tauschen", "reference": "V-77"}
    return open_vendor_case(make_ticket(subject="secret subject"), **said)


def test_a_message_goes_to_the_partys_address_and_its_answer_leads_to_the_case(mail_server, case, agent):
    write_to_vendor(case, by=agent, now=MONDAY_9AM, body="Bitte tauschen.", mail_to=ADDRESS)
    agent.is_active = False  # what was said is sent, whoever leaves meanwhile
    agent.save()
    while send_batch(now=MONDAY_9AM + HOUR).claimed:
        pass
    [mail] = [mail for mail in mail_server.taken if mail["To"] == ADDRESS]
    assert "V-77" in mail["Subject"] and f"#{case.ticket_id}" in mail["Subject"]
    assert "Auto-Submitted" not in mail
    assert case_in(f"{mail['References']} {mail['Message-ID']}") == case.pk
    assert ticket_number_in(f"{mail['References']} {mail['Message-ID']}") is None
    assert case_in(mail["References"].replace(f"case.{case.pk}.", f"case.{case.pk + 1}.")) is None


@pytest.mark.parametrize(("language", "words"), [("en", " writes to you"), ("de", " schreibt Ihnen")])
def test_it_says_what_was_written_in_the_partys_language_and_nothing_of_the_ticket(case, agent, language, words):
    type(case.vendor).objects.filter(pk=case.vendor_id).update(language=language)
    fresh = VendorCase.objects.get(pk=case.pk)
    chase_vendor(fresh, by=agent, now=MONDAY_9AM, body="Wo bleibt der Leser?", mail_to=ADDRESS)
    mail = mail_of(Notice.objects.get(kind="to_party"), now=MONDAY_9AM)
    html = mail.alternatives[0][0]
    for said in (words, "Wo bleibt der Leser?", "Leser tauschen", f"/cases/{case.pk}/"):
        assert said in html
    assert "secret" not in mail.subject + mail.body + html


def test_without_an_address_nothing_is_sent(case, agent):
    write_to_vendor(case, by=agent, now=MONDAY_9AM, body="Am Telefon gesagt.")
    assert not Notice.objects.filter(kind="to_party").exists()
