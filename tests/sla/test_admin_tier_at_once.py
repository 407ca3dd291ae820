"""Two administrators in one tier at the same time: nobody writes over another unseen, and nothing typed is lost."""

import re
import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from sla.models import AuditEntry, Target
from tests.make import HOUR, make_tier, make_user
from tests.sla.test_admin_tiers import change_url, seconds, sent

CHANGED = re.compile(r"Changed meanwhile</th>.*?</table>", re.DOTALL)


@pytest.fixture
def tier(db):
    tier = make_tier(targets={"resolution": 8 * HOUR}).tier
    tier.versions.get().copy_as_draft()
    return tier


def signed_in(name):
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True, first_name=name))
    return client


def draft(tier):
    return tier.versions.get(status="draft")


def new_stamp(page):
    return re.search(r'name="stamp" value="([^"]*)"', page)[1].replace("&quot;", '"').replace("&#x27;", "'")


def test_the_second_to_save_sees_what_the_first_changed_and_loses_nothing(tier):
    form = sent(tier)
    signed_in("Vera").post(change_url(tier), form | {"P1-resolution": "4:00", "P2-resolution": "6:00"})
    page = signed_in("Otto").post(change_url(tier), form | {"P2-resolution": "5:00"}).content.decode()
    assert "Vera" in page and "has saved this page" in page
    changed = CHANGED.search(page)[0]
    assert "P1 Resolution" in changed and "P2 Resolution" in changed
    assert "<b>5:00</b>" in changed  # his own, which is not theirs
    assert 'name="P2-resolution" value="5:00"' in page
    assert 'name="P1-resolution" value="4:00"' in page  # taken over: he had left it alone
    assert seconds(draft(tier), "P2", "resolution") == 6 * 3600


def test_what_was_seen_can_then_be_saved(tier):
    form, otto = sent(tier), signed_in("Otto")
    signed_in("Vera").post(change_url(tier), form | {"P1-resolution": "4:00"})
    mine = form | {"P2-resolution": "5:00"}
    page = otto.post(change_url(tier), mine).content.decode()
    answer = otto.post(change_url(tier), mine | {"P1-resolution": "4:00", "stamp": new_stamp(page)})
    assert answer.status_code == 302
    assert [seconds(draft(tier), p, "resolution") for p in ("P1", "P2")] == [4 * 3600, 5 * 3600]


def test_a_switch_and_a_row_somebody_else_changed_are_taken_over(tier):
    form = sent(tier)
    row = {"only-0-category": "hardware", "only-0-priority": "P2", "only-0-clock": "resolution", "only-0-time": "4:00"}
    theirs = {"P1-resolution-always": "on", "only-TOTAL_FORMS": "1", "only-INITIAL_FORMS": "0", **row}
    assert signed_in("Vera").post(change_url(tier), form | theirs).status_code == 302
    none = {"only-TOTAL_FORMS": "0", "only-INITIAL_FORMS": "0"}
    page = signed_in("Otto").post(change_url(tier), form | none | {"name": "Silver"}).content.decode()
    assert re.search(r'name="P1-resolution-always"[^>]* checked', page)
    assert 'name="only-0-time" value="4:00"' in page
    assert 'value="Silver"' in page


def test_the_name_of_a_tier_without_a_draft_is_guarded_too(db):
    tier = make_tier().tier
    page = signed_in("Vera").get(change_url(tier)).content.decode()
    form = {"name": "Vera's", "description": "", "is_default": "on", "stamp": new_stamp(page)}
    assert signed_in("Vera").post(change_url(tier), form).status_code == 302
    page = signed_in("Otto").post(change_url(tier), form | {"name": "Otto's"}).content.decode()
    tier.refresh_from_db()
    assert tier.name == "Vera's"
    assert "Otto&#x27;s" in page


@pytest.mark.parametrize("stamp", ["", "{", "[]", '{"name": 1}', "\x00"])
def test_a_page_that_remembers_nothing_saves_nothing(tier, stamp):
    page = signed_in("Vera").post(change_url(tier), sent(tier, stamp=stamp) | {"P2-resolution": "5:00"})
    assert "This page is incomplete" in page.content.decode()
    assert seconds(draft(tier), "P2", "resolution") == 8 * 3600


@pytest.mark.django_db(transaction=True)
def test_of_several_at_the_same_instant_one_saves_and_all_others_are_told():
    tier = make_tier(targets={"resolution": 8 * HOUR}).tier
    tier.versions.get().copy_as_draft()
    form, people = sent(tier), [signed_in(name) for name in ("Vera", "Otto", "Ines", "Kurt")]
    together, codes = threading.Barrier(len(people)), {}

    def save(number):
        together.wait()
        codes[number] = people[number].post(change_url(tier), form | {"P2-resolution": f"{number + 1}:00"}).status_code
        connection.close()

    threads = [threading.Thread(target=save, args=[number]) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes.values()) == [200, 200, 200, 302]
    [first] = [number for number, code in codes.items() if code == 302]
    assert seconds(draft(tier), "P2", "resolution") == (first + 1) * 3600
    assert Target.objects.filter(version=draft(tier)).count() == 4
    assert AuditEntry.objects.filter(kind="tier", object_id=tier.pk).count() == 1


def test_a_draft_is_begun_once_by_two(db):
    tier = make_tier().tier
    for name in ("Vera", "Otto"):
        signed_in(name).post(reverse("admin:sla_tier_new-version", args=[tier.pk]))
    assert tier.versions.count() == 2
    assert AuditEntry.objects.filter(action="drafted").count() == 1
