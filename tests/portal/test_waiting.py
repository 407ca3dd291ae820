"""From the mail to the page and back: a reminder, the end of waiting, an objection, and what is more urgent by now."""

import re

import pytest

from escalation.actions import decide_urgency
from escalation.models import UrgencyRequest
from escalation.sweep import sweep
from notifications.words import mail_of
from sla.activating import activate
from sla.models import TierVersion
from tests.make import DAY, HOUR, MONDAY_9AM, make_agent, make_team, make_ticket, make_user
from tickets.actions import wait_for_requester
from tickets.models import Notice, Ticket

AT = MONDAY_9AM


@pytest.fixture
def lead():
    person = make_user(first_name="Anna")
    make_team(person, lead=person)
    return person


@pytest.fixture
def ticket(klinik, mia, lead):
    draft = TierVersion.objects.get().copy_as_draft()
    draft.chases, draft.chase_after_minutes = 2, 9 * 60  # a service day
    draft.save()
    activate(draft, now=AT - DAY)
    return make_ticket(organisation=klinik, requester=mia, assignee=make_agent(lead.teams.get(), first_name="Jonas"))


def waiting(ticket):
    return wait_for_requester(ticket, by=ticket.assignee, reason="Which printer?", until=AT + DAY, now=AT)


def mail(kind, person):
    """The newest mail of that kind to him, as text."""
    return mail_of(Notice.objects.filter(kind=kind, person=person).latest("pk"), now=AT)


def link_in(mail, ending):
    """The path of the address in a mail that ends so."""
    [address] = re.findall(rf"https?://[^/\s]+(/t/\d+/{re.escape(ending)})(?=\s|$)", mail.body)
    return address


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def test_a_silent_requester_is_reminded_in_his_language_and_the_last_mail_leads_back(as_mia, mia, ticket):
    mia.language = "de"
    mia.save()
    waiting(ticket)
    for day in (1, 2):
        sweep(now=AT + day * DAY)
        reminder = mail("chased", mia)
        assert "Which printer?" in reminder.body
        assert reminder.subject.startswith(f"[#{ticket.pk}] Erinnerung:")
        assert as_mia.get(link_in(reminder, "#reply").partition("#")[0]).status_code == 200
    assert "als erledigt" in reminder.body.replace("\u00a0", " ")  # what comes next is said in the last one
    sweep(now=AT + 3 * DAY)
    assert fresh(ticket).status == "resolved"
    address = link_in(mail("resolved", mia), "?open=reopen")
    assert 'id="reopen" aria-labelledby="reopen-head" data-printed open' in as_mia.get(address).content.decode()
    assert fresh(ticket).status == "resolved"  # to look changes nothing
    as_mia.post(f"/t/{ticket.pk}/reopen/", {"reason": "Es druckt immer noch nicht."})
    assert fresh(ticket).status == "open"


def test_an_objection_from_the_mail_asks_first_and_takes_one_press(as_mia, mia, ticket, lead):
    waiting(ticket)
    address = link_in(mail("question", mia), "?open=object")
    page = as_mia.get(address).content.decode()
    assert 'id="object" aria-labelledby="object-head" data-printed open' in page
    assert fresh(ticket).status == "waiting_requester"
    for _twice in range(2):
        assert as_mia.post(f"/t/{ticket.pk}/object/").status_code == 302
    assert fresh(ticket).status == "open"
    assert ticket.clocks.get(kind="resolution").state == "running"
    assert ticket.events.filter(kind="objected").count() == 1
    assert Notice.objects.filter(kind="objected", person=lead).count() == 1
    assert 'id="object"' not in as_mia.get(address).content.decode()  # an old mail asks nothing any more


@pytest.mark.parametrize("accepted", [True, False])
def test_a_manager_says_it_is_more_urgent_and_all_are_told(client, klinik, ticket, lead, accepted):
    manager = make_user(klinik, role="manager", first_name="Eva")
    client.force_login(manager)
    assert client.post(f"/t/{ticket.pk}/urgent/", {"reason": ""}).status_code == 422
    client.post(f"/t/{ticket.pk}/urgent/", {"reason": "The whole ward waits."})
    assert UrgencyRequest.objects.get().by == manager
    assert {notice.person for notice in Notice.objects.filter(kind="urgency_asked")} == {lead, ticket.assignee}
    decide_urgency(ticket, by=lead, accepted=accepted, answer="Others wait too.", now=AT + HOUR)
    told = Notice.objects.filter(kind="urgency_decided")
    assert {notice.person for notice in told} == {ticket.requester, manager}
    assert "Others wait too." in mail("urgency_decided", manager).body
    assert link_in(mail("urgency_decided", manager), "")
    head = "More urgent: accepted" if accepted else "More urgent: declined"
    assert head in mail("urgency_asked", ticket.assignee).subject


def test_somebody_else_of_the_organisation_cannot_ask_for_it(client, klinik, ticket):
    client.force_login(make_user(klinik))
    assert client.post(f"/t/{ticket.pk}/urgent/", {"reason": "Hurry."}).status_code == 404
    assert not UrgencyRequest.objects.exists()
