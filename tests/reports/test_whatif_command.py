"""`manage.py whatif` prints the table and writes nothing."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from reports.models import WhatIf
from tests.make import ALL_HOURS, DAY, HOUR, make_calendar, make_tier
from tests.reports.test_whatif import closed_ticket, draft_of

pytestmark = pytest.mark.django_db


def whatif(*arguments):
    out = StringIO()
    call_command("whatif", *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def tier_version():
    since = timezone.now() - 30 * DAY
    return make_tier(since=since, calendar=make_calendar(ALL_HOURS), targets={"resolution": 8 * HOUR})


def test_the_table_and_the_tickets_behind_it(tier_version):
    now = timezone.now() - 5 * DAY
    quick, slow = closed_ticket(took=HOUR, now=now), closed_ticket(took=4 * HOUR, now=now)
    draft = draft_of(tier_version, resolution=2 * HOUR)
    lines = whatif("--tier", draft.tier.name, "--months", "1", "--list")
    assert lines[1].split() == ["resolution", "P3", "hardware", "2", "0", "1", "1", "1", "0"]
    assert lines[2].split() == ["resolution", "all", "all", "2", "0", "1", "1", "1", "0"]
    assert lines[3] == "what-if: 2 tickets"
    assert lines[4:] == [
        f"resolution P3 hardware kept: {quick.pk}",
        f"resolution P3 hardware newly_breached: {slow.pk}",
    ]
    assert not WhatIf.objects.exists()
    assert whatif("--tier", draft.tier.name, "--version", "1", "--months", "1")[-1] == "what-if: 2 tickets"


def test_a_calendar_in_other_hours(tier_version, tmp_path):
    closed_ticket(took=HOUR, now=timezone.now() - 5 * DAY)
    hours = tmp_path / "hours.json"
    hours.write_text(json.dumps({"time_zone": "Europe/Berlin", "weekly": ALL_HOURS}))
    for how in (["--hours", str(hours)], ["--instead", make_calendar().name]):
        assert whatif("--calendar", tier_version.calendar.name, *how)[-1] == "what-if: 1 tickets"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--tier", "Nobody’s"], "There is no tier"),
        (["--tier", "T"], "has no draft"),
        (["--tier", "T", "--version", "9"], "no such version"),
        (["--tier", "T", "--version", "1", "--months", "0"], "between 1 and 60"),
        (["--calendar", "Nobody’s", "--instead", "x"], "There is no calendar"),
        (["--calendar", "C"], "Say in which hours"),
        (["--calendar", "C", "--hours", "/nowhere.json"], "cannot be read"),
        (["--calendar", "C", "--instead", "C"], "Choose another calendar"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(tier_version, arguments, sentence):
    type(tier_version.tier).objects.update(name="T")
    type(tier_version.calendar).objects.update(name="C")
    with pytest.raises(CommandError, match=sentence):
        whatif(*arguments)
