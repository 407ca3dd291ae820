"""Two programs at the same time: one is refused, or both do the same thing once; never something by halves."""

import threading
from datetime import date

import pytest
from django.db import connections, transaction

from sla.drafting import new_draft
from sla.models import Activation, AuditEntry, Calendar, CalendarVersion, Contract, Tier
from tests.make import WORKING_HOURS, make_calendar, make_contract, make_organisation, make_tier

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 4


@pytest.fixture
def tier():
    tier = make_tier().tier
    new_draft(tier)
    return tier


def at_once(call):
    """Send `call(number)` from several threads; return each answer's (status, code or None), refusals last."""
    answers, start = [], threading.Barrier(TIMES)

    def send(number):
        start.wait()
        try:
            answer = call(number)
            answers.append((answer.status_code, answer.json().get("code")))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[number]) for number in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers, key=lambda answer: (answer[1] or "", answer[0]))


def test_of_writers_who_saw_the_same_draft_one_gets_through(keeper, tier):
    path = f"tiers/{tier.pk}/versions/2/"
    seen = keeper.get(path)["ETag"]
    found = at_once(lambda number: keeper.patch(path, {"reopen_days": number}, If_Match=seen))
    assert found == [(200, None), *[(409, "edit_conflict")] * (TIMES - 1)]
    entry = AuditEntry.objects.get()
    assert entry.after["versions"]["2"]["reopen_days"] == keeper.get(path).json()["reopen_days"]


def test_activated_many_times_at_once_it_is_activated_once(keeper, tier):
    found = at_once(lambda _number: keeper.post(f"tiers/{tier.pk}/versions/2/activate/", {"mode": "open"}))
    assert found == [(200, None)] * TIMES
    assert Activation.objects.filter(version__number=2).count() == 1
    assert AuditEntry.objects.count() == 1
    assert sorted(tier.versions.values_list("number", "status")) == [(1, "retired"), (2, "active")]


def test_drafted_many_times_at_once_there_is_one_draft(keeper):
    tier = make_tier().tier
    found = at_once(lambda _number: keeper.post(f"tiers/{tier.pk}/versions/"))
    assert found == [*[(200, None)] * (TIMES - 1), (201, None)]
    assert tier.versions.count() == 2


def test_of_contracts_that_overlap_one_is_agreed(keeper, tier):
    clinic = make_organisation()
    sent = {"organisation": clinic.pk, "tier": tier.pk, "valid_from": "2026-01-01"}
    found = at_once(lambda number: keeper.post("contracts/", {**sent, "valid_from": f"2026-01-0{number + 1}"}))
    assert found == [(201, None), *[(400, "contract_overlaps")] * (TIMES - 1)]
    assert Contract.objects.count() == AuditEntry.objects.count() == 1


def test_what_only_the_database_sees_is_refused_by_the_same_sentence(keeper, tier):
    """Somebody else's contract comes between the question and the write; he asked for no lock."""
    clinic, is_in, answers = make_organisation(), threading.Event(), []

    def ask():
        is_in.wait(10)
        try:
            sent = {"organisation": clinic.pk, "tier": tier.pk, "valid_from": "2026-06-01"}
            answers.append(keeper.post("contracts/", sent))
        finally:
            connections.close_all()

    asking = threading.Thread(target=ask)
    asking.start()
    with transaction.atomic():
        make_contract(clinic, tier.versions.get(number=1), valid_from=date(2026, 1, 1))
        is_in.set()
        asking.join(1.5)
        assert asking.is_alive()  # it waits for this transaction, in the database
    asking.join(10)
    [answer] = answers
    assert (answer.status_code, answer.json()["code"]) == (400, "contract_overlaps")
    assert list(answer.json()["fields"]) == ["valid_from"]
    assert Contract.objects.count() == 1


def test_moved_many_times_at_once_the_customer_moves_once(keeper, tier):
    silver = make_tier(is_default=False)
    contract = make_contract(make_organisation(), tier.versions.get(number=1))
    sent = {"tier": silver.tier_id, "from_day": "2030-01-01"}
    assert at_once(lambda _number: keeper.post(f"contracts/{contract.pk}/move/", sent)) == [(200, None)] * TIMES
    assert Contract.objects.count() == 2
    assert sorted(AuditEntry.objects.values_list("action", flat=True)) == ["added", "moved"]
    assert Activation.objects.filter(contract__isnull=False).count() == 1


def test_of_versions_for_one_instant_one_is_added(keeper):
    calendar = make_calendar()
    sent = {"time_zone": "UTC", "weekly": WORKING_HOURS, "valid_from": "2030-01-01T00:00:00Z"}
    found = at_once(lambda _number: keeper.post(f"calendars/{calendar.pk}/versions/", sent))
    assert found == [(201, None), *[(400, "instant_taken")] * (TIMES - 1)]
    assert CalendarVersion.objects.filter(calendar=calendar).count() == 2


def test_of_things_with_one_name_one_is_added(keeper):
    calendar = make_calendar()
    found = at_once(lambda _n: keeper.post("tiers/", {"name": "Gold", "draft": {"calendar": calendar.pk}}))
    assert [status for status, _code in found].count(201) == 1
    assert {code for _status, code in found} <= {None, "invalid", "edit_conflict"}
    found = at_once(lambda _n: keeper.post("calendars/", {"name": "Gold", "weekly": WORKING_HOURS}))
    assert [status for status, _code in found].count(201) == 1
    assert Tier.objects.filter(name="Gold").count() == Calendar.objects.filter(name="Gold").count() == 1
