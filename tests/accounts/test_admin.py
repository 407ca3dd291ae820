"""Organisations, people and teams in the administration; nobody changes his own rights."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Membership, Organisation, Site, Team, User
from helpdesk.roles import SLA_ADMINISTRATOR
from tests.make import make_organisation, make_team, make_ticket, make_user
from tests.processes import wait_until

pytestmark = pytest.mark.django_db
NO_ROWS = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}


@pytest.fixture
def vera():
    return make_user(is_staff=True, is_superuser=True, language="en", email="vera@example.com")


@pytest.fixture
def admin(client, vera):
    client.force_login(vera)
    return client


def rows(prefix, *entries, initial=0):
    data = {f"{prefix}-{name}": value for name, value in NO_ROWS.items()}
    data |= {f"{prefix}-TOTAL_FORMS": len(entries), f"{prefix}-INITIAL_FORMS": initial}
    return data | {f"{prefix}-{n}-{name}": value for n, row in enumerate(entries) for name, value in row.items()}


def person_data(person, **changed):
    names = ("email", "first_name", "last_name", "phone", "language", "time_zone")
    data = {name: getattr(person, name) for name in names}
    data |= {name: "on" for name in ("is_active", "is_staff", "is_superuser") if getattr(person, name)}
    return {**data, **rows("memberships"), **changed}


def change(admin, row, data):
    name = f"admin:accounts_{row._meta.model_name}_change"
    return admin.post(reverse(name, args=[row.pk]), data)


def test_a_new_person_is_invited_in_his_own_language(admin, django_capture_on_commit_callbacks):
    organisation, team = make_organisation(), make_team()
    site = Site.objects.create(organisation=organisation, name="Harbour")
    membership = {"organisation": organisation.pk, "site": site.pk, "role": "employee"}
    data = {
        "email": "Ida@Example.com",
        "first_name": "Ida",
        "language": "de",
        "time_zone": "Europe/Berlin",
        "teams": [team.pk],
        "invite": "on",
        **rows("memberships", membership),
    }
    with django_capture_on_commit_callbacks(execute=True):
        answer = admin.post(reverse("admin:accounts_user_add"), data)
    assert answer.status_code == 302
    ida = User.objects.get(email="ida@example.com")
    assert not ida.has_usable_password()
    assert list(ida.teams.all()) == [team]
    assert ida.memberships.get().site == site
    wait_until(lambda: mail.outbox, "the invitation, which is sent aside")
    assert [message.to for message in mail.outbox] == [["ida@example.com"]]
    assert "/account/password/reset/key/" in mail.outbox[0].body
    assert mail.outbox[0].subject == "Wählen Sie Ihr Passwort für den Service Desk"


def test_the_forms_for_people_say_nothing_in_another_language(admin, vera):
    User.objects.filter(pk=vera.pk).update(language="de")
    ida = make_user(first_name="Ida", password="lorbeer-im-wind")
    new = admin.get(reverse("admin:accounts_user_add")).content.decode()
    password = admin.get(reverse("admin:auth_user_password_change", args=[ida.pk])).content.decode()
    assert "Einladung senden" in new
    assert "more user options" not in new
    assert "Passwort ändern" in password
    assert "Password-based" not in password


def test_an_administrator_sets_a_password(admin):
    ida = make_user(first_name="Ida", password="lorbeer-im-wind")
    typed = {"password1": "birke-am-teich-7", "password2": "birke-am-teich-7"}
    answer = admin.post(reverse("admin:auth_user_password_change", args=[ida.pk]), typed)
    assert answer.status_code == 302
    ida.refresh_from_db()
    assert ida.check_password("birke-am-teich-7")


def test_an_address_in_use_is_refused_at_its_field(admin, vera):
    data = {"email": "VERA@example.com", "language": "de", "time_zone": "Europe/Berlin", **rows("memberships")}
    page = admin.post(reverse("admin:accounts_user_add"), data)
    assert page.context["adminform"].form.errors["email"] == ["This e-mail belongs to somebody else."]


def test_a_site_of_another_organisation_is_refused(admin):
    elsewhere = Site.objects.create(organisation=make_organisation(), name="Elsewhere")
    membership = {"organisation": make_organisation(name="Here").pk, "site": elsewhere.pk, "role": "employee"}
    data = person_data(make_user(), email="ida@example.com", **rows("memberships", membership))
    page = admin.post(reverse("admin:accounts_user_add"), data).content.decode()
    assert "Elsewhere is no site of Here." in page


def test_nobody_changes_his_own_rights(admin, vera):
    team = make_team()
    gold = make_organisation()
    membership = {"organisation": gold.pk, "role": "manager"}
    data = person_data(vera, first_name="Renamed", teams=[team.pk], **rows("memberships", membership))
    for right in ("is_active", "is_staff", "is_superuser"):
        data.pop(right)
    change(admin, vera, data)
    vera = User.objects.get(pk=vera.pk)
    assert vera.first_name == "Renamed"
    assert vera.is_active and vera.is_staff and vera.is_superuser
    assert not vera.teams.exists()
    assert not vera.memberships.exists()
    assert admin.get(reverse("admin:accounts_user_delete", args=[vera.pk])).status_code == 403


def test_an_administrator_gives_others_their_rights(admin):
    from django.contrib.auth.models import Group

    ida = make_user()
    role = Group.objects.get(name=SLA_ADMINISTRATOR)
    change(admin, ida, person_data(ida, is_staff="on", groups=[role.pk]))
    ida = User.objects.get(pk=ida.pk)
    assert ida.is_staff
    assert ida.has_perm("sla.change_tier")


def team_data(team, *members, **changed):
    initial = list(Team.members.through.objects.filter(team=team).order_by("pk")) if team.pk else []
    entries = [
        {"id": row.pk, "user": row.user_id, **({} if row.user in members else {"DELETE": "on"})} for row in initial
    ]
    entries += [{"user": member.pk} for member in members if member not in [row.user for row in initial]]
    data = {"name": team.name, "level": team.level, "skills": "network, linux", "categories": ["hardware"]}
    members = rows("Team_members", *entries, initial=len(initial))
    return {**data, **members, **rows("scopes"), **changed}


def test_a_team_gets_members_skills_and_categories(admin):
    team, ida = make_team(), make_user()
    organisation = make_organisation()
    change(admin, team, team_data(team, ida, **rows("scopes", {"organisation": organisation.pk})))
    team.refresh_from_db()
    assert (team.skills, team.categories) == (["network", "linux"], ["hardware"])
    assert list(team.members.all()) == [ida]
    assert team.scopes.get().organisation == organisation


@pytest.mark.parametrize("is_member", [False, True])
def test_nobody_joins_or_leaves_a_team_by_himself(admin, vera, is_member):
    team = make_team(*([vera] if is_member else []))
    page = change(admin, team, team_data(team, *([] if is_member else [vera]))).content.decode()
    assert "Nobody changes his own rights. Ask another administrator" in page
    assert team.members.filter(pk=vera.pk).exists() == is_member


def test_a_link_to_choose_a_password_is_sent_by_post_alone(admin):
    ida = make_user(email="ida@example.com", language="de")
    link = reverse("admin:password_link", args=[ida.pk])
    assert admin.get(link).status_code == 405
    assert "on its way to ida@example.com" in admin.post(link, follow=True).content.decode()
    wait_until(lambda: mail.outbox, "the link, which is sent aside")
    assert mail.outbox[0].to == ["ida@example.com"]


def test_an_organisation_is_made_with_its_sites(admin):
    data = {
        "name": "Clinic South",
        "kind": "customer",
        "language": "de",
        "time_zone": "Europe/Berlin",
        "sharing": "own",
        "mail_domains": "clinic.example, clinic-south.example",
        **rows("sites", {"name": "Harbour", "country": "DE", "state": "HH"}),
        **rows("memberships"),
        **rows("agent_scopes"),
    }
    assert admin.post(reverse("admin:accounts_organisation_add"), data).status_code == 302
    clinic = Organisation.objects.get(name="Clinic South")
    assert clinic.mail_domains == ["clinic.example", "clinic-south.example"]
    assert clinic.sites.get().state == "HH"


def test_the_people_of_a_large_organisation_are_not_all_put_on_one_page(admin):
    clinic = make_organisation()
    people = User.objects.bulk_create([User(email=f"p{n}@clinic.example") for n in range(51)])
    Membership.objects.bulk_create([Membership(user=person, organisation=clinic) for person in people])
    page = admin.get(reverse("admin:accounts_organisation_change", args=[clinic.pk])).content.decode()
    assert "memberships-0-user" not in page


def test_who_has_tickets_is_not_deleted(admin):
    ticket = make_ticket()
    for row in (ticket.organisation, ticket.team, ticket.requester):
        name = f"admin:accounts_{row._meta.model_name}_delete"
        assert admin.get(reverse(name, args=[row.pk])).status_code == 403
    alone = make_organisation()
    admin.post(reverse("admin:accounts_organisation_delete", args=[alone.pk]), {"post": "yes"})
    assert not Organisation.objects.filter(pk=alone.pk).exists()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "x" * 300, "Ensure this value has at most 200 characters (it has 300)."),
        ("name", "a\x00b", "Null characters are not allowed."),
        ("time_zone", "Mars/Base", "“Mars/Base” is no time zone. Examples: Europe/Berlin, UTC."),
        ("notes", "é" * 2_000_000, "Ensure this value has at most 2000 characters (it has 2000000)."),
    ],
)
def test_odd_input_is_a_sentence_at_its_field(admin, field, typed, sentence):
    rest = {**rows("sites"), **rows("memberships"), **rows("agent_scopes")}
    data = {"name": "Ünïcödé 🏥 مستشفى", "kind": "customer", "language": "de", "time_zone": "UTC", "sharing": "own"}
    page = admin.post(reverse("admin:accounts_organisation_add"), {**data, **rest, field: typed})
    assert page.context["adminform"].form.errors == {field: [sentence]}
    assert admin.post(reverse("admin:accounts_organisation_add"), {**data, **rest}).status_code == 302


def test_a_new_organisation_leads_to_its_people_and_its_contract(admin):
    data = {"name": "Hofladen", "kind": "customer", "is_active": "on", "language": "de", "sharing": "own"}
    add = reverse("admin:accounts_organisation_add")
    prefixes = [formset.formset.prefix for formset in admin.get(add).context["inline_admin_formsets"]]
    empty = {name: value for prefix in prefixes for name, value in rows(prefix).items()}
    page = admin.post(add, {**data, "time_zone": "Europe/Berlin", **empty, "_save": "1"}, follow=True)
    hofladen = Organisation.objects.get(name="Hofladen")
    assert page.redirect_chain[-1][0] == reverse("admin:accounts_organisation_change", args=[hofladen.pk])
    for name in ("admin:accounts_user_add", "admin:sla_contract_add"):
        assert f"{reverse(name)}?organisation={hofladen.pk}" in page.content.decode()


def test_a_person_added_from_an_organisation_belongs_to_it(admin):
    organisation = make_organisation()
    add = f"{reverse('admin:accounts_user_add')}?organisation={organisation.pk}"
    proposed = admin.get(add).context["inline_admin_formsets"][0].formset.forms[0]
    assert proposed["organisation"].value() == organisation.pk
    belongs = rows("memberships", {"organisation": organisation.pk, "role": proposed["role"].value()})
    typed = {"email": "ida@example.com", "first_name": "Ida", "language": "en", "time_zone": "UTC", **belongs}
    answer = admin.post(add, {**typed, "_save": "1"})
    assert answer.url == reverse("admin:accounts_organisation_change", args=[organisation.pk])
    assert User.objects.get(email="ida@example.com").memberships.get().organisation == organisation


@pytest.mark.parametrize("asked", ["", "x", "0", "9" * 30, "٣"])
def test_a_person_is_added_without_an_organisation_that_is_none(admin, asked):
    page = admin.get(reverse("admin:accounts_user_add"), {"organisation": asked})
    assert page.context["inline_admin_formsets"][0].formset.total_form_count() == 0
