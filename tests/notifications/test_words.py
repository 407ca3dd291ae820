"""What stands in a mail: the reader's language and time, what he may know, and headers nobody can forge."""

import re

import pytest

from escalation.actions import give_back, hand_over
from escalation.sweep import sweep
from notifications.sending import send_batch
from notifications.wording import News
from notifications.words import mail_of
from tests.make import DAY, HOUR, MINUTE, MONDAY_9AM, make_agent, make_organisation, make_team, make_ticket, make_user
from tests.notifications.smtp import html_of, text_of
from tickets.actions import note, plan, reopen, reply, resolve, wait_for_requester, wait_for_vendor
from tickets.models import Follower, Notice
from tickets.references import reference_of_ticket, ticket_number_in

pytestmark = pytest.mark.django_db


def parts_of(notice, now=MONDAY_9AM):
    """The mail's subject, text and HTML."""
    mail = mail_of(notice, now=now)
    [(html, kind)] = mail.alternatives
    assert kind == "text/html"
    return mail.subject, mail.body, html


def newest(kind, person=None):
    found = Notice.objects.filter(kind=kind)
    return (found.filter(person=person) if person else found).latest("pk")


def ticket_and_agent(**fields):
    organisation = make_organisation()
    requester = make_user(organisation, first_name="Mia", **fields)
    agent = make_agent(first_name="Jonas", last_name="Weber")
    return make_ticket(organisation=organisation, requester=requester), agent


def test_an_acknowledgement_says_until_when_in_german(mail_server):
    ticket, _agent = ticket_and_agent(language="de")
    send_batch(now=MONDAY_9AM)
    [mail] = mail_server.taken
    assert mail["Subject"] == f"[#{ticket.pk}] Eingegangen: The printer does not print"
    assert mail["Content-Language"] == "de"
    for part in (text_of(mail), html_of(mail)):
        words = part.replace("\u00a0", " ")
        assert "Erste Antwort einer Person" in words
        assert "bis heute 10:00 Uhr" in words
        assert "bis heute 17:00 Uhr" in words
        assert f"/t/{ticket.pk}/" in words
    assert "Guten Tag Mia," in text_of(mail)
    assert '<html lang="de">' in html_of(mail)


def test_an_acknowledgement_says_until_when_in_english_and_the_readers_time_zone(mail_server):
    ticket_and_agent(language="en", time_zone="America/New_York")
    send_batch(now=MONDAY_9AM)
    [mail] = mail_server.taken
    words = text_of(mail).replace("\u00a0", " ")
    assert "First answer by a person: by today 04:00" in words
    assert "Expected to be solved: by today 11:00" in words
    assert "Hello Mia," in words


def test_a_question_says_whose_turn_it_is_and_that_the_time_is_paused():
    ticket, agent = ticket_and_agent()
    wait_for_requester(ticket, by=agent, reason="Which printer is it?", until=MONDAY_9AM + 2 * DAY, now=MONDAY_9AM)
    _subject, text, html = parts_of(newest("question"))
    assert "JONAS HAS A QUESTION FOR YOU." in text
    assert "Which printer is it?" in text
    assert "IT IS YOUR TURN. Answer in the ticket." in text
    assert "paused since today\u00a009:00" in " ".join(text.split(" ")).replace("\n", " ")
    assert "on Wed 4 Mar" in text
    assert "> It blinks and does nothing." not in text  # written at the same instant: no earlier message
    assert "<b>It is your turn.</b>" in html


def test_an_answer_carries_what_was_written_and_what_it_answers():
    ticket, agent = ticket_and_agent()
    reply(ticket, by=agent, body="Please restart it.\n\nBest, <b>Jonas</b>", now=MONDAY_9AM + MINUTE)
    subject, text, html = parts_of(newest("answer"))
    assert subject == f"[#{ticket.pk}] The printer does not print"
    assert "Please restart it.\n\nBest, <b>Jonas</b>" in text
    assert "> It blinks and does nothing." in text
    assert "Best, &lt;b&gt;Jonas&lt;/b&gt;" in html
    assert "<bdi>Jonas</bdi> has answered." in html


def test_a_vendor_and_a_date_are_told_with_what_they_mean_for_the_time():
    ticket, agent = ticket_and_agent()
    wait_for_vendor(ticket, by=agent, vendor="Brother", reason="Secret plan", now=MONDAY_9AM)
    _subject, text, html = parts_of(newest("vendor"))
    assert "We have asked Brother for help." in text
    assert "Secret plan" not in text + html
    plan(ticket, by=agent, until=MONDAY_9AM + DAY, reason="We come by", now=MONDAY_9AM)
    _subject, text, _html = parts_of(newest("planned"))
    assert "Agreed date: Tue 3 Mar, 09:00" in text


def test_a_solution_is_told_with_the_days_in_which_it_can_be_refused():
    ticket, agent = ticket_and_agent(language="de")
    resolve(ticket, by=agent, problem="Kein Papier", cause="Leer", solution="Aufgefüllt", now=MONDAY_9AM)
    subject, text, html = parts_of(newest("resolved"))
    assert subject.startswith(f"[#{ticket.pk}] Gelöst: ")
    assert "Lösung: Aufgefüllt" in text
    assert "Ohne Antwort schließen wir das Ticket am Mo., 09.03." in text.replace("\n", " ")
    assert "Nein, noch nicht" in html
    assert f"/t/{ticket.pk}/?open=reopen" in html


def test_a_reopened_ticket_is_told_to_each_in_his_words():
    ticket, agent = ticket_and_agent()
    colleague = make_agent()
    reply(ticket, by=agent, body="Done", now=MONDAY_9AM)
    ticket.assignee = agent
    ticket.save(update_fields=["assignee"])
    resolve(ticket, by=agent, problem="p", cause="c", solution="s", now=MONDAY_9AM)
    reopen(ticket, by=colleague, now=MONDAY_9AM + MINUTE)
    assert f"/t/{ticket.pk}/" in parts_of(newest("reopened", ticket.requester))[1]
    assert f"/desk/tickets/{ticket.pk}/" in parts_of(newest("reopened", agent))[1]


def test_agents_read_what_it_is_about_and_until_when():
    ticket, agent = ticket_and_agent()
    second = make_team(make_user(first_name="Kai"), level=2, name="Network")
    hand_over(ticket, by=agent, to_team=second, sentence="Look at the switch.", now=MONDAY_9AM)
    subject, text, _html = parts_of(newest("offered"))
    assert subject == f"[#{ticket.pk}] Offered: The printer does not print"
    assert "Look at the switch." in text
    assert "Answer by: today\u00a009:30" in text
    assert f"/desk/tickets/{ticket.pk}/" in text
    give_back(ticket, by=second.members.get(), reason="wrong_team", sentence="It is the cable.", now=MONDAY_9AM)
    _subject, text, _html = parts_of(newest("given_back"))
    assert "Reason: Wrong team" in text
    assert "It is the cable." in text


OUR_WORDS = re.compile(
    r"\b(SLA|Incident|Vorfall|Eskalation|escalat\w+|tier|level|Stufe|priority|Priorität)\b", re.IGNORECASE
)


def test_every_kind_has_words_in_both_languages_and_none_of_ours_for_requesters():
    ticket, agent = ticket_and_agent()
    followers = [make_user(ticket.organisation, language=language) for language in ("de", "en")]
    for follower in followers:
        Follower.objects.create(ticket=ticket, user=follower)
    data = {"until": MONDAY_9AM.isoformat(), "clock": "resolution", "due": MONDAY_9AM.isoformat(), "vendor": "Brother"}
    for kind in set(Notice.Kind) - {Notice.Kind.TO_PARTY}:  # which reads another subject: see test_to_parties.py
        for person in (ticket.requester, agent, *followers):
            notice = Notice(pk=1, kind=kind, person=person, ticket=ticket, data=data, created_at=MONDAY_9AM)
            subject, text, html = parts_of(notice)
            assert subject.startswith(f"[#{ticket.pk}] ")
            assert ticket.subject in text
            assert ticket.subject in html
            if person != agent and News(notice, now=MONDAY_9AM).is_for_requester:
                assert not OUR_WORDS.search(text)


def test_no_word_of_an_internal_note_is_in_any_mail(mail_server):
    ticket, agent = ticket_and_agent()
    second = make_team(make_user(), level=2)
    at = MONDAY_9AM + MINUTE
    note(ticket, by=agent, body="canary in the note", now=at)
    hand_over(ticket, by=agent, to_team=second, sentence="Please help.", now=at)
    wait_for_vendor(ticket, by=agent, vendor="Brother", reason="canary for the vendor", now=at)
    plan(ticket, by=agent, until=at + HOUR, reason="canary of the plan", now=at)
    reply(ticket, by=agent, body="An answer.", now=at)
    sweep(now=at + 2 * DAY)
    Notice.objects.filter(kind="answer").update(message=ticket.messages.get(kind="note"))
    while send_batch(now=at + 2 * DAY).claimed:
        pass
    assert len({mail["Message-ID"] for mail in mail_server.taken}) > 6
    assert not [mail for mail in mail_server.taken if b"canary" in mail.bytes]
    assert set(Notice.objects.values_list("outcome", flat=True)) == {"sent"}


def test_a_follower_who_may_no_longer_see_the_ticket_gets_no_mail(mail_server):
    ticket, agent = ticket_and_agent()
    follower = make_user(ticket.organisation)
    Follower.objects.create(ticket=ticket, user=follower)
    reply(ticket, by=agent, body="An answer.", now=MONDAY_9AM)
    Follower.objects.all().delete()
    send_batch(now=MONDAY_9AM)
    assert not mail_server.mails_to(follower)
    dropped = Notice.objects.get(person=follower)
    assert (dropped.outcome, dropped.error) == ("dropped", "The person may no longer see the ticket.")


def test_an_agent_whose_team_left_the_customer_gets_no_mail(mail_server):
    ticket, _agent = ticket_and_agent()
    outsider = make_agent(make_team(serves=[ticket.organisation]))
    Notice.objects.all().delete()
    Notice.objects.create(
        kind="warned", person=outsider, ticket=ticket, once="w", created_at=MONDAY_9AM, next_try_at=MONDAY_9AM
    )
    outsider.teams.get().scopes.all().delete()
    send_batch(now=MONDAY_9AM)
    assert [notice.outcome for notice in Notice.objects.all()] == ["dropped"]
    assert not mail_server.taken


def test_hostile_names_and_subjects_stay_words(mail_server):
    organisation = make_organisation(name="\u202eevil\u202c GmbH")
    requester = make_user(organisation, first_name="Mia\r\nBcc: all@example.com", last_name="\u202e" + "x" * 90)
    ticket = make_ticket(organisation=organisation, requester=requester, subject="A" * 200)
    type(ticket).objects.update(subject="<script>\r\nBcc: all@example.com\u202e\u2066" + "ä" * 150)
    send_batch(now=MONDAY_9AM)
    [mail] = mail_server.taken
    assert mail["Bcc"] is None
    assert mail.get_all("To") == [requester.email]
    assert "<script>" not in html_of(mail)
    for mark in "\u202e\u2066":
        assert mark not in mail["Subject"] + text_of(mail) + html_of(mail)


def test_a_name_written_from_right_to_left_turns_nothing_around_it():
    ticket, _agent = ticket_and_agent()
    ticket.requester.first_name = "ליאור"
    notice = Notice(pk=1, kind="received", person=ticket.requester, ticket=ticket, created_at=MONDAY_9AM)
    _subject, text, html = parts_of(notice)
    assert "Hello \u2068ליאור\u2069," in text
    assert "Hello <bdi>ליאור</bdi>," in html


def test_headers_thread_by_ticket_and_name_what_is_automatic():
    ticket, agent = ticket_and_agent()
    reply(ticket, by=agent, body="An answer.", now=MONDAY_9AM)
    resolve(ticket, by=agent, problem="p", cause="c", solution="s", now=MONDAY_9AM)
    automatic = {}
    for notice in Notice.objects.all():
        headers = mail_of(notice, now=MONDAY_9AM).message()
        assert headers["References"] == headers["In-Reply-To"] == reference_of_ticket(ticket)
        assert headers["Message-ID"] == mail_of(notice, now=MONDAY_9AM + DAY).message()["Message-ID"]
        automatic[notice.kind] = headers["Auto-Submitted"]
    assert automatic == {"received": "auto-replied", "answer": None, "resolved": "auto-generated"}


def test_an_answer_by_mail_is_asked_for_only_where_it_is_read(settings):
    ticket, _agent = ticket_and_agent()
    notice = Notice.objects.get(ticket=ticket)
    assert "reply" not in parts_of(notice)[1].lower()
    assert mail_of(notice, now=MONDAY_9AM).message()["Reply-To"] is None
    settings.MAIL_REPLY_TO = "service@help.example"
    assert "##- Please write your reply above this line. -##" in parts_of(notice)[1]
    assert mail_of(notice, now=MONDAY_9AM).message()["Reply-To"] == "service@help.example"


def test_a_reference_leads_back_only_with_our_mark(settings):
    ticket, _agent = ticket_and_agent()
    reference = reference_of_ticket(ticket)
    assert ticket_number_in(f"<other@example.com> {reference}") == ticket.pk
    assert ticket_number_in(reference.replace(f".{ticket.pk}.", f".{ticket.pk + 1}.")) is None
    settings.SECRET_KEY = "another key, of another installation"
    assert ticket_number_in(reference) is None


@pytest.mark.parametrize(("language", "said"), [("en", "Also told"), ("de", "Auch verständigt")])
@pytest.mark.parametrize("kind", ["ladder", "call_lead"])
def test_a_step_of_the_ladder_says_which_whom_else_and_how_to_acknowledge(language, said, kind):
    ticket, agent = ticket_and_agent()
    other = make_agent(first_name="Lea", last_name="Brandt")
    agent.language = language
    agent.save()
    notice = Notice.objects.create(
        kind=kind,
        person=agent,
        ticket=ticket,
        created_at=MONDAY_9AM,
        next_try_at=MONDAY_9AM,
        once=kind,
        data={
            "clock": "resolution",
            "step": "75%:notify",
            "people": [other.pk],
            "due": (MONDAY_9AM + HOUR).isoformat(),
        },
    )
    _subject, *parts = parts_of(notice)
    for part in parts:
        words = part.replace("\u00a0", " ")
        assert said in words
        assert "Lea Brandt" in words
        assert "75 %" in words
        assert "10:00" in words
        assert f"/desk/tickets/{ticket.pk}/acknowledge/?clock=resolution" in words
