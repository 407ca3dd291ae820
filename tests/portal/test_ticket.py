"""A ticket as its requester reads it, and what he can do with it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Organisation
from portal.reading import Reading
from tests.make import HOUR, PASSWORD, make_agent, make_organisation, make_team, make_ticket, make_tier, make_user
from tickets import actions
from tickets.models import Follower, Message, Ticket

CANARY = "Zuckerrohrpapagei"
OURS = re.compile(r"\bSLA\b|\bP[1-4]\b|[Pp]riorit|[Ll]evel|[Ss]tufe|[Ii]ncident|[Ee]skalation")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def jonas(db):
    return make_agent(make_team(name="Desk"), first_name="Jonas")


@pytest.fixture
def ticket(mia, jonas, now):
    return make_ticket(organisation=mia.home.organisation, requester=mia, now=now - HOUR)


def path(ticket, verb="ticket"):
    return reverse(f"portal:{verb}", args=[ticket.number])


def page_of(client, ticket, **query):
    answer = client.get(path(ticket), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_says_first_whose_turn_it_is(as_mia, ticket, jonas, now):
    assert "It is our turn. You need not do anything." in page_of(as_mia, ticket)
    actions.wait_for_requester(ticket, by=jonas, now=now, reason="Is the program still open?")
    page = page_of(as_mia, ticket)
    assert "It is your turn." in page
    assert "Is the program still open?" in page
    assert "The time is on hold" in page
    actions.resolve(ticket, by=jonas, now=now, problem="P", cause="C", solution="Turned the roll", message="Done")
    page = page_of(as_mia, ticket)
    assert "Is it really solved?" in page
    assert "Turned the roll" in page


def test_the_expected_time_and_its_reasons_are_those_of_the_clocks(as_mia, mia, ticket, jonas, now):
    actions.wait_for_requester(ticket, by=jonas, now=now - HOUR / 2, reason="Which one?")
    actions.reply(ticket, by=mia, now=now, body="The left one.")
    fresh = Ticket.objects.for_list().get(pk=ticket.pk)
    due = fresh.clocks.get(kind="resolution").due_at
    assert Reading(fresh, mia, now).expected.at == due
    page = page_of(as_mia, ticket, why="")
    assert "We waited for your answer" in page
    assert "How this time has changed" in page


def test_a_late_ticket_is_said_to_be_late(as_mia, mia, jonas, now):
    late = make_ticket(organisation=mia.home.organisation, requester=mia, now=now - timedelta(days=20))
    assert "This takes longer than we promised." in page_of(as_mia, late)


def test_no_word_of_ours_is_shown(as_mia, ticket, jonas, now):
    actions.assign(ticket, by=jonas, now=now, assignee=jonas)
    for open_dialog in ("", "resolve"):
        assert not OURS.search(page_of(as_mia, ticket, open=open_dialog, why=""))
    for name in ("home", "tickets", "new"):
        assert not OURS.search(as_mia.get(reverse(f"portal:{name}")).content.decode())


def test_notes_steps_and_calls_among_us_are_never_shown(as_mia, ticket, jonas, now):
    actions.note(ticket, by=jonas, now=now, body=CANARY)
    actions.log_step(ticket, by=jonas, now=now, body=CANARY, result="solved")
    actions.log_call(ticket, by=jonas, now=now, body=CANARY, reached=True)
    assert CANARY not in page_of(as_mia, ticket, messages="all")
    found = as_mia.get(reverse("portal:tickets"), {"q": CANARY, "which": "all"}).content.decode()
    assert "No ticket with" in found
    assert ticket.subject not in found


def test_an_agent_reads_no_note_of_his_own_report_here(client, klinik, now):
    """He works for another customer; as a requester he is like everybody else."""
    lea = make_agent(make_team(serves=[make_organisation()]))
    Membership.objects.create(user=lea, organisation=klinik)
    jonas = make_agent(make_team(serves=[klinik]))
    ticket = make_ticket(organisation=klinik, requester=lea, now=now - HOUR, team=jonas.teams.get())
    actions.note(ticket, by=jonas, now=now, body=CANARY)
    client.force_login(lea)
    assert CANARY not in page_of(client, ticket)


def test_who_works_on_it_is_sent_to_the_desk(client, ticket, jonas):
    client.force_login(jonas)
    answer = client.get(path(ticket))
    assert (answer.status_code, answer.url) == (302, reverse("desk:ticket", args=[ticket.number]))
    assert client.get(reverse("portal:home")).url == reverse("desk:queue")


@pytest.mark.parametrize("verb", ["ticket", "sent"])
def test_foreign_and_missing_look_the_same(as_mia, ticket, verb):
    foreign = make_ticket()
    answers = [as_mia.get(path(foreign, verb))]
    answers += [as_mia.get(reverse(f"portal:{verb}", args=[number])) for number in (987654321, 10**30)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in map(without_token, answers)}) == 1


def without_token(answer):
    answer.content = re.sub(rb'(csrf-token" content=|CSRFToken": )"[^"]*"', b"", answer.content)
    return answer


@pytest.mark.parametrize("verb", ["reply", "resolve", "reopen", "close"])
def test_a_stranger_does_nothing_to_it(client, ticket, verb):
    stranger = make_user(make_organisation())
    client.force_login(stranger)
    before = ticket.events.count()
    assert client.post(path(ticket, verb), {"body": "Hello", "reason": "x"}).status_code == 404
    client.logout()
    assert client.post(path(ticket, verb), {"body": "Hello"}).status_code == 302
    assert ticket.events.count() == before


def test_colleagues_see_it_only_where_their_organisation_shares(client, ticket, klinik):
    jan = make_user(klinik)
    client.force_login(jan)
    assert client.get(path(ticket)).status_code == 404
    Organisation.objects.filter(pk=klinik.pk).update(sharing=Organisation.Sharing.COLLEAGUES)
    assert client.get(path(ticket)).status_code == 200
    listed = client.get(reverse("portal:tickets"), {"whose": "colleagues"}).content.decode()
    assert ticket.subject in listed
    assert ticket.subject not in client.get(reverse("portal:tickets")).content.decode()


def test_somebody_who_was_added_reads_and_answers(client, ticket, klinik):
    ida = make_user(klinik)
    Follower.objects.create(ticket=ticket, user=ida)
    client.force_login(ida)
    assert client.get(path(ticket)).status_code == 200
    client.post(path(ticket, "reply"), {"body": "I have it too."})
    assert ticket.messages.filter(author=ida, direction=Message.Direction.IN).exists()


def test_an_answer_ends_the_wait_and_counts_once(as_mia, ticket, jonas, now):
    actions.wait_for_requester(ticket, by=jonas, now=now - HOUR / 2, reason="Which one?")
    key = re.search(r'name="key" value="([^"]+)"', page_of(as_mia, ticket))[1]
    for _ in range(2):
        answer = as_mia.post(path(ticket, "reply"), {"body": "The left one.", "key": key})
        assert answer.status_code == 302
    ticket.refresh_from_db()
    assert ticket.status == Ticket.Status.OPEN
    assert ticket.messages.filter(body="The left one.").count() == 1


@pytest.mark.parametrize(
    ("body", "sentence"), [("", "Write something first."), ("x" * 100_001, "This text is too long.")]
)
def test_a_bad_answer_is_refused_in_a_sentence_and_kept(as_mia, ticket, body, sentence):
    answer = as_mia.post(path(ticket, "reply"), {"body": body})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert body in answer.content.decode()


def test_it_is_solved_and_can_be_reopened(as_mia, ticket):
    for _ in range(2):  # a second click does no harm
        assert as_mia.post(path(ticket, "resolve")).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.status, ticket.problem) == (Ticket.Status.CLOSED, ticket.subject)
    assert ticket.resolved_at
    as_mia.post(path(ticket, "reopen"), {"reason": "It is back."})
    ticket.refresh_from_db()
    assert ticket.status == Ticket.Status.OPEN
    assert ticket.messages.filter(body="It is back.").exists()


def test_a_solution_is_confirmed(as_mia, ticket, jonas, now):
    actions.resolve(ticket, by=jonas, now=now, problem="P", cause="C", solution="S", message="Done")
    as_mia.post(path(ticket, "close"))
    ticket.refresh_from_db()
    assert ticket.status == Ticket.Status.CLOSED


def test_reopening_too_late_is_refused_and_the_reason_kept(as_mia, mia, jonas, now):
    old = make_ticket(organisation=mia.home.organisation, requester=mia, now=now - timedelta(days=90))
    actions.close(old, by=jonas, now=now - timedelta(days=80))
    answer = as_mia.post(
        path(old, "reopen"), {"reason": "It is back after all."}, headers={"Referer": f"http://testserver{path(old)}"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "closed too long ago" in page
    assert "It is back after all." in page
    assert f'href="{path(old)}"' in page


def test_a_link_in_a_mail_changes_nothing(as_mia, ticket, jonas, now):
    actions.resolve(ticket, by=jonas, now=now, problem="P", cause="C", solution="S", message="Done")
    before = Ticket.objects.values().get(pk=ticket.pk)
    assert 'id="reopen" aria-labelledby="reopen-head" data-printed open' in page_of(as_mia, ticket, open="reopen")
    for verb in ("reply", "resolve", "reopen", "close"):
        assert as_mia.get(path(ticket, verb)).status_code == 405
    assert Ticket.objects.values().get(pk=ticket.pk) == before


def test_the_number_of_queries_does_not_grow(as_mia, mia, jonas, ticket, now):
    pages = [path(ticket), reverse("portal:tickets"), reverse("portal:home"), reverse("portal:new")]
    for page in pages:
        as_mia.get(page)  # what is compiled once per process
    before = [queries_of(as_mia, page) for page in pages]
    for number in range(12):
        make_ticket(organisation=mia.home.organisation, requester=mia, now=now - HOUR)
        actions.reply(ticket, by=jonas, now=now, body=f"Answer {number}")
        actions.reply(ticket, by=mia, now=now, body=f"Question {number}")
    after = [queries_of(as_mia, page) for page in pages]
    assert after == before
    assert max(after) <= 20


def queries_of(client, page):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def test_german_people_read_german_times(client, klinik, jonas, now):
    karl = make_user(klinik, language="de", password=PASSWORD)
    ticket = make_ticket(organisation=klinik, requester=karl, now=now - HOUR)
    client.force_login(karl)
    page = page_of(client, ticket)
    assert "Wir sind dran. Sie müssen nichts tun." in page
    assert "\u00a0Uhr" in page
    assert not OURS.search(page)


def test_without_any_promise_no_time_is_named(as_mia, mia, jonas, now):
    tier = make_tier(targets={"first_response": HOUR})
    ticket = make_ticket(organisation=mia.home.organisation, requester=mia, now=now, tier_version=tier)
    assert "We cannot name a time yet." in page_of(as_mia, ticket)
