"""Rows written at once stand as Django itself would have written them; what a column refuses is refused."""

from datetime import timedelta

import pytest
from django.db import DataError, IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from core import bulk
from tests.make import MONDAY_9AM, make_ticket, make_user
from tickets.models import Event, Follower, Notice, Ticket, TicketClock

pytestmark = pytest.mark.django_db
ODD = "100 % of \\ 'quotes' %s {} \U0001f5a8"


@pytest.fixture
def ticket():
    return make_ticket()


def test_inserted_rows_have_keys_and_read_back_as_they_were_given(ticket):
    rows = [Event(ticket=ticket, seq=50 + n, at=MONDAY_9AM, kind="note", data={"text": ODD, "n": n}) for n in range(3)]
    with CaptureQueriesContext(connection) as asked:
        bulk.insert(rows)
    assert len(asked) == 1
    for row in rows:
        stored = Event.objects.get(pk=row.pk)
        assert (stored.data, stored.at, stored.by) == (row.data, MONDAY_9AM, None)
        assert stored.recorded_at is not None


def test_a_row_made_before_what_it_belongs_to_takes_its_key():
    person = make_user()
    ticket = make_ticket()
    unsaved = Ticket.objects.get(pk=ticket.pk)
    unsaved.pk = None
    follower = Follower(ticket=unsaved, user=person)
    bulk.insert([unsaved])
    bulk.insert([follower])
    assert Follower.objects.get(user=person).ticket_id == unsaved.pk != ticket.pk


def test_a_conflict_is_left_out_or_written_over(ticket):
    before = Notice.objects.get()
    bulk.insert([Notice(**{**_values(before), "error": "again"})], on_conflict="DO NOTHING")
    assert Notice.objects.get().error == ""
    clock = ticket.clocks.get(kind="resolution")
    given = TicketClock(**{**_values(clock), "consumed": timedelta(microseconds=7)})
    bulk.upsert([given], unique=["ticket", "kind"], update=["consumed"])
    again = ticket.clocks.get(kind="resolution")
    assert (again.consumed, again.target, again.pk) == (timedelta(microseconds=7), clock.target, clock.pk)


def test_each_row_is_updated_with_its_own_values_and_nothing_else(ticket):
    other = make_ticket()
    ticket.subject, ticket.breached_clocks, ticket.assignee = ODD, ["level"], make_user()
    other.subject, other.next_due_at = "Other", None
    bulk.update([ticket, other], ["subject", "breached_clocks", "assignee", "next_due_at"])
    one, two = Ticket.objects.get(pk=ticket.pk), Ticket.objects.get(pk=other.pk)
    assert (one.subject, one.breached_clocks, one.assignee) == (ODD, ["level"], ticket.assignee)
    assert (two.subject, two.next_due_at, two.status) == ("Other", None, "new")


def test_what_a_column_refuses_is_refused_and_not_cut(ticket):
    ticket.subject = "x" * 201
    with pytest.raises(DataError):
        bulk.update([ticket], ["subject"])


def test_what_is_there_once_cannot_be_there_twice(ticket):
    with pytest.raises(IntegrityError):
        bulk.insert([Event(ticket=ticket, seq=1, at=MONDAY_9AM, kind="note")])


def test_nothing_asks_nothing(ticket, django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.insert([])
        bulk.update([], ["subject"])
        bulk.upsert([], unique=["ticket"], update=["state"])


def _values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
