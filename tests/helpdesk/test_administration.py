"""The administration as a whole: who gets in, what stands where, and that no page breaks the content policy."""

import re
from datetime import date

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from escalation.models import SetAside, SweepRun
from helpdesk.roles import SLA_ADMINISTRATOR
from sla.activating import move_contract
from sla.auditing import audited
from sla.models import Contract
from tests.make import MONDAY_9AM, make_agent, make_contract, make_organisation, make_ticket, make_tier, make_user
from tickets.models import ClockCheck

pytestmark = pytest.mark.django_db

INLINE = [
    re.compile(r"<style[\s>]", re.I),
    re.compile(r"<[^>]*\sstyle\s*=", re.I),
    re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I),
    re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.I),
    re.compile(r"javascript:", re.I),
]


def make_admin(**fields):
    return make_user(is_staff=True, is_superuser=True, **fields)


def make_sla_administrator():
    person = make_user(is_staff=True)
    person.groups.add(Group.objects.get(name=SLA_ADMINISTRATOR))
    return person


def fill():
    """At least one row of what has a page."""
    organisation = make_organisation()
    contract = make_contract(organisation, make_tier(is_default=False))
    with audited(contract, by=make_admin(), door="admin", now=MONDAY_9AM):
        Contract.objects.filter(pk=contract.pk).update(quota_percent=90)
    tier = make_tier(is_default=False).tier
    move_contract(contract, tier=tier, from_day=date(2026, 3, 9), now=MONDAY_9AM)
    ticket = make_ticket(organisation=organisation)
    SweepRun.objects.create(finished_at=MONDAY_9AM)
    ClockCheck.objects.create(pk=1, finished_at=MONDAY_9AM, tickets=7, differing=1, numbers=[ticket.pk])
    SetAside.objects.create(ticket=ticket, at=MONDAY_9AM, until=MONDAY_9AM, error="ValueError: no")
    make_agent(language="de")


def pages():
    """The address of every list, form and history of our own models."""
    found = [reverse("admin:index"), reverse("admin:kept_mail")]
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        if model_admin.__module__.startswith(("django.", "allauth.", "rest_framework.")):
            continue
        found.append(reverse(f"{name}_changelist"))
        if model_admin.has_add_permission.__func__.__qualname__.startswith("BaseModelAdmin"):
            found.append(reverse(f"{name}_add"))
        if row := model.objects.order_by("pk").last():
            found += [reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "history", "delete")]
    return found


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_page_needs_what_the_content_policy_forbids(client, language, settings):
    settings.EMAIL_BACKEND = "helpdesk.mail.KeptMail"
    fill()
    client.force_login(make_admin(language=language))
    seen = 0
    for address in pages():
        # Of promises the history is the audit list; of what there is one of, the list is its page.
        answer = client.get(address, follow=address.endswith(("/history/", "/perperson/")))
        if address.endswith("/delete/") and answer.status_code == 403:
            continue  # rows that only verbs write
        assert answer.status_code == 200, address
        body = answer.content.decode()
        assert not [found.group() for pattern in INLINE if (found := pattern.search(body))], address
        assert "script-src 'self'" in answer["Content-Security-Policy"], address
        assert "unsafe" not in answer["Content-Security-Policy"], address
        assert f'<html lang="{language}"' in body, address
        seen += 1
    assert seen > 30


def test_people_without_a_session_are_led_to_the_one_sign_in(client):
    answer = client.get("/admin/sla/tier/", follow=True)
    assert answer.redirect_chain[-1][0] == f"{reverse('account_login')}?next=/admin/sla/tier/"


def test_a_guess_at_djangos_own_login_reaches_no_password_check(client):
    make_admin(email="vera@example.com", password="correct horse battery")
    answer = client.post("/admin/login/", {"username": "vera@example.com", "password": "correct horse battery"})
    assert answer.status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("address", ["/admin/", "/admin/sla/tier/", "/admin/nothing/", "/admin/mail/"])
def test_agents_and_employees_do_not_get_in(client, address):
    for person in (make_agent(), make_user(make_organisation())):
        client.force_login(person)
        assert client.get(address, follow=True).status_code == 403


def test_signing_out_there_ends_the_session(client):
    client.force_login(make_admin())
    client.post(reverse("admin:logout"))
    assert "_auth_user_id" not in client.session


def test_groups_come_in_the_order_of_purpose(client):
    client.force_login(make_admin())
    groups = client.get("/admin/").context["app_list"]
    assert [group["app_label"] for group in groups] == ["promises", "people", "catalogue", "work", "system"]
    names = ["Tier", "Ladder", "Calendar", "Contract", "Activation", "AuditEntry"]
    assert [model["object_name"] for model in groups[0]["models"]] == names


def test_an_sla_administrator_sees_promises_and_nothing_else(client):
    client.force_login(make_sla_administrator())
    assert [group["app_label"] for group in client.get("/admin/").context["app_list"]] == ["promises"]


@pytest.mark.parametrize("action", ["view", "add", "change", "delete"])
def test_roles_have_the_permissions_that_are_written_down(action):
    """The registry: model × role × permission. Whatever is registered later is refused until it is declared here."""
    sla = {"calendar", "contract", "tier", "activation", "auditentry", "ladder"}
    people = {
        "superuser": make_admin(),
        "sla administrator": make_sla_administrator(),
        "staff": make_user(is_staff=True),
    }
    read_only = {"ticket", "handover", "firing", "notice", "sweeprun", "setaside", "clockcheck"}
    read_only |= {"activation", "auditentry", "ladder"}  # a ladder is written on the page of its version
    for model, model_admin in admin.site._registry.items():
        name = model._meta.model_name
        for role, person in people.items():
            request = type("Request", (), {"user": person})()
            allowed = getattr(model_admin, f"has_{action}_permission")(request)
            is_ours = role == "superuser" or (role == "sla administrator" and name in sla)
            there_is_one = name == "perperson" and action in ("add", "delete")
            expected = is_ours and not (name in read_only and action != "view") and not there_is_one
            assert allowed == expected, f"{role} may {'' if allowed else 'not '}{action} {name}"


def test_tickets_are_not_saved_here(client):
    ticket = make_ticket()
    client.force_login(make_admin())
    answer = client.post(reverse("admin:tickets_ticket_change", args=[ticket.pk]), {"subject": "Changed"})
    assert answer.status_code == 403
    ticket.refresh_from_db()
    assert ticket.subject == "The printer does not print"


@pytest.mark.parametrize(
    "question",
    [
        "q=%00",
        "q=" + "9" * 40,
        "q=%F0%9F%8F%A5",
        "o=evil&p=x&all=1",
        "pk__exact=%00",
        "requester__password__startswith=a",
    ],
)
@pytest.mark.parametrize("name", ["sla_tier", "tickets_ticket", "tickets_notice", "accounts_user"])
def test_odd_questions_break_no_list(client, name, question):
    make_ticket()
    client.force_login(make_admin())
    answer = client.get(f"{reverse(f'admin:{name}_changelist')}?{question}")
    assert answer.status_code in (200, 302, 400)


def test_odd_forms_break_no_page(client):
    client.force_login(make_admin())
    version = make_tier()
    tier = reverse("admin:sla_tier_change", args=[version.tier_id])
    calendar = reverse("admin:sla_calendar_change", args=[version.calendar_id])
    nul = "\x00" * 5
    forms = [
        (calendar, {"name": "x"}),
        (calendar, {"name": "x", "_holidays": "1"}),
        (
            calendar,
            {"name": nul, "dates-TOTAL_FORMS": "999999", "dates-INITIAL_FORMS": "x", "country": nul, "mon": nul},
        ),
        (calendar, {"country": nul, "state": nul, "_holidays": "1"}),
        (tier, {"draft": "9" * 40, "name": "x" * 300}),
        (tier, {"draft": "٣", "name": nul}),
        (reverse("admin:sla_tier_add"), {"name": nul, "P1-resolution": nul, "calendar": nul}),
    ]
    for address, form in forms:
        assert client.post(address, form).status_code == 200, form
    assert client.post(reverse("admin:sla_tier_activate", args=[999_999])).status_code == 404


def test_an_administrator_finds_his_own_settings(client):
    """Language and time zone are chosen there; nothing else in the administration leads to them."""
    client.force_login(make_admin())
    assert f'href="{reverse("portal:profile")}"' in client.get(reverse("admin:index")).content.decode()
