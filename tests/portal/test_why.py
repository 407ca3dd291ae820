"""Why it is due then, in the requester's words: each state, each kind of hold, both languages."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from portal.why import Why
from tests.make import (
    ALL_HOURS,
    HOUR,
    MINUTE,
    MONDAY_9AM,
    make_agent,
    make_calendar,
    make_organisation,
    make_team,
    make_ticket,
    make_tier,
    make_user,
)
from tests.portal.test_ticket import OURS
from tickets import actions
from tickets.clocks import PROMISES
from tickets.explained import Explained
from tickets.models import Commitment, Ticket
from tickets.plain_words import sentence

pytestmark = pytest.mark.django_db


class World:
    """A customer's ticket of Monday, 9 o'clock in Berlin, with eight hours to solve it, and who works on it."""

    def __init__(self, **fields):
        make_tier(**fields)
        self.lead = make_agent(make_team(), first_name="Nora", is_superuser=True)
        self.jonas = make_agent(self.lead.teams.get(), first_name="Jonas")
        self.mia = make_user(make_organisation(), first_name="Mia")
        self.ticket = make_ticket(organisation=self.mia.home.organisation, requester=self.mia)

    def wait(self, start, end):
        actions.wait_for_requester(self.ticket, by=self.jonas, now=MONDAY_9AM + start, reason="Which room?")
        actions.reply(self.ticket, by=self.mia, now=MONDAY_9AM + end, body="2.14")

    def resolve(self, after):
        said = {"problem": "P", "cause": "C", "solution": "S"}
        actions.resolve(self.ticket, by=self.jonas, now=MONDAY_9AM + after, **said)

    def why(self, after):
        return Why(Ticket.objects.get(pk=self.ticket.pk), MONDAY_9AM + after)


def said(why):
    return plain(why.sentence)


def plain(text):
    return str(text).replace("\u00a0", " ")


def rows(why):
    return [(plain(row.label), plain(row.value)) for row in why.rows]


RUNNING = {
    "en": "8 hours of service time from today 09:00, in between on hold for 10 minutes while we waited for your answer. "
    "Service hours are Mon–Fri, 08:00–17:00.",
    "de": "8 Stunden Servicezeit ab heute 09:00 Uhr, dazwischen 10 Minuten angehalten, während wir auf Ihre Antwort "
    "gewartet haben. Servicezeit ist Mo–Fr, 08:00–17:00 Uhr.",
}
WAITING = {
    "en": "On hold since today 10:00 (Jonas). We can only go on once we have your answer. Without an answer we go on by "
    "ourselves: tomorrow 09:00. Used so far: 1 hour of 8 hours of service time.",
    "de": "Angehalten seit heute 10:00 Uhr (Jonas). Wir können erst weitermachen, wenn wir Ihre Antwort haben. Ohne "
    "Antwort machen wir von selbst weiter: morgen 09:00 Uhr. Bisher verbraucht: 1 Stunde von 8 Stunden Servicezeit.",
}


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_running_time_names_start_amount_holds_and_service_hours(language):
    world = World()
    world.wait(HOUR, HOUR + 10 * MINUTE)
    with translation.override(language):
        assert said(world.why(2 * HOUR)) == RUNNING[language]


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_paused_time_names_who_has_to_act_what_is_used_and_when_it_goes_on_by_itself(language):
    world = World()
    until = MONDAY_9AM + 24 * HOUR
    actions.wait_for_requester(world.ticket, by=world.jonas, now=MONDAY_9AM + HOUR, reason="Which?", until=until)
    with translation.override(language):
        assert said(world.why(2 * HOUR)) == WAITING[language]


def test_the_rows_add_up():
    world = World()
    world.wait(HOUR, HOUR + 10 * MINUTE)
    assert rows(world.why(2 * HOUR)) == [
        ("Your report", "today 09:00"),
        ("Time to solve it, service hours only", "+ 8 h"),
        ("Outside our service hours", "+ 15 h"),
        ("On hold today 10:00 – 10:10: We waited for your answer", "+ 10 m"),
        ("Expected to be solved", "tomorrow 08:10"),
    ]


def test_a_vendor_is_named_but_not_what_he_is_asked():
    world = World()
    actions.wait_for_vendor(world.ticket, by=world.jonas, now=MONDAY_9AM + HOUR, vendor="Lenovo", reason="Papagei")
    assert "Lenovo has to act first." in said(world.why(2 * HOUR))
    actions.resume(world.ticket, by=world.jonas, now=MONDAY_9AM + 2 * HOUR)
    why = world.why(3 * HOUR)
    assert "We waited for Lenovo" in rows(why)[3][0]
    assert "while the vendor had to act" in said(why)
    assert "Papagei" not in said(why) + str(why.rows)


def test_an_agreed_date_leads_to_the_time_that_is_foreseen():
    world = World()
    actions.plan(world.ticket, by=world.jonas, now=MONDAY_9AM + HOUR, until=MONDAY_9AM + 3 * HOUR, reason="Room 2.14")
    why = world.why(2 * HOUR)
    assert why.foreseen.due_at == MONDAY_9AM + 25 * HOUR
    assert why.solutions[0].due == why.foreseen.due_at
    assert ("On hold today 10:00 – 12:00: Until the date we agreed", "+ 2 h") in rows(why)
    assert "on hold for 2 hours until the date we agreed" in said(why)


def test_what_was_solved_says_whether_in_time():
    world = World()
    world.resolve(2 * HOUR)
    assert said(world.why(24 * HOUR)) == (
        "It was finished yesterday 11:00, after 2 hours; agreed were 8 hours of service time."
    )
    assert [told.outcome for told in world.why(24 * HOUR).solutions] == ["We kept it."]
    late = World()
    late.resolve(24 * HOUR)
    why = late.why(25 * HOUR)
    assert "later than agreed: after 9 hours instead of 8 hours of service time" in said(why)
    assert rows(why)[-1] == ("Finished, later than agreed", "today 09:00")
    assert [(told.outcome, told.is_missed) for told in why.solutions] == [("We did not keep it.", True)]


def test_a_late_one_still_says_how_its_time_came_about():
    why = World().why(72 * HOUR)
    assert said(why).startswith("8 hours of service time from Mon 09:00.")
    assert rows(why)[-1] == ("Was to be solved by", "Mon 17:00")
    whole = sentence(why.told, now=why.now)
    assert plain(whole).startswith("We wanted to have it solved by Mon 17:00. It takes longer. 8 hours")


def test_hours_elsewhere_and_holidays_are_named():
    calendar = make_calendar(holidays=[{"date": "2026-03-03", "name": "Carnival"}])
    world = World(calendar=calendar, targets={"resolution": 10 * HOUR})
    with timezone.override("America/New_York"):
        text = said(world.why(HOUR))
    assert "Service hours are Mon–Fri, 08:00–17:00 (Berlin time). We are closed: Carnival." in text
    assert ("We are closed: Carnival", "+ 24 h") in rows(world.why(HOUR))


def test_day_and_night():
    world = World(calendar=make_calendar(ALL_HOURS))
    assert "Service hours are around the clock." in said(world.why(HOUR))


def test_a_time_set_by_hand_names_who_and_why():
    world = World()
    said_by = {"clock": "resolution", "reason": "The lesson begins."}
    actions.set_due(world.ticket, by=world.lead, now=MONDAY_9AM + HOUR, until=MONDAY_9AM + 4 * HOUR, **said_by)
    why = world.why(2 * HOUR)
    assert said(why).startswith("Nora has set this time: The lesson begins.")
    assert ("Time set by the person in charge: The lesson begins.", "+ 4 h") in rows(why)
    assert plain(why.solutions[0].reason) == "Set by the person in charge. The lesson begins."


def test_each_time_he_was_told_stands_there_with_its_reason_the_newest_first():
    world = World()
    world.wait(HOUR, HOUR + 10 * MINUTE)
    newest, first = world.why(2 * HOUR).solutions
    assert (newest.before, newest.due) == (first.due, first.due + 15 * HOUR + 10 * MINUTE)
    assert plain(newest.reason) == "We waited for your answer (10 m)."
    assert first.reason == "Your report came in."
    assert Commitment.objects.filter(ticket=world.ticket, kind="solution").count() == 2


def test_news_we_owe_and_have_not_sent_are_said_to_be_missed():
    world = World()
    [told] = world.why(2 * HOUR).news
    assert (told.due, told.outcome) == (MONDAY_9AM + HOUR, "We did not keep it.")
    assert world.why(HOUR / 2).news[0].outcome == ""


def test_an_answer_keeps_the_news_and_a_new_one_is_nothing_changed():
    world = World()
    actions.reply(world.ticket, by=world.jonas, now=MONDAY_9AM + HOUR / 2, body="Looking")
    newest, first = world.why(HOUR).news
    assert (first.outcome, newest.before, newest.due) == ("We kept it.", None, MONDAY_9AM + 2.5 * HOUR)


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_word_of_ours_stands_in_any_state(language):
    world = World()
    texts = []

    def note(after):
        explained = Explained(Ticket.objects.get(pk=world.ticket.pk), now=MONDAY_9AM + after)
        texts.extend((explained.of(kind).state, sentence(explained.of(kind), now=explained.now)) for kind in PROMISES)

    with translation.override(language):
        note(timedelta(minutes=1))
        note(20 * HOUR)
        world.wait(20 * HOUR, 26 * HOUR)
        actions.wait_for_requester(world.ticket, by=world.jonas, now=MONDAY_9AM + 27 * HOUR, reason="Which?")
        note(28 * HOUR)
        world.resolve(29 * HOUR)
        note(30 * HOUR)
    assert {state for state, _text in texts} == {"running", "idle", "late", "paused", "missed", "ended"}
    assert not [text for _state, text in texts if OURS.search(text) or not re.search(r"\w\.$", plain(text))]
