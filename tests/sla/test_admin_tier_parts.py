"""Parts of a tier's page: times of one category, the example, raising a priority, versions and print."""

import pytest
from django.urls import reverse

from sla.activating import activate
from sla.admin.tier_form import TierForm
from sla.models import AuditEntry, Target, Tier, TierVersion
from tests.make import HOUR, MONDAY_9AM, make_calendar, make_contract, make_organisation, make_tier, make_user
from tests.sla.test_admin_tiers import change_url, draft_of, seconds, sent

ROW = {"only-0-category": "hardware", "only-0-priority": "P2", "only-0-clock": "resolution", "only-0-time": "4:00"}
FRIDAY = {"example-priority": "P2", "example-category": "", "example-day": "2026-11-27", "example-time": "15:30"}


@pytest.fixture
def admin(client, db):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def tier(admin):
    tier = make_tier(targets={"resolution": 8 * HOUR, "first_response": HOUR, "level_1": HOUR, "level_2": HOUR}).tier
    tier.versions.get().copy_as_draft()
    return tier


def rows(count, **fields):
    return {"only-TOTAL_FORMS": str(count), "only-INITIAL_FORMS": "0", **fields}


# Times of one category


def test_a_row_gives_one_category_its_own_time(admin, tier):
    admin.post(change_url(tier), sent(tier, **rows(2, **ROW, **{"only-0-always": "on", "warn-resolution": "60"})))
    target = draft_of(tier).targets.get(category="hardware")
    assert (target.priority, target.clock, target.seconds) == ("P2", "resolution", 4 * 3600)
    assert target.around_the_clock and target.warn_percent == 60
    page = admin.get(change_url(tier)).content.decode()
    assert 'name="only-0-time" value="4:00"' in page
    assert "P2 Resolution, only for Hardware" in page


def test_a_row_is_removed(admin, tier):
    Target.objects.create(version=draft_of(tier), clock="resolution", priority="P1", category="hardware", seconds=60)
    admin.post(change_url(tier), sent(tier, **rows(1, **ROW, **{"only-0-DELETE": "on"})))
    assert not draft_of(tier).targets.exclude(category=None).exists()


def test_rows_stay_where_a_page_does_not_speak_of_them(admin, tier):
    Target.objects.create(version=draft_of(tier), clock="resolution", priority="P1", category="hardware", seconds=60)
    admin.post(change_url(tier), sent(tier))
    assert draft_of(tier).targets.get(category="hardware").seconds == 60


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("only-0-category", "", "Choose what this time is for: hardware, software or service."),
        ("only-0-priority", "", "Choose a priority."),
        ("only-0-clock", "", "Choose which clock has this time."),
        ("only-0-time", "", "Write a time, for example 4:00, or remove the row."),
        ("only-0-time", "4h", "“4h” is no time."),
        ("only-0-category", "furniture", "Select a valid choice."),
    ],
)
def test_a_fault_in_a_row_is_said_there(admin, tier, field, typed, sentence):
    answer = admin.post(change_url(tier), sent(tier, **rows(1, **ROW | {field: typed}), **{"P1-resolution": "7:00"}))
    page = answer.content.decode()
    assert sentence in page
    assert f'href="#id_{field}"' in page
    assert seconds(draft_of(tier), "P1", "resolution") == 8 * 3600


def test_two_rows_for_the_same_are_refused_at_the_second(admin, tier):
    twice = ROW | {name.replace("-0-", "-1-"): value for name, value in ROW.items()}
    answer = admin.post(change_url(tier), sent(tier, **rows(2, **twice)))
    assert "Another row says this already." in answer.content.decode()
    assert not draft_of(tier).targets.exclude(category=None).exists()


def test_without_a_script_the_button_adds_a_row_and_keeps_what_was_typed(admin, tier):
    page = admin.post(change_url(tier), sent(tier, **rows(0, _more="1"), **{"P1-resolution": "7:00"})).content.decode()
    assert 'name="only-0-time"' in page
    assert 'name="P1-resolution" value="7:00"' in page
    assert seconds(draft_of(tier), "P1", "resolution") == 8 * 3600


@pytest.mark.parametrize("total", ["", "x", "-1", "99999999999999999999", "٣"])
def test_a_number_of_rows_that_is_none_breaks_nothing(admin, tier, total):
    for button in ({}, {"_more": "1"}, {"_example": "1"}):
        assert admin.post(change_url(tier), sent(tier, **rows(total), **button)).status_code in (200, 302)


# Raising


def test_what_raising_a_priority_does_is_chosen_and_compared(admin, tier):
    admin.post(change_url(tier), sent(tier, raise_restarts="restarts"))
    assert draft_of(tier).raise_restarts
    page = admin.get(change_url(tier)).content.decode()
    assert "<s>used time is kept</s> the new times start at the raise" in page
    assert 'href="#id_raise_restarts_0"' in page and 'id="id_raise_restarts_0"' in page


# The example


def example(admin, tier, **typed):
    return admin.post(reverse("admin:sla_tier_example", args=[tier.pk]), sent(tier, **FRIDAY | typed)).content.decode()


def test_the_example_counts_what_is_typed_beside_what_is_in_force_and_saves_nothing(admin, tier):
    page = example(admin, tier, **{"P2-resolution": "3:00"})
    assert "Solved by <b>Mon 30 Nov 2026, 09:30</b>" in page
    assert "Version 1: Tue 1 Dec 2026, 14:30" in page.replace("\xa0", " ") or "Mon 30 Nov 2026, 14:30" in page
    assert "closed" in page
    assert seconds(draft_of(tier), "P2", "resolution") == 8 * 3600


def test_the_levels_follow_one_another(admin, tier):
    page = example(admin, tier)
    first = page.index("Moves to level 2")
    assert "Fri 27 Nov 2026, 16:30" in page[first : first + 200]
    second = page.index("Moves to level 3")
    assert "Mon 30 Nov 2026, 08:30" in page[second : second + 200]


def test_the_example_of_a_category_takes_its_own_time(admin, tier):
    page = example(admin, tier, **rows(1, **ROW | {"only-0-time": "1:00"}), **{"example-category": "hardware"})
    assert "Solved by <b>Fri 27 Nov 2026, 16:30</b>" in page


def test_the_example_names_what_has_to_be_corrected_first(admin, tier):
    assert "Correct first: P2 Resolution." in example(admin, tier, **{"P2-resolution": "6,5"})
    assert "This is no date." in example(admin, tier, **{"example-day": "soon"})
    assert "Choose a day nearer to today." in example(admin, tier, **{"example-day": "9999-12-31"})


def test_without_a_script_the_example_is_a_page_that_saves_nothing(admin, tier):
    page = admin.post(change_url(tier), sent(tier, **FRIDAY | {"P2-resolution": "3:00", "_example": "1"}))
    assert "Mon 30 Nov 2026, 09:30" in page.content.decode()
    assert "errornote" not in page.content.decode()
    assert seconds(draft_of(tier), "P2", "resolution") == 8 * 3600


def test_a_new_tier_has_a_proposal_and_an_example(admin):
    make_calendar()
    page = admin.get(reverse("admin:sla_tier_add")).content.decode()
    assert 'name="P2-resolution" value="7:00"' in page
    assert "Solved by" in page


def test_an_example_no_calendar_ever_reaches_says_so(admin, tier):
    narrow = make_calendar({"mon": [["08:00", "08:01"]]})
    page = example(admin, tier, calendar=narrow.pk, **{"P2-resolution": "9999:00"})
    assert "Not reached within ten years of these service hours." in page


# Versions and print


def test_every_version_is_listed_with_what_changed_and_can_be_read(admin, tier):
    draft_of(tier).targets.filter(priority="P1", clock="resolution").update(seconds=3600)
    activate(draft_of(tier), now=MONDAY_9AM, by=make_user(first_name="Vera"))
    page = admin.get(reverse("admin:sla_tier_versions", args=[tier.pk])).content.decode()
    assert "<s>8:00</s> 1:00" in page and "decided by Vera" in page and "New tickets only" in page
    old = admin.get(change_url(tier) + "?version=1").content.decode()
    assert "Version 1, retired" in old and 'name="P1-resolution"' not in old
    assert admin.get(change_url(tier) + "?version=7").status_code == 404


def test_a_version_is_printed_in_full(admin, tier):
    Target.objects.create(version=draft_of(tier), clock="resolution", priority="P1", category="service", seconds=60)
    page = admin.get(reverse("admin:sla_tier_print", args=[tier.pk]) + "?version=2").content.decode()
    assert "Draft, not in force" in page and "only for Service" in page
    assert "Draft, not" not in admin.get(reverse("admin:sla_tier_print", args=[tier.pk])).content.decode()
    assert admin.get(reverse("admin:sla_tier_print", args=[tier.pk]) + "?version=x").status_code == 404


def test_a_draft_is_saved_before_it_is_tried_on_closed_tickets(admin, tier):
    answer = admin.post(change_url(tier), sent(tier, **{"P2-resolution": "3:00", "_whatif": "1"}))
    assert answer["Location"] == reverse("admin:sla_tier_whatif", args=[tier.pk])
    assert seconds(draft_of(tier), "P2", "resolution") == 3 * 3600


# The audit list


def test_a_save_stands_in_the_audit_list_once_and_only_if_it_changes_something(admin, tier):
    admin.post(change_url(tier), sent(tier))
    assert not AuditEntry.objects.exists()
    admin.post(change_url(tier), sent(tier, **{"P2-resolution": "3:00"}))
    [entry] = AuditEntry.objects.all()
    assert (entry.action, entry.door) == ("changed", "admin")
    assert ["P2", "resolution", None, 3 * 3600, False, 75] in entry.after["versions"]["2"]["targets"]


def test_the_default_that_moves_stands_there_for_both_tiers(admin, tier):
    other = make_tier(is_default=False).tier
    page = type("Form", (TierForm,), {"version": None, "read_only": True})(instance=other)
    form = {"name": other.name, "description": "", "is_default": "on", "stamp": page.initial["stamp"]}
    assert admin.post(change_url(other), form).status_code == 302
    assert {entry.object_id for entry in AuditEntry.objects.filter(action="changed")} == {tier.pk, other.pk}


def test_a_tier_that_never_promised_anything_can_be_deleted_and_that_stands_there(admin, tier):
    other = Tier.objects.create(name="Only drafted")
    TierVersion.objects.create(tier=other, number=1, calendar=make_calendar())
    assert admin.post(reverse("admin:sla_tier_delete", args=[other.pk]), {"post": "yes"}).status_code == 302
    assert not Tier.objects.filter(pk=other.pk).exists()
    assert AuditEntry.objects.get(object_id=other.pk).action == "deleted"
    was_in_force = make_tier(is_default=False).tier
    assert admin.get(reverse("admin:sla_tier_delete", args=[was_in_force.pk])).status_code == 403


def test_customers_of_the_tier_are_named(admin, tier):
    make_contract(make_organisation(name="Clinic South"), tier.versions.get(number=1))
    page = admin.get(change_url(tier)).content.decode()
    assert "Used by one customer" in page and "Clinic South" in page


def test_levels_that_use_up_the_time_are_a_hint_and_no_fault(admin, tier):
    answer = admin.post(change_url(tier), sent(tier, **{"P2-level_1": "5:00", "P2-level_2": "2:30"}))
    assert answer.status_code == 302
    assert (
        "Both levels leave 0:30 of 8:00 for level 3. You can save this." in admin.get(change_url(tier)).content.decode()
    )


def test_levels_that_may_take_longer_than_the_whole_are_a_hint_and_no_fault(admin, tier):
    answer = admin.post(change_url(tier), sent(tier, **{"P2-level_1": "9:00", "P2-level_2": ""}))
    assert answer.status_code == 302
    hint = "The levels together may take 9:00, 1:00 more than the 8:00 promised to the customer. You can save this."
    assert hint in admin.get(change_url(tier)).content.decode()


def test_a_reader_without_the_right_sees_none_of_it(client, tier):
    client.force_login(make_user(is_staff=True))
    for name in ("versions", "print", "example", "activate", "take-back"):
        assert client.get(reverse(f"admin:sla_tier_{name}", args=[tier.pk])).status_code == 403
    for name in ("versions", "print", "example", "activate", "take-back"):
        client.force_login(make_user(is_staff=True, is_superuser=True))
        assert client.get(reverse(f"admin:sla_tier_{name}", args=[999_999])).status_code == 404
