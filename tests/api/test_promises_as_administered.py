"""What the administration refuses, the API refuses with the same sentence, in the reader's language."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sla.admin.windows import hours_text
from sla.drafting import new_draft
from tests.make import WORKING_HOURS, make_calendar, make_contract, make_organisation, make_tier, make_user
from tests.sla.test_admin_calendars import sent as calendar_page
from tests.sla.test_admin_tiers import sent as tier_page

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["en", "de"])
def doors(request, program):
    """An administrator's browser and program, both in one language."""
    person = make_user(is_staff=True, is_superuser=True, language=request.param)
    browser = Client(headers={"Accept-Language": request.param})
    browser.force_login(person)
    return browser, program(person, scope="promises"), {"Accept_Language": request.param}


def sentence_of(answer, field):
    assert answer.status_code == 400, answer.content
    return answer.json()["fields"][field][0]


def assert_said(page, sentence):
    assert page.status_code == 200
    assert sentence in unescape(page.content.decode())


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"mon": [["08:00", "08:00"]]}, "weekly.mon"),
        ({"tue": [["08:00", "12:00"], ["11:00", "17:00"]]}, "weekly.tue"),
        ({"thu": [["20:00", "09:00"]]}, "weekly.fri"),
        ({"wed": [["24:00", "06:00"]]}, "weekly.wed"),
        ({key: [] for key in WORKING_HOURS}, "weekly.mon"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"valid_from": "2020-01-01T00:00"}, "valid_from"),
        ({"valid_from": "2999-12-31T23:59"}, "valid_from"),
    ],
)
def test_of_a_calendars_version(doors, changed, field):
    browser, keeper, language = doors
    calendar = make_calendar()
    content = {"weekly": {**WORKING_HOURS, **{day: changed[day] for day in changed if day in WORKING_HOURS}}}
    content |= {name: value for name, value in changed.items() if name not in WORKING_HOURS}
    if "valid_from" in content:
        content["valid_from"] += ":00Z"
    sentence = sentence_of(keeper.post(f"calendars/{calendar.pk}/versions/", content, **language), field)
    path = reverse("admin:sla_calendar_change", args=[calendar.pk])
    typed = {name: hours_text(value) if name in WORKING_HOURS else value for name, value in changed.items()}
    assert_said(browser.post(path, calendar_page(browser.get(path), **typed)), sentence)


def test_of_names_that_are_taken(doors):
    browser, keeper, language = doors
    make_calendar(name="Office")
    content = {"name": "Office", "weekly": WORKING_HOURS}
    sentence = sentence_of(keeper.post("calendars/", content, **language), "name")
    path = reverse("admin:sla_calendar_add")
    assert_said(browser.post(path, calendar_page(browser.get(path), name="Office")), sentence)
    tier, other = make_tier(is_default=False).tier, make_tier(is_default=False).tier
    new_draft(tier)
    sentence = sentence_of(keeper.patch(f"tiers/{tier.pk}/", {"name": other.name}, **language), "name")
    page = browser.post(reverse("admin:sla_tier_change", args=[tier.pk]), tier_page(tier, name=other.name))
    assert_said(page, sentence)


def test_of_the_default(doors):
    browser, keeper, language = doors
    tier = make_tier().tier
    new_draft(tier)
    sentence = sentence_of(keeper.patch(f"tiers/{tier.pk}/", {"is_default": False}, **language), "is_default")
    page = browser.post(reverse("admin:sla_tier_change", args=[tier.pk]), tier_page(tier, is_default=None))
    assert_said(page, sentence)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"valid_from": "2026-06-01"}, "valid_from"),
        ({"valid_from": "2025-06-01", "valid_until": "2026-01-01"}, "valid_from"),
        ({"valid_from": "2025-06-01", "valid_until": "2025-05-31"}, "valid_until"),
    ],
)
def test_of_a_contract(doors, changed, field):
    browser, keeper, language = doors
    clinic, version = make_organisation(), make_tier()
    make_contract(clinic, version, valid_from=date(2026, 1, 1))
    content = {"organisation": clinic.pk, "tier": version.tier_id, "quota_percent": 95, **changed}
    sentence = sentence_of(keeper.post("contracts/", content, **language), field)
    assert_said(browser.post(reverse("admin:sla_contract_add"), content), sentence)


def test_of_a_move(doors):
    browser, keeper, language = doors
    version, empty = make_tier(), make_tier(is_default=False)
    empty.tier.versions.update(status="retired", effective_until=timezone.now() - timedelta(days=1))
    contract = make_contract(make_organisation(), version)
    content = {"tier": empty.tier_id, "from_day": timezone.localdate().isoformat(), "mode": "new"}
    answer = keeper.post(f"contracts/{contract.pk}/move/", content, **language)
    assert answer.status_code == 409
    page = browser.post(reverse("admin:sla_contract_move", args=[contract.pk]), content)
    assert page.status_code == 422
    assert answer.json()["detail"] in unescape(page.content.decode())
