from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import Organisation
from helpdesk.roles import SLA_ADMINISTRATOR
from sla.models import Contract
from tests.make import make_contract, make_organisation, make_tier, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    """What the role may do is enough for contracts."""
    person = make_user(is_staff=True, language="en")
    person.groups.add(Group.objects.get(name=SLA_ADMINISTRATOR))
    client.force_login(person)
    return client


@pytest.fixture
def gold():
    return make_tier()


def data(organisation, tier, **changed):
    fields = {"organisation": organisation.pk, "tier": tier.tier_id, "valid_from": "2026-01-01", "quota_percent": "95"}
    return {**fields, **changed}


def test_a_customer_gets_a_contract(admin, gold):
    clinic = make_organisation()
    admin.post(reverse("admin:sla_contract_add"), data(clinic, gold, valid_until="2026-12-31"))
    contract = Contract.objects.get()
    assert (contract.organisation, contract.valid_from, contract.valid_until) == (
        clinic,
        date(2026, 1, 1),
        date(2026, 12, 31),
    )


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-06-01", ""), ("2025-01-01", "2026-01-01"), ("2026-12-31", "2027-12-31"), ("2020-01-01", "")],
)
def test_an_overlap_is_said_at_the_start(admin, gold, start, end):
    clinic = make_organisation(name="Clinic South")
    make_contract(clinic, gold, valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
    page = admin.post(reverse("admin:sla_contract_add"), data(clinic, gold, valid_from=start, valid_until=end))
    errors = page.context["adminform"].form.errors
    assert "is agreed with Clinic South from Jan. 1, 2026 to Dec. 31, 2026 already" in errors["valid_from"][0]
    assert list(errors) == ["valid_from"]
    assert start in page.content.decode()


def test_an_open_end_is_said_as_such(admin, gold):
    clinic = make_organisation(name="Clinic South")
    make_contract(clinic, gold)
    page = admin.post(reverse("admin:sla_contract_add"), data(clinic, gold))
    assert "since Jan. 1, 2020, without an end" in page.context["adminform"].form.errors["valid_from"][0]


def test_contracts_that_follow_one_another_are_no_overlap(admin, gold):
    clinic = make_organisation()
    make_contract(clinic, gold, valid_from=date(2025, 1, 1), valid_until=date(2025, 12, 31))
    admin.post(reverse("admin:sla_contract_add"), data(clinic, gold))
    assert Contract.objects.count() == 2


def test_an_end_before_the_start_is_said_at_the_end(admin, gold):
    page = admin.post(reverse("admin:sla_contract_add"), data(make_organisation(), gold, valid_until="2025-12-31"))
    assert page.context["adminform"].form.errors == {"valid_until": ["A contract cannot end before it starts."]}


def test_vendors_are_not_offered(admin):
    make_organisation(name="Printer works", kind=Organisation.Kind.VENDOR)
    assert "Printer works" not in admin.get(reverse("admin:sla_contract_add")).content.decode()
