"""Mail, page and record name the same times: each is read at the same instant and compared."""

import re

import pytest
from django.utils import timezone, translation

from core.times import clock_time
from notifications.words import mail_of
from portal.reading import Reading
from tests.make import DAY, HOUR, MINUTE, MONDAY_9AM, make_agent, make_organisation, make_team, make_ticket, make_user
from tickets.actions import (
    agree_news,
    clear_due,
    merge,
    plan,
    reply,
    resume,
    set_due,
    set_priority,
    wait_for_requester,
    wait_for_vendor,
)
from tickets.models import Follower, Notice, Ticket

pytestmark = pytest.mark.django_db
AT = MONDAY_9AM
OUR_WORDS = re.compile(r"\b(SLA|tier|Servicestufe|escalat\w+|Eskalation)\b", re.IGNORECASE)


@pytest.fixture
def lead():
    person = make_agent(first_name="Lena")
    make_team(person, lead=person)
    return person


@pytest.fixture(params=["de", "en"])
def ticket(lead, request):
    organisation = make_organisation()
    requester = make_user(organisation, first_name="Mia", language=request.param)
    return make_ticket(organisation=organisation, requester=requester)


def told(ticket):
    """What is open in the record, as {kind: due}."""
    return dict(ticket.commitments.open().values_list("kind", "due_at"))


def newest_mail(ticket, now):
    notice = Notice.objects.filter(person=ticket.requester).latest("pk")
    mail = mail_of(notice, now=now)
    return notice.kind, plain(mail.subject + mail.body), plain(mail.alternatives[0][0])


def plain(text):
    return " ".join(text.replace("\u00a0", " ").split())


def steps(lead):
    """One change after the other, each an hour later."""
    return [
        (reply, {"by": lead, "body": "We look at it."}),
        (set_priority, {"by": lead, "priority": "P1", "reason": "All are hit."}),
        (set_due, {"by": lead, "clock": "resolution", "until": AT + DAY + 3 * HOUR, "reason": "A part has to come."}),
        (agree_news, {"by": lead, "until": AT + DAY, "reason": "I call you tomorrow at nine."}),
        (wait_for_vendor, {"by": lead, "vendor": "Brother", "reason": "A new drum."}),
        (resume, {"by": lead}),
        (plan, {"by": lead, "until": AT + DAY + HOUR, "reason": "On site at ten."}),
        (clear_due, {"by": lead, "clock": "resolution"}),
    ]


def test_the_newest_mail_the_page_and_the_record_name_the_same_times(ticket, lead):
    requester, seen = ticket.requester, set()
    for number, (verb, said) in enumerate(steps(lead)):
        now = AT + (number + 1) * 30 * MINUTE
        before = Notice.objects.filter(person=requester).count()
        verb(ticket, now=now, **said)
        if Notice.objects.filter(person=requester).count() == before:
            continue
        kind, text, html = newest_mail(ticket, now)
        seen.add(kind)
        ticket = Ticket.objects.get(pk=ticket.pk)
        with translation.override(requester.language), timezone.override(requester.time_zone):
            for due in told(ticket).values():
                assert plain(clock_time(due)) in text, (verb.__name__, kind)
                assert plain(clock_time(due)) in html, (verb.__name__, kind)
            expected = Reading(ticket, requester, now).expected
        if expected.kind == "at":
            assert expected.at == told(ticket)["solution"], verb.__name__
        assert not OUR_WORDS.search(text)
    assert {"answer", "promise_changed", "planned"} <= seen


def test_a_changed_time_says_what_it_was_and_why(ticket, lead):
    set_due(ticket, by=lead, clock="resolution", until=AT + DAY, reason="A part has to come.", now=AT + MINUTE)
    kind, text, html = newest_mail(ticket, AT + MINUTE)
    assert kind == "promise_changed"
    for part in (text, html):
        assert "A part has to come." in part
        assert ("17:00 Uhr)" if ticket.requester.language == "de" else "today 17:00)") in part
    headings = {"de": "Es wird voraussichtlich später gelöst.", "en": "It will probably be solved later."}
    here = headings.pop(ticket.requester.language)
    assert here in html
    assert next(iter(headings.values())) not in html


def test_who_follows_the_ticket_is_told_too_in_his_language(ticket, lead):
    follower = make_user(ticket.organisation, language="en")
    Follower.objects.create(ticket=ticket, user=follower)
    set_due(ticket, by=lead, clock="resolution", until=AT + HOUR, reason="It is quick.", now=AT + MINUTE)
    notice = Notice.objects.get(person=follower, kind="promise_changed")
    mail = mail_of(notice, now=AT + MINUTE)
    assert "It will probably be solved sooner." in mail.alternatives[0][0]
    assert "because you follow ticket" in plain(mail.body)


def test_an_answer_after_a_wait_names_the_time_and_what_it_was(ticket, lead):
    wait_for_requester(ticket, by=lead, reason="Which one?", now=AT + MINUTE)
    reply(ticket, by=ticket.requester, body="The left one.", now=AT + HOUR)
    kind, text, _html = newest_mail(ticket, AT + HOUR)
    assert kind == "promise_changed"
    due = told(ticket)["solution"]
    with translation.override(ticket.requester.language), timezone.override(ticket.requester.time_zone):
        assert plain(clock_time(due)) in text
        assert plain(clock_time(AT + 8 * HOUR)) in text


def test_a_merged_tickets_requester_is_led_there_and_followers_learn_no_foreign_subject(ticket, lead):
    other = make_ticket(organisation=ticket.organisation, subject="Printing in the whole house")
    follower = make_user(ticket.organisation)
    Follower.objects.create(ticket=ticket, user=follower)
    merge(ticket, into=other, by=lead, now=AT + MINUTE)
    _kind, text, html = newest_mail(ticket, AT + MINUTE)
    assert f"#{other.pk}" in text
    assert "Printing in the whole house" in html
    mail = mail_of(Notice.objects.get(person=follower, kind="merged"), now=AT + MINUTE)
    assert "whole house" not in mail.body + mail.alternatives[0][0]
