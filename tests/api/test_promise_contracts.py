"""Contracts and the audit list by the API."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import Organisation
from sla.models import AuditEntry, Contract
from tests.make import make_contract, make_organisation, make_ticket, make_tier

pytestmark = pytest.mark.django_db


@pytest.fixture
def gold():
    return make_tier()


@pytest.fixture
def clinic():
    return make_organisation(name="Clinic")


def said(organisation, version, **changed):
    return {"organisation": organisation.pk, "tier": version.tier_id, "valid_from": "2026-01-01"} | changed


def test_a_contract_is_added_shown_changed_and_deleted(keeper, clinic, gold):
    answer = keeper.post("contracts/", said(clinic, gold, prepaid_hours="10.50", notes="By hand"))
    assert answer.status_code == 201, answer.content
    shown = answer.json()
    assert (shown["organisation"]["name"], shown["quota_percent"], shown["valid_until"]) == ("Clinic", 95, None)
    path = f"contracts/{shown['id']}/"
    seen = keeper.get(path)["ETag"]
    changed = keeper.patch(path, {"valid_until": "2026-12-31", "quota_percent": 90}, If_Match=seen)
    assert (changed.json()["valid_until"], changed.json()["prepaid_hours"]) == ("2026-12-31", "10.50")
    assert keeper.patch(path, {"number": "7"}, If_Match=seen).json()["code"] == "edit_conflict"
    assert keeper.delete(path).status_code == 204
    assert keeper.get(path).status_code == 404
    entries = list(AuditEntry.objects.order_by("pk"))
    assert [entry.action for entry in entries] == ["added", "changed", "deleted"]
    assert [entries[1].before["quota_percent"], entries[1].after["quota_percent"]] == [95, 90]
    assert {entry.door for entry in entries} == {"api"}


def test_two_contracts_of_one_organisation_do_not_overlap(keeper, clinic, gold):
    make_contract(clinic, gold, valid_from=date(2026, 3, 1))
    answer = keeper.post("contracts/", said(clinic, gold))
    assert (answer.status_code, answer.json()["code"]) == (400, "contract_overlaps")
    [sentence] = answer.json()["fields"]["valid_from"]
    assert sentence == f"“{gold.tier}” is agreed with Clinic since March 1, 2026, without an end. End that first."
    before = keeper.post("contracts/", said(clinic, gold, valid_until="2026-02-28"))
    assert before.status_code == 201
    longer = keeper.patch(f"contracts/{before.json()['id']}/", {"valid_until": None})
    assert (longer.status_code, longer.json()["code"]) == (400, "contract_overlaps")
    assert keeper.post("contracts/", said(clinic, gold, for_devices=True)).status_code == 201
    assert keeper.post("contracts/", said(make_organisation(), gold)).status_code == 201


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"valid_until": "2025-12-31"}, "valid_until", "ends_before_start"),
        ({"valid_from": "yesterday"}, "valid_from", "invalid"),
        ({"quota_percent": 0}, "quota_percent", "invalid"),
        ({"quota_percent": 101}, "quota_percent", "invalid"),
        ({"prepaid_hours": "-1"}, "prepaid_hours", "invalid"),
        ({"organisation": 999}, "organisation", "invalid"),
        ({"tier": 999}, "tier", "invalid"),
        ({"replaces": 1}, "replaces", "unknown_field"),
    ],
)
def test_what_is_no_contract_is_refused_at_its_field(keeper, clinic, gold, changed, field, code):
    answer = keeper.post("contracts/", said(clinic, gold) | changed)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert list(answer.json()["fields"]) == [field]
    assert not Contract.objects.exists()


def test_a_vendor_is_no_customer(keeper, gold):
    vendor = make_organisation(kind=Organisation.Kind.VENDOR)
    assert list(keeper.post("contracts/", said(vendor, gold)).json()["fields"]) == ["organisation"]


def test_contracts_are_listed_by_organisation_tier_and_day(keeper, clinic, gold):
    silver = make_tier(is_default=False)
    old = make_contract(clinic, silver, valid_from=date(2025, 1, 1), valid_until=date(2025, 12, 31))
    new = make_contract(clinic, gold, valid_from=date(2026, 1, 1))
    other = make_contract(make_organisation(), gold, valid_from=date(2026, 6, 1))

    def found(**query):
        return [row["id"] for row in keeper.get("contracts/", query).json()["results"]]

    assert found() == [old.pk, new.pk, other.pk]
    assert found(organisation=clinic.pk) == [old.pk, new.pk]
    assert found(tier=gold.tier_id) == [new.pk, other.pk]
    assert found(valid_on="2025-12-31") == [old.pk]
    assert found(valid_on="2026-06-01", ordering="-valid_from") == [other.pk, new.pk]
    assert keeper.get("contracts/", {"valid_on": "soon"}).status_code == 400
    assert keeper.get("contracts/", {"notes": "x"}).json()["code"] == "unknown_filter"


def test_a_customer_moves_to_another_tier_after_a_preview(keeper, clinic, gold):
    silver = make_tier(is_default=False, targets={"resolution": timedelta(minutes=5)})
    contract = make_contract(clinic, gold)
    ticket = make_ticket(organisation=clinic, now=timezone.now())
    path = f"contracts/{contract.pk}/move/"
    how = {"tier": silver.tier_id, "from_day": timezone.localdate().isoformat(), "mode": "open"}
    shown = keeper.post(path, {**how, "preview": True})
    assert shown.status_code == 200, shown.content
    assert ticket.number in {row["ticket"] for row in shown.json()["rows"]}
    contract.refresh_from_db()
    assert (contract.tier, contract.valid_until) == (gold.tier, None)
    for _ in range(2):  # twice is once
        moved = keeper.post(path, how)
        assert moved.status_code == 200, moved.content
    assert (moved.json()["tier"]["id"], moved.json()["replaces"]) == (silver.tier_id, contract.pk)
    contract.refresh_from_db()
    assert contract.valid_until == timezone.localdate() - timedelta(days=1)
    [activation] = keeper.get(f"contracts/{moved.json()['id']}/activations/").json()["results"]
    assert (activation["mode"], activation["contract"]) == ("open", moved.json()["id"])
    entries = {(entry.object_id, entry.action) for entry in AuditEntry.objects.all()}
    assert entries == {(contract.pk, "moved"), (moved.json()["id"], "added")}
    assert AuditEntry.objects.count() == 2


def test_a_move_that_makes_no_sense_is_refused(keeper, clinic, gold):
    silver, empty = make_tier(is_default=False), make_tier(is_default=False)
    empty.tier.versions.update(status="retired", effective_until=timezone.now())
    contract = make_contract(clinic, gold)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for changed, code in (
        ({"from_day": "2020-01-01"}, "target_in_past"),
        ({"tier": gold.tier_id}, "invalid_input"),
        ({"tier": empty.tier_id}, "invalid_input"),
        ({"mode": "start"}, "invalid_input"),
        ({"tier": None}, "invalid"),
    ):
        sent = {"tier": silver.tier_id, "from_day": tomorrow, **changed}
        assert keeper.post(f"contracts/{contract.pk}/move/", sent).json()["code"] == code, changed
        if changed != {"mode": "start"}:  # to look at it needs no reason
            shown = keeper.post(f"contracts/{contract.pk}/move/", {**sent, "preview": True})
            assert shown.json().get("code") == code, changed
    assert Contract.objects.get().valid_until is None


def test_the_audit_list_is_filtered_and_paged_and_never_written(keeper, clinic, gold):
    first = keeper.post("contracts/", said(clinic, gold)).json()
    for days in range(3):
        keeper.patch(f"contracts/{first['id']}/", {"quota_percent": 90 + days})
    keeper.post("calendars/", {"name": "C", "weekly": {"mon": [["08:00", "09:00"]]}})

    def found(**query):
        return [row["action"] for row in keeper.get("audit/", query).json()["results"]]

    assert found() == ["added", "changed", "changed", "changed", "added"]
    assert found(kind="contract", object_id=first["id"], action="changed") == ["changed"] * 3
    assert found(by=keeper.user.pk + 1) == found(door="admin") == found(until="2020-01-01T00:00:00Z") == []
    assert len(found(since="2020-01-01T00:00:00Z", by=keeper.user.pk)) == 5
    assert keeper.get("audit/", {"kind": "ticket"}).status_code == 400
    seen, query = [], {"page_size": 2, "kind": "contract"}
    while query:
        page = keeper.get("audit/", query).json()
        seen += [row["id"] for row in page["results"]]
        cursor = page["next"] and page["next"].partition("cursor=")[2].partition("&")[0]
        query = {**query, "cursor": cursor} if cursor else None
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 4
    for write in (keeper.post, keeper.patch, keeper.put):
        assert write("audit/", {}).status_code == 405
