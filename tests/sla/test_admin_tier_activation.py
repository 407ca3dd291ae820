"""Putting a version into force in the administration: preview, second click, planned, taken back, twice."""

import re
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reports.moving import Preview
from sla.activating import activate
from sla.admin.tier_activation import SALT, _figures, _has_agreed
from sla.models import Activation, AuditEntry
from tests.make import HOUR, MONDAY_9AM, make_ticket, make_tier, make_user

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')


@pytest.fixture
def person(db):
    return make_user(is_staff=True, is_superuser=True, first_name="Vera")


@pytest.fixture
def admin(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def tier(admin):
    """Version 1 in force, of eight hours; version 2 drafted, of one."""
    tier = make_tier().tier
    draft = tier.versions.get().copy_as_draft()
    draft.targets.filter(clock="resolution").update(seconds=3600)
    return tier


def address(tier, query=""):
    return reverse("admin:sla_tier_activate", args=[tier.pk]) + query


def second_click(client, tier, query):
    """The page with the numbers, and what its button sends."""
    page = client.get(address(tier, f"?confirm=1&{query}")).content.decode()
    form = page[page.index("submit-row") :]
    return page, dict(HIDDEN.findall(form))


def status(tier, number):
    return tier.versions.get(number=number).status


def test_new_tickets_only_is_offered_first_and_no_due_time_moves(admin, tier):
    make_ticket(now=timezone.now() - HOUR / 2)
    page = admin.get(address(tier)).content.decode()
    assert "No due time moves." in page
    assert "The open ticket keeps what it was promised." in page
    assert 'id="mode-new" value="new" checked' in page
    assert "<s>8:00</s> 1:00" in page


def test_nothing_happens_before_the_second_click(admin, tier):
    page, sent = second_click(admin, tier, "mode=new&when=now")
    assert "Version 2 of" in page and "takes effect now" in page
    assert status(tier, 2) == "draft"
    admin.post(address(tier), sent)
    assert (status(tier, 1), status(tier, 2)) == ("retired", "active")
    assert Activation.objects.get(version__number=2).mode == "new"


def test_who_did_it_stands_in_the_audit_list(admin, tier, person):
    _page, sent = second_click(admin, tier, "mode=new&when=now")
    admin.post(address(tier), sent)
    entry = AuditEntry.objects.get(action="activated")
    assert (entry.by, entry.door, entry.kind) == (person, "admin", "tier")
    assert entry.after["versions"]["2"]["status"] == "active"


@pytest.mark.parametrize("mode", ["open", "start"])
def test_the_preview_names_each_ticket_whose_due_time_moves(admin, tier, mode):
    ticket = make_ticket(now=MONDAY_9AM, subject="Till frozen")
    page = admin.get(address(tier, f"?mode={mode}&when=now")).content.decode()
    assert "Till frozen" in page and f"#{ticket.number}" in page
    page, sent = second_click(admin, tier, f"mode={mode}&when=now&reason=A+mistake")
    assert "Put into force for one open ticket" in page
    assert sent["mode"] == mode
    admin.post(address(tier), sent)
    made = Activation.objects.get(version__number=2)
    assert (made.mode, made.reason) == (mode, "A mistake")


def test_from_the_start_needs_a_reason_at_its_field(admin, tier):
    page = admin.get(address(tier, "?mode=start&when=now&confirm=1")).content.decode()
    assert "Say why their history is read again" in page
    assert 'href="#id_reason"' in page
    admin.post(address(tier), {"mode": "start", "when": "now", "version": tier.versions.get(number=2).pk})
    assert status(tier, 2) == "draft"


@pytest.mark.parametrize(
    ("day", "at", "sentence"),
    [
        ("2020-01-01", "00:00", "That moment has passed already. Choose a later one."),
        ("", "00:00", "Choose the day on which it takes effect."),
        ("9999-01-01", "00:00", "That date is more than ten years ahead. Choose an earlier one."),
        ("no day", "00:00", "This is no date."),
        ("2027-01-01", "late", "This is no time."),
    ],
)
def test_a_date_that_cannot_be_is_said_at_its_field_and_kept(admin, tier, day, at, sentence):
    page = admin.get(address(tier, f"?mode=new&when=date&day={day}&time={at}&confirm=1")).content.decode()
    assert sentence in page
    assert f'value="{at}"' in page
    assert status(tier, 2) == "draft"


def planned(admin, tier):
    day = timezone.localdate() + timedelta(days=7)
    _page, sent = second_click(admin, tier, f"mode=open&when=date&day={day}&time=06:00")
    admin.post(address(tier), sent)
    return tier.versions.get(number=2)


def test_a_date_ahead_makes_it_planned_and_it_can_be_taken_back(admin, tier):
    version = planned(admin, tier)
    assert version.status == "planned"
    assert timezone.localtime(version.effective_from).hour == 6
    page = admin.get(reverse("admin:sla_tier_change", args=[tier.pk])).content.decode()
    assert "Version 2 is planned: in force from" in page
    assert "Version 1, in force" in page
    take_back = reverse("admin:sla_tier_take-back", args=[tier.pk])
    assert "Take back version 2" in admin.get(take_back).content.decode()
    admin.post(take_back)
    assert status(tier, 2) == "draft"
    assert AuditEntry.objects.filter(action="taken_back").count() == 1
    assert "Nothing is planned" in admin.post(take_back, follow=True).content.decode()


def test_while_one_is_planned_no_other_is_put_into_force(admin, tier):
    planned(admin, tier)
    admin.post(reverse("admin:sla_tier_new-version", args=[tier.pk]))
    page = admin.get(address(tier), follow=True).content.decode()
    assert "Version 2 is planned already" in page


def test_figures_that_changed_are_shown_anew_before_anything_happens(admin, tier):
    make_ticket(now=MONDAY_9AM)
    _page, sent = second_click(admin, tier, "mode=open&when=now")
    make_ticket(now=MONDAY_9AM)
    page = admin.post(address(tier), sent).content.decode()
    assert "the figures have changed since you saw them" in page
    assert "Put into force for 2 open tickets" in page
    assert status(tier, 2) == "draft"
    admin.post(address(tier), dict(HIDDEN.findall(page[page.index("submit-row") :])))
    assert status(tier, 2) == "active"


def test_among_thousands_of_tickets_one_more_does_not_ask_again(tier):
    """Else nobody could ever decide where a ticket comes every few seconds."""
    draft = tier.versions.get(number=2)
    counted = {"moved": 900, "earlier": 900, "counts": Counter(newly_late=100)}
    seen = signing.dumps(_figures(Preview(as_of=MONDAY_9AM, total=1000, **counted), draft), salt=SALT)
    more, many_more = (Preview(as_of=MONDAY_9AM, total=total, **counted) for total in (1001, 1100))
    assert _has_agreed(seen, more, draft)
    assert not _has_agreed(seen, many_more, draft)
    late = Preview(as_of=MONDAY_9AM, total=1000, moved=900, counts=Counter(newly_late=103))
    assert not _has_agreed(seen, late, draft)
    assert not _has_agreed("forged", more, draft)


def test_a_draft_edited_meanwhile_is_shown_anew_too(admin, tier):
    _page, sent = second_click(admin, tier, "mode=new&when=now")
    tier.versions.get(number=2).targets.filter(priority="P1").update(seconds=60)
    assert "the figures have changed" in admin.post(address(tier), sent).content.decode()
    assert status(tier, 2) == "draft"


def test_the_second_browser_is_told_who_was_first(admin, tier, person):
    _page, sent = second_click(admin, tier, "mode=new&when=now")
    admin.post(address(tier), sent)
    page = admin.post(address(tier), sent, follow=True).content.decode()
    assert "was put into force already, by" in page and str(person) in page
    assert Activation.objects.filter(version__number=2).count() == 1


def test_a_draft_without_a_target_is_not_put_into_force(admin, tier):
    tier.versions.get(number=2).targets.all().delete()
    for ask in (admin.get, admin.post):
        page = ask(address(tier), follow=True).content.decode()
        assert "This version promises nothing yet. Enter at least one target first." in page
    assert status(tier, 1) == "active"


def test_the_list_is_a_table_for_a_spreadsheet_too(admin, tier):
    make_ticket(now=MONDAY_9AM, subject="=1+1")
    answer = admin.get(address(tier, "?mode=open&csv=1"))
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert answer["Content-Type"].startswith("text/csv")
    assert any("'=1+1" in line for line in lines)


def test_an_activation_under_way_shows_how_far_it_is(admin, tier):
    make_ticket(now=MONDAY_9AM)
    now = timezone.now()
    activate(tier.versions.get(number=2), now=now, mode="open")
    Activation.objects.filter(version__number=2).update(begun_at=now, moved=3)
    page = admin.get(reverse("admin:sla_tier_change", args=[tier.pk])).content.decode()
    assert "is being put into force for the open tickets: 3 done, 1 to go." in page
    Activation.objects.filter(version__number=2).update(finished_at=now)
    assert "to go." not in admin.get(reverse("admin:sla_tier_change", args=[tier.pk])).content.decode()
    assert "3 open tickets moved" in admin.get(reverse("admin:sla_tier_versions", args=[tier.pk])).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_browsers_at_the_same_instant_put_it_into_force_once():
    tier = make_tier().tier
    tier.versions.get().copy_as_draft()
    people = [make_user(is_staff=True, is_superuser=True) for _ in range(4)]
    clients, sent, pages = [Client() for _ in people], [], {}
    for client, person in zip(clients, people, strict=True):
        client.force_login(person)
        sent.append(second_click(client, tier, "mode=open&when=now")[1])
    together = threading.Barrier(len(clients))

    def press(number):
        together.wait()
        pages[number] = clients[number].post(address(tier), sent[number], follow=True).content.decode()
        connection.close()

    threads = [threading.Thread(target=press, args=[number]) for number in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Activation.objects.filter(version__number=2).count() == 1
    assert AuditEntry.objects.filter(action="activated").count() == 1
    assert sum("was put into force already, by" in page for page in pages.values()) == len(clients) - 1
