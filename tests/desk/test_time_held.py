"""Time per holder at the desk: for leads and administrators, with the tickets behind each figure."""

import csv
import re

import pytest
from django.test import Client
from django.urls import reverse

from escalation.actions import accept, hand_over
from reports.held import add_up
from sla.models import AuditEntry, PerPerson
from tests.make import HOUR, MONDAY_9AM, make_agent, make_organisation, make_team, make_ticket, make_user
from tickets import actions

REPORT = "/desk/time_held/"
MARCH = {"month": "2026-03"}


@pytest.fixture
def lead(house):
    """The lead of the network team; a ticket that was five hours with the first level and four with his team."""
    lead = make_agent(house.network, first_name="Nora")
    house.network.lead = lead
    house.network.save()
    ticket = house.ticket = make_ticket(organisation=house.customer, requester=house.mia, now=MONDAY_9AM)
    actions.take(ticket, by=house.jonas, now=MONDAY_9AM + HOUR)
    hand_over(ticket, by=house.jonas, now=MONDAY_9AM + 4.9 * HOUR, to_team=house.network, sentence="Look")
    accept(ticket, by=house.kai, now=MONDAY_9AM + 5 * HOUR)
    add_up(now=MONDAY_9AM + 24 * HOUR)
    return lead


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def texts(page):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page.content.decode())).replace("\xa0", " ")


def test_a_lead_reads_the_figures_of_his_own_teams(house, lead):
    page = texts(as_(lead).get(REPORT, MARCH))
    main = page[page.index("By team and level") :]
    assert "Network Second level 1 4 h" in main
    assert "First level" not in main.split("How it is counted")[0]


def test_an_administrator_reads_all(house, lead):
    page = texts(as_(make_agent(is_superuser=True, is_staff=True)).get(REPORT, MARCH))
    assert "First level First level 1 5 h 1 h – – 2" in page and "Network Second level 1 4 h" in page


@pytest.mark.parametrize("path", ["", "table/", "tickets/?what=held&level=2"])
def test_it_is_missing_for_everybody_else(house, lead, path):
    for person in (house.jonas, house.mia, make_agent()):
        assert as_(person).get(f"{REPORT}{path}", MARCH).status_code == 404


def test_a_lead_of_a_customers_team_that_is_no_agent_sees_nothing(house):
    outsider = make_user()
    make_team(lead=outsider)
    assert as_(outsider).get(REPORT).status_code == 404


def test_each_figure_leads_to_its_tickets(house, lead):
    reader = as_(make_agent(is_superuser=True, is_staff=True))
    links = re.findall(r'href="(/desk/time_held/tickets/[^"]+)"', reader.get(REPORT, MARCH).content.decode())
    assert len(links) == 6  # tickets, time, not assigned, breaches; and the network's two
    for link in links:
        page = reader.get(link.replace("&amp;", "&"))
        assert page.status_code == 200 and f"#{house.ticket.number}" in page.content.decode(), link


def test_a_leads_list_leaves_out_other_teams_and_customers_he_does_not_work_for(house, lead):
    ask = {**MARCH, "what": "held", "level": "2"}
    assert f"#{house.ticket.number}" in texts(as_(lead).get(f"{REPORT}tickets/", {**ask, "team": house.network.pk}))
    assert as_(lead).get(f"{REPORT}tickets/", {**ask, "level": "1", "team": house.first.pk}).status_code == 404
    stranger = make_agent(make_team(serves=[make_organisation()]))
    house.network.lead = stranger
    house.network.save()
    page = texts(as_(stranger).get(f"{REPORT}tickets/", {**ask, "team": house.network.pk}))
    assert house.ticket.subject not in page and "One more belongs to a customer you do not work for." in page


@pytest.mark.parametrize("query", ["month=x&level=9", "month=2026-13", "month=0000-01", "level=%00", "month=9999-12"])
def test_odd_questions_break_nothing(lead, query):
    assert as_(lead).get(f"{REPORT}?{query}").status_code == 200
    for more in ("what=held&team=%00", "what=x&team=1", "what=held&team=99999999999999999999", "person=1&what=held"):
        assert as_(lead).get(f"{REPORT}tickets/?{query}&{more}").status_code == 404


def test_the_table_says_the_same(house, lead):
    answer = as_(make_agent(is_superuser=True)).get(f"{REPORT}table/", MARCH)
    head, first, network = csv.reader(answer.getvalue().decode().splitlines())
    assert head[:4] == ["Team", "Level", "Tickets", "Had it (hours)"]
    assert first == ["First level", "1", "1", "5.0", "1.0", "0.0", "0.0", "2"]
    assert network[:4] == ["Network", "2", "1", "4.0"]


def test_no_page_names_a_persons_time_while_that_is_off(house, lead):
    reader = as_(make_agent(is_superuser=True, is_staff=True, first_name="Root"))
    for path in (REPORT, f"{REPORT}table/"):
        answer = reader.get(path, MARCH)
        text = (answer.getvalue() if answer.streaming else answer.content).decode()
        assert "Jonas" not in text and "Kai" not in text
    assert reader.get(f"{REPORT}table/", {**MARCH, "by": "person"}).status_code == 404
    ask = {**MARCH, "what": "held", "level": "2", "team": house.network.pk, "person": house.kai.pk}
    assert reader.get(f"{REPORT}tickets/", ask).status_code == 404


# The switch


SWITCH = "/admin/sla/perperson/1/change/"


def test_an_administrator_switches_it_on_and_that_is_in_the_list_of_changes(house, lead):
    admin = make_agent(is_superuser=True, is_staff=True, first_name="Root")
    client = as_(admin)
    assert client.get("/admin/sla/perperson/")["Location"] == SWITCH
    assert client.get(SWITCH).status_code == 200
    assert client.get(f"{SWITCH.removesuffix('change/')}history/", follow=True).status_code == 200
    assert "This field is required" in texts(client.post(SWITCH, {"is_on": "on", "reason": ""}))
    assert PerPerson.named_since() is None
    assert client.post(SWITCH, {"is_on": "on", "reason": "Agreement of 1 March"}).status_code == 302
    row = PerPerson.objects.get()
    assert (row.is_on, row.changed_by, row.since) == (True, admin, row.changed_at)
    entry = AuditEntry.objects.get(kind="perperson")
    assert (entry.by, entry.door, entry.after) == (admin, "admin", {"is_on": True, "reason": "Agreement of 1 March"})
    said = texts(client.get(reverse("admin:sla_auditentry_change", args=[entry.pk])))
    assert "Figures per person" in said and "Agreement of 1 March" in said
    since = row.since
    client.post(SWITCH, {"is_on": "on", "reason": "Agreement of 2 March"})
    assert PerPerson.named_since() == since  # another reason switches nothing


def test_on_persons_appear_and_off_they_are_gone_again(house, lead):
    PerPerson.objects.create(is_on=True, since=MONDAY_9AM, reason="Agreed", pk=1)
    actions.note(house.ticket, by=house.kai, body="Still on it", now=MONDAY_9AM + 25 * HOUR)
    add_up(now=MONDAY_9AM + 26 * HOUR)
    admin = as_(make_agent(is_superuser=True, is_staff=True))
    page = texts(admin.get(REPORT, MARCH))
    assert "Jonas First level First level 1 4 h" in page
    table = admin.get(f"{REPORT}table/", {**MARCH, "by": "person"}).getvalue().decode()
    assert "Kai" in table
    ask = {**MARCH, "what": "held", "level": "2", "team": house.network.pk, "person": house.kai.pk}
    assert f"#{house.ticket.number}" in texts(admin.get(f"{REPORT}tickets/", ask))
    assert admin.post(SWITCH, {"reason": "Agreement ended"}).status_code == 302
    assert "Jonas" not in texts(admin.get(REPORT, MARCH))
    assert admin.get(f"{REPORT}tickets/", ask).status_code == 404


def test_an_sla_administrator_may_not_switch_it(house):
    from tests.helpdesk.test_administration import make_sla_administrator

    client = as_(make_sla_administrator())
    assert client.get(SWITCH).status_code == 403
    assert client.post(SWITCH, {"is_on": "on", "reason": "Mine"}).status_code == 403
    assert not PerPerson.objects.exists()


def test_the_side_bar_leads_there_those_who_may(house, lead):
    assert "Time per holder" in as_(lead).get("/desk/").content.decode()
    assert "Time per holder" not in as_(house.jonas).get("/desk/").content.decode()
