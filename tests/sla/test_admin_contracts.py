import threading
from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.urls import reverse

from accounts.models import Organisation
from helpdesk.roles import SLA_ADMINISTRATOR
from sla.models import Contract
from tests.make import make_contract, make_organisation, make_tier, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    """What the role may do is enough for contracts."""
    person = make_user(is_staff=True, language="en")
    person.groups.add(Group.objects.get(name=SLA_ADMINISTRATOR))
    client.force_login(person)
    return client


@pytest.fixture
def gold():
    return make_tier()


def data(organisation, tier, **changed):
    fields = {"organisation": organisation.pk, "tier": tier.tier_id, "valid_from": "2026-01-01", "quota_percent": "95"}
    return {**fields, **changed}


def test_a_customer_gets_a_contract(admin, gold):
    clinic = make_organisation()
    admin.post(reverse("admin:sla_contract_add"), data(clinic, gold, valid_until="2026-12-31"))
    contract = Contract.objects.get()
    assert (contract.organisation, contract.valid_from, contract.valid_until) == (
        clinic,
        date(2026, 1, 1),
        date(2026, 12, 31),
    )


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-06-01", ""), ("2025-01-01", "2026-01-01"), ("2026-12-31", "2027-12-31"), ("2020-01-01", "")],
)
def test_an_overlap_is_said_at_the_start(admin, gold, start, end):
    clinic = make_organisation(name="Clinic South")
    make_contract(clinic, gold, valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
    page = admin.post(reverse("admin:sla_contract_add"), data(clinic, gold, valid_from=start, valid_until=end))
    errors = page.context["adminform"].form.errors
    assert "is agreed with Clinic South from Jan. 1, 2026 to Dec. 31, 2026 already" in errors["valid_from"][0]
    assert list(errors) == ["valid_from"]
    assert start in page.content.decode()


def test_an_open_end_is_said_as_such(admin, gold):
    clinic = make_organisation(name="Clinic South")
    make_contract(clinic, gold)
    page = admin.post(reverse("admin:sla_contract_add"), data(clinic, gold))
    assert "since Jan. 1, 2020, without an end" in page.context["adminform"].form.errors["valid_from"][0]


def test_contracts_that_follow_one_another_are_no_overlap(admin, gold):
    clinic = make_organisation()
    make_contract(clinic, gold, valid_from=date(2025, 1, 1), valid_until=date(2025, 12, 31))
    admin.post(reverse("admin:sla_contract_add"), data(clinic, gold))
    assert Contract.objects.count() == 2


def test_an_end_before_the_start_is_said_at_the_end(admin, gold):
    page = admin.post(reverse("admin:sla_contract_add"), data(make_organisation(), gold, valid_until="2025-12-31"))
    assert page.context["adminform"].form.errors == {"valid_until": ["A contract cannot end before it starts."]}


def test_vendors_are_not_offered(admin):
    make_organisation(name="Printer works", kind=Organisation.Kind.VENDOR)
    assert "Printer works" not in admin.get(reverse("admin:sla_contract_add")).content.decode()


def test_a_contract_that_has_begun_leads_to_the_move_instead_of_another_tier(admin, gold):
    contract = make_contract(make_organisation(), gold)
    silver = make_tier(is_default=False)
    address = reverse("admin:sla_contract_change", args=[contract.pk])
    assert reverse("admin:sla_contract_move", args=[contract.pk]) in admin.get(address).content.decode()
    admin.post(address, data(contract.organisation, silver, valid_from="2020-01-01", notes="Call first."))
    contract.refresh_from_db()
    assert (contract.tier, contract.notes) == (gold.tier, "Call first.")


def test_a_contract_that_starts_later_may_still_get_another_tier(admin, gold):
    contract = make_contract(make_organisation(), gold, valid_from=date(2100, 1, 1))
    silver = make_tier(is_default=False)
    address = reverse("admin:sla_contract_change", args=[contract.pk])
    admin.post(address, data(contract.organisation, silver, valid_from="2100-01-01"))
    contract.refresh_from_db()
    assert contract.tier == silver.tier


@pytest.mark.parametrize(
    ("term", "state"),
    [
        ({"valid_from": date(2020, 1, 1)}, "Running"),
        ({"valid_from": date(2020, 1, 1), "valid_until": date(2020, 12, 31)}, "Ended"),
        ({"valid_from": date(2100, 1, 1)}, "Starts later"),
    ],
)
def test_the_page_says_whether_the_contract_runs_and_shows_the_annex(admin, gold, term, state):
    contract = make_contract(make_organisation(name="Clinic South", language="en"), gold, **term)
    body = admin.get(reverse("admin:sla_contract_change", args=[contract.pk])).content.decode()
    assert f"{state}</span>" in body
    assert f"What Clinic South gets with {gold.tier}" in body


def test_the_line_of_tiers_names_all_contracts_of_the_customer(admin, gold):
    clinic, silver = make_organisation(), make_tier(is_default=False)
    make_contract(clinic, silver, valid_from=date(2024, 1, 1), valid_until=date(2025, 12, 31))
    contract = make_contract(clinic, gold, valid_from=date(2026, 1, 1))
    line = admin.get(reverse("admin:sla_contract_change", args=[contract.pk])).context["line"]
    assert [(span.contract.tier, span.is_now) for span in line.spans] == [(silver.tier, False), (gold.tier, True)]


@pytest.mark.parametrize(("language", "title"), [("de", "Was Clinic South mit"), ("en", "What Clinic South gets with")])
def test_the_sheet_to_print_speaks_the_language_asked_for(admin, gold, language, title):
    contract = make_contract(make_organisation(name="Clinic South"), gold)
    body = admin.get(reverse("admin:sla_contract_annex", args=[contract.pk]), {"language": language}).content.decode()
    assert f'<html lang="{language}">' in body and title in body


def test_a_tiers_sheet_shows_the_version_asked_for(admin, gold):
    gold.copy_as_draft()
    address = reverse("admin:sla_tier_annex", args=[gold.tier_id])
    assert "Draft of version 2" in admin.get(address).content.decode()
    assert "Times of version 1" in admin.get(address, {"version": "1", "language": "xx"}).content.decode()
    assert admin.get(address, {"version": "9"}).status_code == 404
    assert admin.get(reverse("admin:sla_tier_annex", args=[gold.tier_id + 1])).status_code == 404


def test_whoever_may_not_see_contracts_gets_no_sheet(client, gold):
    contract = make_contract(make_organisation(), gold)
    client.force_login(make_user(is_staff=True))
    assert client.get(reverse("admin:sla_contract_annex", args=[contract.pk])).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_at_once_the_slower_reads_a_sentence(client):
    """The other's contract is not visible yet when the form is read; the database holds the slower one up."""
    gold, clinic = make_tier(), make_organisation(name="Clinic South")
    client.force_login(make_user(is_staff=True, is_superuser=True, language="en"))
    is_written, may_commit = threading.Event(), threading.Event()

    def faster():
        with transaction.atomic():
            make_contract(clinic, gold)
            is_written.set()
            may_commit.wait(20)
        connection.close()

    thread = threading.Thread(target=faster)
    thread.start()
    assert is_written.wait(20)
    threading.Timer(0.5, may_commit.set).start()
    page = client.post(reverse("admin:sla_contract_add"), data(clinic, gold))
    thread.join()
    assert "without an end" in page.context["adminform"].form.errors["valid_from"][0]
    assert Contract.objects.count() == 1
