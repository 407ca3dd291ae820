"""Every change of a promise leaves what was before and after, readable, and nobody can change that afterwards."""

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from helpdesk.roles import SLA_ADMINISTRATOR
from sla.activating import activate
from sla.admin.audit_words import audit_words
from sla.auditing import audited, snapshot
from sla.models import AuditEntry, CalendarVersion, Tier
from tests.make import WORKING_HOURS, make_calendar, make_contract, make_organisation, make_tier, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def vera():
    person = make_user(is_staff=True, language="en", first_name="Vera")
    person.groups.add(Group.objects.get(name=SLA_ADMINISTRATOR))
    return person


@pytest.fixture
def admin(client, vera):
    client.force_login(vera)
    return client


def words(entry=None):
    entry = entry or AuditEntry.objects.latest("pk")
    with translation.override("en"):
        return [(str(each.what), each.before, each.after) for each in audit_words(entry)]


def contract_data(contract, **changed):
    fields = {"organisation": contract.organisation_id, "tier": contract.tier_id, "valid_from": "2020-01-01"}
    return {**fields, "quota_percent": "95", **changed}


def test_a_contract_saved_is_noted_with_only_what_changed(admin, vera):
    contract = make_contract(make_organisation(), make_tier())
    address = reverse("admin:sla_contract_change", args=[contract.pk])
    admin.post(address, contract_data(contract, valid_until="2027-12-31", quota_percent="97"))
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.action, entry.by, entry.door) == ("contract", "changed", vera, "admin")
    assert words() == [("Valid until", "–", "Fri 31 Dec 2027"), ("Agreed quota (%)", "95", "97")]
    admin.post(address, contract_data(contract, valid_until="2027-12-31", quota_percent="97"))
    assert AuditEntry.objects.count() == 1


def test_a_contract_added_and_deleted_is_noted_by_names(admin):
    clinic, gold = make_organisation(name="Clinic South"), make_tier()
    data = {"organisation": clinic.pk, "tier": gold.tier_id, "valid_from": "2026-01-01", "quota_percent": "95"}
    admin.post(reverse("admin:sla_contract_add"), data)
    assert ("Organisation", "–", "Clinic South") in words()
    contract = clinic.contracts.get()
    admin.post(reverse("admin:sla_contract_delete", args=[contract.pk]), {"post": "yes"})
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.object_id, entry.after) == ("deleted", contract.pk, None)
    assert ("SLA tier", str(gold.tier), "–") in words()


def test_a_draft_is_shown_against_the_version_before_it():
    version, now = make_tier(), timezone.now()
    with audited(version.tier, by=None, door="admin", now=now, action="drafted"):
        draft = version.copy_as_draft()
        draft.targets.filter(priority="P2", clock="resolution").update(seconds=6 * 3600)
    assert words() == [("Version 2: State", "–", "Draft"), ("Version 2: P2 Resolution", "8:00", "6:00")]
    with audited(version.tier, by=None, door="admin", now=now, action="activated"):
        activate(draft, now=now)
    named = [what for what, _before, _after in words()]
    assert named[:2] == ["Version 1: State", "Version 1: In force until"]
    assert ("Version 2: State", "Draft", "Active") in words()


def test_a_version_of_a_calendar_is_shown_against_the_one_before():
    calendar, now = make_calendar(), timezone.now()
    weekly = {**WORKING_HOURS, "fri": [["08:00", "12:00"]]}
    with audited(calendar, by=None, door="admin", now=now):
        added = [{"date": "2027-01-01", "name": "New Year"}]
        CalendarVersion.objects.create(calendar=calendar, weekly=weekly, valid_from=now, holidays=added)
    assert words()[1:] == [
        ("Friday", "08:00–17:00", "08:00–12:00"),
        ("Fri 1 Jan 2027 New Year", "as every week", "closed"),
    ]


def test_a_new_tier_and_a_new_calendar_say_what_they_began_with():
    version = make_tier()
    for thing in (version.tier, version.calendar):
        entry = AuditEntry(kind=thing._meta.model_name, before=None, after=snapshot(thing))
        assert len(words(entry)) > 5
        entry.before, entry.after = entry.after, None
        assert words(entry)


def test_the_list_shows_the_difference_and_is_filtered_by_kind_action_person_and_thing(admin, vera):
    contract = make_contract(make_organisation(name="Clinic South"), make_tier())
    admin.post(reverse("admin:sla_contract_change", args=[contract.pk]), contract_data(contract, quota_percent="97"))
    listing = reverse("admin:sla_auditentry_changelist")
    body = admin.get(listing).content.decode()
    assert "Agreed quota (%): <s>95</s> → 97" in body
    for fitting in (
        f"by={vera.pk}",
        "kind=contract",
        "action__exact=changed",
        f"kind=contract&object_id={contract.pk}",
    ):
        assert len(admin.get(f"{listing}?{fitting}").context["cl"].result_list) == 1, fitting
    for other in ("kind=tier", "action__exact=moved", f"kind=contract&object_id={contract.pk + 1}"):
        assert len(admin.get(f"{listing}?{other}").context["cl"].result_list) == 0, other
    assert admin.get(f"{listing}?object_id=x", follow=True).status_code == 200
    assert admin.get(f"{listing}?by=x", follow=True).status_code == 200


@pytest.mark.parametrize("kind", ["tier", "calendar", "contract"])
def test_the_history_of_a_thing_is_its_part_of_the_list(admin, kind):
    version = make_tier()
    thing = {
        "tier": version.tier,
        "calendar": version.calendar,
        "contract": make_contract(make_organisation(), version),
    }
    answer = admin.get(reverse(f"admin:sla_{kind}_history", args=[thing[kind].pk]))
    assert answer.url == f"{reverse('admin:sla_auditentry_changelist')}?kind={kind}&object_id={thing[kind].pk}"


def test_nobody_changes_or_deletes_an_entry_in_the_administration(client):
    with audited(make_tier().tier, by=None, door="admin", now=timezone.now()):
        Tier.objects.update(description="Changed")
    entry = AuditEntry.objects.get()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    for page in ("change", "delete"):
        answer = client.post(reverse(f"admin:sla_auditentry_{page}", args=[entry.pk]), {"name": "x", "post": "yes"})
        assert answer.status_code == 403
    assert client.get(reverse("admin:sla_auditentry_add")).status_code == 403
    assert client.get(reverse("admin:sla_auditentry_change", args=[entry.pk])).status_code == 200


@pytest.mark.parametrize("statement", ["UPDATE sla_auditentry SET name = 'x'", "DELETE FROM sla_auditentry"])
def test_the_database_refuses_too(statement):
    AuditEntry.objects.create(at=timezone.now(), door="admin", action="added", kind="tier", object_id=1, name="Gold")
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.get().name == "Gold"
