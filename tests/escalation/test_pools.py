"""To whom of a team a ticket goes by itself: whoever is there and has least to do; where nobody is, the lead is called."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Shift
from escalation.audience import Audience
from escalation.models import Firing
from escalation.pools import Pools
from escalation.sweep import look_at, sweep
from tests.make import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY_9AM,
    make_agent,
    make_organisation,
    make_team,
    make_ticket,
    make_tier,
    make_user,
)
from tickets.actions import assign, release, wait_for_requester
from tickets.models import Event, Notice, Ticket

pytestmark = pytest.mark.django_db
AT = MONDAY_9AM


@pytest.fixture
def pool():
    """A team that gives its tickets to its people, of whom there are two; its lead is no member."""
    make_tier()
    team = make_team(assigns_itself=True, lead=make_user(first_name="Lea"))
    make_agent(team, first_name="Anna")
    make_agent(team, first_name="Ben")
    return team


def person(name):
    from accounts.models import User

    return User.objects.get(first_name=name)


def on_shift(name, team, *, since=AT - HOUR, hours=8, **fields):
    return Shift.objects.create(team=team, person=person(name), starts_at=since, ends_at=since + hours * HOUR, **fields)


def swept(ticket, now=AT):
    sweep(now=now)
    ticket.refresh_from_db()
    return ticket.assignee and ticket.assignee.first_name


def holders():
    return sorted(Ticket.objects.values_list("assignee__first_name", flat=True))


def why(ticket):
    return ticket.events.filter(kind=Event.Kind.ASSIGNED).last().data["why"]


def called():
    return list(Notice.objects.filter(kind=Notice.Kind.NOBODY).values_list("person__first_name", flat=True))


def test_whoever_has_least_to_do_gets_it_weighed_by_priority(pool):
    for impact, assignee in (("all", "Anna"), ("several", "Ben"), ("several", "Ben")):
        assign(make_ticket(impact=impact), by=None, assignee=person(assignee), now=AT)
    assert set(Ticket.objects.values_list("assignee__first_name", "priority")) == {("Anna", "P1"), ("Ben", "P2")}
    ticket = make_ticket(urgency="workaround")  # 8 for Anna, 4 and 4 for Ben: the first of equals
    assert (swept(ticket), why(ticket)) == ("Anna", "least")
    assert swept(make_ticket(urgency="workaround")) == "Ben"
    assert Notice.objects.filter(kind=Notice.Kind.ASSIGNED, person=person("Anna"), ticket=ticket).exists()


def test_what_waits_weighs_a_quarter(pool):
    waiting = make_ticket()
    assign(waiting, by=None, assignee=person("Anna"), now=AT)
    wait_for_requester(waiting, by=person("Anna"), reason="Which one?", now=AT)
    assign(make_ticket(), by=None, assignee=person("Ben"), now=AT)
    assert swept(make_ticket()) == "Anna"


def test_many_at_once_are_spread_and_half_the_hours_get_half(pool):
    on_shift("Anna", pool)
    on_shift("Ben", pool, hours=4)
    for _number in range(9):
        make_ticket()
    sweep(now=AT)
    assert holders() == ["Anna"] * 6 + ["Ben"] * 3


def test_on_duty_before_on_call_and_never_somebody_who_is_away(pool):
    on_shift("Anna", pool)
    on_shift("Ben", pool, hours=24, on_call=True)
    first, second = make_ticket(), make_ticket()
    assert (swept(first), why(first)) == ("Anna", "only")
    sweep(now=AT)
    anna = person("Anna")
    anna.absent_from = AT
    anna.save()
    third = make_ticket()
    assert (swept(third), why(third)) == ("Ben", "on_call")
    assert swept(second) == "Anna"  # what she has is the owner timer's


def test_a_deputy_who_may_work_the_ticket_stands_in_and_that_is_said(pool):
    on_shift("Anna", pool)
    anna, carl = person("Anna"), make_agent(make_team(level=2), first_name="Carl")
    anna.absent_from, anna.deputy = AT, carl
    anna.save()
    ticket = make_ticket()
    assert swept(ticket) == "Carl"
    assert ticket.events.filter(kind=Event.Kind.ASSIGNED).last().data["instead_of"] == anna.pk
    carl.teams.clear()
    carl.teams.add(make_team(level=2, serves=[make_organisation()]))
    assert (swept(make_ticket()), called()) == (None, ["Lea"])


def test_an_empty_team(pool):
    """Nobody is there: the lead is called once, not at each sweep; who comes later gets the ticket."""
    for name in ("Anna", "Ben"):
        member = person(name)
        member.absent_from = AT - DAY
        member.save()
    ticket = make_ticket()
    for minutes in range(0, 60, 10):
        assert swept(ticket, AT + minutes * MINUTE) is None
    assert called() == ["Lea"]
    assert Firing.objects.get(clock="owner").step == "nobody"
    ben = person("Ben")
    ben.absent_from = None
    ben.save()
    assert swept(ticket, AT + HOUR) == "Ben"
    pool.members.clear()
    other = make_ticket(now=AT + HOUR)
    assert (swept(other, AT + HOUR), called()) == (None, ["Lea", "Lea"])
    pool.members.add(ben)
    assert swept(other, AT + HOUR) == "Ben"


def test_before_the_hours_begin_nobody_is_missed(pool):
    on_shift("Anna", pool, since=AT + DAY)
    early = AT + 20 * HOUR  # Tuesday 5:00
    ticket = make_ticket(now=early)
    assert (swept(ticket, early), called()) == (None, [])
    assert swept(ticket, AT + 23 * HOUR) is None  # 8:00: service time, and she comes at 9:00
    assert called() == ["Lea"]
    assert swept(ticket, AT + DAY) == "Anna"


def test_who_put_it_back_is_not_given_it_again(pool):
    ticket = make_ticket()
    assert swept(ticket) == "Anna"
    release(ticket, by=person("Anna"), now=AT)
    assert swept(ticket) == "Ben"


def test_a_team_that_does_not_wish_it_is_given_nothing_to_its_people(pool):
    pool.assigns_itself = False
    pool.save()
    assert (swept(make_ticket()), called()) == (None, [])


def test_a_team_moved_to_another_level(pool):
    """A ticket of a team that works at the next level by now goes up once, and stays with who has it."""
    pool.assigns_itself = False
    pool.save()
    make_tier(targets={"level_1": HOUR, "level_2": 5 * HOUR})
    ticket = make_ticket()
    assign(ticket, by=None, assignee=person("Anna"), now=AT)
    pool.level = 2
    pool.save()
    assert swept(ticket, AT + HOUR) == "Anna"
    assert (ticket.level, ticket.team) == (2, pool)
    sweep(now=AT + 2 * HOUR)
    assert ticket.events.filter(kind=Event.Kind.HANDED_OVER).count() == 1
    assert ticket.clocks.get(kind="level").due_at == AT + 6 * HOUR


def test_a_choice_costs_no_statement_per_ticket(pool):
    def statements(count):
        for _number in range(count):
            make_ticket()
        with CaptureQueriesContext(connection) as queries:
            look_at(Ticket.objects.due_at(AT), at=AT)
        assert not Ticket.objects.filter(assignee=None).exists()
        return len(queries)

    assert statements(3) == statements(12)


def test_a_suggestion_says_why(pool):
    ticket = make_ticket()
    assert Pools(Audience(AT), [pool]).choose(ticket).words == "Anna: least to do of those on duty"
