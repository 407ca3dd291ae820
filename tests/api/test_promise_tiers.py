"""Tiers by the API: drafted, written by whoever saw the newest, put into force once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.choices import FIRST_MATRIX
from escalation.carrying_out import carry_out
from sla.drafting import new_draft
from sla.models import Activation, AuditEntry, Tier
from tests.make import make_calendar, make_contract, make_organisation, make_ticket, make_tier

pytestmark = pytest.mark.django_db

TARGET = {"clock": "resolution", "priority": "P1", "seconds": 3600}


@pytest.fixture
def tier():
    """Version 1 in force, version 2 drafted."""
    tier = make_tier().tier
    new_draft(tier)
    return tier


def draft_path(tier):
    return f"tiers/{tier.pk}/versions/2/"


def whole(calendar, **changed):
    content = {
        "calendar": calendar.pk,
        "matrix": FIRST_MATRIX,
        "vendor_pauses": False,
        "raise_restarts": True,
        "acceptance_minutes": None,
        "close_after_days": 3,
        "reopen_days": 9,
        "targets": [TARGET, {**TARGET, "category": "hardware", "around_the_clock": True, "warn_percent": 50}],
    }
    return {**content, **changed}


def actions():
    return [entry.action for entry in AuditEntry.objects.order_by("pk")]


def test_a_tier_is_added_with_its_first_draft_and_promised_to_nobody(keeper):
    sent = {"name": "Gold", "description": "For clinics", "draft": whole(make_calendar())}
    answer = keeper.post("tiers/", sent)
    assert answer.status_code == 201, answer.content
    shown = keeper.get(f"tiers/{answer.json()['id']}/").json()
    [version] = shown["versions"]
    assert (shown["description"], shown["is_default"], version["status"]) == ("For clinics", False, "draft")
    assert (version["raise_restarts"], version["acceptance_minutes"], version["reopen_days"]) == (True, None, 9)
    by_category = {target["category"]: target for target in version["targets"]}
    assert by_category[None]["warn_percent"] == 75
    assert by_category["hardware"]["around_the_clock"] is True
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.object_id, entry.action) == ("tier", shown["id"], "added")
    assert entry.after["versions"]["1"]["close_after_days"] == 3


def test_a_first_draft_may_be_short(keeper):
    sent = {"name": "Gold", "draft": {"calendar": make_calendar().pk}}
    [version] = keeper.post("tiers/", sent).json()["versions"]
    assert (version["matrix"], version["targets"], version["acceptance_minutes"]) == (FIRST_MATRIX, [], 30)
    path = f"tiers/{Tier.objects.get().pk}/versions/1/"
    refused = keeper.post(f"{path}activate/", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "invalid_input")


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"matrix": {"one": {"cannot": "P1"}}}, "matrix", "matrix_gap"),
        ({"matrix": {**FIRST_MATRIX, "none": {}}}, "matrix", "unknown_in_matrix"),
        ({"matrix": {"one": {"cannot": "P9"}}}, "matrix.one.cannot", "invalid"),
        ({"targets": [TARGET, TARGET]}, "targets", "duplicate_target"),
        ({"targets": [TARGET, {**TARGET, "seconds": 0}]}, "targets.1.seconds", "invalid"),
        ({"targets": [{**TARGET, "warn_percent": 101}]}, "targets.0.warn_percent", "invalid"),
        ({"targets": [{**TARGET, "colour": "red"}]}, "targets.0.colour", "unknown_field"),
        ({"calendar": 999}, "calendar", "invalid"),
        ({"reopen_days": 3651}, "reopen_days", "invalid"),
        ({"acceptance_minutes": 0}, "acceptance_minutes", "invalid"),
    ],
)
def test_what_no_draft_may_say_is_refused_at_its_field(keeper, tier, changed, field, code):
    seen = keeper.get(draft_path(tier)).json()
    sent = whole(make_calendar(), revision=seen["revision"]) | changed
    answer = keeper.put(draft_path(tier), sent)
    assert (answer.status_code, answer.json()["code"]) == (400, code), answer.content
    assert list(answer.json()["fields"]) == [field]
    assert keeper.get(draft_path(tier)).json() == seen


def test_in_a_new_tier_the_field_lies_within_the_draft(keeper):
    draft = whole(make_calendar())
    for changed, field in (
        ({"matrix": {}}, "draft.matrix"),
        ({"calendar": 999}, "draft.calendar"),
        ({"targets": [{}]}, "draft.targets.0.clock"),
    ):
        answer = keeper.post("tiers/", {"name": "Gold", "draft": {**draft, **changed}})
        assert answer.status_code == 400
        assert next(iter(answer.json()["fields"])) == field
    assert not Tier.objects.exists()


def test_a_draft_is_written_by_who_saw_it_as_it_is(keeper, tier):
    path, calendar = draft_path(tier), make_calendar()
    seen = keeper.get(path)
    unseen = keeper.put(path, whole(calendar))
    assert (unseen.status_code, list(unseen.json()["fields"])) == (400, ["revision"])
    first = keeper.put(path, whole(calendar), If_Match=seen["ETag"])
    assert first.status_code == 200, first.content
    assert [target["seconds"] for target in first.json()["targets"]] == [3600, 3600]
    second = keeper.put(path, whole(calendar, reopen_days=1), If_Match=seen["ETag"])
    assert (second.status_code, second.json()["code"]) == (409, "edit_conflict")
    assert keeper.get(path).json()["reopen_days"] == 9
    again = keeper.patch(path, {"reopen_days": 1, "revision": first.json()["revision"]})
    assert (again.json()["reopen_days"], len(again.json()["targets"])) == (1, 2)
    assert actions() == ["changed", "changed"]


def test_a_version_in_force_is_not_written(keeper, tier):
    path = f"tiers/{tier.pk}/versions/1/"
    seen = keeper.get(path)
    for answer in (
        keeper.put(path, whole(make_calendar()), If_Match=seen["ETag"]),
        keeper.patch(path, {"reopen_days": 1}, If_Match=seen["ETag"]),
        keeper.delete(path),
        keeper.post(f"{path}take-back/"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "immutable_version")
    assert keeper.get(path).json() == seen.json()
    assert actions() == []


def test_one_draft_at_a_time_and_it_can_be_thrown_away(keeper):
    tier = make_tier().tier
    made, found = keeper.post(f"tiers/{tier.pk}/versions/"), keeper.post(f"tiers/{tier.pk}/versions/")
    assert (made.status_code, found.status_code) == (201, 200)
    assert made.json() == found.json()
    assert made.json()["targets"] == keeper.get(f"tiers/{tier.pk}/versions/1/").json()["targets"]
    assert keeper.delete(draft_path(tier)).status_code == 204
    assert keeper.get(draft_path(tier)).status_code == 404
    assert actions() == ["drafted", "discarded"]


def test_a_draft_is_put_into_force_once(keeper, tier):
    seen = keeper.get(draft_path(tier)).json()
    wrong = keeper.post(f"{draft_path(tier)}activate/", {"revision": "0" * 16})
    assert wrong.json()["code"] == "edit_conflict"
    for _ in range(2):
        answer = keeper.post(f"{draft_path(tier)}activate/", {"mode": "open", "revision": seen["revision"]})
        assert (answer.status_code, answer.json()["status"]) == (200, "active")
    [row] = keeper.get(f"tiers/{tier.pk}/activations/", {"page_size": 1}).json()["results"]
    assert (row["version"], row["mode"], row["by"]["id"]) == (2, "open", keeper.user.pk)
    assert Activation.objects.filter(version__number=2).count() == 1
    [entry] = AuditEntry.objects.all()
    assert entry.action == "activated"
    assert [entry.before["versions"]["2"]["status"], entry.after["versions"]["2"]["status"]] == ["draft", "active"]
    assert entry.after["versions"]["1"]["status"] == "retired"


def test_a_version_is_planned_and_taken_back(keeper, tier):
    at = (timezone.now() + timedelta(days=2)).isoformat()
    planned = keeper.post(f"{draft_path(tier)}activate/", {"effective_at": at})
    assert planned.json()["status"] == "planned"
    assert keeper.get(f"tiers/{tier.pk}/activations/").json()["results"][0]["state"] == "planned"
    another = keeper.post(f"tiers/{tier.pk}/versions/").json()["number"]
    refused = keeper.post(f"tiers/{tier.pk}/versions/{another}/activate/", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "version_planned")
    assert keeper.delete(f"tiers/{tier.pk}/versions/{another}/").status_code == 204
    assert keeper.post(f"{draft_path(tier)}take-back/").json()["status"] == "draft"
    assert keeper.get(f"tiers/{tier.pk}/activations/").json()["results"][0]["state"] == "taken_back"
    assert actions() == ["activated", "drafted", "discarded", "taken_back"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"mode": "all"}, "invalid"),
        ({"mode": "start"}, "invalid_input"),  # without a reason
        ({"effective_at": "2020-01-01T00:00:00Z"}, "target_in_past"),
        ({"effective_at": "2999-01-01T00:00:00Z"}, "invalid_input"),
        ({"effective_at": "soon"}, "invalid"),
    ],
)
def test_an_activation_that_makes_no_sense_is_refused(keeper, tier, said, code):
    answer = keeper.post(f"{draft_path(tier)}activate/", said)
    assert answer.status_code in (400, 409)
    assert answer.json()["code"] == code
    assert actions() == []


def test_it_is_told_how_far_open_tickets_have_followed(keeper, tier):
    now = timezone.now()
    for _ in range(2):
        make_ticket(now=now)
    keeper.post(f"{draft_path(tier)}activate/", {"mode": "open"})

    def progress():
        [row] = keeper.get(f"tiers/{tier.pk}/activations/", {"page_size": 1}).json()["results"]
        return row["state"], row["moved"], row["left"]

    assert progress() == ("planned", 0, 2)
    carry_out(now=timezone.now())
    assert progress() == ("finished", 2, 0)


def test_a_list_of_tiers_tells_which_version_counts(keeper, tier):
    [row] = keeper.get("tiers/").json()["results"]
    assert (row["in_force"], row["planned"], row["draft"]) == (1, None, 2)
    at = (timezone.now() + timedelta(days=2)).isoformat()
    keeper.post(f"{draft_path(tier)}activate/", {"effective_at": at})
    [row] = keeper.get("tiers/").json()["results"]
    assert (row["in_force"], row["planned"], row["draft"]) == (1, 2, None)


def test_a_draft_is_previewed_and_nothing_is_written(keeper, tier):
    ticket = make_ticket(now=timezone.now())
    seen = keeper.get(draft_path(tier)).json()
    targets = [{**target, "seconds": 60} for target in seen["targets"]]
    keeper.patch(draft_path(tier), {"targets": targets, "revision": seen["revision"]})
    shown = keeper.post(f"{draft_path(tier)}preview/", {"mode": "open"}).json()
    assert (shown["moved"], {row["ticket"] for row in shown["rows"]}) == (1, {ticket.number})
    assert shown["rows"][0]["due_after"] < shown["rows"][0]["due_before"]
    nothing = keeper.post(f"{draft_path(tier)}preview/", {"mode": "new"}).json()
    assert (nothing["open_tickets"], nothing["moved"], nothing["rows"]) == (1, 0, [])
    assert keeper.get(draft_path(tier)).json()["status"] == "draft"
    assert not Activation.objects.filter(version__number=2).exists()


def test_a_tier_is_renamed_described_and_made_the_default(keeper):
    before, tier = make_tier().tier, make_tier(is_default=False).tier
    path = f"tiers/{tier.pk}/"
    seen = keeper.get(path)["ETag"]
    answer = keeper.patch(path, {"name": "Gold", "description": "New", "is_default": True}, If_Match=seen)
    assert answer.status_code == 200, answer.content
    assert (answer.json()["name"], answer.json()["is_default"]) == ("Gold", True)
    assert keeper.get(f"tiers/{before.pk}/").json()["is_default"] is False
    late = keeper.patch(path, {"description": "Old"}, If_Match=seen)
    assert late.json()["code"] == "edit_conflict"
    assert {entry.object_id for entry in AuditEntry.objects.all()} == {tier.pk, before.pk}
    needed = keeper.patch(path, {"is_default": False})
    assert (needed.status_code, needed.json()["code"]) == (400, "default_needed")
    taken = keeper.patch(path, {"name": before.name})
    assert list(taken.json()["fields"]) == ["name"]


def test_a_tier_nobody_was_promised_yet_is_no_default(keeper):
    make_tier()
    sent = {"name": "Gold", "draft": {"calendar": make_calendar().pk}}
    tier = keeper.post("tiers/", sent).json()
    answer = keeper.patch(f"tiers/{tier['id']}/", {"is_default": True})
    assert (answer.status_code, answer.json()["code"]) == (400, "nothing_in_force")


def test_a_tier_is_deleted_only_while_nobody_needs_it(keeper):
    default, used, unused = make_tier(), make_tier(is_default=False), make_tier(is_default=False)
    Tier.objects.filter(pk=default.tier_id).update(is_default=True)
    make_contract(make_organisation(), used)
    answers = [keeper.delete(f"tiers/{version.tier_id}/") for version in (default, used, unused)]
    assert [answer.status_code for answer in answers] == [400, 409, 204]
    assert [answer.json()["code"] for answer in answers[:2]] == ["default_needed", "in_use"]
    assert actions() == ["deleted"]


def test_a_write_sent_twice_happens_once(keeper):
    sent = {"name": "Gold", "draft": {"calendar": make_calendar().pk}}
    first, second = (keeper.post("tiers/", sent, Idempotency_Key="a") for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert Tier.objects.count() == 1
