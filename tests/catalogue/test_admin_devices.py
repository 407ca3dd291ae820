"""A device's contract of its own: only contracts for devices, and only of the device's organisation."""

from datetime import date

import pytest
from django.urls import reverse

from catalogue.models import Device
from tests.make import make_contract, make_organisation, make_tier, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(make_user(is_staff=True, is_superuser=True, language="en"))
    return client


@pytest.fixture
def gold():
    return make_tier()


def data(organisation, contract=None):
    return {"name": "Server", "organisation": organisation.pk, "contract": contract.pk if contract else ""}


def own(organisation, tier):
    return make_contract(organisation, tier, for_devices=True, number="D-1", valid_from=date(2026, 1, 1))


def offered(page):
    return set(page.context["adminform"].form.fields["contract"].queryset)


def test_a_device_gets_a_contract_of_its_own(admin, gold):
    clinic = make_organisation()
    contract = own(clinic, gold)
    admin.post(reverse("admin:catalogue_device_add"), data(clinic, contract))
    assert Device.objects.get().contract == contract


def test_only_contracts_for_devices_of_its_organisation_are_offered(admin, gold):
    clinic = make_organisation()
    contract = own(clinic, gold)
    make_contract(clinic, gold)
    own(make_organisation(), gold)
    device = Device.objects.create(name="Server", organisation=clinic)
    page = admin.get(reverse("admin:catalogue_device_change", args=[device.pk]))
    assert offered(page) == {contract}
    assert "D-1 · Thu 1 Jan 2026" in page.content.decode()


def test_a_contract_with_somebody_else_is_refused_at_the_field(admin, gold):
    clinic, hotel = make_organisation(name="Clinic South"), make_organisation(name="Hotel Riverside")
    page = admin.post(reverse("admin:catalogue_device_add"), data(clinic, own(hotel, gold)))
    errors = page.context["adminform"].form.errors
    assert errors == {"contract": ["This contract is with Hotel Riverside. Choose one of Clinic South, or none."]}
    assert not Device.objects.exists()


def test_an_ordinary_contract_is_refused_too(admin, gold):
    clinic = make_organisation()
    page = admin.post(reverse("admin:catalogue_device_add"), data(clinic, make_contract(clinic, gold)))
    assert list(page.context["adminform"].form.errors) == ["contract"]


def test_a_contract_that_devices_name_stays_for_them(admin, gold):
    clinic = make_organisation()
    contract = own(clinic, gold)
    Device.objects.create(name="Server", organisation=clinic, contract=contract)
    address = reverse("admin:sla_contract_change", args=[contract.pk])
    fields = {"organisation": clinic.pk, "tier": gold.tier_id, "valid_from": "2026-01-01", "quota_percent": "95"}
    assert "Server" in admin.get(address).content.decode()
    assert list(admin.post(address, fields).context["adminform"].form.errors) == ["for_devices"]
    moved = {**fields, "organisation": make_organisation().pk, "for_devices": "on"}
    assert list(admin.post(address, moved).context["adminform"].form.errors) == ["organisation"]


def test_an_organisations_page_leads_to_its_contracts(admin, gold):
    clinic = make_organisation()
    address = reverse("admin:accounts_organisation_change", args=[clinic.pk])
    add = f"{reverse('admin:sla_contract_add')}?organisation={clinic.pk}"
    assert add in admin.get(address).content.decode()
    contract = make_contract(clinic, gold)
    assert reverse("admin:sla_contract_change", args=[contract.pk]) in admin.get(address).content.decode()
    assert f'<option value="{clinic.pk}" selected>' in admin.get(add).content.decode()
