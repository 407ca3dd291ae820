"""Lists of promises cost the same number of statements, however long they are."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sla.models import Activation
from tests.make import make_calendar, make_contract, make_organisation, make_tier

pytestmark = pytest.mark.django_db


def statements(keeper, path):
    with CaptureQueriesContext(connection) as found:
        answer = keeper.get(path)
    assert answer.status_code == 200
    return len(answer.json()["results"]), len(found)


def test_more_rows_need_no_more_statements(keeper):
    paths = ("tiers/", "calendars/", "contracts/", "audit/")

    def add():
        tier = make_tier(is_default=False)
        make_contract(make_organisation(), tier, valid_from=date(2026, 1, 1))
        keeper.post("tiers/", {"name": f"Tier of {tier.pk}", "draft": {"calendar": make_calendar().pk}})

    add()
    keeper.get("tiers/")  # notes the token's first use
    few = {path: statements(keeper, path) for path in paths}
    for _ in range(3):
        add()
    for path in paths:
        (rows_before, before), (rows, after) = few[path], statements(keeper, path)
        assert rows > rows_before
        assert after == before, path


def test_more_versions_of_a_tier_need_no_more_statements(keeper):
    tier = make_tier().tier
    path = f"tiers/{tier.pk}/"
    keeper.get(path)

    def count():
        with CaptureQueriesContext(connection) as found:
            assert keeper.get(path).status_code == 200
        return len(found)

    before = count()
    for number in (2, 3, 4):
        keeper.post(f"{path}versions/")
        keeper.post(f"{path}versions/{number}/activate/", {})
    assert Activation.objects.filter(version__tier=tier).count() == 4
    assert count() == before
