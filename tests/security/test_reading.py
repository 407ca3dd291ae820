"""GET changes nothing: every row of every table is the same after everybody has read everything."""

import hashlib

import pytest
from django.db import connection

from .crawling import all_reading, crawl

pytestmark = pytest.mark.django_db

# Sessions are renewed, limits counted, and a token notes the hour of its use: none of them is what somebody looks at.
MAY_CHANGE = {"django_session", "cache"}
LEFT_OUT = {"accounts_user": ["last_login"], "api_token": ["last_used_at"]}


def prints():
    """A digest of the rows of each table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in MAY_CHANGE:
                continue
            without = "".join(f" - '{name}'" for name in LEFT_OUT.get(table, ()))
            name = connection.ops.quote_name(table)
            rows = f"SELECT (to_jsonb(t){without})::text AS row FROM {name} t"
            cursor.execute(f"SELECT count(*), coalesce(string_agg(row, ' ' ORDER BY row), '') FROM ({rows}) r")
            count, text = cursor.fetchone()
            found[table] = (count, hashlib.sha256(text.encode()).hexdigest())
    return found


@pytest.mark.parametrize("who", ["requester", "manager", "agent", "SLA administrator", "administrator"])
def test_looking_at_everything_changes_nothing(world, who):
    assert all(customer.what_if for customer in (world.own, world.other)), "made when first asked for"
    person, before, asked = world.people[who], prints(), 0
    for path, answer in all_reading(world, person):
        assert answer.status_code < 500, path
        asked += 1
    assert prints() == before
    assert asked > 150


@pytest.mark.parametrize("who", ["requester's token, read", "agent's token, write"])
def test_nor_does_a_program(world, who):
    client = world.visitors()[who]
    before = prints()
    starts = ["/api/v1/tickets/", "/api/v1/organisations/", "/api/v1/teams/", "/api/v1/services/", "/api/v1/me/"]
    numbers = [ticket.number for ticket in (world.own.ticket, world.own.resolved)]
    starts += [f"/api/v1/tickets/{number}/{rest}" for number in numbers for rest in ("", "messages/")]
    assert all(answer.status_code == 200 for _path, answer in crawl(client, starts))
    assert prints() == before


def test_the_digest_notices_a_change(world):
    """Of one letter in one row, or the other tests would prove nothing."""
    before = prints()
    world.own.ticket.subject += "x"
    world.own.ticket.save()
    after = prints()
    assert {table for table in after if after[table] != before[table]} == {"tickets_ticket"}
