"""Third parties of the sample: what two customers agreed with them, and one case in the middle of its way."""

from datetime import timedelta

from catalogue.models import ProviderContract
from escalation.actions import (
    add_vendor_step,
    finish_vendor_step,
    open_vendor_case,
    propose_step,
    update_vendor_case,
    write_as_party,
    write_to_vendor,
)
from sla.models import Calendar
from tickets.models import Ticket

READER = "Badge reader at gate 3 offline"
ASKED = "Der Leser an Tor 3 antwortet nicht mehr, die Lampe blinkt rot. Bitte tauschen Sie ihn aus."


def tell_of_vendors(people, services, *, now):
    hours = Calendar.objects.get(name="Lange Servicezeit")
    ProviderContract.objects.create(
        organisation=people.organisations["Klinik Süd"],
        service=services["Network and VPN"],
        vendor=people.organisations["Leitwerk Netz"],
        what="Internetleitung",
        customer_number="KS-20417",
        line_number="HH-0417-2",
        hotline="040 66969 417",
        hours="Mo–Sa 06–22 Uhr",
        may_order="Mia, Herr Brand",
        they_ask="Farbe der Lampen am Router, wer den Serverraum öffnet",
        agreed="entstört in 8 Stunden",
        calendar=hours,
        restored_minutes=480,
    )
    gates = ProviderContract.objects.create(
        organisation=people.organisations["Maschinenbau West"],
        vendor=people.organisations["Zutritt Nord"],
        what="Zutrittsleser",
        customer_number="MW-1187",
        hotline="040 66969 418",
        hours="Mo–Fr 07–18 Uhr",
        may_order="Omar, Karl",
        they_ask="Seriennummer, Farbe der Statuslampe",
        agreed="vor Ort am nächsten Werktag",
        calendar=hours,
    )
    _tell_of_the_reader(people, gates, now=now)
    _tell_of_their_own_it(people, now=now)


def _tell_of_the_reader(people, contract, *, now):
    ticket = Ticket.objects.get(subject=READER)
    lea, tom = people.users["Lea"], people.users["Tom"]
    case = open_vendor_case(
        ticket,
        by=lea,
        now=now - timedelta(minutes=90),
        vendor=contract.vendor,
        contract=contract,
        kinds=["on_site", "return"],
        what="Zutrittsleser an Tor 3 austauschen",
        reference="V-77-20431",
        promised_at=now + timedelta(hours=3),
    )
    said = {"by": tom, "now": now - timedelta(minutes=60)}
    add_vendor_step(case, kind="return", what="Ersatzleser versendet", **said)
    finish_vendor_step(case, step=case.steps.get(), **said)
    add_vendor_step(case, kind="return", what="Ersatzleser an Tor 3", due_at=now - timedelta(minutes=20), **said)
    visit = {"starts_at": now + timedelta(hours=2), "due_at": now + timedelta(hours=2, minutes=45)}
    add_vendor_step(
        case, kind="on_site", what="Felix tauscht den Leser", who="Felix, Schlüssel am Empfang", **visit, **said
    )
    write_to_vendor(case, body=ASKED, mail_to=contract.vendor.case_mail, **said)
    felix = {"by": people.users["Felix"], "now": now - timedelta(minutes=40)}
    write_as_party(case, body="Der Leser ist unterwegs. Blinkt die Lampe noch rot?", **felix)
    update_vendor_case(
        case,
        loan_device="BR-L02 an Tor 3",
        costs="Anfahrt 95 €",
        costs_approved_by="Omar",
        shipping="JD0146-118402",
        **said,
    )


def _tell_of_their_own_it(people, *, now):
    """The customer's own IT is asked too, and proposes when: it signs in as karl@…."""
    ticket = Ticket.objects.filter(organisation=people.organisations["Maschinenbau West"]).exclude(subject=READER)
    ticket = ticket.unfinished().order_by("number").first()
    if ticket is None:
        return
    said = {"by": people.users["Lea"], "now": now - timedelta(minutes=50)}
    party = ticket.organisation
    case = open_vendor_case(ticket, vendor=party, kinds=["remote"], what="Freigabe in der Firewall prüfen", **said)
    write_to_vendor(case, body="Bitte prüfen Sie die Freigabe in Ihrer Firewall.", **said)
    starts_at = now + timedelta(hours=1)
    visit = {"starts_at": starts_at, "due_at": starts_at + timedelta(minutes=30)}
    karl = {"by": people.users["Karl"], "now": now - timedelta(minutes=15)}
    propose_step(case, kind="remote", what="Gemeinsam prüfen, per Fernwartung", **visit, **karl)
