"""Time per holder: added up from the histories, by team; by person only where that was switched on, and since then."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from escalation.actions import hand_over
from escalation.sweep import sweep
from reports.held import add_up, forget_persons, month_starts
from reports.models import HeldSum, HeldTime, Overrun
from reports.time_held import TimeHeld, months
from sla.models import PerPerson
from tests.make import DAY, HOUR, MONDAY_9AM, make_agent, make_organisation, make_team, make_ticket, make_tier
from tickets import actions

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)
TARGETS = {"first_response": HOUR, "resolution": 8 * HOUR, "level_1": 3 * HOUR, "level_2": 4 * HOUR}


@pytest.fixture
def house():
    make_tier(targets=TARGETS, acceptance_minutes=None)
    house = type("House", (), {"customer": make_organisation()})
    house.first, house.network = make_team(name="First level"), make_team(name="Network", level=2)
    house.jonas, house.kai = make_agent(house.first, first_name="Jonas"), make_agent(house.network, first_name="Kai")
    return house


def a_ticket(house, *, now=MONDAY_9AM):
    """An hour with nobody, four with Jonas, then with Kai; the first level's part is three hours."""
    ticket = make_ticket(organisation=house.customer, now=now, team=house.first)
    actions.take(ticket, by=house.jonas, now=now + HOUR)
    hand_over(ticket, by=house.jonas, now=now + 5 * HOUR, to_team=house.network, sentence="Look")
    actions.take(ticket, by=house.kai, now=now + 5 * HOUR)
    return ticket


def figures(question):
    return [
        (line.team.name, line.level, line.tickets, line.held / HOUR, line.nobody / HOUR, line.overrun)
        for line in question.lines
    ]


def test_teams_have_their_time_and_their_breaches(house):
    for _ in range(2):
        a_ticket(house)
    assert add_up(now=MONDAY_9AM + 24 * HOUR) == 2  # Tuesday 9:00: nine hours of service
    question = TimeHeld(month=MARCH)
    # Eight hours of Monday and one of Tuesday. The solution was due at 17:00, when the first level had used most above
    # its part; the first response too, with nobody assigned.
    assert figures(question) == [("First level", 1, 2, 10.0, 2.0, 4), ("Network", 2, 2, 8.0, 0.0, 0)]
    assert (question.total.held, question.total.overrun) == (18 * HOUR, 4)


def test_behind_each_figure_are_its_tickets(house):
    ticket, other = a_ticket(house), make_ticket(organisation=house.customer, team=house.first)
    add_up(now=MONDAY_9AM + 24 * HOUR)
    question = TimeHeld(month=MARCH)
    where = {"team": house.first.pk, "level": 1}
    assert list(question.behind("held", **where)) == [(other.pk, 9 * HOUR), (ticket.pk, 5 * HOUR)]
    assert list(question.behind("nobody", **where)) == [(other.pk, 9 * HOUR), (ticket.pk, HOUR)]
    overrun = {(number, clock) for number, _over, _at, clock in question.behind("overrun", **where)}
    assert overrun == {(t.pk, clock) for t in (ticket, other) for clock in ("first_response", "resolution")}
    for line in question.lines:
        rows = question.behind("held", team=line.team.pk, level=line.level)
        assert (len(rows), sum((time for _number, time in rows), timedelta())) == (line.tickets, line.held)


def test_only_the_teams_and_the_level_that_were_asked_for(house):
    a_ticket(house)
    add_up(now=MONDAY_9AM + 24 * HOUR)
    assert [line.team for line in TimeHeld(month=MARCH, teams=[house.network.pk]).lines] == [house.network]
    assert [line.team for line in TimeHeld(month=MARCH, level=1).lines] == [house.first]
    assert TimeHeld(month=MARCH, teams=[]).lines == []
    assert TimeHeld(month=date(2026, 4, 1)).lines == []


def test_a_stretch_over_the_end_of_a_month_counts_in_both(house):
    make_ticket(organisation=house.customer, team=house.first, now=datetime(2026, 3, 31, 12, tzinfo=UTC))  # 14:00
    add_up(now=datetime(2026, 4, 1, 8, tzinfo=UTC))  # 10:00
    assert figures(TimeHeld(month=MARCH))[0][3] == 3
    assert figures(TimeHeld(month=date(2026, 4, 1)))[0][3] == 2
    assert months(date(2026, 4, 1)) == [date(2026, 4, 1), MARCH]


def test_months_begin_where_the_installation_is(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    starts = month_starts(datetime(2026, 1, 31, 22, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    assert [start.astimezone(UTC) for start in starts] == [
        datetime(2026, 1, 31, 23, tzinfo=UTC),
        datetime(2026, 2, 28, 23, tzinfo=UTC),
        datetime(2026, 3, 31, 22, tzinfo=UTC),
    ]


def test_only_what_changed_is_added_up_again_and_open_ones_each_hour(house):
    done, runs = a_ticket(house), a_ticket(house)
    actions.resolve(done, by=house.kai, problem="P", cause="C", solution="S", now=MONDAY_9AM + 6 * HOUR)
    now = MONDAY_9AM + 7 * HOUR
    assert add_up(now=now) == 2
    assert add_up(now=now + HOUR / 2) == 0
    actions.note(runs, by=house.kai, body="Note", now=now + HOUR / 2)
    assert add_up(now=now + HOUR / 2) == 1
    assert add_up(now=now + 2 * HOUR) == 1
    assert HeldSum.objects.get(ticket=done).as_of == now
    assert TimeHeld(month=MARCH).as_of == now + 2 * HOUR


def test_adding_up_twice_is_adding_up_once(house):
    ticket = a_ticket(house)
    now = MONDAY_9AM + 24 * HOUR
    add_up(now=now)
    before = list(HeldTime.objects.order_by("kind", "level").values("kind", "level", "counted", "stood"))
    HeldSum.objects.filter(ticket=ticket).delete()
    add_up(now=now)
    assert list(HeldTime.objects.order_by("kind", "level").values("kind", "level", "counted", "stood")) == before


def test_a_breach_stays_whose_it_was(house):
    ticket = a_ticket(house)
    add_up(now=MONDAY_9AM + 24 * HOUR)
    before = list(Overrun.objects.order_by("clock").values("clock", "team", "level", "at", "used", "over"))
    hand_over(ticket, by=house.kai, now=MONDAY_9AM + 25 * HOUR, to_team=house.first, sentence="Back")
    actions.resolve(ticket, by=house.jonas, problem="P", cause="C", solution="S", now=MONDAY_9AM + 4 * DAY)
    actions.reopen(ticket, by=house.jonas, now=MONDAY_9AM + 5 * DAY)
    add_up(now=MONDAY_9AM + 7 * DAY)
    assert list(Overrun.objects.order_by("clock").values("clock", "team", "level", "at", "used", "over")) == before


def test_a_ticket_that_the_ladder_moved_is_held_by_the_team_it_went_to(house):
    make_ticket(organisation=house.customer, team=house.first)
    sweep(now=MONDAY_9AM + 3 * HOUR)
    add_up(now=MONDAY_9AM + 4 * HOUR)
    assert figures(TimeHeld(month=MARCH)) == [("First level", 1, 1, 3.0, 3.0, 1), ("Network", 2, 1, 1.0, 1.0, 0)]


def switch(is_on, at):
    values = {"is_on": is_on, "since": at if is_on else None, "reason": "Agreement of 2 March"}
    PerPerson.objects.update_or_create(pk=1, defaults=values)


def named():
    return {
        name for model in (HeldTime, Overrun) for name in model.objects.values_list("person__first_name", flat=True)
    }


def test_nobody_is_named_unless_it_was_switched_on(house):
    a_ticket(house)
    add_up(now=MONDAY_9AM + 24 * HOUR)
    assert named() == {None}
    assert TimeHeld(month=MARCH).people == []


def test_persons_are_named_from_the_moment_on_at_which_it_was_switched_on(house):
    a_ticket(house)
    switch(True, MONDAY_9AM + 3 * HOUR)
    add_up(now=MONDAY_9AM + 7 * HOUR)
    people = [(line.person.first_name, line.team.name, line.held / HOUR) for line in TimeHeld(month=MARCH).people]
    assert people == [("Jonas", "First level", 2), ("Kai", "Network", 2)]  # Jonas' two hours before are not told
    assert figures(TimeHeld(month=MARCH))[0][3] == 5


def test_switched_off_the_names_are_gone_from_what_was_added_up(house):
    switch(True, MONDAY_9AM)
    a_ticket(house)
    add_up(now=MONDAY_9AM + 24 * HOUR)
    assert named() == {None, "Jonas", "Kai"}  # None: an hour with nobody
    before = figures(TimeHeld(month=MARCH))
    switch(False, None)
    forget_persons()
    assert named() == {None}
    assert TimeHeld(month=MARCH).people == []
    assert figures(TimeHeld(month=MARCH)) == before


def test_the_question_takes_the_same_statements_however_many_tickets(house, django_assert_num_queries):
    for count in (1, 3):
        for _ in range(count):
            a_ticket(house)
        add_up(now=timezone.now())
        with django_assert_num_queries(3):
            assert len(TimeHeld(month=MARCH).lines) == 2
