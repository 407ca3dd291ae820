"""The ladder's page: drafts are written whole and audited, versions in force only shown, faults said at their field."""

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation.ladders import content
from escalation.models import Firing, Ladder
from sla.activating import activate
from sla.models import AuditEntry
from tests.escalation.test_ladder import make_ladder
from tests.make import DAY, HOUR, MONDAY_9AM, make_agent, make_organisation, make_ticket, make_tier, make_user
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
HALF = {"clock": "resolution", "number": "50", "counted": "percent", "action": "notify", "audience": ["team", "lead"]}
LATER = {"clock": "resolution", "number": "60", "counted": "after_real", "action": "call_lead", "in_quiet_hours": "on"}
EARLIER = {"clock": "first_response", "number": "5", "counted": "before_service", "action": "raise"}


@pytest.fixture
def draft():
    return make_tier(targets={"resolution": 8 * HOUR, "first_response": HOUR, "level_1": HOUR}).copy_as_draft()


@pytest.fixture
def admin_client(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


def address(version):
    return reverse("admin:escalation_ladder_version", args=[version.pk])


def typed(client, version, *rows, **more):
    seen = client.get(address(version)).context["form"].initial["seen"]
    data = {"step-TOTAL_FORMS": len(rows), "step-INITIAL_FORMS": 0, "late_steps": "last", "seen": seen, **more}
    return data | {f"step-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def send(client, version, *rows, **more):
    return client.post(address(version), typed(client, version, *rows, **more))


def test_a_draft_gets_its_ladder_with_an_entry_in_the_audit_list(admin_client, draft):
    assert send(admin_client, draft, HALF, LATER, EARLIER).status_code == 302
    ladder = Ladder.objects.get(version=draft)
    assert [(step.clock, step.slot) for step in ladder.steps.all()] == [
        ("first_response", "-5s:raise"),
        ("resolution", "50%:notify"),
        ("resolution", "+60r:call_lead"),
    ]
    assert ladder.late_steps == "last"
    entry = AuditEntry.objects.get(kind="tier", object_id=draft.tier_id)
    assert entry.before["ladder"]["steps"] == []
    assert entry.after["ladder"]["steps"] == content(ladder)["steps"]
    page = admin_client.get(reverse("admin:sla_auditentry_change", args=[entry.pk])).content.decode()
    assert "at 50 %: Tell" in page
    assert "60 minutes after, real time" in page
    shown = admin_client.get(address(draft)).content.decode()
    assert 'value="50"' in shown
    assert "hd-lanes" in shown


def test_saved_twice_is_one_entry_and_a_removed_row_goes(admin_client, draft):
    for _twice in range(2):
        send(admin_client, draft, HALF, LATER)
    assert AuditEntry.objects.filter(after__has_key="ladder").count() == 1
    send(admin_client, draft, HALF, {**LATER, "DELETE": "on"})
    assert [step.slot for step in Ladder.objects.get(version=draft).steps.all()] == ["50%:notify"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({**HALF, "number": ""}, "Say when: a percentage, or minutes."),
        ({**HALF, "number": "x"}, "Write a whole number."),
        ({**HALF, "number": "0"}, "Choose 1 to 1000 percent."),
        ({**HALF, "number": "-3"}, "Write a number from 0 on"),
        ({**LATER, "number": "999999999999"}, "More than a year is too far."),
        ({**HALF, "audience": []}, "Say whom this step tells."),
        (HALF, "The ladder has this step already."),
    ],
)
def test_faults_are_said_at_their_field_and_nothing_is_lost(admin_client, draft, row, sentence):
    answer = send(admin_client, draft, HALF, row)
    assert answer.status_code == 422
    words = answer.content.decode()
    assert sentence in words
    assert 'value="50"' in words
    assert not Ladder.objects.exists()


def test_one_more_row_without_a_script_saves_nothing(admin_client, draft):
    answer = send(admin_client, draft, HALF, _more="1")
    assert answer.status_code == 200
    assert len(answer.context["form"].rows.forms) == 2
    assert not Ladder.objects.exists()


@pytest.mark.parametrize(
    ("button", "row", "numbers"),
    [
        ("_copy", "step-0", ["50", "50", "60", "5"]),
        ("_down", "step-0", ["60", "50", "5"]),
        ("_up", "step-2", ["50", "5", "60"]),
        ("_up", "step-0", ["50", "60", "5"]),
        ("_down", "step-2", ["50", "60", "5"]),
        ("_copy", "step-99999999999", ["50", "60", "5"]),
        ("_copy", "x", ["50", "60", "5"]),
    ],
)
def test_rows_are_doubled_and_changed_about_and_saved_by_nobody_yet(admin_client, draft, button, row, numbers):
    answer = send(admin_client, draft, HALF, LATER, EARLIER, **{button: row})
    assert answer.status_code == 200
    rows = answer.context["form"].rows.forms
    assert [form["number"].value() for form in rows] == numbers
    assert [form["audience"].value() for form in rows if form["number"].value() == "50"][-1] == ["team", "lead"]
    assert not Ladder.objects.exists()


def test_who_saw_an_older_one_is_told(admin_client, draft):
    data = typed(admin_client, draft, HALF)
    send(admin_client, draft, LATER)
    answer = admin_client.post(address(draft), data)
    assert answer.status_code == 422
    assert "Somebody else has changed this ladder" in answer.content.decode()


def test_a_version_in_force_only_shows_its_ladder(admin_client, draft):
    send(admin_client, draft, HALF)
    data = typed(admin_client, draft, LATER)
    activate(draft, now=MONDAY_9AM - DAY)
    page = admin_client.get(address(draft)).content.decode()
    assert "at 50 %: Tell" in page
    assert "ladder_form" not in page
    answer = admin_client.post(address(draft), data)
    assert answer.status_code == 422
    assert "never changes" in answer.content.decode()


def test_a_later_version_shows_what_holds_on(admin_client):
    later = make_ladder({"at_percent": 50}).version.copy_as_draft()
    page = admin_client.get(address(later)).content.decode()
    assert "These steps come from version 2" in page
    assert 'value="50"' in page


RUN = {"run-priority": "P3", "run-day": "2026-03-02", "run-time": "09:00", "run-answered": ""}


def test_the_dry_run_says_whom_it_reaches_and_writes_nothing(admin_client, team):
    ladder = make_ladder({"at_percent": 50}, {"at_percent": 60, "audience": ["service_manager"]})
    customer = make_organisation()
    page = admin_client.get(address(ladder.version), {**RUN, "run-organisation": customer.pk}).content.decode()
    for words in (
        "Because of",
        "Resolution at 50 %",
        "nobody was there",
        "Resolution is late",
        "One time is not kept.",
    ):
        assert words in page
    for person in team.members.all():
        assert person.get_full_name() in page
    assert not Firing.objects.exists()
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({}, "Choose a customer."),
        ({"run-organisation": "x"}, "Choose one from the list."),
        ({"run-day": "x"}, "This is no date."),
        ({"run-day": "0001-01-01"}, "Choose a day nearer to today."),
        ({"run-time": ""}, "Choose a time."),
        ({"run-answered": "x"}, "Write a whole number."),
    ],
)
def test_a_wrong_example_is_said(admin_client, draft, asked, sentence):
    answer = admin_client.get(address(draft), {**RUN, **asked})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()


def test_a_draft_is_tried_on_a_ticket_of_its_tier(admin_client, team):
    version = make_ladder({"at_percent": 50}).version
    ticket = make_ticket(now=timezone.now() - HOUR)
    draft = version.copy_as_draft()
    send(admin_client, draft, {**HALF, "number": "1", "not_once_acknowledged": "on"}, {**LATER, "number": "10"})
    page = admin_client.get(address(draft), {"of-number": ticket.pk, "of-seen": "0"}).content.decode()
    for words in ("10 minutes after, real time", "Falls away: somebody has seen it", "Resolution is late"):
        assert words in page
    assert not Firing.objects.exists()
    for number, sentence in (
        ("x", "Write a whole number."),
        ("", "Write the number"),
        ("9999999", "No ticket of this"),
    ):
        assert sentence in admin_client.get(address(draft), {"of-number": number}).content.decode()
    other = make_tier().copy_as_draft()
    assert "No ticket of this tier" in admin_client.get(address(other), {"of-number": ticket.pk}).content.decode()


def test_nobody_else_sees_it(client, draft):
    assert client.get(address(draft)).status_code == 302
    client.force_login(make_agent())
    assert client.get(address(draft)).status_code in (302, 403)
    client.force_login(make_agent(is_staff=True))
    assert client.get(address(draft)).status_code == 403
    assert client.post(address(draft), {}).status_code == 403


def test_the_silence_of_an_agent_is_set_with_the_ladder_and_drawn(admin_client, draft):
    assert send(admin_client, draft, HALF, silent_minutes="90", silent_action="deputy").status_code == 302
    ladder = Ladder.objects.get(version=draft)
    assert (ladder.silent_minutes, ladder.silent_action) == (90, "deputy")
    entry = AuditEntry.objects.get(kind="tier", object_id=draft.tier_id)
    page = admin_client.get(reverse("admin:sla_auditentry_change", args=[entry.pk])).content.decode()
    assert "reminded after 1\u00a0h\u00a030\u00a0m, after as long again: The deputy gets it, else the team" in page
    lane = admin_client.get(address(draft)).context["lanes"][-1]
    assert [(mark.words.when, mark.x) for mark in lane.marks] == [
        ("1\u00a0h\u00a030\u00a0m", "33.33%"),
        ("3\u00a0h", "66.67%"),
    ]
    assert send(admin_client, draft, HALF, silent_minutes="").status_code == 302
    assert Ladder.objects.get(version=draft).silent_minutes is None


@pytest.mark.parametrize("typed_in", ["0", "-5", "ninety", "99999999999999999999"])
def test_a_silence_that_is_none_is_refused_at_its_field(admin_client, draft, typed_in):
    page = send(admin_client, draft, HALF, silent_minutes=typed_in)
    assert page.status_code == 422
    assert page.context["form"].errors["silent_minutes"]
    assert f'value="{typed_in}"' in page.content.decode()
    assert not Ladder.objects.exists()
