"""A device with a contract of its own decides what is promised, before anything is saved and on every face."""

import re

import pytest

from catalogue.models import Device
from tests.make import HOUR, make_contract, make_tier

DIGITS = re.compile(r"[0-9]+")
CALL = {"impact": "one", "urgency": "slowed", "category": "hardware"}


@pytest.fixture
def device(house):
    silver = make_tier(targets={"resolution": HOUR}, is_default=False)
    contract = make_contract(house.customer, silver, for_devices=True)
    return Device.objects.create(name="CT 7", organisation=house.customer, owner=house.mia, contract=contract)


def test_the_preview_of_a_call_follows_the_device(client, house, device):
    client.force_login(house.jonas)
    asked = {**CALL, "person": house.mia.pk}
    without = client.get("/desk/new/preview/", asked).content.decode()
    named = client.get("/desk/new/preview/", {**asked, "device": device.pk}).content.decode()
    tier = device.contract.tier.name
    assert tier not in without
    assert tier in named
    assert "the device&#x27;s contract" in named
    assert client.get("/desk/new/preview/", {**asked, "device": "x"}).status_code == 200


def test_the_customers_card_keeps_the_two_contracts_apart(client, house, device):
    client.force_login(house.jonas)
    page = client.get(f"/desk/customers/{house.customer.pk}/").content.decode()
    assert f"contract of its own: {device.contract.tier.name}" in page
    assert page.count(device.contract.tier.name) == 1


def test_the_portal_names_the_times_of_the_device(client, house, device):
    client.force_login(house.mia)
    asked = {"about": "hardware", "impact": "one", "urgency": "slowed"}
    without = client.post("/report/times/", asked).content.decode()
    named = client.post("/report/times/", {**asked, "device": device.pk}).content.decode()
    assert "First answer by a person" in without
    assert "send-times" in named
    assert without != named
    for odd in ("x", "9" * 30, "", "²"):
        answer = client.post("/report/times/", {**asked, "device": odd}).content.decode()
        assert DIGITS.sub("", answer) == DIGITS.sub("", without)  # a minute may have passed
