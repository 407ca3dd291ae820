"""The administration's front page: findings, figures, what comes up and what was done, each only for those who may see it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from helpdesk import health
from sla.activating import activate
from sla.auditing import audited
from sla.models import CalendarVersion
from tests.helpdesk.test_administration import make_admin, make_sla_administrator
from tests.make import WORKING_HOURS, make_contract, make_organisation, make_tier, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def front(client, person):
    client.force_login(person)
    return client.get(reverse("admin:index"))


def models(page):
    return {model["label"]: model for group in page.context["groups"] for model in group["models"]}


def test_what_needs_a_decision_stands_first_with_its_link(client):
    make_tier()
    make_organisation(name="School")
    page = front(client, make_admin(language="en"))
    body = page.content.decode()
    assert "1 thing needs a decision" in body or "One thing needs a decision" in body
    assert 'data-code="no_contract"' in body
    assert reverse("admin:sla_contract_add") in body
    assert "1 without contract" in models(page)["accounts.Organisation"]["pills"]


def test_figures_count_what_is_there(client):
    version = make_tier()
    make_contract(make_organisation(), version)
    version.copy_as_draft()
    found = models(front(client, make_admin(language="en")))
    assert found["sla.Tier"]["state"] == 1
    assert found["sla.Tier"]["pills"] == ["1 draft"]
    assert found["sla.Contract"]["state"] == "1 running"
    assert "state" not in found["tickets.Ticket"]  # may be millions


def test_what_comes_up_is_in_order(client):
    version, now = make_tier(), timezone.now()
    CalendarVersion.objects.create(calendar=version.calendar, valid_from=now + 2 * DAY, weekly=WORKING_HOURS)
    gone = CalendarVersion.objects.create(calendar=version.calendar, valid_from=now + DAY, weekly=WORKING_HOURS)
    gone.withdraw(now=now)
    activate(version.copy_as_draft(), now=now, effective_at=now + 5 * DAY)
    make_contract(make_organisation(name="East"), version, valid_until=timezone.localdate(now) + 9 * DAY)
    coming = front(client, make_admin(language="en")).context["coming"]
    assert [entry.name.split(",")[0] for entry in coming][:2] == [f"Calendar {version.calendar}", str(version.tier)]
    assert coming[2].name.startswith("One contract ends on")
    assert coming[2].detail == "East"
    assert len(coming) == 3


def test_what_was_done_says_by_whom(client):
    vera, version = make_user(first_name="Vera"), make_tier()
    with audited(version.tier, by=vera, door="admin", now=timezone.now()):
        version.tier.name = "Gold"
        version.tier.save()
    entry = front(client, make_admin(language="en")).context["recent"][0]
    assert entry.detail.startswith("Changed, ")
    assert "→ Gold · Vera · today" in entry.detail
    assert entry.link == reverse("admin:sla_tier_change", args=[version.tier_id])


def test_an_sla_administrator_is_told_of_promises_only(client):
    make_tier()
    make_organisation(name="School")
    admin = make_admin(language="en", email="secret@example.com")
    client.force_login(admin)
    client.post(reverse("admin:accounts_team_add"), {"name": "Secret team", "level": "1"})
    page = front(client, make_sla_administrator())
    assert {finding.model for finding in page.context["findings"]} <= {"sla.Tier", "sla.Calendar", "sla.Contract"}
    assert "Secret team" not in page.content.decode()
    assert {group["app_label"] for group in page.context["groups"]} == {"promises"}


def test_the_page_asks_no_more_the_more_there_is(client, django_assert_max_num_queries):
    version = make_tier()
    for number in range(6):
        make_contract(make_organisation(), version, valid_until=timezone.localdate() + number * DAY)
    client.force_login(make_admin())
    with django_assert_max_num_queries(45):
        client.get(reverse("admin:index"))


def test_health_counts_findings_and_stays_well(client, monkeypatch):
    monkeypatch.setattr(health, "_findings", {})
    make_tier()
    make_organisation()
    report = client.get(reverse("healthz")).json()
    assert report["findings"]["no_contract"] == 1
    assert not any("contract" in reason for reason in report["reasons"])
