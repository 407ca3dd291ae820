"""Moving a customer to another tier: looked at first, then done once, and noted."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from helpdesk.roles import SLA_ADMINISTRATOR
from sla.models import Activation, AuditEntry, Contract, Tier
from tests.make import (
    ALL_HOURS,
    HOUR,
    TARGETS,
    make_calendar,
    make_contract,
    make_organisation,
    make_ticket,
    make_tier,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    person = make_user(is_staff=True, language="en")
    person.groups.add(Group.objects.get(name=SLA_ADMINISTRATOR))
    client.force_login(person)
    return client


@pytest.fixture
def contract():
    always = make_calendar(ALL_HOURS)
    gold = make_tier(calendar=always)
    make_tier(calendar=always, is_default=False, targets={**TARGETS, "resolution": 2 * HOUR})
    return make_contract(make_organisation(name="Clinic South"), gold)


def other_tier(contract):
    return Tier.objects.exclude(pk=contract.tier_id).get()


def today():
    return timezone.now().astimezone(ZoneInfo("Europe/Berlin")).date()


def said(contract, **changed):
    chosen = {"tier": other_tier(contract).pk, "from_day": today().isoformat(), "mode": "open", "reason": ""}
    return {**chosen, **changed}


def address(contract):
    return reverse("admin:sla_contract_move", args=[contract.pk])


def test_the_preview_names_what_moves_and_changes_nothing(admin, contract):
    ticket = make_ticket(organisation=contract.organisation, now=timezone.now() - 3 * HOUR)
    page = admin.get(address(contract), said(contract))
    assert page.status_code == 200
    assert f"#{ticket.number}" in page.content.decode()
    assert page.context["counts"] == {"open": 1, "promises": 1, "late": 1, "in_time": 0}
    assert "one due time moves, 1 becomes late" in page.content.decode()
    assert Contract.objects.count() == 1
    assert not Activation.objects.filter(version=None).exists()
    assert not AuditEntry.objects.exists()


def test_the_second_click_moves_the_customer_and_notes_it_for_both_contracts(admin, contract):
    answer = admin.post(address(contract), said(contract, reason="Agreed on the phone"), follow=True)
    old, new = Contract.objects.order_by("pk")
    assert (old.valid_until, new.valid_from, new.replaces) == (today() - timedelta(days=1), today(), old)
    assert answer.redirect_chain[-1][0] == reverse("admin:sla_contract_change", args=[new.pk])
    activation = Activation.objects.get(version=None)
    assert (activation.contract, activation.mode, activation.reason) == (new, "open", "Agreed on the phone")
    entries = {(entry.object_id, entry.action, entry.door) for entry in AuditEntry.objects.all()}
    assert entries == {(old.pk, "moved", "admin"), (new.pk, "added", "admin")}


def test_a_second_move_of_the_same_contract_leads_to_the_one_that_follows(admin, contract):
    admin.post(address(contract), said(contract))
    answer = admin.post(address(contract), said(contract))
    assert answer.url == reverse("admin:sla_contract_change", args=[Contract.objects.get(replaces=contract).pk])
    assert Contract.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "place", "sentence"),
    [
        ({"from_day": "2020-01-01"}, "from_day", "lies in the past"),
        ({"from_day": "x"}, "from_day", "valid date"),
        ({"from_day": ""}, "from_day", "Say from which day on"),
        ({"tier": ""}, "tier", "Choose the tier"),
        ({"tier": "0"}, "tier", "Select a valid choice"),
        ({"mode": "start"}, "reason", "Say why"),
        ({"mode": "evil"}, "mode", "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(admin, contract, wrong, place, sentence):
    for method in (admin.get, admin.post):
        page = method(address(contract), said(contract, **wrong))
        assert page.status_code == 422
        assert sentence in page.context["form"].errors[place][0]
        assert list(page.context["form"].errors) == [place]
    assert Contract.objects.count() == 1


def test_a_tier_without_anything_in_force_is_refused_at_the_tier(admin, contract):
    tier = other_tier(contract)
    tier.versions.update(status="draft", effective_from=None)
    page = admin.get(address(contract), said(contract))
    assert "Nothing of that tier is in force" in page.context["form"].errors["tier"][0]


def test_whoever_may_not_change_contracts_gets_no_further(client, contract):
    client.force_login(make_user(is_staff=True))
    assert client.get(address(contract)).status_code == 403
    client.force_login(make_user(is_staff=True, is_superuser=True))
    assert client.get(reverse("admin:sla_contract_move", args=[0])).status_code == 404
