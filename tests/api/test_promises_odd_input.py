"""Whatever is sent about tiers, calendars and contracts, the answer is one of ours, and they can still be read."""

import random
from datetime import date

import pytest

from api.promises import inputs
from sla.drafting import new_draft
from tests.make import make_calendar, make_contract, make_organisation, make_ticket, make_tier

from .test_odd_input import ODD

pytestmark = pytest.mark.django_db

WINDOWS = {"mon": [["08:00", "17:00"]]}
NEARLY = [
    WINDOWS,
    {"mon": [["24:00", "08:00"]]},
    {"mon": [[]]},
    {"mon": {"mon": 1}},
    {"x" * 5000: [["08:00", "09:00"]]},
    {"\x00": []},
    [["08:00", "17:00"]],
    [{"date": "0001-01-01"}, {"date": "9999-12-31", "hours": [["22:00", "06:00"]]}],
    [{"date": "2027-02-29"}],
    [{"date": "2027-03-28", "name": "\ud800", "hours": [["02:30", "02:30"]]}],
    {"one": {"cannot": "P1"}},
    [{"clock": "resolution", "priority": "P1", "seconds": 2**31}],
    [{"clock": "resolution", "priority": "P1", "seconds": 1.5, "category": "cake"}],
    "9999-12-31",
    "0001-01-01T00:00:00+23:59",
    "NaN",
    "1e400",
    "DE",
]
WRITES = [
    ("post", "calendars/", inputs.AddCalendar),
    ("patch", "calendars/{calendar}/", inputs.RenameCalendar),
    ("post", "calendars/{calendar}/versions/", inputs.AddCalendarVersion),
    ("post", "calendars/{calendar}/confirm-year/", inputs.ConfirmYear),
    ("post", "calendars/{calendar}/calculate/", inputs.Calculate),
    ("post", "tiers/", inputs.AddTier),
    ("patch", "tiers/{tier}/", inputs.ChangeTier),
    ("put", "tiers/{tier}/versions/2/", inputs.WholeDraft),
    ("patch", "tiers/{tier}/versions/2/", inputs.DraftChange),
    ("post", "tiers/{tier}/versions/2/preview/", inputs.PreviewVersion),
    ("post", "tiers/{tier}/versions/2/activate/", inputs.Activate),
    ("post", "contracts/", inputs.AddContract),
    ("patch", "contracts/{contract}/", inputs.ChangeContract),
    ("post", "contracts/{contract}/move/", inputs.MoveContract),
]


@pytest.fixture
def places():
    version = make_tier()
    new_draft(version.tier)
    contract = make_contract(make_organisation(), version, valid_from=date(2026, 1, 1))
    make_ticket(organisation=contract.organisation)
    return {"tier": version.tier_id, "calendar": version.calendar_id, "contract": contract.pk}


@pytest.mark.parametrize(("method", "path", "takes"), WRITES, ids=[f"{m} {p}" for m, p, _takes in WRITES])
def test_odd_values_in_every_field(keeper, places, method, path, takes):
    dice, path = random.Random(f"{method} {path}"), path.format(**places)
    sound = {"calendar": make_calendar().pk, "weekly": WINDOWS, "organisation": make_organisation().pk, **places}
    for _ in range(30):
        content = {name: dice.choice(ODD + NEARLY) for name in takes().fields if dice.random() < 0.8}
        content |= {name: value for name, value in sound.items() if name in content and dice.random() < 0.6}
        answer = getattr(keeper, method)(path, content, If_Match='"x"')
        assert answer.status_code < 500, (content, answer.content)
        assert answer.status_code < 300 or {"code", "detail"} <= set(answer.json())
    for kind, key in places.items():
        assert keeper.get(f"{kind}s/{key}/").status_code == 200


@pytest.mark.parametrize("value", ODD, ids=[repr(value)[:12] for value in ODD])
def test_odd_values_as_a_whole_body(keeper, places, value):
    for path in ("tiers/", "calendars/", "contracts/", "contracts/{contract}/move/"):
        assert keeper.post(path.format(**places), value).status_code == 400


@pytest.mark.parametrize("path", ["tiers/", "calendars/", "contracts/", "audit/", "tiers/{tier}/activations/"])
def test_odd_values_in_every_query(keeper, places, path):
    dice, path = random.Random(path), path.format(**places)
    names = ["organisation", "tier", "valid_on", "for_devices", "kind", "object_id", "by", "action", "door", "since"]
    names += ["until", "ordering", "cursor", "page_size", "format", "x"]
    for _ in range(40):
        query = {name: str(dice.choice(ODD[:-2] + NEARLY)).encode("utf-8", "replace") for name in dice.sample(names, 2)}
        assert keeper.get(path, query).status_code < 500, query


@pytest.mark.parametrize("key", [0, 2**31, 2**63, 2**70])
def test_numbers_no_row_has(keeper, places, key):
    for path in (f"tiers/{key}/", f"calendars/{key}/", f"contracts/{key}/", f"tiers/{places['tier']}/versions/{key}/"):
        assert keeper.get(path).status_code == 404
    withdrawn = keeper.post(f"calendars/{places['calendar']}/versions/{key}/withdraw/")
    assert withdrawn.status_code == 404
