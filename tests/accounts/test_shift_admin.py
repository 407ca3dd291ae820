"""The roster in the administration: entered once for many weeks, at the same hours by the clock on the wall."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import Shift
from tests.make import make_agent, make_team, make_user

pytestmark = pytest.mark.django_db
ADD = "/admin/accounts/shift/add/"
EARLY = {"starts_at": "2026-03-23T07:00", "ends_at": "2026-03-23T15:00"}


@pytest.fixture
def admin(client):
    client.force_login(make_user(is_staff=True, is_superuser=True, language="en", time_zone="Europe/Berlin"))
    return client


@pytest.fixture
def anna():
    return make_agent(make_team(name="Network"), first_name="Anna")


def entered(anna, **changed):
    return {"team": anna.teams.get().pk, "person": anna.pk, **EARLY, **changed}


def test_a_shift_is_entered_for_the_following_weeks_too(admin, anna):
    assert admin.post(ADD, entered(anna, weeks="2", on_call="on")).status_code == 302
    starts = list(Shift.objects.order_by("starts_at").values_list("starts_at", flat=True))
    assert starts == [datetime(2026, 3, day, hour, tzinfo=UTC) for day, hour in ((23, 6), (30, 5))] + [
        datetime(2026, 4, 6, 5, tzinfo=UTC)  # seven o'clock in summer too
    ]
    assert all(Shift.objects.values_list("on_call", flat=True))
    shown = admin.get(reverse("admin:accounts_shift_changelist")).content.decode()
    assert "Anna" in shown
    first = Shift.objects.earliest("starts_at")
    address = reverse("admin:accounts_shift_change", args=[first.pk])
    assert "following weeks" not in admin.get(address).content.decode()
    assert admin.post(address, entered(anna, ends_at="2026-03-23T16:00")).status_code == 302
    assert Shift.objects.count() == 3


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("person", {"person": "other"}),
        ("ends_at", {"ends_at": "2026-06-23T07:00"}),
        ("weeks", {"weeks": "53"}),
        ("weeks", {"weeks": "-1"}),
        ("starts_at", {"starts_at": "soon"}),
        ("__all__", {"ends_at": "2026-03-23T07:00"}),
    ],
)
def test_what_is_no_shift_is_refused_at_its_field(admin, anna, field, changed):
    if changed.get("person"):
        changed = {"person": make_user().pk}
    page = admin.post(ADD, entered(anna, **changed))
    assert page.status_code == 200
    assert list(page.context["adminform"].form.errors) == [field]
    assert not Shift.objects.exists()


def test_quiet_hours_and_who_gets_tickets_are_set_in_the_administration(admin, anna):
    team = anna.teams.get()
    page = admin.get(reverse("admin:accounts_user_change", args=[anna.pk])).content.decode()
    assert 'type="time" name="quiet_from"' in page
    page = admin.get(reverse("admin:accounts_team_change", args=[team.pk])).content.decode()
    assert 'name="assigns_itself"' in page
