import pytest
from django.urls import reverse

from core.choices import FIRST_MATRIX
from sla.activating import activate
from sla.admin.spans import SpanField, span_text
from sla.admin.tier_form import TierForm
from sla.models import Target, Tier, TierVersion
from tests.make import HOUR, MONDAY_9AM, make_calendar, make_tier, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


def change_url(tier):
    return reverse("admin:sla_tier_change", args=[tier.pk])


def stamp(tier, version=None):
    """What a page made at this moment remembers of what is stored."""
    form = type("Form", (TierForm,), {"version": version, "read_only": version is None})
    return form(instance=Tier.objects.get(pk=tier.pk)).initial["stamp"]


def sent(tier, **changed):
    """What a browser sends for the draft as it stands, with some fields typed over."""
    version = tier.versions.get(status="draft")
    data = {
        "draft": version.pk,
        "name": tier.name,
        "description": tier.description,
        "calendar": version.calendar_id,
        "vendor_pauses": "pauses",
        "own_it_pauses": "pauses",
        "acceptance": "0:30",
        "close_after_days": "7",
        "reopen_days": "30",
    }
    data |= {f"matrix-{i}-{u}": p for i, row in FIRST_MATRIX.items() for u, p in row.items()}
    data |= {f"{t.priority}-{t.clock}": span_text(t.seconds) for t in version.targets.filter(category=None)}
    data |= {f"warn-{clock}": "75" for clock in Target.Clock.values}
    data["stamp"] = stamp(tier, version)
    if tier.is_default:
        data["is_default"] = "on"
    return {name: value for name, value in (data | changed).items() if value is not None}


@pytest.fixture
def tier(admin):
    """A tier with version 1 in force and version 2 drafted."""
    tier = make_tier().tier
    admin.post(reverse("admin:sla_tier_new-version", args=[tier.pk]))
    return tier


def draft_of(tier):
    return tier.versions.get(status="draft")


def seconds(version, priority, clock):
    return version.targets.get(priority=priority, clock=clock, category=None).seconds


def test_a_version_in_force_is_shown_and_not_edited(admin):
    tier = make_tier(targets={"resolution": 8 * HOUR}).tier
    page = admin.get(change_url(tier)).content.decode()
    assert "Version 1, in force" in page
    assert 'name="P1-resolution"' not in page
    assert "8:00" in page


def test_a_new_version_is_a_draft_with_the_same_content(admin, tier):
    assert draft_of(tier).number == 2
    assert seconds(draft_of(tier), "P2", "resolution") == 8 * 3600
    admin.post(reverse("admin:sla_tier_new-version", args=[tier.pk]))
    assert tier.versions.count() == 2


def test_a_draft_is_saved_and_promises_nothing_yet(admin, tier):
    changed = {"P2-resolution": "6:00", "P2-resolution-always": "on", "P4-next_update": "", "P1-level_1": "0:00:20"}
    answer = admin.post(change_url(tier), sent(tier, **changed, vendor_pauses="", acceptance=""))
    assert answer.status_code == 302
    draft = draft_of(tier)
    target = draft.targets.get(priority="P2", clock="resolution")
    assert (target.seconds, target.around_the_clock) == (6 * 3600, True)
    assert seconds(draft, "P1", "level_1") == 20
    assert not draft.targets.filter(priority="P4", clock="next_update").exists()
    assert not draft.vendor_pauses
    assert draft.acceptance_minutes is None
    assert seconds(tier.versions.get(number=1), "P2", "resolution") == 8 * 3600


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("P2-resolution", "6h", "“6h” is no time. Write hours and minutes, for example 6:00."),
        ("P2-resolution", "0:00", "A time of zero cannot be kept. Leave the field empty for none."),
        ("P2-resolution", "99999:00", "“99999:00” is no time."),
        ("warn-resolution", "120", "More than the whole target cannot be used up before it is reached: 1 to 100."),
        ("warn-level_1", "0", "Choose 1 to 100."),
        ("warn-level_1", "many", "Write a whole number from 1 to 100."),
        ("acceptance", "0:30:20", "Write whole minutes, for example 0:30."),
        ("calendar", "", "Choose the calendar whose hours count."),
        ("name", "", "This field is required."),
        ("reopen_days", "-1", "Ensure this value is greater than or equal to 0."),
        ("matrix-all-cannot", "P9", "Select a valid choice. P9 is not one of the available choices."),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_typed_is_lost(admin, tier, field, typed, sentence):
    answer = admin.post(
        change_url(tier), sent(tier, **{field: typed, "P1-first_response": "0:17", "description": "Kept"})
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "0:17" in page and "Kept" in page
    assert f'href="#id_{field}"' in page
    assert seconds(draft_of(tier), "P1", "first_response") == 3600


def test_a_draft_put_into_force_by_somebody_else_is_not_written_over(admin, tier):
    form = sent(tier, **{"P2-resolution": "5:55"})
    activate(draft_of(tier), now=MONDAY_9AM)
    page = admin.post(change_url(tier), form).content.decode()
    assert "Somebody else has put this draft into force or discarded it meanwhile." in page
    assert "5:55" in page
    assert seconds(tier.versions.get(number=2), "P2", "resolution") == 8 * 3600


def test_warnings_that_differ_by_priority_stay_apart_unless_a_common_one_is_typed(admin, tier):
    draft_of(tier).targets.filter(priority="P1", clock="resolution").update(warn_percent=50)
    assert admin.get(change_url(tier)).context["adminform"].form["warn-resolution"].value() is None
    admin.post(change_url(tier), sent(tier, **{"warn-resolution": "", "warn-next_update": "90"}))
    percents = dict(draft_of(tier).targets.filter(clock="resolution").values_list("priority", "warn_percent"))
    assert percents == {"P1": 50, "P2": 75, "P3": 75, "P4": 75}
    assert set(draft_of(tier).targets.filter(clock="next_update").values_list("warn_percent", flat=True)) == {90}


def test_a_new_tier_begins_with_a_draft(admin):
    calendar = make_calendar()
    data = {
        "name": "Gold",
        "calendar": calendar.pk,
        "reopen_days": "30",
        "P1-resolution": "4:00",
        **{f"matrix-{i}-{u}": p for i, row in FIRST_MATRIX.items() for u, p in row.items()},
    }
    admin.post(reverse("admin:sla_tier_add"), data)
    version = Tier.objects.get(name="Gold").versions.get()
    assert (version.number, version.status, version.calendar) == (1, "draft", calendar)
    assert version.targets.get().warn_percent == 75


def test_a_new_tier_begins_with_the_hours_of_the_calendar_one_comes_from(admin):
    _first, second = make_calendar(), make_calendar()
    for asked, proposed in ((second.pk, second.pk), ("x", None), ("0", None), ("9" * 30, None)):
        page = admin.get(reverse("admin:sla_tier_add"), {"calendar": asked})
        assert page.context["adminform"].form["calendar"].value() == proposed


def test_the_default_moves_in_one_step_to_a_tier_in_force(admin, tier):
    other = make_tier(is_default=False).tier
    admin.post(reverse("admin:sla_tier_new-version", args=[other.pk]))
    admin.post(change_url(other), sent(other, is_default="on"))
    assert list(Tier.objects.filter(is_default=True)) == [other]


def test_the_default_is_neither_dropped_nor_given_to_a_mere_draft(admin, tier):
    page = admin.post(change_url(tier), sent(tier, is_default=None)).content.decode()
    assert "One tier has to be the default. Make another tier the default instead." in page
    other = Tier.objects.create(name="Only drafted")
    TierVersion.objects.create(tier=other, number=1, calendar=make_calendar())
    page = admin.post(change_url(other), sent(other, is_default="on")).content.decode()
    assert "Put a version of this tier into force before it becomes the default." in page
    assert admin.get(reverse("admin:sla_tier_delete", args=[tier.pk])).status_code == 403


def test_a_draft_is_discarded_on_the_second_click(admin, tier):
    discard = reverse("admin:sla_tier_discard", args=[tier.pk])
    admin.get(discard)
    assert tier.versions.count() == 2
    admin.post(discard)
    assert tier.versions.get().number == 1


def test_the_name_can_be_changed_while_nothing_is_drafted(admin):
    tier = make_tier().tier
    admin.post(change_url(tier), {"name": "Renamed", "description": "", "is_default": "on", "stamp": stamp(tier)})
    tier.refresh_from_db()
    assert tier.name == "Renamed"
    assert tier.versions.count() == 1


def test_an_older_version_can_be_read(admin, tier):
    activate(draft_of(tier), now=MONDAY_9AM)
    assert "Version 1, retired" in admin.get(change_url(tier) + "?version=1").content.decode()


def test_a_person_without_the_right_changes_nothing(client, tier):
    client.force_login(make_user(is_staff=True))
    assert client.post(change_url(tier), sent(tier)).status_code == 403
    for step in ("activate", "discard", "new-version"):
        assert client.post(reverse(f"admin:sla_tier_{step}", args=[tier.pk])).status_code == 403
    assert draft_of(tier).number == 2


@pytest.mark.parametrize(("text", "total"), [("6:00", 21600), ("0:05", 300), ("0:00:20", 20), ("125:30", 451800)])
def test_spans_are_read_as_they_are_written(text, total):
    assert SpanField().clean(text) == total
    assert span_text(total) == text
