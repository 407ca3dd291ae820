"""Drafts written by two at once, and which tier is the default."""

import itertools
import threading

import pytest
from django.db import connections

from core.errors import EditConflict, ImmutableVersion, InvalidInput
from sla.activating import activate
from sla.auditing import audited
from sla.drafting import discard, make_default, new_draft, revision, write_draft
from sla.models import AuditEntry, Tier
from tests.make import MONDAY_9AM, make_tier, make_user

RESOLUTION = {"clock": "resolution", "priority": "P1", "category": None, "seconds": 60}


def at_once(*calls):
    """Run the calls in threads of their own; return what each returned or raised."""
    found, start = [None] * len(calls), threading.Barrier(len(calls))

    def run(place, call):
        start.wait()
        try:
            found[place] = call()
        except Exception as error:
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db
def test_a_tier_has_one_draft_a_copy_of_the_newest_version():
    version = make_tier(close_after_days=3)
    draft, is_new = new_draft(version.tier)
    assert is_new
    assert (draft.number, draft.close_after_days, draft.targets.count()) == (2, 3, version.targets.count())
    assert new_draft(version.tier) == (draft, False)


@pytest.mark.django_db
def test_what_was_seen_before_a_change_is_not_written_over_it():
    draft, _is_new = new_draft(make_tier().tier)
    seen = revision(draft)
    write_draft(draft, targets=[RESOLUTION], seen=seen)
    with pytest.raises(EditConflict):
        write_draft(draft, targets=[], seen=seen)
    assert draft.targets.count() == 1


@pytest.mark.django_db
def test_the_revision_tells_of_targets_alone_too():
    draft, _is_new = new_draft(make_tier().tier)
    before = revision(draft), revision(draft.tier)
    write_draft(draft, targets=[RESOLUTION])
    assert revision(draft) != before[0]
    assert revision(draft.tier) != before[1]
    assert revision(draft) == revision(type(draft).objects.get(pk=draft.pk))


@pytest.mark.django_db
def test_only_drafts_are_written_and_discarded():
    version = make_tier()
    draft, _is_new = new_draft(version.tier)
    for verb in (lambda: write_draft(version, targets=None), lambda: discard(version)):
        with pytest.raises(ImmutableVersion):
            verb()
    discard(draft)
    assert list(version.tier.versions.all()) == [version]
    with pytest.raises(EditConflict):
        write_draft(draft, targets=None)


@pytest.mark.django_db
def test_a_tier_keeps_its_only_version():
    tier = Tier.objects.create(name="New")
    draft = tier.versions.create(number=1, calendar=make_tier().calendar)
    with pytest.raises(InvalidInput):
        discard(draft)


@pytest.mark.django_db
def test_the_default_moves_and_both_tiers_are_in_the_audit_list():
    gold, silver, nora = make_tier(), make_tier(is_default=False), make_user()
    make_default(silver.tier, by=nora, door="api", now=MONDAY_9AM)
    assert list(Tier.objects.filter(is_default=True)) == [silver.tier]
    entries = {entry.object_id: entry for entry in AuditEntry.objects.all()}
    assert set(entries) == {gold.tier_id, silver.tier_id}
    assert (entries[gold.tier_id].before["is_default"], entries[gold.tier_id].after["is_default"]) == (True, False)
    make_default(silver.tier, by=nora, door="api", now=MONDAY_9AM)
    assert AuditEntry.objects.count() == 2


@pytest.mark.django_db
def test_a_tier_with_nothing_in_force_is_no_default():
    make_tier()
    with pytest.raises(InvalidInput):
        make_default(Tier.objects.create(name="New"), by=None, door="api", now=MONDAY_9AM)


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_who_saw_the_same_one_is_refused():
    draft, _is_new = new_draft(make_tier().tier)
    seen = revision(draft)
    found = at_once(
        *(lambda days=days: write_draft(draft, targets=None, seen=seen, reopen_days=days) for days in (1, 2, 3, 4))
    )
    assert sum(isinstance(answer, EditConflict) for answer in found) == 3, found
    [written] = [answer for answer in found if not isinstance(answer, EditConflict)]
    draft.refresh_from_db()
    assert draft.reopen_days == written.reopen_days


@pytest.mark.django_db(transaction=True)
def test_two_who_choose_a_default_at_once_leave_one():
    make_tier()
    others = [make_tier(is_default=False).tier for _ in range(3)]
    found = at_once(*(lambda tier=tier: make_default(tier, by=None, door="api", now=MONDAY_9AM) for tier in others))
    assert found == [None] * 3
    assert Tier.objects.filter(is_default=True).count() == 1
    assert AuditEntry.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_the_audit_list_has_one_line_of_change_though_many_write_at_once():
    draft, _is_new = new_draft(make_tier().tier)
    tier = draft.tier

    def write(days):
        with audited(tier, by=None, door="api", now=MONDAY_9AM):
            write_draft(draft, targets=None, reopen_days=days)

    assert at_once(*(lambda days=days: write(days) for days in (1, 2, 3, 4))) == [None] * 4
    entries = list(AuditEntry.objects.order_by("pk"))
    for earlier, later in itertools.pairwise(entries):
        assert earlier.after == later.before
    assert len(entries) == 4


@pytest.mark.django_db(transaction=True)
def test_put_into_force_twice_at_once_it_is_once():
    draft, _is_new = new_draft(make_tier().tier)
    found = at_once(*[lambda: activate(draft, now=MONDAY_9AM)] * 4)
    assert {answer.effective_from for answer in found} == {MONDAY_9AM}
    assert draft.activations.count() == 1
